package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.Lease;
import org.culebra.array.internal.Releases;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// A function that ends what C keeps, such as `fclose`, and the memory that C keeps until then, by
/// the pointer that will be passed to it.
///
/// There is one for each function of the process, through whichever library it is called.
///
/// Thread-safe.
public final class EndingFunction {
  private static final Map<Long, EndingFunction> ALL = new ConcurrentHashMap<>();

  private final long address;
  private final Map<Long, List<KeptMemory>> kept = new ConcurrentHashMap<>();

  /// Whether a prototype names the function. Read by each of its calls, so not volatile: a thread
  /// that has a pointer for which memory is kept has it from one that has set this before.
  private boolean isNamed;

  private EndingFunction(long address) {
    this.address = address;
  }

  /// A function that may end what C keeps.
  ///
  /// @param address its address, which no other function will have later
  /// @return the one for this address
  public static EndingFunction at(long address) {
    return ALL.computeIfAbsent(address, EndingFunction::new);
  }

  /// A function that a prototype names.
  ///
  /// @param address its address
  /// @return the one for this address
  public static EndingFunction named(long address) {
    EndingFunction function = at(address);
    function.isNamed = true;
    return function;
  }

  /// Whether a prototype names the function at an address.
  ///
  /// @param address of any function
  /// @return whether one does
  public static boolean isNamed(long address) {
    EndingFunction function = ALL.get(address);
    return function != null && function.isNamed;
  }

  /// Keeps memory until the function is called.
  ///
  /// @param pointer what will be passed to it; after NULL the memory is never released
  /// @param memory the memory, which this releases
  public void keep(long pointer, KeptMemory memory) {
    keep(pointer, List.of(memory));
  }

  private void keep(long pointer, List<KeptMemory> memory) {
    kept.compute(
        pointer,
        (_, earlier) -> {
          List<KeptMemory> all = earlier == null ? new ArrayList<>() : earlier;
          all.addAll(memory);
          return all;
        });
  }

  /// Takes back memory because C has not been reached.
  ///
  /// @param pointer as for [#keep]
  /// @param memory as for [#keep]
  /// @return whether it was still kept, so that the caller releases it
  public boolean remove(long pointer, KeptMemory memory) {
    boolean[] removed = new boolean[1];
    kept.computeIfPresent(
        pointer,
        (_, all) -> {
          removed[0] = all.remove(memory);
          return all.isEmpty() ? null : all;
        });
    return removed[0];
  }

  /// Begins a call of the function: what is kept belongs to the call from now on, because C may
  /// create something else at the same address before the call returns.
  ///
  /// @param pointer its argument
  /// @return null if nothing is kept until this call, as usual
  public @Nullable Call begin(MemorySegment pointer) {
    return isNamed ? taken(pointer.address()) : null;
  }

  private @Nullable Call taken(long pointer) {
    List<KeptMemory> memory = pointer == 0 ? null : kept.remove(pointer);
    return memory == null ? null : new Call(this, pointer, memory);
  }

  /// Calls the function outside of any prototype, to free a result.
  ///
  /// @param pointer its argument
  /// @param byteSize its second argument, if it has one
  public void call(long pointer, long byteSize) {
    Call call = isNamed ? taken(pointer) : null;
    try {
      CMemory.call(address, pointer, byteSize, 0);
      returned(call);
    } finally {
      leave(call);
    }
  }

  /// Ends a call from which C has returned: releases what was kept until then.
  ///
  /// @param call the result of [#begin]
  public static void returned(@Nullable Call call) {
    if (call != null) {
      call.returned();
    }
  }

  /// Ends a call; if C was not reached, what was kept still is.
  ///
  /// @param call the result of [#begin]
  public static void leave(@Nullable Call call) {
    if (call != null) {
      call.leave();
    }
  }

  /// A call until which memory was kept. Used by one thread.
  public static final class Call {
    private final EndingFunction function;
    private final long pointer;
    private List<KeptMemory> memory;

    private Call(EndingFunction function, long pointer, List<KeptMemory> memory) {
      this.function = function;
      this.pointer = pointer;
      this.memory = memory;
    }

    private List<KeptMemory> take() {
      List<KeptMemory> taken = memory;
      memory = List.of();
      return taken;
    }

    private void returned() {
      Releases.each(take(), KeptMemory::release);
    }

    private void leave() {
      List<KeptMemory> left = take();
      if (!left.isEmpty()) {
        function.keep(pointer, left);
      }
    }
  }

  /// Owns a result of C, which the function frees when this is released.
  ///
  /// @param pointer the result
  /// @param byteSize its size
  /// @return released once, on any thread
  public Lease owner(long pointer, long byteSize) {
    return new Owner(this, pointer, byteSize);
  }

  private record Owner(EndingFunction function, long pointer, long byteSize) implements Lease {
    @Override
    public void release() {
      function.call(pointer, byteSize);
    }
  }
}
