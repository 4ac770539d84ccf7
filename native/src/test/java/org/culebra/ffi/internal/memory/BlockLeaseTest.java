package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.internal.host.Restricted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Leases taken from leases, and memory that only they keep alive.
class BlockLeaseTest {
  private static final String RELEASED = "expected a live lease but found a released one";

  private final AtomicInteger freed = new AtomicInteger();
  private final long before = ExportRegistry.count();

  @AfterEach
  void nothing_isLeft() {
    assertThat(ExportRegistry.count()).isEqualTo(before);
  }

  /// Of memory that says when it is freed, and whose arena is closed.
  private BlockLease leaseBeyondClose() {
    Lease memory = freed::incrementAndGet;
    try (Arena arena = Arena.ofConfined()) {
      NativeBlock block = NativeBlock.adopt(4096, 64, memory);
      MemorySegment ignored = block.viewIn(arena);
      return block.retain();
    }
  }

  @Test
  void retained_afterTheClose_isIndependent() {
    BlockLease first = leaseBeyondClose();
    BlockLease second = first.retain();
    assertThat(ExportRegistry.count()).isEqualTo(before + 2);
    first.release();
    BlockLease third = second.retain();
    second.release();
    assertThat(freed).hasValue(0);
    third.release();
    assertThat(freed).hasValue(1);
  }

  @Test
  void released_givesNoOther() {
    BlockLease lease = leaseBeyondClose();
    lease.release();
    assertThatIllegalStateException().isThrownBy(lease::retain).withMessage(RELEASED);
    assertThat(freed).hasValue(1);
  }

  @Test
  void release_isStrict_closeIsNot() {
    BlockLease lease = leaseBeyondClose();
    lease.close();
    lease.close();
    assertThatIllegalStateException().isThrownBy(lease::release).withMessage(RELEASED);
    assertThat(freed).hasValue(1);
  }

  @Test
  void openBlock_countsRetainedLeases() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      MemorySegment memory = arena.allocate(64);
      BlockLease first = BlockLease.of(arena, memory);
      BlockLease second = first.retain();
      assertThat(ArenaRegistry.count(arena, memory)).isEqualTo(3);
      first.release();
      second.release();
      assertThat(ArenaRegistry.count(arena, memory)).isEqualTo(1);
    }
  }

  @Test
  void anyMemory_hasLeasesToTakeOthersFrom() {
    MemoryOwner foreign = memory -> freed::incrementAndGet;
    MemorySegment memory = Arena.ofAuto().allocate(8);
    for (MemoryOwner owner : List.of(foreign, Retention.GC_MANAGED, Retention.PERMANENT, foreign)) {
      BlockLease first = BlockLease.of(owner, memory);
      BlockLease second = first.retain();
      first.release();
      second.release();
    }
    assertThat(freed).hasValue(2);
  }

  /// Whichever thread is last, the memory is freed once, and no thread gets a lease of freed
  /// memory.
  @Test
  void retain_whileAnotherThreadReleases() throws InterruptedException, ExecutionException {
    int rounds = 2_000;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < rounds; i++) {
        BlockLease lease = leaseBeyondClose();
        List<Future<?>> done = new ArrayList<>();
        done.add(threads.submit(() -> retainAndRelease(lease)));
        done.add(threads.submit(() -> retainAndRelease(lease)));
        lease.release();
        for (Future<?> one : done) {
          one.get();
        }
        assertThat(freed).hasValue(i + 1);
      }
    }
  }

  private void retainAndRelease(BlockLease lease) {
    int now = freed.get();
    try (BlockLease another = lease.retain()) {
      assertThat(freed).hasValue(now);
      long header = lease.retainHeader();
      assertThat(freed).hasValue(now);
      ReleaseChain.release(header);
      assertThat(another).isNotNull();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage(RELEASED);
    }
  }

  @Test
  void array_onMemoryThatOnlyALeaseKeeps_isLeasedAgain() {
    BlockLease lease;
    long address;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.FLOAT64, 4).fill(1.5);
      lease = BlockLease.of(array.owner(), array.segment());
      address = array.address();
    }
    Lease exported;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = Restricted.segment(address, 32, arena);
      NDArray again =
          NDArray.of(memory, new RetainedMemory(lease), DType.FLOAT64, StridedLayout.cOrder(8, 4));
      assertThat(again.getDouble(3)).isEqualTo(1.5);
      exported = again.owner().leaseFor(again.segment());
      lease.release();
      assertThatIllegalStateException()
          .isThrownBy(() -> again.owner().leaseFor(again.segment()))
          .withMessage(RELEASED);
    }
    assertThat(Restricted.segment(address, 32).get(java.lang.foreign.ValueLayout.JAVA_DOUBLE, 0))
        .isEqualTo(1.5);
    exported.release();
  }

  /// What a struct gets of a lease or a block is one in the block's count, and no lease beside it.
  @Test
  void pendingLease_ofRetainedMemory_isOneInTheCount() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      MemorySegment memory = arena.allocate(64);
      NativeBlock block = ((BlockArena) arena).blockOf(memory);
      BlockLease lease = BlockLease.of(arena, memory);
      for (Retainable by : List.of(block, lease)) {
        PendingLease pending = PendingLease.of(new RetainedMemory(by), memory);
        assertThat(ArenaRegistry.count(arena, memory)).isEqualTo(3);
        assertThat(ExportRegistry.count()).isEqualTo(before + 1); // the lease
        Objects.requireNonNull(pending).release();
        assertThat(ArenaRegistry.count(arena, memory)).isEqualTo(2);
      }
      lease.release();
    }
  }

  @Test
  void pendingLease_outlivesTheLeaseThatItIsOf() {
    BlockLease lease = leaseBeyondClose();
    MemorySegment memory = MemorySegment.ofAddress(4096);
    RetainedMemory owner = new RetainedMemory(lease);
    PendingLease pending = Objects.requireNonNull(PendingLease.of(owner, memory));
    lease.release();
    assertThat(freed).hasValue(0);
    assertThatIllegalStateException()
        .isThrownBy(() -> PendingLease.of(owner, memory))
        .withMessage(RELEASED);
    long header = pending.transfer();
    assertThat(freed).hasValue(0);
    ReleaseChain.release(header);
    assertThat(freed).hasValue(1);
  }

  @Test
  void pendingLease_ofPermanentMemory_isNone() {
    MemorySegment memory = Arena.global().allocate(8);
    try (BlockLease lease = BlockLease.of(Retention.PERMANENT, memory)) {
      assertThat(PendingLease.of(new RetainedMemory(lease), memory)).isNull();
    }
  }

  @Test
  void pendingLease_ofClosedMemory_isRejected() {
    try (BlockLease lease = leaseBeyondClose()) {
      MemorySegment memory;
      try (Arena arena = Arena.ofConfined()) {
        memory = arena.allocate(8);
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> PendingLease.of(new RetainedMemory(lease), memory));
    }
    assertThat(freed).hasValue(1);
  }
}
