package org.culebra.ffi;

import java.util.Collection;
import java.util.List;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// A call that was given a struct with callbacks or with pointers to other structs. It ends for
/// those that it began for, whatever is set meanwhile.
///
/// @param structs all that C can reach
/// @param callbacks those in them
record StructCall(Collection<KeptPointers> structs, List<Callback> callbacks) {

  /// Begins a call.
  ///
  /// @return what [Guards#leave] ends; without an object of its own in the usual case
  /// @throws StackOverflowError if there is too little stack to be called back; nothing was begun
  static Object enter(KeptPointers kept) {
    if (kept.isPlain()) {
      kept.leases().enter();
      return kept.leases();
    }
    StructCall call = new StructCall(kept.reachable(), kept.callbacks());
    if (!call.callbacks.isEmpty()) {
      Nesting.enter();
    }
    call.structs.forEach(struct -> struct.leases().enter());
    call.callbacks.forEach(Callback::enter);
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
    for (Callback callback : callbacks) {
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
