package org.culebra.ffi.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;

/// Memory with a count of those who hold it. The count lives in native memory, so that whoever
/// gives it back last may do so from any thread, without asking Java's objects.
///
/// The header, 64 bytes, all fields of 8 bytes:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `holds` | Java's one plus one for each live export |
/// | 8 | `destroy` | a C function that takes the header when holds reach 0: `free`, where header and data are one block; else 0, and Java calls `fn` and then frees the header |
/// | 16 | `free` | C's `free`, for struct blocks and the header |
/// | 24 | `fn` | how the data is given back: `fn(a, b, c)`; 0 where there is nothing to call, or `a` is the number of a lease that Java releases |
/// | 32, 40, 48 | `a`, `b`, `c` | its arguments |
/// | 56 | `link` | kept for a list of released blocks |
///
/// A hold may be added only by one who has a hold: Java adds them under this object's lock, and not
/// after it has given up its own.
public final class NativeBlock implements MemoryOwner {

  static final long HEADER_BYTES = 64;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final long HOLDS = 0;
  private static final long DESTROY = 8;
  private static final long FREE = 16;
  private static final long FN = 24;
  private static final long A = 32;
  private static final long B = 40;
  private static final long C = 48;
  private static final long LINK = 56;

  private final long header;
  private final long address;
  private final long byteSize;
  private boolean dropped;
  private boolean taken;
  private boolean ended;

  private NativeBlock(long header, long address, long byteSize) {
    this.header = header;
    this.address = address;
    this.byteSize = byteSize;
  }

  /// New zeroed memory, held by the caller.
  ///
  /// @param byteSize the size in bytes
  /// @param alignment a power of two
  /// @return the block
  /// @throws OutOfMemoryError if there is no such memory
  public static NativeBlock allocate(long byteSize, long alignment) {
    boolean pages = byteSize >= CMemory.MAPPED_FROM && alignment <= 4096 && CMemory.canMap();
    return pages ? map(byteSize) : allocateWithHeader(byteSize, alignment);
  }

  /// One block, which `free(header)` gives back. The data follows at the next multiple of its
  /// alignment.
  private static NativeBlock allocateWithHeader(long byteSize, long alignment) {
    // never 0 bytes: two blocks must not begin at the same address
    long total = HEADER_BYTES + alignment + Math.max(byteSize, 1);
    if (total < byteSize) {
      throw new OutOfMemoryError("cannot allocate " + byteSize + " bytes of native memory");
    }
    boolean zeroed = byteSize >= CMemory.CALLOC_FROM;
    long header = zeroed ? CMemory.calloc(total) : CMemory.malloc(total);
    long address = (header + HEADER_BYTES + alignment - 1) & -alignment;
    if (!zeroed) {
      CMemory.ALL.asSlice(address, byteSize).fill((byte) 0);
    }
    fillHeader(header, CMemory.FREE_FUNCTION.address(), 0, 0, 0, 0);
    return new NativeBlock(header, address, byteSize);
  }

  private static NativeBlock map(long byteSize) {
    long header = CMemory.malloc(HEADER_BYTES);
    try {
      long address = CMemory.map(byteSize);
      fillHeader(header, 0, CMemory.unmapFunction(), address, byteSize, 0);
      return new NativeBlock(header, address, byteSize);
    } catch (OutOfMemoryError e) {
      CMemory.free(header);
      throw e;
    }
  }

  /// Memory of somebody else, with the function that gives it back; held by the caller from now on.
  ///
  /// @param address where it begins
  /// @param byteSize its size in bytes
  /// @param function called once, as `function(a, b, c)`, when the last hold is given up
  /// @param a its first argument
  /// @param b its second argument, if it has one
  /// @param c its third argument, if it has one
  /// @return the block
  public static NativeBlock adopt(
      long address, long byteSize, long function, long a, long b, long c) {
    long header = CMemory.malloc(HEADER_BYTES);
    fillHeader(header, 0, function, a, b, c);
    return new NativeBlock(header, address, byteSize);
  }

  private static void fillHeader(long header, long destroy, long fn, long a, long b, long c) {
    MemorySegment all = CMemory.ALL;
    all.set(ValueLayout.JAVA_LONG, header + DESTROY, destroy);
    all.set(ValueLayout.JAVA_LONG, header + FREE, CMemory.FREE_FUNCTION.address());
    all.set(ValueLayout.JAVA_LONG, header + FN, fn);
    all.set(ValueLayout.JAVA_LONG, header + A, a);
    all.set(ValueLayout.JAVA_LONG, header + B, b);
    all.set(ValueLayout.JAVA_LONG, header + C, c);
    all.set(ValueLayout.JAVA_LONG, header + LINK, 0);
    LONG.setRelease(all, header + HOLDS, 1L);
  }

