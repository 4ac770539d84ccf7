package org.culebra.ffi.internal.memory;

import java.util.concurrent.atomic.AtomicBoolean;

/// A lease of a block.
final class Hold implements LiveExports.Counted {

  private final AtomicBoolean released = new AtomicBoolean();
  private final LiveExports.Ticket ticket;
  private final long header;

  /// Takes a hold; none is left if this throws.
  Hold(NativeBlock block) {
    this.header = block.hold();
    try {
      this.ticket = LiveExports.open("lease");
    } catch (Throwable e) {
      NativeBlock.release(header);
      throw e;
    }
  }

  @Override
  public void release() {
    StackRoom.deep();
    end();
    ticket.close();
    NativeBlock.release(header);
  }

  /// Ends this object, but not the hold and its stack as a live export.
  ReleaseRoute.Held handOver() {
    end();
    return new ReleaseRoute.Held(header, ticket.handOver());
  }

  private void end() {
    if (!released.compareAndSet(false, true)) {
      throw new IllegalStateException("expected a live lease but found one released before");
    }
  }
}
