package org.culebra.array;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.internal.Scopes;
import org.jspecify.annotations.Nullable;

/// The owners of memory that cannot be leased from its arena: how long the memory lives.
public enum Retention implements MemoryOwner {

  /// The memory belongs to an arena that may be closed, or to a wrapped segment of unknown
  /// lifetime. It cannot be leased.
  ARENA,

  /// The memory lives as long as its segment is reachable: memory of an automatic arena or of a
  /// direct buffer, which `NDArray.of` cannot tell from other memory. A lease keeps the segment
  /// reachable.
  GC_MANAGED,

  /// The memory is never freed: memory of the global arena or static data of a library. A lease has
  /// nothing to keep alive.
  PERMANENT;

  @Override
  public Lease leaseFor(MemorySegment segment) {
    Objects.requireNonNull(segment, "segment");
    if (this == ARENA) {
      throw new IllegalStateException(
          "expected memory that can outlive its arena but found memory of an arena that may be"
              + " closed at any time: allocate it without an arena or in an ExchangeArena, pass"
              + " Retention.GC_MANAGED to NDArray.of if it lives as long as its segment, or export"
              + " a copy");
    }
    return new SegmentLease(segment);
  }

  /// The owner of memory in a scope of the JDK.
  static Retention of(MemorySegment.Scope scope) {
    if (Scopes.isGlobal(scope)) {
      return PERMANENT;
    }
    return Scopes.isAutomatic(scope) ? GC_MANAGED : ARENA;
  }

  private static final class SegmentLease implements Lease {

    private final AtomicReference<@Nullable MemorySegment> segment;

    SegmentLease(MemorySegment segment) {
      this.segment = new AtomicReference<>(segment);
    }

    @Override
    public void release() {
      if (segment.getAndSet(null) == null) {
        throw new IllegalStateException("expected a live lease but found a released one");
      }
    }

    @Override
    public void close() {
      segment.set(null);
    }
  }
}
