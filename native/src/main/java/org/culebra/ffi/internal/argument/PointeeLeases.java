package org.culebra.ffi.internal.argument;

import java.util.ArrayList;
import java.util.List;
import org.culebra.array.Lease;
import org.culebra.array.internal.Releases;
import org.jspecify.annotations.Nullable;

/// The leases of the targets of one struct's pointers. They end with the struct's arena, on the
/// thread that closes it; but not while C uses the struct: leases that are replaced or end during a
/// call are released after it.
///
/// Between calls it does not reach the struct's arena, so that an automatic one can be collected.
public final class PointeeLeases {
  private final List<Lease> leases = new ArrayList<>();

  /// What was replaced during a call: kept reachable until its end.
  private final List<Replaced> replaced = new ArrayList<>();

  /// Of structs that were linked during a call.
  private final List<PointeeLeases> joined = new ArrayList<>();

  private int calls;
  private boolean ended;

  /// A former target.
  ///
  /// @param value what C may still use
  /// @param lease its lease, `null` for memory that needs none
  private record Replaced(Object value, @Nullable Lease lease) {}

  public synchronized void add(Lease lease) {
    leases.add(lease);
  }

  /// C cannot reach the pointer any more, once it has returned.
  public synchronized void remove(Object value, @Nullable Lease lease) {
    if (calls > 0) {
      replaced.add(new Replaced(value, lease));
    } else {
      discard(lease);
    }
  }

  /// C has never had the pointer.
  synchronized void discard(@Nullable Lease lease) {
    if (lease != null && leases.remove(lease)) {
      lease.release();
    }
  }

  /// The struct's arena is closed.
  synchronized void releaseAll() {
    ended = true;
    if (calls == 0) {
      List<Lease> last = List.copyOf(leases);
      leases.clear();
      Releases.each(last, Lease::release);
    }
  }

  /// A call that can reach the struct begins.
  public synchronized void enter() {
    calls++;
  }

  /// It ends.
  public void leave() {
    Releases releases = new Releases();
    List<PointeeLeases> others;
    synchronized (this) {
      if (--calls > 0) {
        return;
      }
      List<Replaced> last = List.copyOf(replaced);
      replaced.clear();
      releases.and(() -> Releases.each(last, old -> discard(old.lease())));
      if (ended) {
        releases.and(this::releaseAll);
      }
      others = joined.isEmpty() ? List.of() : List.copyOf(joined);
      joined.clear();
    }
    releases.and(() -> Releases.each(others, PointeeLeases::leave)).rethrow();
  }

  /// The struct points to another one from now on: calls in progress reach that one too.
  ///
  /// @param reached the leases of that struct, or of one that it leads to
  public void join(PointeeLeases reached) {
    reached.enter();
    if (!joined(reached)) {
      reached.leave();
    }
  }

  /// Whether a call that can reach the struct is in progress.
  public synchronized boolean inCall() {
    return calls > 0;
  }

  private synchronized boolean joined(PointeeLeases others) {
    return calls > 0 && joined.add(others);
  }
}
