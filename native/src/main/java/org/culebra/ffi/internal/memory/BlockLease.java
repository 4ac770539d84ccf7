package org.culebra.ffi.internal.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.culebra.array.MemoryOwner;

/// A lease of a block: one in its count, which [#release()] subtracts, once and on any thread.
public final class BlockLease implements ExportRegistry.Counted, Retainable {
  private static final VarHandle STATE = state();
  private static final int RELEASED = 1;
  private static final int RETAINING = 2;

  /// [#RELEASED] after the release, plus [#RETAINING] for each thread that is about to take another
  /// lease from this one: if a release comes meanwhile, the last of them completes it.
  private volatile int state;

  private final ExportRegistry.Ticket ticket;
  private final long header;

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(BlockLease.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Takes ownership of the caller's count, even if this throws.
  ///
  /// @param header of the block; 0 for memory that need not be kept alive
  private BlockLease(long header) {
    this.header = header;
    try {
      this.ticket = ExportRegistry.open("lease");
    } catch (Throwable e) {
      ReleaseChain.release(header);
      throw e;
    }
  }

  /// A lease of any memory, from which further leases can be taken.
  ///
  /// @param owner the owner of the memory
  /// @param memory the memory to keep alive
  /// @return the lease
  /// @throws IllegalStateException if the owner cannot keep the memory alive
  public static BlockLease of(MemoryOwner owner, MemorySegment memory) {
    StackRoom.own();
    PendingLease lease = PendingLease.of(owner, memory);
    return new BlockLease(lease == null ? 0 : lease.transfer());
  }

  static BlockLease of(NativeBlock block) {
    StackRoom.own();
    return new BlockLease(block.retainHeader());
  }

  /// A new lease of the same memory, independent of this and other leases, even after the arena was
  /// closed.
  ///
  /// @return the lease; the caller releases it once, on any thread
  /// @throws IllegalStateException if this lease was already released
  @Override
  public BlockLease retain() {
    StackRoom.deep();
    return new BlockLease(retainHeader());
  }

  @Override
  public long retainHeader() {
    int now;
    do {
      now = state;
      if ((now & RELEASED) != 0) {
        throw released();
      }
    } while (!STATE.compareAndSet(this, now, now + RETAINING));
    if (header != 0) {
      BlockHeader.retain(header);
    }
    if ((int) STATE.getAndAdd(this, -RETAINING) == RETAINING + RELEASED) {
      ReleaseChain.release(header);
    }
    return header;
  }

  @Override
  public void release() {
    if (!releaseOnce()) {
      throw released();
    }
  }

  @Override
  public void close() {
    boolean ignored = releaseOnce();
  }

  /// @return false if it was already released
  private boolean releaseOnce() {
    StackRoom.deep();
    int now = 0; // mostly, and then one step does it
    while (!STATE.compareAndSet(this, now, now | RELEASED)) {
      now = state;
      if ((now & RELEASED) != 0) {
        return false;
      }
    }
    ticket.close();
    if (now == 0) {
      ReleaseChain.release(header);
    }
    return true;
  }

  /// Drops this object, but neither its count nor its stack trace as a live export. The object is
  /// not shared.
  PendingLease transfer() {
    if (!STATE.compareAndSet(this, 0, RELEASED)) {
      throw released();
    }
    return new PendingLease(header, ticket.transfer());
  }

  private static IllegalStateException released() {
    return new IllegalStateException("expected a live lease but found a released one");
  }
}
