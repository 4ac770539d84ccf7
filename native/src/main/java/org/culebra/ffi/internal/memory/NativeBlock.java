package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.internal.Scopes;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;

/// Memory with a count of those who hold it. The count lives in native memory, so that whoever
/// gives it back last may do so from any thread, without asking Java's objects.
///
/// The header, 64 bytes, all fields of 8 bytes:
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `holds` | of all holders; 0 when the last has given up. Java's own counts 2^58, those that it has given to exports included |
/// | 8 | `destroy` | a C function that takes the header when holds reach 0: `free`, where header and data are one block; else 0, and Java calls `fn` and then frees the header |
/// | 16 | `free` | C's `free`, for struct blocks and the header |
/// | 24 | `fn` | how the data is given back: `fn(a, b, c)`; 0 where there is nothing to call, or `a` is the number of a lease that Java releases |
/// | 32, 40, 48 | `a`, `b`, `c` | its arguments |
/// | 56 | `kept` | 1 where [JavaHolds] keeps the header itself, for its next lease; else 0 |
///
/// A hold may be added only by one who has a hold. Java's own is worth 2^58, and it gives exports
/// theirs out of that: a new one is counted in this object alone, in the same word that says
/// whether Java has given up, so that one atomic step decides between an export and a close. When
/// Java gives up, it takes what it has left from `holds`.
///
/// Adopted memory has no header until somebody else holds it, but where a struct came with it: that
/// is moved to behind the header, and is there until `fn` has been called.
public final class NativeBlock implements MemoryOwner {

  static final long HEADER_BYTES = 64;

  /// One object for all imports.
  private static final MemorySegment NOWHERE = MemorySegment.NULL.asReadOnly();

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  static final long HOLDS = 0;
  private static final long DESTROY = 8;
  private static final long FREE = 16;
  private static final long FN = 24;
  static final long A = 32;
  private static final long B = 40;
  private static final long C = 48;
  static final long KEPT = 56;

  /// More than there can be exports.
  private static final long JAVAS = 1L << 58;

  private static final VarHandle STATE = state();
  private static final long DROPPED = 1; // Java has given up its hold
  private static final long TAKEN = 2; // adopted memory is Java's
  private static final long ENDED = 4; // the arena that adopted memory is in is closed
  private static final long HEADER = 8; // there is a header
  private static final long GIVEN = 16; // one hold for others, ever; the rest of the word

  private final long address;
  private final long byteSize;

  /// Written before the state says that there is one.
  private long header;

  private volatile long state;

  /// What gives adopted memory back, as in the header.
  private final long fn;

  private final long a;
  private final long b;
  private final long c;

  private NativeBlock(long header, long address, long byteSize) {
    this.header = header;
    this.address = address;
    this.byteSize = byteSize;
    this.fn = 0;
    this.a = 0;
    this.b = 0;
    this.c = 0;
    this.state = HEADER;
  }

