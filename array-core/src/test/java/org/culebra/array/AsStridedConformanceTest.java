package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.Random;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.PyArrayInterface;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.culebra.testsupport.Shapes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// asStrided: items 76 and 77 of the conformance list.
final class AsStridedConformanceTest {

  @Test
  @DisplayName("item 76: checked against the owner's memory, not against the view")
  void item76_againstTheOwnersMemory() {
    NDArray a = NDArray.copyOf(new int[] {0, 1, 2, 3, 4, 5, 6, 7});
    NDArray middle = a.slice("3:5");
    assertThat(middle.asStrided(new long[] {5}, new long[] {4}).toIntArray())
        .containsExactly(3, 4, 5, 6, 7);
    assertThat(middle.asStrided(new long[] {4}, new long[] {-4}).toIntArray())
        .containsExactly(3, 2, 1, 0);
    assertThat(middle.asStrided(-12, new long[] {2, 2}, new long[] {16, 8}).toIntArray())
        .containsExactly(0, 2, 4, 6);
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 32) but found [12, 36): int32 of shape"
            + " (6,), strides (4,), offset 12",
        () -> middle.asStrided(new long[] {6}, new long[] {4}));
    Rejections.argument(
        "expected elements inside the segment's bytes [0, 32) but found [-4, 16): int32 of shape"
            + " (5,), strides (-4,), offset 12",
        () -> middle.asStrided(new long[] {5}, new long[] {-4}));
    assertThat(middle.asReadOnly().asStrided(new long[] {2}, new long[] {4}).isReadOnly()).isTrue();
  }

  @Test
  @DisplayName("item 76: every out-of-range combination is rejected before any access")
  void item76_random() {
    Random random = Seeds.random("AsStridedConformanceTest.random");
    NDArray a = NDArray.zeros(DType.INT16, 4, 8);
    for (int i = 0; i < 3000; i++) {
      NDArray view = a.sliceAxis(0, random.nextInt(4), 4).sliceAxis(1, random.nextInt(8), 8);
      int rank = random.nextInt(4);
      long[] shape = random.longs(rank, 0, 5).toArray();
      long[] strides = random.longs(rank, -24, 25).toArray();
      long offset = random.nextInt(-70, 70);
      StridedLayout wanted = StridedLayout.of(2, view.byteOffset() + offset, shape, strides);
      boolean inside =
          wanted.size() == 0
              ? wanted.byteOffset() >= 0 && wanted.byteOffset() <= 64
              : ElementModel.of(wanted).offsets().stream().allMatch(at -> at >= 0 && at + 2 <= 64);
      try {
        NDArray made = view.asStrided(offset, shape, strides);
        assertThat(inside).as(wanted.toString()).isTrue();
        assertThat(made.layout()).isEqualTo(wanted);
        assertThat(made.copy().toShortArray()).hasSize((int) wanted.size());
      } catch (IllegalArgumentException e) {
        assertThat(inside).as(wanted.toString()).isFalse();
      }
    }
  }

  @Test
  @DisplayName("item 76: offsets beyond 64 bits are rejected")
  void item76_overflow() {
    NDArray a = NDArray.zeros(DType.INT16, 8).slice("4:");
    for (long offset : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
      try {
        a.asStrided(offset, new long[] {1}, new long[] {2});
        throw new AssertionError("taken: " + offset);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("expected ");
      }
    }
  }

  @Test
  @DisplayName("item 77: read-only where elements share memory (NumPy's default is writable)")
  void item77_selfOverlapping_isReadOnly() {
    NDArray a = NDArray.zeros(DType.INT32, 16);
    assertThat(a.asStrided(new long[] {3, 3}, new long[] {8, 8}).isReadOnly()).isTrue();
    assertThat(a.asStrided(new long[] {3}, new long[] {0}).isReadOnly()).isTrue();
    assertThat(a.asStrided(new long[] {4, 3}, new long[] {4, 6}).isReadOnly()).isTrue();
    assertThat(a.asStrided(new long[] {3, 4}, new long[] {16, 4}).isReadOnly()).isFalse();
  }

  @Test
  @DisplayName("item 77: so is every array whose strides come from outside")
  void item77_stridesFromOutside_selfOverlapping_areReadOnly() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(64, 8);
      long[][][] layouts = {
        {{3, 3}, {8, 8}}, {{3, 2}, {0, 4}}, {{4, 3}, {4, 6}}, {{3, 3}, {4, 4}}, {{2, 3}, {-4, 4}},
        {{3, 4}, {16, 4}}, {{3, 4}, {4, 12}}, {{1, 3}, {0, 4}}, {{0, 3}, {4, 4}}, {{3, 2}, {-4, 12}}
      };
      for (int i = 0; i < layouts.length; i++) {
        StridedLayout layout = StridedLayout.of(4, 8, layouts[i][0], layouts[i][1]);
        assertThat(layout.mayOverlapItself()).as("%s", layout).isEqualTo(i < 5);
        NDArray array = NDArray.of(memory, Retention.ARENA, DType.INT32, layout);
        assertThat(array.isReadOnly()).as("%s", layout).isEqualTo(i < 5);
        ArrayInterface described =
            new ArrayInterface(DType.INT32, layout, OptionalLong.empty(), false);
        assertThat(described.over(memory).isReadOnly()).as("%s", layout).isEqualTo(i < 5);
        PyArrayInterface struct =
            PyArrayInterface.parse(
                PyArrayInterface.write(
                    arena, NDArray.of(memory.asSlice(8, 48), DType.INT32, 3, 4)));
        NDArray inStruct = struct.descriptor(layout.shape(), layout.strides()).over(memory);
        assertThat(inStruct.isReadOnly()).as("%s", layout).isEqualTo(i < 5);
      }
    }
  }

  @Test
  @DisplayName("item 77: overlap is found exactly, in any order of the axes")
  void item77_mayOverlapItself_isExact() {
    Random random = Seeds.random("AsStridedConformanceTest.overlap");
    for (int i = 0; i < 5000; i++) {
      long[] shape = Shapes.random(random, 4, 40);
      long[] strides = new long[shape.length];
      Arrays.setAll(strides, k -> random.nextInt(-12, 13));
      StridedLayout layout = StridedLayout.of(1 + random.nextInt(4), 1000, shape, strides);
      BitSet bytes = new BitSet();
      ArrayCases.forEachIndex(
          shape,
          index -> {
            int at = (int) layout.byteOffset(index);
            bytes.set(at, at + layout.itemSize());
          });
      assertThat(layout.mayOverlapItself())
          .as("%s", layout)
          .isEqualTo(bytes.cardinality() < layout.byteSize());
    }
  }
}
