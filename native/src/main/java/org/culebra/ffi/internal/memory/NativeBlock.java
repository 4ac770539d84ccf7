package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.internal.Scopes;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// Memory with a reference count, see [BlockHeader], and Java's own share of it.
///
/// Java's share of the count is worth 2^58, and leases for exports are taken from it: a new one is
/// counted only in this object, in the same word that states whether Java has released the block,
/// so that one atomic step decides between an export and a close. When Java releases the block, it
/// subtracts the rest of its share from the header's count.
///
/// Adopted memory has no header until someone else retains it, unless a struct came with it: that
/// is moved after the header, and stays there until its release function has been called.
public final class NativeBlock implements MemoryOwner, Retainable, Consumer<MemorySegment> {
  /// Shared by all imports.
  private static final MemorySegment NOWHERE = MemorySegment.NULL.asReadOnly();

  private static final VarHandle STATE = state();
  private static final long RELEASED = 1; // by Java
  private static final long TAKEN = 2; // adopted memory is Java's
  private static final long ENDED = 4; // the arena that adopted memory is in is closed
  private static final long HEADER = 8; // there is a header
  private static final long GIVEN = 16; // one lease for others, ever; the rest of the word

  private final long address;
  private final long byteSize;

  /// Written before the state states that there is one.
  private long header;

  private volatile long state;

  /// What frees adopted memory, as in the header; 0 if the lease does, or nothing.
  private final long function;

  private final long a;
  private final long b;
  private final long c;

  /// The lease that keeps adopted memory alive; released by the last release.
  private final @Nullable Lease lease;

  private NativeBlock(long header, long address, long byteSize) {
    this.header = header;
    this.address = address;
    this.byteSize = byteSize;
    this.function = 0;
    this.a = 0;
    this.b = 0;
    this.c = 0;
    this.lease = null;
    this.state = HEADER;
  }

