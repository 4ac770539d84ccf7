package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The blocks of a pool: counted whether they are kept or not, and used again.
class NodePoolTest {
  private static final int SMALL = 64;

  private final NodePool pool = new NodePool(16, SMALL);

  @Test
  void node_isUsedAgain() {
    long node = pool.take(SMALL, -1);
    assertThat(pool.count()).isEqualTo(1);
    pool.free(node, -1);
    assertThat(pool.count()).isZero();
    assertThat(pool.take(NodePool.HEAD_BYTES, -1)).isEqualTo(node);
    pool.free(node, -1);
  }

  @Test
  void node_freedTwice_isRejected() {
    long node = pool.take(SMALL, -1);
    pool.free(node, -1);
    assertThatIllegalStateException()
        .isThrownBy(() -> pool.free(node, -1))
        .withMessage("expected a live struct but found one whose deleter has already been called");
    assertThat(pool.count()).isZero();
  }

  @Test
  void manyNodes_ofBothSizes_count() {
    List<Long> nodes = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      nodes.add(pool.take(i % 10 == 0 ? 2 * SMALL : SMALL, -1));
    }
    assertThat(nodes).doesNotHaveDuplicates();
    assertThat(pool.count()).isEqualTo(1000);
    for (int i = 0; i < 1000; i += 2) {
      pool.free(nodes.get(i), -1);
    }
    assertThat(pool.count()).isEqualTo(500);
    for (int i = 1; i < 1000; i += 2) {
      pool.free(nodes.get(i), -1);
    }
    assertThat(pool.count()).isZero();
  }

  /// As a struct whose release first counts it out, with two parts that have been moved out of it.
  @Test
  void countedOut_thenFreed_countsOnce() {
    for (long bytes : new long[] {SMALL, 2 * SMALL}) {
      long node = pool.take(bytes, -1);
      pool.add(2 - 1);
      assertThat(pool.count()).isEqualTo(2);
      pool.free(node, 0);
      assertThat(pool.count()).isEqualTo(2);
      pool.add(-2);
    }
  }
}
