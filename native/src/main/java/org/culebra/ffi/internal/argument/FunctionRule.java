package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// What a function-pointer parameter requires of a callback: the same signature in the ABI. `void
/// *` matches a pointer to anything. A callback must not write memory that C passes as `const`, nor
/// return `const` memory that C would write.
public final class FunctionRule implements ParameterRule {
  private final CType.Function expected;

  /// The type that matched last: comparing trees once per callback is enough. A race costs one more
  /// comparison.
  private CType.@Nullable Function accepted;

  public FunctionRule(CType.Function expected) {
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
    if (argument instanceof Callback callback) {
      String difference = difference(callback.type());
      return difference == null
          ? null
          : "expected a callback '%s' but found '%s': %s"
              .formatted(expected, callback.type(), difference);
    }
    if (argument instanceof MemorySegment segment && segment.isNative()) {
      return null;
    }
    return "expected a callback '%s' but found %s".formatted(expected, Describe.value(argument));
  }

  @SuppressWarnings("ReferenceEquality") // a cache of one
  boolean accepts(Callback callback) {
    CType.Function found = callback.type();
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
  public @Nullable String difference(CType.Function found) {
    return CType.difference(expected, found, CType.Comparison.VOID_POINTERS)
        .orElseGet(() -> constDifference(found));
  }

  private @Nullable String constDifference(CType.Function found) {
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

  public CType.Function expected() {
    return expected;
  }
}
