package org.culebra.ffi.internal.argument;

import java.util.ArrayList;
import java.util.List;
import org.culebra.array.Lease;
import org.culebra.array.internal.Releases;

/// The leases of the targets of one struct's pointers. They end with the struct's arena, on the
/// thread that closes it; but not while C uses the struct: leases that are replaced or end during a
/// call are released after it.
///
/// Between calls it does not reach the struct's arena, so that an automatic one can be collected.
public final class PointeeLeases {
  private final List<Lease> leases = new ArrayList<>();

  /// Replaced during a call; also kept reachable, for memory that needs no lease.
  private final List<StructPointers.Entry> parked = new ArrayList<>();

  /// Of structs that were linked during a call.
  private final List<PointeeLeases> joined = new ArrayList<>();

  private int calls;
  private boolean ended;

  public synchronized void add(Lease lease) {
    leases.add(lease);
  }

  /// C cannot reach the pointer any more, once it has returned.
  public synchronized void remove(StructPointers.Entry entry) {
    if (calls > 0) {
      parked.add(entry);
    } else {
      discard(entry);
    }
  }

  /// C has never had the pointer.
  synchronized void discard(StructPointers.Entry entry) {
    Lease lease = entry.lease();
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
      releases.and(() -> Releases.each(parked, this::discard));
      parked.clear();
      if (ended) {
        releases.and(this::releaseAll);
      }
      others = joined.isEmpty() ? List.of() : List.copyOf(joined);
      joined.clear();
    }
    releases.and(() -> Releases.each(others, PointeeLeases::leave)).rethrow();
  }

  /// The struct points to another one from now on: calls in progress reach that one too.
  public void join(StructPointers other) {
    if (!inCall()) {
      return;
    }
    for (StructPointers reachable : other.reachable()) {
      PointeeLeases reached = reachable.leases();
      reached.enter();
      if (!joined(reached)) {
        reached.leave();
      }
    }
  }

  private synchronized boolean inCall() {
    return calls > 0;
  }

  private synchronized boolean joined(PointeeLeases others) {
    return calls > 0 && joined.add(others);
  }
}
