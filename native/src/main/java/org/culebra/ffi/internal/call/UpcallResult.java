package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.argument.ArgumentMarshaller;
import org.culebra.ffi.internal.argument.ComplexRule;
import org.culebra.ffi.internal.argument.CopiedText;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.FunctionRule;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.culebra.ffi.internal.argument.ParameterRule;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.StructRule;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.jspecify.annotations.Nullable;

/// What a callback's method returns, as C's value. Only addresses go to C, so what they lead to
/// must stay: strings are kept as long as the callback, another object until the next one is
/// returned.
final class UpcallResult {
  private final CType.Pointer type;
  private final ParameterRule rule;

  /// One copy of each distinct string: C may keep any of them.
  private final Map<String, MemorySegment> texts = new ConcurrentHashMap<>();

  /// C usually reads what it gets at once.
  @SuppressWarnings("UnusedVariable") // only to be reachable
  private @Nullable Object last;

  UpcallResult(CType.Pointer type) {
    this.type = type;
    this.rule = ParameterRule.of(type);
  }

  /// Whether a callback's method may return a C type as this Java type.
  static boolean fits(CType type, Class<?> java) {
    if (!(type instanceof CType.Pointer pointer)) {
      return JavaTypeMapping.fitsResult(type, java);
    }
    return java == long.class
        || JavaTypeMapping.fits(pointer, java)
        || (java == String.class && isText(pointer));
  }

  private static boolean isText(CType.Pointer type) {
    return type.function().isEmpty() && CopiedText.isAccepted(PointerRule.of(type));
  }

  static String expected(CType type) {
    return type instanceof CType.Pointer pointer
        ? (isText(pointer) ? "String, " : "")
            + JavaTypeMapping.expected(pointer, false)
            + " or long"
        : JavaTypeMapping.expected(type, true);
  }

  /// A bare pointer: trusted.
  static MemorySegment segment(@Nullable MemorySegment result) {
    if (result == null || !result.isNative()) {
      throw new IllegalArgumentException(
          "callback result: expected native memory but found " + Describe.value(result));
    }
    return alive(result);
  }

  /// A string, an array, a struct or a callback; `null` for NULL.
  static MemorySegment pointer(@Nullable Object value, UpcallResult result) {
    if (value == null) {
      return MemorySegment.NULL;
    }
    if (value instanceof String text) {
      return result.text(text);
    }
    MemorySegment found = result.marshal(value);
    if (found == null) {
      throw new IllegalArgumentException("callback result: " + result.mismatch(value));
    }
    result.last = value;
    return alive(found);
  }

  /// The address, of memory that is there now.
  private static MemorySegment alive(MemorySegment result) {
    if (!result.scope().isAlive()) {
      throw new IllegalStateException("callback result: " + MemoryErrors.GONE);
    }
    return MemorySegment.ofAddress(result.address());
  }

  private @Nullable MemorySegment marshal(Object value) {
    return switch (rule) {
      case FunctionRule function when value instanceof Callback callback ->
          ArgumentMarshaller.callback(callback, function);
      case PointerRule data -> ArgumentMarshaller.any(value, data, data.leastNeeded());
      default -> null;
    };
  }

  private String mismatch(Object value) {
    String problem =
        rule instanceof FunctionRule function
            ? function.problem(value)
            : ((PointerRule) rule).mismatch(value, ((PointerRule) rule).leastNeeded(), "");
    return String.valueOf(problem);
  }

  private MemorySegment text(String text) {
    MemorySegment known = texts.get(text);
    if (known == null) {
      String problem = CopiedText.textProblem(text);
      if (problem != null) {
        throw new IllegalArgumentException("callback result: " + problem);
      }
      known = texts.computeIfAbsent(text, added -> Arena.ofAuto().allocateFrom(added));
    }
    return MemorySegment.ofAddress(known.address());
  }

  /// A value that the user states for failures: a segment, an address or a string.
  ///
  /// @return `null` where it does not fit
  @Nullable MemorySegment stated(@Nullable Object value) {
    return switch (value) {
      case MemorySegment segment when segment.isNative() -> segment;
      case Long address -> MemorySegment.ofAddress(address);
      case String text when isText(type) && CopiedText.textProblem(text) == null -> text(text);
      case null -> null;
      default -> null;
    };
  }

  /// A struct that Java returns to C: copied, so that its arena may close.
  static MemorySegment struct(CStruct.@Nullable Value result, StructRule rule) {
    MemorySegment found = ArgumentMarshaller.struct(result, rule);
    if (found == null) {
      throw new IllegalArgumentException("callback result: " + rule.mismatch(result));
    }
    return Arena.ofAuto().allocate(rule.type().layout()).copyFrom(found);
  }

  /// A complex number that Java returns to C.
  static MemorySegment complex(@Nullable CComplex result, ComplexRule rule) {
    MemorySegment found = rule.copy(result);
    if (found == null) {
      throw new IllegalArgumentException(
          "callback result: expected %s but found %s"
              .formatted(rule.expected(), Describe.value(result)));
    }
    return found;
  }

  /// An unsigned result in a wider Java type must be in range.
  static void range(long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(
          "callback result: expected an integer from 0 to " + max + " but found " + value);
    }
  }
}
