package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.culebra.testsupport.CpuTime;
import org.culebra.testsupport.Peers;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged headers: preprocessed text with bytes and tokens deleted, repeated and exchanged is
/// parsed or rejected, and neither takes long.
class HeaderMutationsTest {
  private static final int ROUNDS = Boolean.getBoolean("culebra.long") ? 1_000_000 : 10_000;
  private static final long MOST_NANOS = 2_000_000_000L;

  @TempDir private static Path folder;
  private static final List<Header> HEADERS = new ArrayList<>();

  /// A header as the preprocessor writes it, its lines, and what it declares.
  private record Header(String text, List<String> lines, CDeclarations declarations) {}

  @BeforeAll
  static void preprocess() throws IOException, InterruptedException {
    Peers.library("z");
    Peers.library("sqlite3");
    for (String name : new String[] {"zlib.h", "sqlite3.h"}) {
      Path source = Files.writeString(folder.resolve(name + ".c"), "#include <" + name + ">\n");
      Path out = folder.resolve(name + ".i");
      Process process =
          new ProcessBuilder("cc", "-E", source.toString())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(process.waitFor()).as("cc -E of " + name).isZero();
      String text = Files.readString(out, StandardCharsets.UTF_8);
      HEADERS.add(new Header(text, text.lines().toList(), CDeclarations.parse(text)));
    }
  }

  /// Parses a text; returns whether it is accepted.
  private static boolean isAccepted(String text, CDeclarations earlier, boolean whole) {
    long start = CpuTime.ofThread();
    boolean accepted = true;
    try {
      CDeclarations table = CDeclarations.parse(text, earlier);
      if (whole) {
        exercise(table);
      }
    } catch (CDeclarationException e) {
      assertThat(e.offset()).isBetween(0, text.length());
      accepted = false;
    }
    assertThat(CpuTime.ofThread() - start).isLessThan(MOST_NANOS);
    return accepted;
  }

  private static void exercise(CDeclarations table) {
    assertThat(table.probe()).isNotEmpty();
    for (CType type : table.tags().values()) {
      if (type instanceof StructType struct && struct.isComplete()) {
        assertThat(struct.layout().byteSize()).isEqualTo(struct.byteSize());
      }
    }
    table.prototypes().values().forEach(prototype -> assertThat(prototype.toString()).isNotEmpty());
  }

  @Test
  void parse_damagedHeaders_isParsedOrRejectedInTime() {
    Random random = Seeds.random("HeaderMutationsTest");
    CDeclarations nothing = CDeclarations.empty(DataModel.host());
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Header header = HEADERS.get(random.nextInt(HEADERS.size()));
      boolean whole = i % 50 == 0;
      StringBuilder text =
          whole ? new StringBuilder(header.text()) : HeaderMutator.part(random, header.lines());
      HeaderMutator.mutate(random, text);
      String mutated = text.toString();
      try {
        accepted += isAccepted(mutated, whole ? nothing : header.declarations(), whole) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        throw new AssertionError("round " + i + ", text:\n" + mutated, e);
      }
    }
    assertThat(accepted).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
  }
}
