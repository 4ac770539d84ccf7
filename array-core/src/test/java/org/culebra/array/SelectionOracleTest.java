package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// [NDArrays] and [Reductions] compared with NumPy: `src/test/python/select_golden.py` says how the
/// cases are written and where the two differ by design.
///
/// `-Dculebra.oracle=N` draws N cases, `-Dculebra.seed=N` repeats a run.
final class SelectionOracleTest {

  @Test
  void freshCases_areAsNumPyHasThem() {
    Numpy.require();
    int seed = Seeds.random("SelectionOracleTest").nextInt(Integer.MAX_VALUE);
    int count = Integer.getInteger("culebra.oracle", 10_000);
    Path script = Path.of(System.getProperty("basedir", ""), "src/test/python/select_golden.py");
    System.out.println("SelectionOracleTest: select_golden.py " + seed + " " + count);
    List<String> lines = Numpy.run(script, "" + seed, "" + count).lines().toList();
    assertThat(lines.getFirst()).startsWith("# NumPy 2.");
    assertThat(lines).hasSize(count + 1);
    List<String> differences = new ArrayList<>();
    int answers = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split("\t", -1);
      answers += words[words.length - 1].startsWith("!") ? 0 : 1;
      String difference = difference(words);
      if (difference != null) {
        differences.add("%s%n  %s".formatted(difference, line));
      }
    }
    assertThat(differences.stream().limit(10))
        .as("%d of %d differ, %s", differences.size(), count, lines.getFirst())
        .isEmpty();
    assertThat(answers).as("cases that are not rejections").isGreaterThan(count * 3 / 4);
  }

  private static @Nullable String difference(String[] words) {
    String expected = words[words.length - 1];
    try (Arena arena = Arena.ofConfined()) {
      List<NDArray> results = run(words, arena);
      if (expected.startsWith("= ")) {
        return sumDifference(results.getFirst(), expected.split(" ", -1));
      }
      return answersDifference(results, expected);
    } catch (IndexOutOfBoundsException e) {
      return expected.equals("!i") ? null : "expected " + expected + " but found " + e;
    } catch (IllegalArgumentException e) {
      return expected.equals("!a") ? null : "expected " + expected + " but found " + e;
    } catch (RuntimeException | AssertionError e) {
      return "expected an answer but found " + e + " at " + e.getStackTrace()[0];
    }
  }

  private static @Nullable String answersDifference(List<NDArray> found, String expected) {
    String[] answers = expected.split(" ; ", -1);
    boolean same = answers.length == found.size() && !expected.startsWith("!");
    for (int i = 0; i < answers.length && same; i++) {
      String[] answer = answers[i].split(" ", -1);
      NDArray a = found.get(i);
      same = isLike(a, answer[0], answer[1]) && OracleResult.crc(a, true).equals(answer[2]);
    }
    return same ? null : "expected " + expected + " but found " + found;
  }

  private static boolean isLike(NDArray a, String shape, String type) {
    return Arrays.equals(a.shape(), OracleTypes.longs(shape))
        && a.dtype().equals(OracleTypes.parse(type));
  }

  private static List<NDArray> run(String[] words, Arena arena) {
    List<NDArray> results = call(words, arena);
    // Which of two zeros is the least NumPy leaves to the processor.
    boolean reduced =
        switch (words[0]) {
          case "min", "max" -> true;
          default -> false;
        };
    if (reduced && results.getFirst().dtype().kind() == DType.Kind.FLOAT) {
      NDArray result = results.getFirst();
      result.mapFrom(result, x -> x + 0.0);
    }
    return results;
  }

  private static List<NDArray> call(String[] words, Arena arena) {
    String first = words[1];
    return switch (words[0]) {
      case "concatenate" ->
          List.of(NDArrays.concatenate(arena, Integer.parseInt(first), arrays(words, 2, arena)));
      case "stack" ->
          List.of(NDArrays.stack(arena, Integer.parseInt(first), arrays(words, 2, arena)));
      case "split" -> split(array(words[3], arena), words[2], Integer.parseInt(first));
      case "take" ->
          List.of(
              NDArrays.take(
                  arena, array(words[2], arena), indices(words[3]), Integer.parseInt(first)));
      case "compress" ->
          List.of(
              NDArrays.compress(
                  arena, array(words[2], arena), array(words[3], arena), Integer.parseInt(first)));
      case "mask" -> List.of(NDArrays.compress(arena, array(first, arena), array(words[2], arena)));
      case "nonzero" -> NDArrays.nonzero(arena, array(first, arena));
      case "put" -> {
        NDArray a = array(first, arena);
        NDArrays.put(a, indices(words[2]), array(words[3], arena));
        yield List.of(a);
      }
      case "var", "std" -> List.of(spread(words, arena));
      default -> {
        NDArray a = array(words[2], arena);
        yield List.of(
            first.isEmpty()
                ? total(words[0], a)
                : along(words[0], a, OracleTypes.ints(first), arena));
      }
    };
  }

  private static NDArray spread(String[] words, Arena arena) {
    NDArray a = array(words[2], arena);
    double value = Double.parseDouble(words[3]);
    Reductions.Ddof ddof = Reductions.ddof(value);
    boolean isVar = words[0].equals("var");
    if (words[1].isEmpty()) {
      DType type =
          switch (a.dtype().kind()) {
            case FLOAT -> DType.ofName(a.dtype().name());
            case COMPLEX -> a.real().dtype().withByteOrder(ByteOrder.nativeOrder());
            default -> DType.FLOAT64;
          };
      double total = isVar ? Reductions.var(a, ddof) : Reductions.std(a, ddof);
      return NDArray.full(type, total);
    }
    int[] axes = OracleTypes.ints(words[1]);
    return isVar ? Reductions.var(arena, a, ddof, axes) : Reductions.std(arena, a, ddof, axes);
  }

  private static List<NDArray> split(NDArray a, String where, int axis) {
    return where.startsWith("n")
        ? NDArrays.split(a, Integer.parseInt(where.substring(1)), axis)
        : NDArrays.split(a, OracleTypes.longs(where), axis);
  }

  private static NDArray along(String name, NDArray a, int[] axes, Arena arena) {
    return switch (name) {
      case "sum" -> Reductions.sum(arena, a, axes);
      case "mean" -> Reductions.mean(arena, a, axes);
      case "min" -> Reductions.min(arena, a, axes);
      case "max" -> Reductions.max(arena, a, axes);
      case "argmin" -> Reductions.argmin(arena, a, axes[0]);
      case "argmax" -> Reductions.argmax(arena, a, axes[0]);
      case "any" -> Reductions.any(arena, a, axes);
      case "all" -> Reductions.all(arena, a, axes);
      case "count" -> Reductions.count(arena, a, axes);
      default -> throw new AssertionError("expected an operation but found " + name);
    };
  }

  /// As an array of rank 0 of the type that NumPy has.
  private static NDArray total(String name, NDArray a) {
    return switch (name) {
      case "mean" -> {
        boolean isFloat = a.dtype().kind() == DType.Kind.FLOAT;
        double mean = Reductions.mean(a);
        yield NDArray.full(isFloat ? DType.ofName(a.dtype().name()) : DType.FLOAT64, mean);
      }
      case "argmin" -> NDArray.full(DType.INT64, Reductions.argmin(a));
      case "argmax" -> NDArray.full(DType.INT64, Reductions.argmax(a));
      case "any" -> NDArray.full(DType.BOOL, Reductions.any(a) ? 1 : 0);
      case "all" -> NDArray.full(DType.BOOL, Reductions.all(a) ? 1 : 0);
      case "count" -> NDArray.full(DType.INT64, Reductions.count(a));
      default -> throw new AssertionError("expected an operation but found " + name);
    };
  }

  private static NDArray[] arrays(String[] words, int from, Arena arena) {
    return Arrays.stream(words, from, words.length - 1)
        .map(word -> array(word, arena))
        .toArray(NDArray[]::new);
  }

  private static NDArray array(String text, Arena arena) {
    String[] parts = text.split("~", -1);
    NDArray array = OracleCase.base(parts, 0, arena);
    for (String word : parts[6].split(" ", -1)) {
      array = word.isEmpty() ? array : OracleCase.operate(array, word);
    }
    return array;
  }

  private static NDArray indices(String text) {
    String[] parts = text.split("~", -1);
    return NDArray.copyOf(OracleTypes.longs(parts[2]), DType.of(parts[0]))
        .reshape(OracleTypes.longs(parts[1]));
  }

  /// Within n eps sum|x| of the exact sum.
  private static @Nullable String sumDifference(NDArray found, String[] expected) {
    if (!isLike(found, expected[1], expected[2])) {
      return "expected " + expected[1] + " " + expected[2] + " but found " + found;
    }
    boolean complex = found.dtype().kind() == DType.Kind.COMPLEX;
    double[] re = (complex ? found.real() : found).toDoubleArray();
    double[] im = complex ? found.imag().toDoubleArray() : new double[0];
    String[] pairs = expected[5].isEmpty() ? new String[0] : expected[5].split(",", -1);
    double slack = Double.parseDouble(expected[3]) * Double.parseDouble(expected[4]);
    for (int i = 0; i < pairs.length; i++) {
      double value = complex ? (i % 2 == 0 ? re : im)[i / 2] : re[i];
      String[] pair = pairs[i].split(":", -1);
      double exact = number(pair[0]);
      boolean near = Math.abs(value - exact) <= slack * number(pair[1]);
      if (!near && Double.compare(value + 0.0, exact + 0.0) != 0) {
        return "expected %s within %s of %s but found %s".formatted(i, slack, exact, value);
      }
    }
    return null;
  }

  private static double number(String text) {
    return switch (text) {
      case "nan", "-nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
