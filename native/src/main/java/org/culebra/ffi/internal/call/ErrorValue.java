package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.ComplexRule;
import org.culebra.ffi.internal.argument.NumberRule;
import org.culebra.ffi.internal.argument.StructRule;
import org.culebra.ffi.internal.argument.StructValue;
import org.jspecify.annotations.Nullable;

/// What C gets from a callback that failed, in the linker's carrier.
public final class ErrorValue {
  private ErrorValue() {}

  /// The value where none was stated: 0, NaN (in both parts of a complex number), NULL or a struct
  /// of zeros; `null` for `void`.
  public static @Nullable Object usual(CType returns) {
    return switch (returns) {
      case CType.Void _ -> null;
      case CType.Pointer _ -> MemorySegment.NULL;
      case StructType struct -> Arena.ofAuto().allocate(struct.layout());
      case CType.Complex complex -> of(complex, new CComplex(Double.NaN, Double.NaN));
      default -> number(returns, usualNumber(returns));
    };
  }

  private static Object usualNumber(CType returns) {
    NumberRule rule = NumberRule.of(returns);
    return switch (rule == null ? null : rule.scalar().kind()) {
      case BOOL -> false;
      case FLOATING -> Double.NaN;
      case SIGNED, UNSIGNED -> 0;
      case null ->
          throw new IllegalArgumentException(
              "expected a type that Java can return but found " + returns);
    };
  }

  /// A value that the user states. A string of it is kept by nobody: see [UpcallResult#stated].
  ///
  /// @return `null` where it does not fit
  static @Nullable Object of(CType returns, @Nullable Object stated) {
    return switch (returns) {
      case CType.Pointer pointer -> new UpcallResult(pointer).stated(stated);
      case StructType struct ->
          stated instanceof StructValue value && value.isOf(struct)
              ? UpcallResult.struct(value, new StructRule(struct))
              : null;
      case CType.Complex complex ->
          stated instanceof CComplex value ? new ComplexRule(complex).copy(value) : null;
      default -> number(returns, stated);
    };
  }

  private static @Nullable Object number(CType returns, @Nullable Object stated) {
    NumberRule rule = NumberRule.of(returns);
    Object carrier = rule == null ? null : rule.toResult(stated);
    return rule == null || carrier == null ? null : rule.outgoing(carrier);
  }
}
