package org.culebra.array;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.culebra.array.internal.kernel.Diophantine;
import org.culebra.array.internal.kernel.Operand;
import org.culebra.array.internal.kernel.Overlap;
import org.culebra.array.internal.kernel.SelfOverlap;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Chains of views, copies, casts, assignments and overlaps, compared with what NumPy makes of
/// them: `src/test/python/view_golden.py` says how the cases are written and where the two differ
/// by design.
///
/// `-Dculebra.oracle=N` draws N fresh cases, `-Dculebra.seed=N` repeats a run.
final class NumpyOracleTest {

  /// What mayShareMemory looks at.
  private static final int POOL = 400;

  @Test
  void committedCases_areAsNumPyHasThem() throws IOException {
    var file = NumpyOracleTest.class.getResourceAsStream("view_golden.txt.gz");
    Objects.requireNonNull(file, "view_golden.txt.gz");
    try (var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
      assertThat(replay(lines.lines().toList())).isGreaterThan(5000);
    }
  }

  @Test
  void freshCases_areAsNumPyHasThem() {
    Numpy.require();
    int seed = Seeds.random("NumpyOracleTest").nextInt(Integer.MAX_VALUE);
    int count = Integer.getInteger("culebra.oracle", 1500);
    Path script = Path.of(System.getProperty("basedir", ""), "src/test/python/view_golden.py");
    System.out.println("NumpyOracleTest: view_golden.py " + seed + " " + count);
    String output = Numpy.run(script, "" + seed, "" + count);
    assertThat(replay(output.lines().toList())).isGreaterThanOrEqualTo(count);
  }

  /// Compares all lines and gives the number of those that are about views.
  private static int replay(List<String> lines) {
    assertThat(lines.getFirst()).startsWith("# NumPy 2.");
    List<String> differences = new ArrayList<>();
    int views = 0;
    for (int i = 1; i < lines.size(); i++) {
      String[] words = lines.get(i).split("\t", -1);
      views += words[0].equals("V") ? 1 : 0;
      String difference = difference(words);
      if (difference != null) {
        differences.add("case %d: %s%n  %s".formatted(i, difference, lines.get(i)));
      }
    }
    assertThat(differences.stream().limit(10))
        .as("%d of %d differ, %s", differences.size(), lines.size() - 1, lines.getFirst())
        .isEmpty();
    return views;
  }

  static @Nullable String difference(String[] words) {
    try {
      return switch (words[0]) {
        case "V" -> OracleCase.difference(words);
        case "K" -> castDifference(words);
        case "O" -> overlapDifference(words);
        case "I" -> selfOverlapDifference(words);
        default -> "expected a case but found " + words[0];
      };
    } catch (RuntimeException | AssertionError e) {
      return "expected an answer but found " + e;
    }
  }

  private static @Nullable String castDifference(String[] words) {
    DType from = OracleTypes.parse(words[1]);
    DType to = OracleTypes.parse(words[2]);
    int at = 0;
    for (Casting casting : Casting.values()) {
      boolean numpys = words[3].charAt(at++) == '1';
      boolean expected = OracleCasts.expected(casting, from, to, numpys);
      if (casting.allows(from, to) != expected) {
        return "expected %s to be %b but found %b".formatted(casting, expected, !expected);
      }
    }
    return null;
  }

  private static @Nullable String overlapDifference(String[] words) {
    boolean expected = words[3].equals("1");
    StridedLayout a = layout(words[1]);
    StridedLayout b = layout(words[2]);
    Diophantine.Answer exact =
        Overlap.share(
            Operand.of(MemorySegment.NULL, a, DType.raw(a.itemSize())),
            Operand.of(MemorySegment.NULL, b, DType.raw(b.itemSize())),
            Long.MAX_VALUE);
    if (exact != (expected ? Diophantine.Answer.YES : Diophantine.Answer.NO)) {
      return "expected overlap to be %b but found %s".formatted(expected, exact);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pool = arena.allocate(POOL);
      NDArray one = NDArray.of(pool, Retention.ARENA, DType.raw(a.itemSize()), a);
      NDArray two = NDArray.of(pool, Retention.ARENA, DType.raw(b.itemSize()), b);
      boolean found = one.mayShareMemory(two);
      return found == expected && two.mayShareMemory(one) == expected
          ? null
          : "expected mayShareMemory %b but found %b".formatted(expected, found);
    }
  }

  private static @Nullable String selfOverlapDifference(String[] words) {
    boolean expected = words[2].equals("1");
    StridedLayout layout = layout(words[1]);
    Diophantine.Answer exact =
        SelfOverlap.solve(layout.itemSize(), layout.shape(), layout.strides(), Long.MAX_VALUE);
    boolean found = SelfOverlap.mayOverlap(layout.itemSize(), layout.shape(), layout.strides());
    return found == expected && exact == (expected ? Diophantine.Answer.YES : Diophantine.Answer.NO)
        ? null
        : "expected internal overlap to be %b but found %b and %s"
            .formatted(expected, found, exact);
  }

  private static StridedLayout layout(String text) {
    String[] parts = text.split(" ", -1);
    return StridedLayout.of(
        Integer.parseInt(parts[3]),
        Long.parseLong(parts[2]),
        OracleTypes.longs(parts[0]),
        OracleTypes.longs(parts[1]));
  }
}
