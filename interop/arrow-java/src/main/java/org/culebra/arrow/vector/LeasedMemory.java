package org.culebra.arrow.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OwnershipTransferResult;
import org.apache.arrow.memory.ReferenceManager;
import org.culebra.array.Lease;
import org.jspecify.annotations.Nullable;

/// Memory of a column for arrow-java's buffers, with one reference count for all of them. The last
/// release, on whatever thread, ends the lease.
///
/// No allocator accounts for it, so it is neither limited by an allocator nor reported as a leak at
/// its close.
final class LeasedMemory implements ReferenceManager {
  /// The size to which arrow-java pads bitmaps.
  private static final long PADDING = 64;

  private final Lease lease;
  private final BufferAllocator allocator;
  private final AtomicInteger references = new AtomicInteger(1);

  /// For bitmaps and offsets that the column does not have; reachable as long as a buffer is.
  private @Nullable Arena own;

  private long bytes;

  /// Created with one reference, the creator's.
  ///
  /// @param lease owned by this object
  /// @param allocator the allocator that the buffers report
  LeasedMemory(Lease lease, BufferAllocator allocator) {
    this.lease = lease;
    this.allocator = allocator;
  }

  /// A buffer over some of the column's memory. The caller retains it.
  ArrowBuf buffer(MemorySegment memory) {
    bytes += memory.byteSize();
    return filled(new ArrowBuf(this, null, memory.byteSize(), memory.address()));
  }

  /// A bitmap without missing values.
  ArrowBuf ones(long bits) {
    MemorySegment bitmap = own(bits + 7 >>> 3);
    bitmap.asSlice(0, bits >>> 3).fill((byte) 0xff);
    if ((bits & 7) != 0) {
      bitmap.set(ValueLayout.JAVA_BYTE, bits >>> 3, (byte) ((1 << (bits & 7)) - 1));
    }
    return buffer(bitmap.asSlice(0, bits + 7 >>> 3));
  }

  /// The offsets and values of an empty column.
  ArrowBuf zeros() {
    return buffer(own(0));
  }

  private MemorySegment own(long byteSize) {
    if (own == null) {
      own = Arena.ofAuto();
    }
    return own.allocate(Math.max(PADDING, byteSize + PADDING - 1 & -PADDING), PADDING);
  }

  private static ArrowBuf filled(ArrowBuf buffer) {
    return buffer.writerIndex(buffer.capacity());
  }

  @Override
  public int getRefCount() {
    return references.get();
  }

  @Override
  public boolean release() {
    return release(1);
  }

  @Override
  public boolean release(int decrement) {
    requirePositive(decrement);
    int left = references.addAndGet(-decrement);
    if (left < 0) {
      throw new IllegalStateException("expected a live buffer but found a released one");
    }
    if (left == 0) {
      lease.release();
    }
    return left == 0;
  }

  @Override
  public void retain() {
    retain(1);
  }

  @Override
  public void retain(int increment) {
    requirePositive(increment);
    if (references.getAndAdd(increment) <= 0) {
      references.getAndAdd(-increment);
      throw new IllegalStateException("expected a live buffer but found a released one");
    }
  }

  private static void requirePositive(int change) {
    if (change <= 0) {
      throw new IllegalArgumentException(
          "expected a positive number of references but found " + change);
    }
  }

  @Override
  public ArrowBuf retain(ArrowBuf source, BufferAllocator target) {
    retain();
    ArrowBuf again = deriveBuffer(source, 0, source.capacity());
    return again.readerIndex(source.readerIndex()).writerIndex(source.writerIndex());
  }

  @Override
  public ArrowBuf deriveBuffer(ArrowBuf source, long index, long length) {
    return filled(new ArrowBuf(this, null, length, source.memoryAddress() + index));
  }

  /// No allocator accounts for the memory; the receiver gets its own reference.
  @Override
  public OwnershipTransferResult transferOwnership(ArrowBuf source, BufferAllocator target) {
    ArrowBuf again = retain(source, target);
    return new OwnershipTransferResult() {
      @Override
      public boolean getAllocationFit() {
        return true;
      }

      @Override
      public ArrowBuf getTransferredBuffer() {
        return again;
      }
    };
  }

  @Override
  public BufferAllocator getAllocator() {
    return allocator;
  }

  @Override
  public long getSize() {
    return bytes;
  }

  @Override
  public long getAccountedSize() {
    return 0;
  }
}
