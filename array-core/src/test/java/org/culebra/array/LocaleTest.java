package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.culebra.array.internal.literal.Descr;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.python.BufferFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// Texts where the machine's language writes numbers with other digits.
@Isolated("changes the default locale")
final class LocaleTest {

  private final Locale before = Locale.getDefault();

  @BeforeEach
  void setLocale() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    // Otherwise nothing is tested here.
    assertThat("%d".formatted(12)).isNotEqualTo("12");
  }

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @Test
  void literals_haveAsciiDigits() {
    assertThat(Literal.print(1.25e300)).isEqualTo("1.25e+300");
    assertThat(Literal.print(-1e-7)).isEqualTo("-1e-07");
    assertThat(Literal.print(List.of(12L, 3, 1.5))).isEqualTo("[12, 3, 1.5]");
    assertThat(Literal.print("\u0001\u2028")).isEqualTo("'\\x01\\u2028'");
  }

  @Test
  void messages_haveAsciiDigits() {
    NDArray a = NDArray.zeros(DType.INT32, 2, 3);
    Rejections.index(
        "expected an index in [0, 3) on axis 1 but found 7; shape (2, 3)", () -> a.getLong(0, 7));
    Rejections.argument("expected an axis in [-2, 2) but found 5", () -> a.flip(5));
    Rejections.rejected(
        FormatException.class,
        "expected a value but found the end of the text at position 0",
        () -> Literal.parse(""));
    Rejections.rejected(
        UnsupportedOperationException.class,
        "expected a type with a type string but found bfloat16: view it as raw bytes,"
            + " reinterpret(DType.raw(2))",
        DType.BFLOAT16::typestr);
  }

  @Test
  void descriptions_haveAsciiDigits() {
    DType type =
        DType.aligned(new Field("a", DType.INT8, 0), new Field("b", DType.datetime64("25s"), 0));
    assertThat(Descr.of(type))
        .isEqualTo(List.of(List.of("a", "|i1"), List.of("", "|V7"), List.of("b", "<M8[25s]")));
    assertThat(type.field("b")).hasToString("b: datetime64[25s] at 8");
    assertThat(StridedLayout.cOrder(8, 2, 3))
        .hasToString("shape (2, 3), strides (24, 8), offset 0, item size 8");
    assertThat(
            BufferFormat.print(DType.packed(new Field("a", null, DType.INT8, new long[] {12}, 0))))
        .contains("12");
  }

  @Test
  void arrays_haveAsciiDigits() {
    assertThat(NDArray.copyOf(new double[] {1.5, -2, 1e300}))
        .hasToString("[ 1.5e+000 -2.0e+000  1.0e+300]");
    assertThat(NDArray.copyOf(new int[] {10, -200})).hasToString("[  10 -200]");
    NDArray dates = NDArray.zeros(DType.datetime64("D"), 1);
    assertThat(dates.toString()).contains("1970-01-01").matches("\\p{ASCII}*");
  }
}