  private NativeBlock(long address, long byteSize, long fn, long a, long b, long c) {
    this.address = address;
    this.byteSize = byteSize;
    this.fn = fn;
    this.a = a;
    this.b = b;
    this.c = c;
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(NativeBlock.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// New zeroed memory, held by the caller.
  ///
  /// @param byteSize the size in bytes
  /// @param alignment a power of two
  /// @return the block
  /// @throws OutOfMemoryError if there is no such memory
  /// @throws IllegalCallerException if native access is denied; says which flag grants it
  public static NativeBlock allocate(long byteSize, long alignment) {
    Restricted.check(); // before a class is initialised, which fails with this only once
    boolean pages = byteSize >= CMemory.MAPPED_FROM && alignment <= 4096 && CMemory.canMap();
    return pages ? map(byteSize) : allocateWithHeader(byteSize, alignment);
  }

  /// One block, which `free(header)` gives back. The data follows at the next multiple of its
  /// alignment.
  private static NativeBlock allocateWithHeader(long byteSize, long alignment) {
    // never 0 bytes: two blocks must not begin at the same address
    long total = HEADER_BYTES + alignment + Math.max(byteSize, 1);
    if (total < byteSize) {
      throw CMemory.noMemory("allocate", byteSize);
    }
    boolean zeroed = byteSize >= CMemory.CALLOC_FROM;
    long header = zeroed ? CMemory.calloc(total) : CMemory.malloc(total);
    long address = (header + HEADER_BYTES + alignment - 1) & -alignment;
    if (!zeroed) {
      CMemory.ALL.asSlice(address, byteSize).fill((byte) 0);
    }
    fillHeader(header, JAVAS, CMemory.FREE_FUNCTION.address(), 0, 0, 0, 0);
    return withHeader(header, address, byteSize);
  }

  /// Java's own memory may be at its end, too.
  private static NativeBlock withHeader(long header, long address, long byteSize) {
    try {
      return new NativeBlock(header, address, byteSize);
    } catch (Throwable e) {
      CMemory.free(header);
      throw e;
    }
  }

  private static NativeBlock map(long byteSize) {
    long header = CMemory.malloc(HEADER_BYTES);
    long address = 0;
    try {
      address = CMemory.map(byteSize);
      fillHeader(header, JAVAS, 0, CMemory.unmapFunction(), address, byteSize, 0);
      return new NativeBlock(header, address, byteSize);
    } catch (Throwable e) {
      if (address != 0) {
        CMemory.call(CMemory.unmapFunction(), address, byteSize, 0);
      }
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
    return new NativeBlock(address, byteSize, function, a, b, c);
  }

  /// Memory of somebody else, that a struct gives back, and the struct itself, which is copied: the
  /// original is the caller's still, to be marked as moved once [#viewIn(Arena)] has taken over.
  ///
  /// @param address where the memory begins
  /// @param byteSize its size in bytes
  /// @param function called once, with the address of the struct's copy, when the last hold is
  ///   given up
  /// @param struct the address of the struct
  /// @param structBytes its size in bytes, a multiple of 8
  /// @return the block
  /// @throws OutOfMemoryError if there is no memory for the copy
  public static NativeBlock adoptStruct(
      long address, long byteSize, long function, long struct, int structBytes) {
    long header = CMemory.malloc(HEADER_BYTES + structBytes);
    long copy = header + HEADER_BYTES;
    for (int at = 0; at < structBytes; at += Long.BYTES) {
      CMemory.put(copy + at, CMemory.longAt(struct + at));
    }
    fillHeader(header, JAVAS, 0, function, copy, 0, 0);
    return withHeader(header, address, byteSize);
  }

  /// Memory of somebody else that a lease keeps alive; held by the caller from now on.
  ///
  /// @param address where it begins
  /// @param byteSize its size in bytes
  /// @param lease released once, when the last hold is given up; stays the caller's if [#viewIn]
  ///   throws
  /// @return the block
  public static NativeBlock adopt(long address, long byteSize, Lease lease) {
    int number = JavaHolds.put(lease);
    try {
      return new NativeBlock(address, byteSize, 0, number, 0, 0);
    } catch (Throwable e) {
      JavaHolds.take(number); // it stays the caller's
      throw e;
    }
  }

  static void fillHeader(long header, long holds, long destroy, long fn, long a, long b, long c) {
    CMemory.put(header + DESTROY, destroy);
    CMemory.put(header + FREE, CMemory.FREE_FUNCTION.address());
    CMemory.put(header + FN, fn);
    CMemory.put(header + A, a);
    CMemory.put(header + B, b);
    CMemory.put(header + C, c);
    CMemory.put(header + KEPT, 0);
    LONG.setRelease(CMemory.ALL, header + HOLDS, holds);
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
    return viewIn(arena, MemorySegment.ofAddress(address));
  }

  /// The same for reading alone.
  ///
  /// @param arena any arena; the global one never gives up
  /// @return the whole memory, read-only
  /// @throws IllegalStateException if the arena is closed; the memory stays whose it was, and this
  ///   object is of no use any more
  /// @throws WrongThreadException if it is another thread's, likewise
  public MemorySegment readOnlyIn(Arena arena) {
    return viewIn(arena, address == 0 ? NOWHERE : MemorySegment.ofAddress(address).asReadOnly());
  }

  private MemorySegment viewIn(Arena arena, MemorySegment start) {
    try {
      MemorySegment memory = Restricted.segment(start, byteSize, arena, ignored -> arenaClosed());
      if (take(memory)) {
        return memory;
      }
    } catch (Throwable e) {
      abandon();
      throw e;
    }
    abandon();
    throw MemoryErrors.closedArena();
  }

  /// Nothing else can have happened to it but the end; and in an arena of this thread alone, not
  /// even that at the same time, which saves an atomic step.
  private boolean take(MemorySegment memory) {
    long fresh = header == 0 ? 0 : HEADER;
    if (!Scopes.isConfined(memory)) {
      return STATE.compareAndSet(this, fresh, fresh | TAKEN);
    }
    boolean open = state == fresh;
    if (open) {
      STATE.setRelease(this, fresh | TAKEN);
    }
    return open;
  }

  /// Nobody could be told if the stack were too short for it.
  private void arenaClosed() {
    try {
      StackRoom.deep();
    } catch (StackOverflowError e) {
      new Later.Block(this).add();
      return;
    }
    ended();
  }

  /// The arena is closed. The JDK also says so where it refuses the clean-up of an arena that is
  /// being closed by another thread: then nothing was taken.
  void ended() {
    long before;
    long after;
    do {
      before = state;
      after = before | ((before & TAKEN) == 0 ? ENDED : ENDED | DROPPED);
    } while (!STATE.compareAndSet(this, before, after));
    if ((before & (TAKEN | DROPPED)) == TAKEN) {
      giveUp(before);
    }
  }

  private void abandon() {
    state = DROPPED;
    if (header != 0) {
      CMemory.free(header); // nobody has it yet
    } else if (fn == 0 && a != 0) {
      JavaHolds.take((int) a); // the lease is the caller's again
    }
  }

  /// Where the memory begins.
  ///
  /// @return the address
  public long address() {
    return address;
  }

  /// The copy of the struct that came with the memory, see [#adoptStruct]. It is there as long as
  /// somebody holds the block.
  ///
  /// @return its address
  public long struct() {
    return header + HEADER_BYTES;
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
  public long holds() {
    if ((state & (DROPPED | HEADER)) == 0) {
      return 1;
    }
    long held;
    try {
      held = hold(); // or the header might go meanwhile
    } catch (IllegalStateException e) {
      return 0;
    }
    long released = JAVAS - (long) LONG.getVolatile(CMemory.ALL, held + HOLDS);
    long now = state;
    release(held);
    // Java's hold, which is not in the difference, makes up for the one above
    return (now & DROPPED) == 0 ? now / GIVEN - released : 0;
  }

  /// Keeps memory of the block alive.
  ///
  /// @param segment a part of the block
  /// @return the lease
  /// @throws IllegalStateException if it is no part of it, or Java has given the block up
  @Override
  public Lease leaseFor(MemorySegment segment) {
    requirePart(segment);
    return lease();
  }

  void requirePart(MemorySegment segment) {
    if (!segment.isNative() || !contains(segment)) {
      throw new IllegalStateException(
          "expected a part of the %d bytes at 0x%x that were imported but found %d bytes at 0x%x"
              .formatted(byteSize, address, segment.byteSize(), segment.address()));
    }
  }

  /// One more hold, for an export; the caller releases it once, on any thread.
  ///
  /// @return the lease
  /// @throws IllegalStateException if Java has given the block up
  public Lease lease() {
    StackRoom.own();
    return new Hold(this);
  }

  /// One more hold without an object for it: whoever has the header gives it back with [#release].
  ///
  /// @return the header's address, for a struct's `manager_ctx` or `private_data`
  /// @throws IllegalStateException if Java has given the block up
  /// @throws OutOfMemoryError if there is no memory for the header of an adopted block
  public long hold() {
    if ((state & HEADER) == 0) {
      makeHeader();
    }
    // what is added after Java has given up counts for nothing
    long before = (long) STATE.getAndAdd(this, GIVEN);
    if ((before & DROPPED) != 0) {
      throw MemoryErrors.gone();
    }
    return header;
  }

  private synchronized void makeHeader() {
    long before = state;
    if ((before & HEADER) != 0) {
      return; // another thread was first
    }
    long made = CMemory.malloc(HEADER_BYTES);
    fillHeader(made, JAVAS, 0, fn, a, b, c);
    header = made;
    while ((before & DROPPED) == 0) {
      if (STATE.compareAndSet(this, before, before | HEADER)) {
        return; // and whoever gives up Java's hold finds it
      }
      before = state;
    }
    CMemory.free(made);
    throw MemoryErrors.gone();
  }

  /// Gives up Java's own hold; later calls do nothing.
  public void drop() {
    long before = (long) STATE.getAndBitwiseOr(this, DROPPED);
    if ((before & DROPPED) == 0) {
      giveUp(before);
    }
  }

  /// What is left of Java's hold.
  ///
  /// @param before the state in the moment of giving up
  private void giveUp(long before) {
    long given = before / GIVEN;
    if ((before & HEADER) == 0) {
      release(giveBack(fn, a, b, c), 1);
    } else if (given == 0) {
      release(destroy(header), 1); // nobody else has ever held it
    } else {
      release(header, JAVAS - given);
    }
  }

  /// Gives up one hold; the last one gives the memory back. From any thread.
  ///
  /// @param header the header of a block of which the caller has a hold
  public static void release(long header) {
    release(header, 1);
  }

  /// A loop, for an array that went to and fro many times is a chain of blocks, each holding the
  /// next.
  ///
  /// @param header 0 where there is nothing to release
  private static void release(long header, long holds) {
    long next = header;
    long less = holds;
    while (next != 0 && (long) LONG.getAndAdd(CMemory.ALL, next + HOLDS, -less) == less) {
      next = destroy(next);
      less = 1;
    }
  }

  /// Gives the memory back.
  ///
  /// @return a header of which one hold is to be given up now, or 0
  private static long destroy(long header) {
    if (CMemory.longAt(header + KEPT) != 0) {
      JavaHolds.release(header);
      return 0;
    }
    try {
      return CMemory.longAt(header + DESTROY) == 0
          ? giveBack(
              CMemory.longAt(header + FN),
              CMemory.longAt(header + A),
              CMemory.longAt(header + B),
              CMemory.longAt(header + C))
          : 0;
    } finally {
      CMemory.free(header);
    }
  }

  private static long giveBack(long fn, long a, long b, long c) {
    if (fn != 0) {
      return ReleaseRoute.end(fn, a, b, c);
    }
    if (a != 0) {
      JavaHolds.take((int) a).release();
    }
    return 0;
  }
}
