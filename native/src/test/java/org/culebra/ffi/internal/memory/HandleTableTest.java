package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.Lease;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Leases in headers: each released once, by any thread and in any order.
class HandleTableTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 2_000;

  private static final class Counted implements Lease {
    final AtomicInteger releases = new AtomicInteger();

    @Override
    public void release() {
      releases.incrementAndGet();
    }
  }

  @Test
  void header_releasesItsLeaseOnce() {
    Counted lease = new Counted();
    long header = HandleTable.addLease(lease, 1);
    assertThat(lease.releases).hasValue(0);
    ReleaseChain.release(header);
    assertThat(lease.releases).hasValue(1);
  }

  @Test
  void header_isUsedAgain_withTheNextLease() {
    Counted first = new Counted();
    Counted second = new Counted();
    long header = HandleTable.addLease(first, 1);
    ReleaseChain.release(header);
    long next = HandleTable.addLease(second, 1);
    assertThat(next).isEqualTo(header);
    ReleaseChain.release(next);
    assertThat(first.releases).hasValue(1);
    assertThat(second.releases).hasValue(1);
  }

  @Test
  void forgotten_isNotReleased() {
    Counted lease = new Counted();
    long header = HandleTable.addLease(lease, 1);
    assertThat(header).isPositive();
    assertThat(HandleTable.remove(header)).isSameAs(lease);
    assertThat(lease.releases).hasValue(0);
  }

  @Test
  void many_atOnce_haveTheirOwnHeaders() {
    List<Counted> leases = new ArrayList<>();
    List<Long> headers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) { // more than a list begins with, and more than are kept
      leases.add(new Counted());
      headers.add(HandleTable.addLease(leases.getLast(), 1));
    }
    assertThat(headers).doesNotHaveDuplicates();
    for (int i = 0; i < 1000; i += 2) {
      ReleaseChain.release(headers.get(i));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(leases.get(i).releases).hasValue(i % 2 == 0 ? 1 : 0);
    }
    for (int i = 1; i < 1000; i += 2) {
      ReleaseChain.release(headers.get(i));
    }
    assertThat(leases).allSatisfy(lease -> assertThat(lease.releases).hasValue(1));
  }

  /// What one thread retains another releases, in random order and concurrently.
  @Test
  void fourThreads_releaseEachOnce() throws InterruptedException, ExecutionException {
    Random seeds = Seeds.random("HandleTableTest.fourThreads");
    List<Counted> leases = Collections.synchronizedList(new ArrayList<>());
    List<Long> live = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Random random = new Random(seeds.nextLong());
        done.add(threads.submit(() -> keepAndRelease(random, leases, live)));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
    live.forEach(ReleaseChain::release);
    assertThat(leases).hasSizeGreaterThan(THREADS * ROUNDS / 4);
    assertThat(leases).allSatisfy(lease -> assertThat(lease.releases).hasValue(1));
  }

  private static void keepAndRelease(Random random, List<Counted> leases, List<Long> live) {
    for (int i = 0; i < ROUNDS; i++) {
      if (random.nextBoolean()) {
        Counted lease = new Counted();
        leases.add(lease);
        live.add(HandleTable.addLease(lease, 1));
      } else {
        Long one = null;
        synchronized (live) {
          if (!live.isEmpty()) {
            one = live.remove(random.nextInt(live.size()));
          }
        }
        if (one != null) {
          release(one, random.nextInt(4) == 0);
        }
      }
    }
  }

  private static void release(long header, boolean byHand) {
    if (byHand) {
      ((Counted) HandleTable.remove(header)).release();
    } else {
      ReleaseChain.release(header);
    }
  }

  @Test
  void object_staysReachableUntilTheRelease() throws InterruptedException {
    Set<Long> headers = new HashSet<>();
    WeakReference<byte[]> kept = keep(headers);
    collect(kept, 5);
    assertThat(kept.get()).isNotNull();
    headers.forEach(ReleaseChain::release);
    collect(kept, 200);
    assertThat(kept.get()).isNull();
  }

  private static WeakReference<byte[]> keep(Set<Long> headers) {
    byte[] object = new byte[1000];
    headers.add(HandleTable.add(object));
    return new WeakReference<>(object);
  }

  private static void collect(WeakReference<byte[]> until, int tries) throws InterruptedException {
    for (int i = 0; i < tries && until.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
  }
}
