package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.NDArrays;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays with a value in the place of missing elements.
class FilledTest {
  private static NDArray mask(Random random, int length) {
    boolean[] mask = new boolean[length];
    for (int i = 0; i < length; i++) {
      mask[i] = random.nextInt(3) > 0;
    }
    return NDArray.copyOf(mask);
  }

  private static NDArray mask(boolean... mask) {
    return NDArray.copyOf(mask);
  }

  private static NDArray counting(DType type, int length) {
    return NDArray.arange(0L, length).copy(type);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int8",
        "uint8",
        "int16",
        "uint16",
        "int32",
        "uint32",
        "int64",
        "uint64",
        "float16",
        "float32",
        "float64",
        "bfloat16"
      })
  @DisplayName("item 27: numbers of every type, in slices that begin at any bit")
  void numbers(String name) {
    DType type = DType.ofName(name);
    Random random = Seeds.random("FilledTest." + name);
    for (int round = 0; round < 100; round++) {
      int length = random.nextInt(100);
      NDArray mask = mask(random, length);
      Column column = Column.of("x", counting(type, length)).withValidity(mask);
      int start = random.nextInt(length + 1);
      int end = start + random.nextInt(length + 1 - start);
      for (Column part : List.of(column.slice(start, end), column.slice(start, end).copy())) {
        NDArray filled = part.filled(101);
        assertThat(filled.dtype()).isEqualTo(type);
        assertThat(filled.shape()).containsExactly(end - start);
        assertThat(filled.isReadOnly()).isFalse();
        for (int i = 0; i < end - start; i++) {
          double expected = mask.getBoolean(start + i) ? start + i : 101;
          assertThat(filled.getDouble(i)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  @DisplayName("a copy, also if nothing is missing, and without a validity buffer")
  void isACopy() {
    NDArray x = NDArray.copyOf(new double[] {1, 2});
    for (Column column :
        List.of(Column.of("x", x), Column.of("x", x).withValidity(mask(true, true)))) {
      NDArray filled = column.filled(Double.NaN);
      filled.setDouble(0, 9);
      assertThat(filled.toDoubleArray()).containsExactly(9, 2);
    }
    assertThat(x.toDoubleArray()).containsExactly(1, 2);
  }

  @Test
  @DisplayName("NaN among integers needs a type that has it")
  void otherTypes() {
    Column column = Column.of("x", counting(DType.INT64, 3)).withValidity(mask(true, false, true));
    assertThat(column.filled(DType.FLOAT64, Double.NaN).toDoubleArray())
        .containsExactly(0, Double.NaN, 2);
    assertThat(column.filled(DType.FLOAT32, -0.5).toString()).isEqualTo("[ 0.  -0.5  2. ]");
    assertThatIllegalArgumentException().isThrownBy(() -> column.filled(Double.NaN));
    assertThatIllegalArgumentException()
        .as("whether or not it would be used")
        .isThrownBy(() -> Column.of("x", counting(DType.INT8, 1)).filled(128));
  }

  @Test
  @DisplayName("booleans of bytes and of bits")
  void booleans() {
    NDArray array = mask(true, false, true, false);
    NDArray present = mask(true, true, false, false);
    for (Column column : List.of(Column.of("x", array), Column.ofBits("x", array))) {
      Column marked = column.withValidity(present);
      assertThat(marked.filled(0).dtype()).isEqualTo(DType.BOOL);
      assertThat(marked.filled(0).toString()).isEqualTo(mask(true, false, false, false).toString());
      assertThat(marked.slice(1, 4).filled(1).toString())
          .isEqualTo(mask(false, true, true).toString());
    }
  }

  @Test
  @DisplayName("times count units, as NumPy's do; dates of 32 bits are converted")
  void times() {
    NDArray times = NDArray.copyOf(new long[] {1, 2}).reinterpret(DType.timedelta64("ms"));
    Column column = Column.of("t", times).withValidity(mask(false, true));
    assertThat(column.filled(7).reinterpret(DType.INT64).toLongArray()).containsExactly(7, 2);
    NDArray days = NDArray.copyOf(new long[] {1, 2}).reinterpret(DType.datetime64("D"));
    Column dates = Column.of("d", days, CopyPolicy.IF_NEEDED).withValidity(mask(true, false));
    NDArray filled = dates.filled(Long.MIN_VALUE);
    assertThat(filled.dtype()).isEqualTo(DType.datetime64("D"));
    assertThat(filled.toString()).contains("1970-01-02", "NaT");
    assertThat(Column.of("d", filled, CopyPolicy.IF_NEEDED).nullCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("lists: the missing ones, and what is missing inside, also of slices")
  void lists() {
    Column items = Column.of("i", counting(DType.INT16, 12));
    boolean[] present = new boolean[12];
    Arrays.fill(present, true);
    present[3] = false;
    present[11] = false;
    Column pairs =
        Columns.fixedSizeLists("x", items.withValidity(mask(present)), 2)
            .withValidity(mask(true, true, false, true, true, true));
    assertThat(pairs.filled(-1).toString())
        .isEqualTo(
            NDArray.copyOf(new short[] {0, 1, 2, -1, -1, -1, 6, 7, 8, 9, 10, -1}, 6, 2).toString());
    assertThat(pairs.slice(1, 4).filled(-1).toString())
        .isEqualTo(NDArray.copyOf(new short[] {2, -1, -1, -1, 6, 7}, 3, 2).toString());
    Column nested = Columns.fixedSizeLists("x", pairs, 3).slice(1, 2);
    assertThat(nested.filled(DType.FLOAT32, 0.5).toString())
        .isEqualTo(NDArray.copyOf(new float[] {6, 7, 8, 9, 10, 0.5f}, 1, 3, 2).toString());
    Column bits =
        Column.ofBits("b", mask(true, true, true, true))
            .withValidity(mask(true, false, true, true));
    assertThat(Columns.fixedSizeLists("x", bits, 2).filled(0).toString())
        .isEqualTo(mask(true, false, true, true).reshape(2, 2).toString());
  }

  @Test
  @DisplayName("tensors and complex numbers are missing as a whole")
  void blocks() {
    NDArray cells = counting(DType.FLOAT64, 12).reshape(2, 3, 2);
    for (NDArray tensors : List.of(cells, cells.permute(0, 2, 1))) {
      Column column = Column.of("t", tensors).withValidity(mask(false, true));
      NDArray filled = column.filled(0.5);
      assertThat(filled.shape()).isEqualTo(tensors.shape());
      assertThat(filled.select(0, 1).toString()).isEqualTo(tensors.select(0, 1).toString());
      assertThat(filled.select(0, 0).toString())
          .isEqualTo(tensors.select(0, 0).copy().fill(0.5).toString());
    }
    NDArray complex = NDArray.copyOf(new double[] {1, 2, 3, 4}).reinterpret(DType.COMPLEX128);
    Column numbers = Column.of("c", complex).withValidity(mask(true, false));
    assertThat(numbers.filled(9).reinterpret(DType.FLOAT64).toDoubleArray())
        .containsExactly(1, 2, 9, 0);
    Column floats = Column.of("", counting(DType.FLOAT32, 2)).withValidity(mask(true, false));
    Column incomplete =
        Columns.fixedSizeLists("c", floats, 2)
            .withMetadata(ArrowField.of("c", "c").withExtension("culebra.complex", "").metadata());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> incomplete.filled(0))
        .withMessage(
            "expected tensors and complex numbers without missing parts but found 1 missing of 2:"
                + " column \"c\" of type culebra.complex; toList() reads them");
  }

  @Test
  @DisplayName("a dictionary's indices, which find the values where none is missing")
  void indices() {
    Column values = Column.of("v", NDArray.copyOf(new double[] {0.5, 1.5}));
    Column column = Column.ofDictionary("d", NDArray.copyOf(new byte[] {1, 0, 1}), values);
    assertThat(column.withValidity(mask(true, false, true)).filled(-1).toString())
        .isEqualTo("[ 1 -1  1]");
    assertThat(NDArrays.take(values.array(), column.array(), 0).toDoubleArray())
        .containsExactly(1.5, 0.5, 1.5);
  }

  @Test
  @DisplayName("columns without an array, and memory that is gone")
  void others() {
    for (Column column :
        List.of(
            Columns.decimals("x", List.of(BigDecimal.ONE), 5, 2),
            Column.ofStrings("x", List.of("a")))) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> column.filled(0))
          .withMessageContaining("but found " + column.data().describe());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.of("x", NDArray.zeros(DType.raw(3), 2)).filled(0));
    Column gone;
    NDArray filled;
    try (Arena arena = Arena.ofConfined()) {
      gone = Column.of("x", NDArray.zeros(arena, DType.INT8, 2)).withValidity(mask(true, false));
      filled = gone.filled(5);
    }
    assertThat(filled.toString()).isEqualTo("[0 5]");
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> gone.filled(5));
  }
}
