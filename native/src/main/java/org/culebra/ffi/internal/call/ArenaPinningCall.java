package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.StubMemory;
import org.jspecify.annotations.Nullable;

/// A call to C during which this thread cannot close certain arenas: those that C reaches only
/// through a pointer in a struct.
///
/// The JDK keeps the arenas of a call's own arguments open and offers no other way to do so. So the
/// call is made inside another call, of a function pointer that leads back here, to which memory of
/// those arenas is passed. That costs about 100 ns.
final class ArenaPinningCall {
  /// The arenas of one such call; calls with more arenas are nested.
  private static final int WIDTH = 16;

  private static final ThreadLocal<@Nullable ArenaPinningCall> NEXT = new ThreadLocal<>();
  private static final MethodHandle IS_FREE;
  private static final MethodHandle CALL;
  private static final MethodHandle THROUGH;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      IS_FREE =
          lookup.findStatic(
              Objects.class, "isNull", MethodType.methodType(boolean.class, Object.class));
      CALL =
          lookup.findStatic(
              ArenaPinningCall.class,
              "call",
              MethodType.methodType(
                  Object.class, MethodHandle.class, Object.class, Object[].class));
      THROUGH = through(lookup);
    } catch (ReflectiveOperationException e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  private final MethodHandle raw;
  private final Object[] arguments;
  private final Iterator<MemorySegment> memory;
  private boolean ran;
  private @Nullable Object result;
  private @Nullable Throwable failure;

  private ArenaPinningCall(MethodHandle raw, Object[] arguments, Iterator<MemorySegment> memory) {
    this.raw = raw;
    this.arguments = arguments;
    this.memory = memory;
  }

  /// Thrown if there was no stack for its frames.
  private static final class Unrecorded extends UpcallGuard.Failures {
    @Override
    protected void failed(Throwable thrown) {
      // missed afterwards
    }
  }

  /// A handle of the JDK's path into C and back, with parameters for memory.
  private static MethodHandle through(MethodHandles.Lookup lookup)
      throws ReflectiveOperationException {
    MethodHandle back =
        lookup.findStatic(ArenaPinningCall.class, "runNext", MethodType.methodType(void.class));
    Class<?>[] ignored = new Class<?>[WIDTH];
    Arrays.fill(ignored, MemorySegment.class);
    ValueLayout[] pointers = new ValueLayout[WIDTH];
    Arrays.fill(pointers, ValueLayout.ADDRESS);
    FunctionDescriptor descriptor = FunctionDescriptor.ofVoid(pointers);
    StubMemory stub = new StubMemory(Arena.global());
    MethodHandle target =
        UpcallGuard.around(
            MethodHandles.dropArguments(back, 0, ignored), stub.life(), new Unrecorded(), null);
    return Restricted.downcall(stub.upcall(target, descriptor), descriptor)
        .asSpreader(Object[].class, WIDTH)
        .asType(MethodType.methodType(void.class, Object[].class));
  }

  /// A handle with an additional leading argument: `null`, or the first argument of [#call].
  ///
  /// @param raw the linker's handle
  static MethodHandle around(MethodHandle raw) {
    MethodHandle slow =
        MethodHandles.insertArguments(CALL, 0, spread(raw))
            .asCollector(Object[].class, raw.type().parameterCount())
            .asType(raw.type().insertParameterTypes(0, Object.class));
    return MethodHandles.guardWithTest(
        IS_FREE, MethodHandles.dropArguments(raw, 0, Object.class), slow);
  }

  private static MethodHandle spread(MethodHandle raw) {
    return raw.asSpreader(Object[].class, raw.type().parameterCount())
        .asType(MethodType.methodType(Object.class, Object[].class));
  }

  /// Calls C with boxed arguments.
  ///
  /// @param raw the linker's handle
  /// @param pinned the result of [CallScope#pinned]
  static @Nullable Object invoke(MethodHandle raw, @Nullable Object pinned, Object[] arguments)
      throws Throwable {
    return pinned == null
        ? raw.invokeWithArguments(arguments)
        : call(spread(raw), pinned, arguments);
  }

  /// Keeps arenas open during a call.
  ///
  /// @param pinned a map with memory of each
  private static @Nullable Object call(MethodHandle raw, Object pinned, Object[] arguments)
      throws Throwable {
    @SuppressWarnings("unchecked")
    Map<MemorySegment.Scope, MemorySegment> memory =
        (Map<MemorySegment.Scope, MemorySegment>) pinned;
    ArenaPinningCall call = new ArenaPinningCall(raw, arguments, memory.values().iterator());
    call.further();
    if (call.failure != null) {
      throw call.failure;
    }
    if (!call.ran) {
      throw new StackOverflowError("before the call to C");
    }
    return call.result;
  }

  private void further() throws Throwable {
    Object[] pointers = Collections.nCopies(WIDTH, MemorySegment.NULL).toArray();
    for (int i = 0; i < WIDTH && memory.hasNext(); i++) {
      pointers[i] = memory.next();
    }
    Nesting.enter(); // below C nothing may be thrown
    try {
      NEXT.set(this);
      THROUGH.invokeExact(pointers);
    } finally {
      NEXT.remove();
      Nesting.leave();
    }
  }

  /// What C runs.
  @SuppressWarnings("UnusedMethod") // by a handle
  private static void runNext() {
    ArenaPinningCall call = Objects.requireNonNull(NEXT.get());
    NEXT.remove();
    call.run();
  }

  private void run() {
    try {
      if (memory.hasNext()) {
        further();
      } else {
        ran = true;
        result = raw.invokeExact(arguments);
      }
    } catch (Throwable e) {
      failure = e;
    }
  }
}
