package org.culebra.arrow.internal.column;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType.Kind;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.DecimalType;
import org.jspecify.annotations.Nullable;

/// Columns of decimal numbers.
public final class DecimalColumns {
  private DecimalColumns() {}

  /// The least of 128 and 256 bits that have the precision.
  public static int bits(int precision) {
    return precision <= DecimalType.maxPrecision(16) ? 128 : 256;
  }

  /// `Columns.decimals` of numbers.
  public static ArrayData of(
      String name,
      List<? extends @Nullable BigDecimal> values,
      int precision,
      int scale,
      int bits) {
    Objects.requireNonNull(name, "name");
    List<@Nullable BigDecimal> numbers = Lists.snapshot(values);
    DecimalType type = DecimalType.ofBits(precision, scale, bits);
    MemorySegment memory = Rebase.allocate((long) numbers.size() * type.byteWidth());
    BigInteger limit = type.limit();
    for (int i = 0; i < numbers.size(); i++) {
      BigDecimal number = numbers.get(i);
      if (number != null) {
        BigInteger unscaled = unscaled(number, scale, i);
        ContentValidator.requirePrecision(type, limit, unscaled, i);
        type.write(memory, i, unscaled);
      }
    }
    return Validity.marked(
        LayoutColumns.leaf(
            name, type.format(), numbers.size(), Buffer.ABSENT, Rebase.owned(memory)),
        numbers);
  }

  private static BigInteger unscaled(BigDecimal number, int scale, int index) {
    try {
      return number.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "expected at most %d digits after the point, the scale, but found %s in element %d; BigDecimal.setScale rounds"
              .formatted(scale, number, index),
          e);
    }
  }

  /// `Columns.decimals` of unscaled values.
  public static ArrayData of(String name, NDArray unscaled, int precision, int scale) {
    Objects.requireNonNull(name, "name");
    Kind kind = unscaled.dtype().kind();
    int width = unscaled.itemSize();
    boolean isInteger = kind == Kind.INT && (width == 4 || width == 8);
    boolean isRaw = kind == Kind.RAW && (width == 16 || width == 32);
    if (unscaled.rank() != 1 || !isInteger && !isRaw) {
      throw new IllegalArgumentException(
          "expected unscaled values of int32, int64, or 16 or 32 raw bytes along one axis but found"
              + " "
              + ContiguousBuffer.describe(unscaled));
    }
    DecimalType type = new DecimalType(precision, scale, width);
    return ContentValidator.checked(
        PrimitiveColumns.fixed(name, type.format(), unscaled, CopyPolicy.NEVER));
  }
}