  private NativeBlock(
      long address, long byteSize, long function, long a, long b, long c, @Nullable Lease lease) {
    this.address = address;
    this.byteSize = byteSize;
    this.function = function;
    this.a = a;
    this.b = b;
    this.c = c;
    this.lease = lease;
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(NativeBlock.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// New zeroed memory; the caller releases Java's share.
  ///
  /// @param byteSize the size in bytes
  /// @param alignment a power of two
  /// @return the block
  /// @throws OutOfMemoryError if the memory cannot be allocated
  /// @throws IllegalCallerException if native access is denied; names the flag that grants it
  public static NativeBlock allocate(long byteSize, long alignment) {
    Restricted.check(); // before a class is initialized, which fails with this only once
    boolean pages = byteSize >= CMemory.MAPPED_FROM && alignment <= 4096 && CMemory.canMap();
    return pages ? map(byteSize) : allocateWithHeader(byteSize, alignment);
  }

  /// One block, freed by `free(header)`. The data follows at the next multiple of its alignment.
  private static NativeBlock allocateWithHeader(long byteSize, long alignment) {
    // never 0 bytes: two blocks must not have the same address
    long total = BlockHeader.BYTES + alignment + Math.max(byteSize, 1);
    if (total < byteSize) {
      throw CMemory.noMemory("allocate", byteSize);
    }
    boolean zeroed = byteSize >= CMemory.CALLOC_FROM;
    long header = zeroed ? CMemory.calloc(total) : CMemory.malloc(total);
    long address = (header + BlockHeader.BYTES + alignment - 1) & -alignment;
    if (!zeroed) {
      CMemory.ALL.asSlice(address, byteSize).fill((byte) 0);
    }
    BlockHeader.fillOneBlock(header);
    return withHeader(header, address, byteSize);
  }

  /// Java's heap may be exhausted, too.
  private static NativeBlock withHeader(long header, long address, long byteSize) {
    try {
      return new NativeBlock(header, address, byteSize);
    } catch (Throwable e) {
      CMemory.free(header);
      throw e;
    }
  }

  private static NativeBlock map(long byteSize) {
    long header = CMemory.malloc(BlockHeader.BYTES);
    long address = 0;
    try {
      address = CMemory.map(byteSize);
      BlockHeader.fillCall(header, CMemory.unmapFunction(), address, byteSize, 0);
      return new NativeBlock(header, address, byteSize);
    } catch (Throwable e) {
      if (address != 0) {
        CMemory.call(CMemory.unmapFunction(), address, byteSize, 0);
      }
      CMemory.free(header);
      throw e;
    }
  }

  /// Adopts memory, with the function that frees it; the caller then owns the block.
  ///
  /// @param address the address of the memory
  /// @param byteSize its size in bytes
  /// @param function called once, as `function(a, b, c)`, at the last release
  /// @param a its first argument
  /// @param b its second argument, if it has one
  /// @param c its third argument, if it has one
  /// @return the block
  public static NativeBlock adopt(
      long address, long byteSize, long function, long a, long b, long c) {
    return new NativeBlock(address, byteSize, function, a, b, c, null);
  }

  /// Adopts memory that belongs to a struct, and the struct itself, which is copied: the caller
  /// still owns the original and marks it as moved once [#viewIn(Arena)] has succeeded.
  ///
  /// @param address the address of the memory
  /// @param byteSize its size in bytes
  /// @param function called once, with the address of the struct's copy, at the last release
  /// @param struct the address of the struct
  /// @param structBytes its size in bytes, a multiple of 8
  /// @return the block
  /// @throws OutOfMemoryError if the memory cannot be allocated
  public static NativeBlock adoptStruct(
      long address, long byteSize, long function, long struct, int structBytes) {
    long header = CMemory.malloc(BlockHeader.BYTES + structBytes);
    long copy = header + BlockHeader.BYTES;
    for (int at = 0; at < structBytes; at += Long.BYTES) {
      CMemory.put(copy + at, CMemory.longAt(struct + at));
    }
    BlockHeader.fillCall(header, function, copy, 0, 0);
    return withHeader(header, address, byteSize);
  }

  /// Adopts memory that a lease keeps alive; the caller then owns the block.
  ///
  /// @param address the address of the memory
  /// @param byteSize its size in bytes
  /// @param lease released once, at the last release of the block; the caller's if [#viewIn] throws
  /// @return the block
  public static NativeBlock adopt(long address, long byteSize, Lease lease) {
    return new NativeBlock(address, byteSize, 0, 0, 0, 0, lease);
  }

  /// Java's view of adopted memory, which Java then owns. It ends with the arena, which then
  /// releases Java's share exactly once, whatever kind of arena it is.
  ///
  /// @param arena any arena; the global one never releases it
  /// @return the whole memory
  /// @throws IllegalStateException if the arena is closed; the owner of the memory does not change,
  ///   and this object must not be used any more
  /// @throws WrongThreadException if it belongs to another thread, likewise
  public MemorySegment viewIn(Arena arena) {
    return viewIn(arena, MemorySegment.ofAddress(address));
  }

  /// The same, read-only.
  ///
  /// @param arena any arena; the global one never releases it
  /// @return the whole memory, read-only
  /// @throws IllegalStateException if the arena is closed; the owner of the memory does not change,
  ///   and this object must not be used any more
  /// @throws WrongThreadException if it belongs to another thread, likewise
  public MemorySegment readOnlyIn(Arena arena) {
    return viewIn(arena, address == 0 ? NOWHERE : MemorySegment.ofAddress(address).asReadOnly());
  }

  private MemorySegment viewIn(Arena arena, MemorySegment start) {
    try {
      MemorySegment memory = Restricted.segment(start, byteSize, arena, this);
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

  /// The only event that can have happened is the end; and in an arena confined to this thread, not
  /// even that concurrently, which saves an atomic step.
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

  /// The cleanup of the arena of [#viewIn(Arena)]: not a lambda, which would be two levels more for
  /// C2 to inline, and an object for each import.
  ///
  /// Cannot throw if too little stack is left. Duplicated in [BlockTable] on purpose: a shared
  /// method would take a lambda, which would have to be linked with the stack exhausted.
  ///
  /// @param ignored the memory, which the block knows
  @Override
  public void accept(MemorySegment ignored) {
    if (StackRoom.hasDeep()) {
      ended();
    } else {
      new PostponedEnd(this).add();
    }
  }

  /// Called when the arena is closed. The JDK also runs this if it rejects the cleanup because
  /// another thread is closing the arena: then ownership was not taken.
  void ended() {
    long before;
    long after;
    do {
      before = state;
      after = before | ((before & TAKEN) == 0 ? ENDED : ENDED | RELEASED);
    } while (!STATE.compareAndSet(this, before, after));
    if (before == (TAKEN | HEADER)) { // an import that was not exported
      ReleaseChain.releaseUnshared(header);
    } else if ((before & (TAKEN | RELEASED)) == TAKEN) {
      releaseShare(before);
    }
  }

  private void abandon() {
    state = RELEASED;
    if (header != 0) {
      CMemory.free(header); // not shared yet
    }
  }

  /// The address of the memory.
  ///
  /// @return the address
  public long address() {
    return address;
  }

  /// The copy of the struct that came with the memory, see [#adoptStruct]. Valid as long as the
  /// block is retained.
  ///
  /// @return its address
  public long struct() {
    return header + BlockHeader.BYTES;
  }

  /// The size of the memory.
  ///
  /// @return the size in bytes
  public long byteSize() {
    return byteSize;
  }

  /// Whether the block contains a segment. A segment without bytes may be right after the block.
  ///
  /// @param segment native memory
  /// @return true if so
  public boolean contains(MemorySegment segment) {
    long offset = segment.address() - address;
    return offset >= 0 && offset <= byteSize && segment.byteSize() <= byteSize - offset;
  }

  /// The number of references to the block: Java and its live exports.
  ///
  /// @return the count; 0 once Java has released the block
  public long count() {
    if ((state & (RELEASED | HEADER)) == 0) {
      return 1;
    }
    long retained;
    try {
      retained = retainHeader(); // or the header might go meanwhile
    } catch (IllegalStateException e) {
      return 0;
    }
    long released = BlockHeader.JAVA_SHARE - BlockHeader.count(retained);
    long now = state;
    ReleaseChain.release(retained);
    // Java's own reference, which is not in the difference, makes up for the one above
    return (now & RELEASED) == 0 ? now / GIVEN - released : 0;
  }

  /// Keeps memory of the block alive.
  ///
  /// @param segment a part of the block
  /// @return the lease
  /// @throws IllegalStateException if it is not part of the block, or Java has released the block
  @Override
  public Lease leaseFor(MemorySegment segment) {
    requirePart(segment);
    return retain();
  }

  void requirePart(MemorySegment segment) {
    if (!segment.isNative() || !contains(segment)) {
      throw new IllegalStateException(
          "expected a part of the %d bytes at 0x%x that were imported but found %d bytes at 0x%x"
              .formatted(byteSize, address, segment.byteSize(), segment.address()));
    }
  }

  /// A new lease, for an export; the caller releases it once, on any thread.
  ///
  /// @return the lease
  /// @throws IllegalStateException if Java has released the block
  @Override
  public BlockLease retain() {
    return BlockLease.of(this);
  }

  @Override
  public long retainHeader() {
    if ((state & HEADER) == 0) {
      makeHeader();
    }
    // what is added after Java has released the block has no effect
    long before = (long) STATE.getAndAdd(this, GIVEN);
    if ((before & RELEASED) != 0) {
      throw MemoryErrors.gone();
    }
    return header;
  }

  private synchronized void makeHeader() {
    long before = state;
    if ((before & HEADER) != 0) {
      return; // another thread was first
    }
    long fresh = newHeader();
    header = fresh;
    while ((before & RELEASED) == 0) {
      if (STATE.compareAndSet(this, before, before | HEADER)) {
        return; // found when Java's share is released
      }
      before = state;
    }
    if (lease == null) {
      CMemory.free(fresh);
    } else {
      Object _ = HandleTable.remove(fresh); // it was released without the header
    }
    throw MemoryErrors.gone();
  }

  private long newHeader() {
    if (lease != null) {
      return HandleTable.addLease(lease, BlockHeader.JAVA_SHARE);
    }
    long fresh = CMemory.malloc(BlockHeader.BYTES);
    BlockHeader.fillCall(fresh, function, a, b, c);
    return fresh;
  }

  /// Releases Java's share; later calls do nothing.
  public void release() {
    long before = (long) STATE.getAndBitwiseOr(this, RELEASED);
    if ((before & RELEASED) == 0) {
      releaseShare(before);
    }
  }

  /// @param before the state at the time of the release
  private void releaseShare(long before) {
    long given = before / GIVEN;
    if ((before & HEADER) != 0) {
      if (given == 0) {
        ReleaseChain.releaseUnshared(header);
      } else {
        ReleaseChain.release(header, BlockHeader.JAVA_SHARE - given);
      }
    } else if (lease != null) {
      lease.release();
    } else {
      // like callWithin, which would be one level too deep for C2 to inline
      ReleaseChain.release(ReleaseChain.reclaim(function, a, b, c), 1);
    }
  }

  /// The postponed end of an arena.
  static final class PostponedEnd extends Postponed {
    private final NativeBlock block;

    PostponedEnd(NativeBlock block) {
      this.block = block;
    }

    @Override
    void run() {
      block.ended();
    }
  }
}
