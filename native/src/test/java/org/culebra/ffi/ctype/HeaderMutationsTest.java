package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
  private static final Pattern TOKEN = Pattern.compile("\\w+|\"[^\"\n]*\"|[^\\s\\w]");

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

  /// A few lines, anywhere.
  private static StringBuilder part(Random random, Header header) {
    List<String> lines = header.lines();
    int from = random.nextInt(lines.size());
    int to = Math.min(lines.size(), from + 1 + random.nextInt(40));
    return new StringBuilder(String.join("\n", lines.subList(from, to))).append('\n');
  }

  private static void mutate(Random random, StringBuilder text) {
    for (int i = 1 + random.nextInt(6); i > 0 && !text.isEmpty(); i--) {
      if (random.nextBoolean()) {
        mutateBytes(random, text);
      } else {
        mutateTokens(random, text);
      }
    }
  }

  private static void mutateBytes(Random random, StringBuilder text) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + 1 + random.nextInt(6));
    String part = text.substring(from, to);
    switch (random.nextInt(3)) {
      case 0 -> text.delete(from, to);
      case 1 -> text.insert(from, part);
      default -> text.replace(from, to, new StringBuilder(part).reverse().toString());
    }
  }

  private static void mutateTokens(Random random, StringBuilder text) {
    // the tokens near some place, as finding all of a header would take the time
    int start = random.nextInt(text.length());
    int end = Math.min(text.length(), start + 400);
    List<MatchResult> tokens = TOKEN.matcher(text.substring(start, end)).results().toList();
    if (tokens.size() < 2) {
      return;
    }
    MatchResult a = tokens.get(random.nextInt(tokens.size() - 1));
    MatchResult b = tokens.get(random.nextInt(tokens.size() - 1));
    switch (random.nextInt(3)) {
      case 0 -> text.delete(start + a.start(), start + a.end());
      case 1 -> text.insert(start + a.start(), b.group() + " ");
      default -> {
        MatchResult first = a.start() < b.start() ? a : b;
        MatchResult last = a.start() < b.start() ? b : a;
        text.replace(start + last.start(), start + last.end(), first.group());
        text.replace(start + first.start(), start + first.end(), last.group());
      }
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
      if (type instanceof CType.Struct struct && struct.isComplete()) {
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
      StringBuilder text = whole ? new StringBuilder(header.text()) : part(random, header);
      mutate(random, text);
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
