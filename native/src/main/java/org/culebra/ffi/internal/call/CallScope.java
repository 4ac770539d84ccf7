package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.ArrayView;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Releases;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.PointeeLeases;
import org.culebra.ffi.internal.argument.StructPointers;
import org.culebra.ffi.internal.argument.StructValue;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.culebra.ffi.internal.memory.KeptMemory;
import org.jspecify.annotations.Nullable;

/// Brackets a call: keeps the memory that C keeps, rethrows the failures of callbacks.
public final class CallScope {
  private CallScope() {}

  /// Keeps the memory of an argument until the process ends, for `[[keeps]]`, before the call.
  ///
  /// @param argument an argument that matches the parameter
  /// @param plan the function
  /// @param parameter its index
  /// @throws IllegalArgumentException if the memory may be freed at any time
  static void keep(@Nullable Object argument, CallPlan plan, int parameter) {
    if (argument != null) {
      kept(argument, plan, parameter).always();
    }
  }

  /// Keeps the memory of an argument until a function is called.
  ///
  /// @param argument an argument that matches the parameter
  /// @param arguments those of the call
  /// @param plan the function
  /// @param index which of the parameters that are kept in this way
  /// @throws IllegalArgumentException if the memory may be freed at any time
  static void keepUntil(
      @Nullable Object argument, KeptArguments arguments, CallPlan plan, int index) {
    if (argument != null) {
      arguments.add(index, kept(argument, plan, plan.options().until().get(index).parameter()));
    }
  }

  private static KeptMemory kept(Object argument, CallPlan plan, int parameter) {
    KeptMemory kept =
        switch (argument) {
          case NDArray array -> KeptMemory.of(array);
          case Strided strided -> KeptMemory.of(strided.array());
          case ArrayView view -> KeptMemory.of(view.segment());
          case Ref ref -> KeptMemory.of(ref.segment());
          case CStruct.Value value -> KeptMemory.of(value.segment());
          case Callback callback -> KeptMemory.of(callback.pointer());
          case MemorySegment segment -> KeptMemory.of(segment);
          case ByteBuffer buffer when buffer.isDirect() ->
              KeptMemory.of(MemorySegment.ofBuffer(buffer));
          default -> throw rejected(plan, parameter, "a copy of " + Describe.value(argument));
        };
    if (kept == null) {
      throw rejected(plan, parameter, "memory of an arena that may be closed");
    }
    return kept;
  }

  private static IllegalArgumentException rejected(CallPlan plan, int parameter, String found) {
    return new IllegalArgumentException(
        ("cannot call %s\n  parameter %d%s, which C keeps: expected memory that is never freed or"
                + " that can be leased, of Arena.global(), Arena.ofAuto() or an ExchangeArena, but"
                + " found %s")
            .formatted(plan, parameter + 1, Describe.parameter(plan.parameter(parameter)), found));
  }

  /// Begins a call with an argument.
  ///
  /// @param copied whether it is a struct passed by value
  /// @return what was begun: for a callback, or for a struct with everything that C can reach from
  ///   it, which may be different when the call ends
  /// @throws StackOverflowError if there is too little stack for callbacks; nothing was begun
  static @Nullable Object enter(@Nullable Object argument, boolean copied) {
    if (argument instanceof CallbackImpl callback) {
      Nesting.enter();
      callback.enter();
      return callback;
    }
    if (argument instanceof StructValue value) {
      return StructCall.enter(value, copied);
    }
    return null;
  }

  /// Adds the arenas that [#enter] found to those that must stay open, for [ArenaPinningCall].
  ///
  /// @return a map; `null` if there are none
  static @Nullable Object pinned(@Nullable Object earlier, @Nullable Object entered) {
    if (!(entered instanceof StructCall call) || call.pinned().isEmpty()) {
      return earlier;
    }
    Map<MemorySegment.Scope, MemorySegment> all = new LinkedHashMap<>(call.pinned());
    if (earlier instanceof Map<?, ?> others) {
      others.forEach(
          (scope, memory) -> all.put((MemorySegment.Scope) scope, (MemorySegment) memory));
    }
    return all;
  }

  /// Ends what [#enter] began.
  ///
  /// @param entered the result of [#enter]
  /// @return the first failure of this argument's callbacks, or the earlier one
  static @Nullable Throwable leave(@Nullable Throwable earlier, @Nullable Object entered) {
    Throwable first = earlier;
    if (entered instanceof CallbackImpl callback) {
      Nesting.leave();
      first = CallsInProgress.first(first, callback.leave());
    } else if (entered instanceof PointeeLeases leases) {
      leases.leave();
    } else if (entered instanceof StructCall call) {
      first = call.leave(first);
    } else if (entered instanceof KeptArguments kept) {
      kept.leave();
    } else if (entered instanceof EndingFunction.Call call) {
      EndingFunction.leave(call);
    }
    return first;
  }

  /// Throws the failure of a call, if there is one, and with it those of callbacks that C has kept.
  static void rethrow(@Nullable Throwable failure) {
    Throwable all =
        failure != null && PendingFailures.any ? PendingFailures.take(failure) : failure;
    if (all != null) {
      throw SneakyThrow.rethrow(all);
    }
  }

  /// The memory for a returned struct.
  public static SegmentAllocator automatic() {
    return Arena.ofAuto();
  }

  /// A call with a struct that contains callbacks or pointers to other structs or arenas. It ends
  /// for those for which it began, even if the struct is modified meanwhile.
  ///
  /// @param structs all that C can reach
  /// @param callbacks those in them
  /// @param pinned memory of each arena that this thread must not close meanwhile
  record StructCall(
      Collection<StructPointers> structs,
      List<Callback> callbacks,
      Map<MemorySegment.Scope, MemorySegment> pinned) {

    /// Begins a call.
    ///
    /// @param copied whether C gets a copy of the struct, so that nothing pins its own arena
    /// @return the argument of [CallScope#leave]; not a new object in the usual case
    /// @throws StackOverflowError if there is too little stack for callbacks; nothing was begun
    static Object enter(StructValue value, boolean copied) {
      StructPointers kept = value.kept();
      if (kept.isLasting(copied)) {
        kept.leases().enter();
        return kept.leases();
      }
      Map<MemorySegment.Scope, MemorySegment> pinned =
          kept.closable(copied ? null : value.segment().scope());
      if (kept.isPlain() && pinned.isEmpty()) {
        kept.leases().enter();
        return kept.leases();
      }
      StructCall call = new StructCall(kept.reachable(), kept.callbacks(), pinned);
      if (!call.callbacks.isEmpty()) {
        Nesting.enter();
      }
      call.structs.forEach(struct -> struct.leases().enter());
      call.callbacks.forEach(callback -> ((CallbackImpl) callback).enter());
      return call;
    }

    /// Ends the call.
    ///
    /// @return the first failure of its callbacks
    @Nullable Throwable leave(@Nullable Throwable earlier) {
      Throwable first = earlier;
      if (!callbacks.isEmpty()) {
        Nesting.leave();
      }
      for (Callback callback : callbacks) {
        first = CallsInProgress.first(first, ((CallbackImpl) callback).leave());
      }
      try {
        Releases.each(structs, struct -> struct.leases().leave());
      } catch (Throwable e) {
        first = CallsInProgress.first(first, e);
        first = first == null ? e : first;
      }
      return first;
    }
  }
}
