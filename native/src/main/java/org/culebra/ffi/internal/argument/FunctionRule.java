package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.jspecify.annotations.Nullable;

/// What a function-pointer parameter requires of a callback or of a C function: the same signature
/// in the ABI. `void *` matches a pointer to anything. A callback must not write memory that C
/// passes as `const`, nor return `const` memory that C would write.
public final class FunctionRule implements ParameterRule {
  private final FunctionType expected;

  /// The type that matched last: comparing trees once per callback is enough. A race costs one more
  /// comparison.
  private @Nullable FunctionType accepted;

  public FunctionRule(FunctionType expected) {
    this.expected = expected;
  }

  @Override
  public void emit(Code code, int index) {
    String method = code.java(index) == Callback.class ? "callback" : "function";
    code.marshal(index, ArgumentMarshaller.class, method, this);
  }

  @Override
  public @Nullable Object convert(@Nullable Object argument, Call call) {
    if (argument == null) {
      return MemorySegment.NULL;
    }
    if (argument instanceof MemorySegment segment) {
      return ArgumentMarshaller.function(segment, this);
    }
    if (argument instanceof CFunction function) {
      return ArgumentMarshaller.function(function, this);
    }
    return argument instanceof Callback callback
        ? ArgumentMarshaller.callback(callback, this)
        : null;
  }

  @Override
  public @Nullable String explain(@Nullable Object argument, Call call) {
    return argument == null ? null : problem(argument);
  }

  /// Why something is not such a function, or `null`.
  public @Nullable String problem(@Nullable Object argument) {
    FunctionType found = typeOf(argument);
    if (found != null) {
      String difference = difference(found);
      return difference == null
          ? null
          : "expected a callback '%s' but found '%s': %s".formatted(expected, found, difference);
    }
    if (argument instanceof MemorySegment segment && segment.isNative()) {
      return null;
    }
    return "expected a callback '%s' but found %s; create one with callback(...).as(lookup, interface).in(arena, it)"
        .formatted(expected, Describe.value(argument));
  }

  private static @Nullable FunctionType typeOf(@Nullable Object argument) {
    if (argument instanceof Callback callback) {
      return callback.type();
    }
    return argument instanceof CFunction function ? function.type() : null;
  }

  @SuppressWarnings("ReferenceEquality") // a cache of one
  boolean accepts(FunctionType found) {
    if (found == accepted) {
      return true;
    }
    if (difference(found) != null) {
      return false;
    }
    accepted = found;
    return true;
  }

  /// A description of the first difference, or `null`.
  public @Nullable String difference(FunctionType found) {
    int count = expected.parameters().size();
    if (count != found.parameters().size() && !expected.variadic() && !found.variadic()) {
      return "expected %d parameters but found %d".formatted(count, found.parameters().size());
    }
    return CType.difference(expected, found, CType.Comparison.VOID_POINTERS)
        .orElseGet(() -> constDifference(found));
  }

  private @Nullable String constDifference(FunctionType found) {
    for (int i = 0; i < expected.parameters().size(); i++) {
      CType c = expected.parameters().get(i).type();
      CType java = found.parameters().get(i).type();
      if (dropsConst(c, java)) {
        return "parameter %d: expected %s but found %s".formatted(i + 1, c, java);
      }
    }
    return dropsConst(found.returns(), expected.returns())
        ? "return type: expected %s but found %s".formatted(expected.returns(), found.returns())
        : null;
  }

  /// Whether memory that may only be read through the first pointer could be written through the
  /// second.
  private static boolean dropsConst(CType from, CType to) {
    return from instanceof CType.Pointer read
        && to instanceof CType.Pointer written
        && read.targetConst()
        && !written.targetConst()
        && !(read.target() instanceof CType.Void)
        && !(written.target() instanceof CType.Void);
  }

  /// The address of a callback, a C function or a segment in which [#problem] finds none.
  static MemorySegment pointer(Object function) {
    return switch (function) {
      case Callback callback -> callback.pointer();
      case CFunction c -> c.pointer();
      default -> (MemorySegment) function;
    };
  }

  public FunctionType expected() {
    return expected;
  }
}