  /// Java's view of adopted memory, which is Java's from now on. It ends with the arena, which then
  /// gives up Java's hold, exactly once and whatever kind of arena it is.
  ///
  /// @param arena any arena; the global one never gives up
  /// @return the whole memory
  /// @throws IllegalStateException if the arena is closed; the memory stays whose it was, and this
  ///   object is of no use any more
  /// @throws WrongThreadException if it is another thread's, likewise
  public MemorySegment viewIn(Arena arena) {
    try {
      MemorySegment memory = Restricted.segment(address, byteSize, arena, ignored -> ended());
      if (take()) {
        return memory;
      }
    } catch (Throwable e) {
      abandon();
      throw e;
    }
    abandon();
    throw new IllegalStateException("expected an open arena but found a closed one");
  }

  private synchronized boolean take() {
    taken = !ended;
    return taken;
  }

  /// The arena is closed. The JDK also says so where it refuses the clean-up of an arena that is
  /// being closed by another thread: then nothing was taken.
  private void ended() {
    synchronized (this) {
      ended = true;
      if (!taken || dropped) {
        return;
      }
      dropped = true;
    }
    release(header);
  }

  private synchronized void abandon() {
    dropped = true;
    CMemory.free(header);
  }

  /// Where the memory begins.
  ///
  /// @return the address
  public long address() {
    return address;
  }

  /// The size of the memory.
  ///
  /// @return the size in bytes
  public long byteSize() {
    return byteSize;
  }

  /// Whether a segment's bytes lie in the block. One without bytes may lie just behind it.
  ///
  /// @param segment native memory
  /// @return true if so
  public boolean contains(MemorySegment segment) {
    long offset = segment.address() - address;
    return offset >= 0 && offset <= byteSize && segment.byteSize() <= byteSize - offset;
  }

  /// How many hold the block: Java and its live exports.
  ///
  /// @return the count; 0 once Java has given up its own
  public synchronized long holds() {
    return dropped ? 0 : (long) LONG.getVolatile(CMemory.ALL, header + HOLDS);
  }

  /// Keeps memory of the block alive.
  ///
  /// @param segment a part of the block
  /// @return the lease
  /// @throws IllegalStateException if it is no part of it, or Java has given the block up
  @Override
  public Lease leaseFor(MemorySegment segment) {
    if (!segment.isNative() || !contains(segment)) {
      throw new IllegalStateException(
          "expected a part of the %d bytes at 0x%x that were imported but found %d bytes at 0x%x"
              .formatted(byteSize, address, segment.byteSize(), segment.address()));
    }
    return lease();
  }

  /// One more hold, for an export; the caller releases it once, on any thread.
  ///
  /// @return the lease
  /// @throws IllegalStateException if Java has given the block up
  public Lease lease() {
    return new Hold(hold());
  }

  /// One more hold without an object for it: whoever has the header gives it back with [#release].
  ///
  /// @return the header's address, for a struct's `manager_ctx` or `private_data`
  /// @throws IllegalStateException if Java has given the block up
  public synchronized long hold() {
    if (dropped) {
      throw new IllegalStateException(
          "expected memory that is alive but found that its arena has been closed");
    }
    long before = (long) LONG.getAndAdd(CMemory.ALL, header + HOLDS, 1L);
    assert before > 0;
    return header;
  }

  /// Gives up Java's own hold; later calls do nothing.
  public void drop() {
    synchronized (this) {
      if (dropped) {
        return;
      }
      dropped = true;
    }
    release(header);
  }

  /// Gives up one hold; the last one gives the memory back. From any thread.
  ///
  /// @param header the header of a block of which the caller has a hold
  public static void release(long header) {
    if ((long) LONG.getAndAdd(CMemory.ALL, header + HOLDS, -1L) != 1) {
      return;
    }
    MemorySegment all = CMemory.ALL;
    long fn = all.get(ValueLayout.JAVA_LONG, header + FN);
    long destroy = all.get(ValueLayout.JAVA_LONG, header + DESTROY);
    long a = all.get(ValueLayout.JAVA_LONG, header + A);
    long b = all.get(ValueLayout.JAVA_LONG, header + B);
    long c = all.get(ValueLayout.JAVA_LONG, header + C);
    CMemory.free(header);
    if (destroy != 0) {
      return;
    }
    if (fn != 0) {
      ReleaseRoute.call(fn, a, b, c);
    } else if (a != 0) {
      JavaHolds.take((int) a).release();
    }
  }

  /// A header for a lease that only Java can release, with one hold: the first release of the
  /// header, by [#release(long)], releases the lease.
  ///
  /// @param lease becomes the header's
  /// @return the header's address
  static long headerFor(Lease lease) {
    long header = CMemory.malloc(HEADER_BYTES);
    fillHeader(header, 0, 0, JavaHolds.put(lease), 0, 0);
    return header;
  }

  /// A lease of a block.
  static final class Hold implements LiveExports.Counted {

    private final AtomicBoolean released = new AtomicBoolean();
    private final LiveExports.Ticket ticket = LiveExports.open("lease");
    private final long header;

    Hold(long header) {
      this.header = header;
    }

    @Override
    public void release() {
      handOver().giveBack();
    }

    /// Ends this object, but not the hold and its count as a live export.
    ReleaseRoute.Held handOver() {
      if (!released.compareAndSet(false, true)) {
        throw new IllegalStateException("expected a live lease but found one released before");
      }
      return new ReleaseRoute.Held(header, ticket);
    }
  }
}
