package org.culebra.ffi.capsule;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.call.CallPlan;
import org.culebra.ffi.internal.call.CallScope;
import org.culebra.ffi.internal.call.ErrorValue;
import org.culebra.ffi.internal.call.UpcallGuard;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.StubMemory;
import org.jspecify.annotations.Nullable;

/// Intercepts the calls of one consumer to one slot: checks, counts and times them, and notifies
/// the listener.
final class SlotWatch extends UpcallGuard.Failures {
  private static final System.Logger LOG = System.getLogger("org.culebra");
  private static final MethodHandle ENTER;
  private static final MethodHandle EXIT;
  private static final MethodHandle AUTOMATIC;
  private static final MethodHandle BYTE_TO_CHAR;
  private static final MethodHandle SHORT_TO_CHAR;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> self = SlotWatch.class;
      ENTER = lookup.findVirtual(self, "enter", MethodType.methodType(long.class));
      EXIT =
          lookup.findVirtual(
              self, "exit", MethodType.methodType(void.class, Throwable.class, long.class));
      AUTOMATIC =
          lookup.findStatic(
              CallScope.class, "automatic", MethodType.methodType(SegmentAllocator.class));
      BYTE_TO_CHAR =
          lookup.findStatic(self, "toChar", MethodType.methodType(char.class, byte.class));
      SHORT_TO_CHAR =
          lookup.findStatic(self, "toChar", MethodType.methodType(char.class, short.class));
    } catch (ReflectiveOperationException e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  private final CapsuleView view;
  private final CapsuleSlot slot;
  private final MemorySegment target;
  private final CapsuleListener listener;
  private final LongAdder calls = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final AtomicBoolean logged = new AtomicBoolean();
  private final AtomicBoolean listenerLogged = new AtomicBoolean();

  SlotWatch(CapsuleView view, CapsuleSlot slot, MemorySegment target, CapsuleListener listener) {
    this.view = view;
    this.slot = slot;
    this.target = target;
    this.listener = listener;
  }

  CapsuleUse.Count count() {
    return new CapsuleUse.Count(calls.sum(), nanos.sum());
  }

  long enter() {
    view.checkCall(slot.name());
    calls.increment();
    try {
      listener.enter(slot.name());
    } catch (Throwable e) {
      listenerFailed(e);
    }
    return System.nanoTime();
  }

  void exit(@Nullable Throwable failure, long start) {
    long taken = System.nanoTime() - start;
    nanos.add(taken);
    try {
      listener.exit(slot.name(), taken, failure);
    } catch (Throwable e) {
      listenerFailed(e);
    }
  }

  /// Whatever the listener throws, the call goes on.
  private void listenerFailed(Throwable failure) {
    try {
      if (listenerLogged.compareAndSet(false, true)) {
        LOG.log(Level.WARNING, "a capsule's listener failed", failure);
      }
    } catch (Throwable e) {
      // no further handler
    }
  }

  @Override
  protected void failed(Throwable failure) {
    try {
      view.record(failure);
      if (logged.compareAndSet(false, true)) { // C may go on for millions of calls
        LOG.log(
            Level.WARNING, "C called slot '" + slot.name() + "' of " + view.capsuleName(), failure);
      }
    } catch (Throwable e) {
      // no further handler, and C must not be unwound
    }
  }

  /// An intercepted handle of the same type.
  ///
  /// @param raw the linker's handle of the slot, including leading parameters that C does not have
  MethodHandle around(MethodHandle raw) {
    MethodHandle handle = view.watchResults(raw, slot);
    Class<?> result = raw.type().returnType();
    MethodHandle cleanup = EXIT.bindTo(this);
    if (result != void.class) {
      MethodHandle same =
          MethodHandles.dropArguments(MethodHandles.identity(result), 0, Throwable.class);
      same = MethodHandles.dropArguments(same, 2, long.class);
      cleanup = MethodHandles.dropArguments(cleanup, 1, result);
      cleanup = MethodHandles.foldArguments(same, cleanup);
    }
    MethodHandle timed =
        MethodHandles.tryFinally(MethodHandles.dropArguments(handle, 0, long.class), cleanup);
    return MethodHandles.foldArguments(timed, ENTER.bindTo(this));
  }

  /// A function pointer for C that calls the slot through [#around] and never throws.
  MemorySegment stub(Arena arena) {
    CallPlan plan = CallPlan.of(slot.name(), (FunctionType) slot.type().target());
    MethodHandle handle = around(Restricted.downcall(target, Carriers.downcall(plan.function())));
    if (plan.function().returns() instanceof StructType) {
      handle = MethodHandles.foldArguments(handle, AUTOMATIC);
    }
    for (int i = 0; i < plan.arity(); i++) {
      Class<?> given = Carriers.carrier(plan.parameter(i).type());
      if (given != handle.type().parameterType(i)) {
        handle = MethodHandles.filterArguments(handle, i, toChar(given));
      }
    }
    CType returns = plan.function().returns();
    Class<?> result = handle.type().returnType();
    if (result != Carriers.outgoingCarrier(returns)) {
      handle = MethodHandles.filterReturnValue(handle, toChar(result));
    }
    Object onError = ErrorValue.usual(returns);
    StubMemory stub = new StubMemory(arena);
    return stub.upcall(
        UpcallGuard.around(handle, stub.life(), this, onError), Carriers.upcall(plan.function()));
  }

  /// A failure that could not be recorded because the stack was exhausted.
  @Nullable StackOverflowError unrecorded() {
    return outOfStack
        ? new StackOverflowError("slot '" + slot.name() + "': in a call from C, which continued")
        : null;
  }

  private static MethodHandle toChar(Class<?> from) {
    return from == byte.class ? BYTE_TO_CHAR : SHORT_TO_CHAR;
  }

  static char toChar(byte value) {
    return (char) (value & 0xff);
  }

  static char toChar(short value) {
    return (char) value;
  }
}
