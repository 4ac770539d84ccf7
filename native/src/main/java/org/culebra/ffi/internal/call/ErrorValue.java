package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// What C gets from a callback that failed.
public final class ErrorValue {
  private ErrorValue() {}

  /// The stated value, or 0, NaN, NULL or a struct of zeros, in the linker's carrier.
  public static Object of(CallPlan plan, @Nullable Object stated) {
    CType returns = plan.function().returns();
    Object value =
        switch (returns) {
          case CType.Pointer pointer -> pointer(stated);
          case CType.Struct struct -> struct(struct, stated);
          default -> number(returns, stated);
        };
    if (value == null) {
      throw new IllegalArgumentException(
          "error value of %s: expected a value of %s but found %s"
              .formatted(plan, returns, Describe.value(stated)));
    }
    return value;
  }

  private static @Nullable Object pointer(@Nullable Object stated) {
    if (stated == null) {
      return MemorySegment.NULL;
    }
    return stated instanceof MemorySegment segment && segment.isNative() ? segment : null;
  }

  private static @Nullable Object struct(CType.Struct struct, @Nullable Object stated) {
    if (stated == null) {
      return Arena.ofAuto().allocate(struct.layout());
    }
    return stated instanceof StructValue value && value.isOf(struct)
        ? Incoming.structResult(value, new StructRule(struct))
        : null;
  }

  private static @Nullable Object number(CType returns, @Nullable Object stated) {
    NumberRule rule = NumberRule.of(returns);
    if (rule == null) {
      return null;
    }
    Object carrier = rule.toResult(stated == null ? usual(rule) : stated);
    return carrier == null ? null : rule.outgoing(carrier);
  }

  private static Object usual(NumberRule rule) {
    return switch (rule.scalar().kind()) {
      case BOOL -> false;
      case FLOATING -> Double.NaN;
      case SIGNED, UNSIGNED -> 0;
    };
  }
}
