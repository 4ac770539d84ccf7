package org.culebra.ffi.capsule;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.host.SneakyThrow;

/// The results that one slot takes back, of all slots that create them.
final class ResultWatch {
  private static final MethodHandle MADE;
  private static final MethodHandle TAKEN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodType type = MethodType.methodType(MemorySegment.class, MemorySegment.class);
      MADE =
          lookup.findVirtual(ResultWatch.class, "made", type.insertParameterTypes(0, String.class));
      TAKEN = lookup.findVirtual(ResultWatch.class, "taken", type);
    } catch (ReflectiveOperationException e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  private final CapsuleView view;
  private final Set<String> makers;
  private final String taker;
  private final Map<Long, Long> live = new ConcurrentHashMap<>();

  ResultWatch(CapsuleView view, Set<String> makers, String taker) {
    this.view = view;
    this.makers = makers;
    this.taker = taker;
  }

  /// The first parameter that is a pointer to data, or -1.
  static int pointerParameter(FunctionType function) {
    List<FunctionType.Parameter> parameters = function.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).type() instanceof CType.Pointer pointer
          && pointer.function().isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  /// @param raw the linker's handle of a slot, including leading parameters that C does not have
  MethodHandle around(MethodHandle raw, CapsuleSlot slot) {
    MethodHandle handle = raw;
    if (slot.name().equals(taker)) {
      FunctionType function = (FunctionType) slot.type().target();
      int first = raw.type().parameterCount() - function.parameters().size();
      handle =
          MethodHandles.filterArguments(
              handle, first + pointerParameter(function), TAKEN.bindTo(this));
    }
    if (makers.contains(slot.name())) {
      MethodHandle made = MADE.bindTo(this).bindTo(slot.name());
      handle = MethodHandles.filterReturnValue(handle, made);
    }
    return handle;
  }

  /// Called by a method handle.
  MemorySegment made(String maker, MemorySegment result) {
    if (result.address() != 0) {
      long leak =
          CapsuleLeaks.open(
              "0x%x of '%s' of %s, never passed to '%s', acquired"
                  .formatted(result.address(), maker, view.capsuleName(), taker));
      Long before = live.put(result.address(), leak);
      if (before != null) {
        CapsuleLeaks.close(before); // returned without being watched
      }
    }
    return result;
  }

  /// Called by a method handle.
  MemorySegment taken(MemorySegment argument) {
    if (argument.address() == 0) {
      return argument;
    }
    Long leak = live.remove(argument.address());
    if (leak == null) {
      throw view.misuse(
          taker,
          "expected a result of '%s' that has not been returned but found 0x%x"
              .formatted(String.join("' or '", makers), argument.address()),
          null);
    }
    CapsuleLeaks.close(leak);
    return argument;
  }
}
