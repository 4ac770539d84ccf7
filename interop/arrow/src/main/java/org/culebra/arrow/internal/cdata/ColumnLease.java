package org.culebra.arrow.internal.cdata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.culebra.array.internal.Releases;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.jspecify.annotations.Nullable;

/// Leases of all buffers of a column, its children and its dictionary, released together.
public final class ColumnLease implements Lease {
  private final AtomicReference<@Nullable List<Lease>> leases;

  private ColumnLease(List<Lease> leases) {
    this.leases = new AtomicReference<>(leases);
  }

  public static Lease of(ArrayData column) {
    Readiness.check();
    List<Lease> leases = new ArrayList<>();
    try {
      add(column, leases, Collections.newSetFromMap(new IdentityHashMap<>()));
    } catch (Throwable e) {
      Releases.after(e, leases, Lease::release);
      throw e;
    }
    return new ColumnLease(leases);
  }

  /// An import is one block, which is leased once.
  private static void add(ArrayData column, List<Lease> leases, Set<MemoryOwner> blocks) {
    for (Buffer buffer : column.buffers()) {
      if (buffer.memory().byteSize() == 0) {
        continue;
      }
      if (!buffer.memory().scope().isAlive()) {
        throw new IllegalStateException(
            "expected live memory but found that its arena has been closed");
      }
      MemoryOwner owner = buffer.owner();
      boolean again = owner instanceof NativeBlock && !blocks.add(owner);
      if (owner != Retention.PERMANENT && !again) {
        leases.add(Objects.requireNonNull(owner.leaseFor(buffer.memory()), "the owner's lease"));
      }
    }
    for (ArrayData child : column.storedChildren()) {
      add(child, leases, blocks);
    }
    ArrayData dictionary = column.dictionary();
    if (dictionary != null) {
      add(dictionary, leases, blocks);
    }
  }

  @Override
  public void release() {
    if (!releaseOnce()) {
      throw new IllegalStateException("expected a live lease but found a released one");
    }
  }

  @Override
  public void close() {
    boolean ignored = releaseOnce();
  }

  private boolean releaseOnce() {
    Readiness.check();
    List<Lease> all = leases.getAndSet(null);
    if (all == null) {
      return false;
    }
    Releases.each(all, Lease::release);
    return true;
  }
}
