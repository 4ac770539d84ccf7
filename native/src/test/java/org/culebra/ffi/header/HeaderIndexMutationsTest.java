package org.culebra.ffi.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.culebra.ffi.CompileOptions;
import org.culebra.ffi.ctype.HeaderMutator;
import org.culebra.ffi.internal.call.CallPlan;
import org.culebra.testsupport.CpuTime;
import org.culebra.testsupport.Peers;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged headers as the index reads them: each name that it finds has a declaration or a reason
/// why it cannot be used, and neither takes long.
class HeaderIndexMutationsTest {
  private static final int ROUNDS = Boolean.getBoolean("culebra.long") ? 1_000_000 : 10_000;

  /// One round of so many damages a whole header.
  private static final int WHOLE = 50;

  /// The names of a whole header that are asked for.
  private static final int ASKED = 20;

  private static final long MOST_NANOS = 2_000_000_000L;

  @TempDir private static Path folder;
  private static final List<Source> SOURCES = new ArrayList<>();

  /// A header as the preprocessor writes it.
  private record Source(String text, List<String> lines, CHeader header) {}

  @BeforeAll
  static void preprocess() throws IOException, InterruptedException {
    Peers.library("z");
    Peers.library("sqlite3");
    for (String name : new String[] {"zlib.h", "sqlite3.h"}) {
      Path source = Files.writeString(folder.resolve(name + ".c"), "#include <" + name + ">\n");
      Path out = folder.resolve(name + ".i");
      Process process =
          new ProcessBuilder("cc", "-E", "-dD", source.toString())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor()).as("cc -E of " + name).isZero();
      String text = Files.readString(out, StandardCharsets.UTF_8);
      SOURCES.add(new Source(text, text.lines().toList(), header(text)));
    }
  }

  private static CHeader header(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new CHeader(CompileOptions.defaults(), List.of("damaged.h"), bytes);
  }

  /// What was asked for, and what of it can be used.
  private static final class Counts {
    int asked;
    int usable;

    void ask(Runnable question) {
      asked++;
      try {
        question.run();
        usable++;
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        assertThat(e).hasMessageMatching("(?s).{3,}");
      }
    }
  }

  private static List<String> some(Random random, Collection<String> names, boolean isWhole) {
    List<String> all = new ArrayList<>(names);
    if (!isWhole || all.isEmpty()) {
      return all;
    }
    return random.ints(ASKED, 0, all.size()).mapToObj(all::get).toList();
  }

  /// Reads a header and asks for its names, which may use those of the sound header.
  private static void read(
      Random random, String text, Source sound, boolean isWhole, Counts counts) {
    CHeader damaged = header(text);
    HeaderScope scope = new HeaderScope();
    scope.add(damaged);
    if (!isWhole) {
      scope.add(sound.header());
    }
    for (String name : some(random, damaged.functions(), isWhole)) {
      counts.ask(() -> {
        scope.declarationsFor(damaged.text(name).orElseThrow()); // types of the sound header
        CallPlan.of(name, scope.prototype(name).type());
      });
    }
    HeaderIndex index = damaged.index();
    for (String tag : some(random, index.tags.keySet(), isWhole)) {
      counts.ask(() -> scope.struct(tag));
    }
    for (String name : some(random, index.names.keySet(), isWhole)) {
      counts.ask(() -> {
        scope.declarationsFor(damaged.text(name).orElseThrow());
        scope.declarations(List.of(name));
      });
      assertThat(damaged.text(name)).isPresent();
    }
    assertThat(scope.describe()).isNotEmpty();
  }

  @Test
  void index_ofDamagedHeaders_hasADeclarationOrAReasonInTime() {
    Random random = Seeds.random("HeaderIndexMutationsTest");
    Counts counts = new Counts();
    long slowest = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Source sound = SOURCES.get(random.nextInt(SOURCES.size()));
      boolean isWhole = i % WHOLE == 0;
      StringBuilder text =
          isWhole ? new StringBuilder(sound.text()) : HeaderMutator.part(random, sound.lines());
      HeaderMutator.mutate(random, text);
      String mutated = text.toString();
      try {
        long start = CpuTime.ofThread();
        read(random, mutated, sound, isWhole, counts);
        long nanos = CpuTime.ofThread() - start;
        assertThat(nanos).isLessThan(MOST_NANOS);
        slowest = Math.max(slowest, nanos);
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        throw new AssertionError("round " + i + ", text:\n" + mutated, e);
      }
    }
    System.out.printf(
        "index of damaged headers: %d rounds, %d of %d names usable, slowest round %d ms%n",
        ROUNDS, counts.usable, counts.asked, slowest / 1_000_000);
    assertThat(counts.asked).isGreaterThan(ROUNDS);
    assertThat(counts.usable).isBetween(counts.asked / 3, counts.asked - ROUNDS / 100);
  }
}
