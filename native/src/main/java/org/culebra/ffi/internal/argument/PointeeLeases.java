package org.culebra.ffi.internal.argument;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.Lease;
import org.culebra.array.internal.Releases;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.jspecify.annotations.Nullable;

/// The leases of the targets of one struct's pointers. They end with the struct's arena, on the
/// thread that closes it; but not while C uses the struct: leases that are replaced or end during a
/// call are released after it.
///
/// Between calls it does not reach the struct's arena, so that an automatic one can be collected.
public final class PointeeLeases {
  private static final VarHandle CALLS = calls();

  private final List<Lease> leases = new ArrayList<>();

  /// What was replaced during a call: kept reachable until its end.
  private final List<Replaced> replaced = new ArrayList<>();

  /// Of structs that were linked during a call.
  private final List<PointeeLeases> joined = new ArrayList<>();

  /// The calls in progress that can reach the struct; counted on each call, so without a lock.
  private int calls;

  /// Whether the last of them has something to end.
  private volatile boolean pending;

  /// Whether only one thread can use the struct.
  private final boolean confined;

  private boolean ended;

  PointeeLeases(boolean confined) {
    this.confined = confined;
  }

  private static VarHandle calls() {
    try {
      return MethodHandles.lookup().findVarHandle(PointeeLeases.class, "calls", int.class);
    } catch (ReflectiveOperationException e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// A former target.
  ///
  /// @param value what C may still use
  /// @param lease its lease, `null` for memory that needs none
  private record Replaced(Object value, @Nullable Lease lease) {}

  synchronized void add(Lease lease) {
    leases.add(lease);
  }

  /// C cannot reach the pointer any more, once it has returned.
  void remove(Object value, @Nullable Lease lease) {
    synchronized (this) {
      if (!inCall()) {
        discard(lease);
        return;
      }
      replaced.add(new Replaced(value, lease));
    }
    postpone();
  }

  /// Leaves something to the end of the last call, which may have come meanwhile.
  private void postpone() {
    pending = true;
    if (!inCall()) {
      settle();
    }
  }

  /// C has never had the pointer.
  synchronized void discard(@Nullable Lease lease) {
    if (lease != null && leases.remove(lease)) {
      lease.release();
    }
  }

  /// The struct's arena is closed.
  void releaseAll() {
    synchronized (this) {
      ended = true;
    }
    postpone();
  }

  private synchronized void releaseLast() {
    List<Lease> last = List.copyOf(leases);
    leases.clear();
    Releases.each(last, Lease::release);
  }

  /// A call that can reach the struct begins.
  public void enter() {
    if (confined) {
      calls++;
    } else {
      CALLS.getAndAdd(this, 1);
    }
  }

  /// It ends.
  public void leave() {
    int before = confined ? calls-- : (int) CALLS.getAndAdd(this, -1);
    if (before == 1 && pending) {
      settle();
    }
  }

  /// Ends what calls have postponed.
  private void settle() {
    Releases releases = new Releases();
    List<PointeeLeases> others;
    synchronized (this) {
      if (inCall()) {
        return;
      }
      pending = false;
      List<Replaced> last = List.copyOf(replaced);
      replaced.clear();
      releases.and(() -> Releases.each(last, old -> discard(old.lease())));
      if (ended) {
        releases.and(this::releaseLast);
      }
      others = List.copyOf(joined);
      joined.clear();
    }
    releases.and(() -> Releases.each(others, PointeeLeases::leave)).rethrow();
  }

  /// The struct points to another one from now on: calls in progress reach that one too.
  ///
  /// @param reached the leases of that struct, or of one that it leads to
  void join(PointeeLeases reached) {
    reached.enter();
    if (joined(reached)) {
      postpone();
    } else {
      reached.leave();
    }
  }

  /// Whether a call that can reach the struct is in progress.
  boolean inCall() {
    return (int) CALLS.getVolatile(this) > 0;
  }

  private synchronized boolean joined(PointeeLeases others) {
    return inCall() && joined.add(others);
  }
}
