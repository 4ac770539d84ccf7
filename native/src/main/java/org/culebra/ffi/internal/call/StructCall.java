package org.culebra.ffi.internal.call;

import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// A call that was given a struct with callbacks or with pointers to other structs or arenas. It
/// ends for those that it began for, whatever is set meanwhile.
///
/// @param structs all that C can reach
/// @param callbacks those in them
/// @param held memory of each arena that this thread must not close meanwhile
record StructCall(
    Collection<KeptPointers> structs,
    List<CallbackImpl> callbacks,
    Map<MemorySegment.Scope, MemorySegment> held) {

  /// Begins a call.
  ///
  /// @param copied whether C gets a copy of the struct, so that nothing holds its own arena
  /// @return what [Guards#leave] ends; without an object of its own in the usual case
  /// @throws StackOverflowError if there is too little stack to be called back; nothing was begun
  static Object enter(StructValue value, boolean copied) {
    KeptPointers kept = value.kept();
    Map<MemorySegment.Scope, MemorySegment> held =
        kept.closable(copied ? null : value.segment().scope());
    if (kept.isPlain() && held.isEmpty()) {
      kept.leases().enter();
      return kept.leases();
    }
    StructCall call = new StructCall(kept.reachable(), kept.callbacks(), held);
    if (!call.callbacks.isEmpty()) {
      Nesting.enter();
    }
    call.structs.forEach(struct -> struct.leases().enter());
    call.callbacks.forEach(CallbackImpl::enter);
    return call;
  }

  /// Ends it.
  ///
  /// @return the first failure of its callbacks
  @Nullable Throwable leave(@Nullable Throwable earlier) {
    Throwable first = earlier;
    if (!callbacks.isEmpty()) {
      Nesting.leave();
    }
    for (CallbackImpl callback : callbacks) {
      first = Guards.first(first, callback.leave());
    }
    try {
      Releases.each(structs, struct -> struct.leases().leave());
    } catch (Throwable e) {
      first = Guards.first(first, e);
      first = first == null ? e : first;
    }
    return first;
  }
}
