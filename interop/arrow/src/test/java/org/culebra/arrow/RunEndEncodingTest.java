package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs at offset 0. The oracle is the format's rule: element i of a column has the value of the
/// first run that ends after `offset + i`.
class RunEndEncodingTest {
  private static final int[] ENDS = {3, 4, 9, 10, 17};

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private Column read(String format, int... ends) {
    ProducedArray made = ProducedArray.of(format, ends.length).absent();
    made =
        switch (format) {
          case "s" -> made.shorts(ends);
          case "i" -> made.ints(ends);
          default -> {
            long[] wide = new long[ends.length];
            for (int i = 0; i < ends.length; i++) {
              wide[i] = ends[i];
            }
            yield made.longs(wide);
          }
        };
    return ProducedArray.of("+r", 17)
        .child(made, ProducedArray.doubles(ends.length, 2))
        .adopt(arena);
  }

  /// Run k has the value k + 2.
  private static List<Double> expected(int from, int to) {
    List<Double> values = new ArrayList<>();
    for (int i = from; i < to; i++) {
      int run = 0;
      while (ENDS[run] <= i) {
        run++;
      }
      values.add(run + 2.0);
    }
    return values;
  }

  private static List<Double> decoded(Column column) {
    long[] ends = column.child(0).array().copy(DType.INT64).toLongArray();
    double[] runs = column.child(1).array().toDoubleArray();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < column.length(); i++) {
      int run = 0;
      while (ends[run] <= i) {
        run++;
      }
      values.add(runs[run]);
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "i", "l"})
  @DisplayName("every part of a column of runs, without its offset and copied")
  void parts_areTheSameValues(String format) {
    Column column = read(format, ENDS);
    for (int from = 0; from <= 17; from++) {
      for (int to = from; to <= 17; to++) {
        Column part = column.slice(from, to);
        for (Column same : List.of(part.withoutOffset(), part.copy())) {
          assertThat(same.offset()).isZero();
          assertThat(same.child(0).offset()).isZero();
          assertThat(same.child(1).offset()).isZero();
          assertThat(same.field()).isEqualTo(column.field());
          assertThat(decoded(same)).as("%d to %d", from, to).isEqualTo(expected(from, to));
        }
        long runs = expected(from, to).stream().distinct().count();
        assertThat(part.copy().child(0).length()).as("no more than its own").isEqualTo(runs);
      }
    }
  }

  @Test
  void withoutOffset_copiesNoValues() {
    Column column = read("i", ENDS);
    Column same = column.slice(4, 9).withoutOffset();
    assertThat(same.child(1).array().address())
        .isEqualTo(column.child(1).array().address() + 2 * Double.BYTES);
    assertThat(column.withoutOffset().child(0).array().address())
        .as("from 0 on there is nothing to do")
        .isEqualTo(column.child(0).array().address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3 3 9 10 17", "9 4 3 10 17", "5 3 2 9 17", "17 16 15 14 17"})
  @DisplayName("ends that do not increase are rejected where they matter")
  void disorder_isRejected(String text) {
    int[] ends = List.of(text.split(" ")).stream().mapToInt(Integer::parseInt).toArray();
    Column column = read("i", ends);
    assertThatIllegalArgumentException()
        .isThrownBy(column::copy)
        .withMessageStartingWith(
            "expected increasing run ends but found one that does not increase at run ")
        .withMessageEndingWith(": column \"x\" of type " + column.field().typeName());
    for (int from = 0; from < 17; from++) {
      Column part = column.slice(from, 17);
      try {
        assertThat(part.withoutOffset().length()).isEqualTo(17 - from);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("increasing run ends");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 12, 16})
  @DisplayName("runs that go on after a slice end with it, also of a struct's child and a list's")
  void looseRuns_endWithTheColumn(int length) {
    Column runs = read("i", ENDS);
    Column struct = Column.ofStruct("s", runs);
    for (Column part :
        List.of(
            runs.slice(0, length).withoutOffset(),
            struct.slice(0, length).withoutOffset().child(0),
            Column.ofBatch(struct).slice(0, length).withoutOffset().child(0).child(0))) {
      assertThat(part.length()).isEqualTo(length);
      assertThat(decoded(part)).isEqualTo(expected(0, length));
      int[] ends = part.child(0).array().toIntArray();
      assertThat(ends[ends.length - 1]).isEqualTo(length);
    }
    Column plain = runs.withoutOffset();
    assertThat(plain.withoutOffset()).isSameAs(plain);
    assertThat(runs.slice(0, 0).withoutOffset().child(0).length()).isZero();
  }
}
