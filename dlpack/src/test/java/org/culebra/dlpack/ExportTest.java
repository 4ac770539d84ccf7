package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What is written into the structs.
class ExportTest {
  private static final ExportOptions IF_NEEDED = ExportOptions.LEASED.copy(CopyPolicy.IF_NEEDED);

  private final List<Raw> exported = new ArrayList<>();
  private final NDArray counted = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
  private long exportsBefore;

  @BeforeEach
  void count() {
    exportsBefore = ExportTracker.count();
  }

  @AfterEach
  void releaseAll() {
    for (Raw raw : exported) {
      if (raw.tensor() == raw.self()) {
        CSide.C.release_legacy(raw.self());
      } else {
        CSide.C.release(raw.self());
      }
    }
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exportsBefore);
  }

  private Raw export(NDArray array, ExportOptions options) {
    long self = DLPack.export(array, options).address();
    Raw raw = options.isLegacy() ? Raw.legacy(self) : Raw.versioned(self);
    exported.add(raw);
    return raw;
  }

  private Raw export(NDArray array) {
    Raw raw = Raw.versioned(DLPack.export(array));
    exported.add(raw);
    return raw;
  }

  @Test
  @DisplayName("item 2: version 1.3 is written")
  void version() {
    Raw raw = export(counted);

    assertThat(raw.major()).isEqualTo(1);
    assertThat(raw.minor()).isEqualTo(3);
  }

  @Test
  @DisplayName("item 3: flags are 0 for writable shared data")
  void flags_writableShared_areZero() {
    assertThat(export(counted).flags()).isZero();
    assertThat(export(counted, ExportOptions.BORROWED).flags()).isZero();
  }

  @Test
  @DisplayName("memory of an automatic arena, which cannot be closed, is exported in place")
  void automaticArena_isExported() {
    NDArray array = NDArray.zeros(Arena.ofAuto(), DType.FLOAT64, 2);

    assertThat(export(array).data()).isEqualTo(array.address());
  }

  @Test
  @DisplayName("item 4: READ_ONLY of a read-only array")
  void readOnly_isFlagged() {
    assertThat(export(counted.asReadOnly()).flags()).isEqualTo(1);
  }

  @Test
  @DisplayName("item 5: read-only and legacy is rejected")
  void readOnlyLegacy_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(counted.asReadOnly(), ExportOptions.LEASED.legacy()))
        .withMessage(
            "expected writable elements, since a legacy struct has no read-only flag, but found"
                + " read-only float64 of shape [2, 3], strides [24, 8] in bytes;"
                + " CopyPolicy.IF_NEEDED exports a copy");
    assertThat(export(counted.asReadOnly(), IF_NEEDED.legacy()).data())
        .isNotEqualTo(counted.address());
  }

  @Test
  @DisplayName("item 6: a copy is flagged, disjoint and writable")
  void copy_isFlaggedAndDisjoint() {
    Raw raw = export(counted.asReadOnly(), ExportOptions.COPIED);

    assertThat(raw.flags()).isEqualTo(2);
    assertThat(raw.data()).isNotEqualTo(counted.address()).matches(a -> a % 64 == 0);
    assertThat(CSide.C.sum_of(raw.self())).isEqualTo(15);
    counted.setDouble(0, 0, 100);
    assertThat(CSide.C.sum_of(raw.self())).isEqualTo(15);
    assertThat(raw.deleterPointer()).isEqualTo(CMemory.FREE_FUNCTION.address());
    assertThat(export(counted, ExportOptions.COPIED.legacy()).deleterPointer())
        .isEqualTo(CMemory.FREE_FUNCTION.address());
  }

  @Test
  @DisplayName("item 7: where a copy is needed and not allowed, the export is rejected")
  void neededCopy_notAllowed_isRejected() {
    NDArray swapped = counted.copy(DType.FLOAT64.withByteOrder(ByteOrder.BIG_ENDIAN));
    NDArray wrapped;
    try (Arena arena = Arena.ofConfined()) {
      wrapped = NDArray.copyOf(arena, new double[] {1}, 1);

      assertThatIllegalArgumentException().isThrownBy(() -> export(swapped));
      assertThatIllegalArgumentException().isThrownBy(() -> export(brokenStride(2)));
      assertThatIllegalStateException()
          .isThrownBy(() -> export(wrapped))
          .withMessageContaining("expected memory that can outlive its arena but found");
      assertThat(export(swapped, IF_NEEDED).flags()).isEqualTo(2);
      assertThat(CSide.C.sum_of(exported.getLast().self())).isEqualTo(15);
      assertThat(export(brokenStride(2), IF_NEEDED).flags()).isEqualTo(2);
      assertThat(export(wrapped, IF_NEEDED).flags()).isEqualTo(2);
    }
  }

  /// Doubles at a distance of 12 bytes.
  private static NDArray brokenStride(long length) {
    return NDArray.of(
        Arena.ofAuto().allocate(64),
        Retention.GC_MANAGED,
        DType.FLOAT64,
        StridedLayout.of(8, 0, new long[] {length}, new long[] {12}));
  }

  @Test
  @DisplayName("item 8: copy if needed shares where it can")
  void copyIfNeeded_shares() {
    Raw raw = export(counted, ExportOptions.COMPATIBLE);

    assertThat(raw.data()).isEqualTo(counted.address());
    assertThat(raw.flags()).isZero();
  }

  @Test
  @DisplayName("item 9: strides are elements and never NULL")
  void strides_areElements() {
    Raw raw = export(counted.sliceAxis(1, 0, 3, 2));

    assertThat(raw.stridesPointer()).isNotZero();
    assertThat(raw.strides()).containsExactly(3, 2);
    assertThat(raw.shape()).containsExactly(2, 2);
    assertThat(CSide.C.sum_of(raw.self())).isEqualTo(10);
  }

  @Test
  @DisplayName("item 10: rank 0 has NULL shape and strides, and data")
  void rankZero() {
    for (ExportOptions options : List.of(ExportOptions.LEASED, ExportOptions.COPIED)) {
      Raw raw = export(NDArray.zeros(DType.FLOAT64).fill(7.0), options);

      assertThat(raw.ndim()).isZero();
      assertThat(raw.shapePointer()).isZero();
      assertThat(raw.stridesPointer()).isZero();
      assertThat(CSide.C.sum_of(raw.self())).isEqualTo(7);
    }
  }

  @Test
  @DisplayName("item 11: no elements: data NULL, shape kept, strides present")
  void empty() {
    for (ExportOptions options : List.of(ExportOptions.LEASED, ExportOptions.COPIED)) {
      Raw raw = export(NDArray.zeros(DType.FLOAT64, 3, 0, 2), options);

      assertThat(raw.data()).isZero();
      assertThat(raw.shape()).containsExactly(3, 0, 2);
      assertThat(raw.strides()).containsExactly(2, 2, 1);
      assertThat(CSide.C.sum_of(raw.self())).isZero();
    }
  }

  @Test
  @DisplayName("item 12: a stride that is no multiple of the element is rejected, unless unused")
  void brokenStride_isRejectedUnlessUnused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(brokenStride(2)))
        .withMessage(
            "expected strides that are multiples of the 8 bytes of an element but found float64"
                + " of shape [2], strides [12] in bytes; CopyPolicy.IF_NEEDED exports a copy");
    assertThat(export(brokenStride(1)).strides()).containsExactly(1);
    assertThat(export(brokenStride(0)).strides()).containsExactly(1);
  }

  @Test
  @DisplayName("item 13: negative strides from element 0, or a compact copy")
  void negativeStrides() {
    NDArray reversed = counted.flip(0).flip(1);
    Raw shared = export(reversed);

    assertThat(shared.strides()).containsExactly(-3, -1);
    assertThat(shared.data()).isEqualTo(counted.address() + 40);
    assertThat(CSide.C.sum_of(shared.self())).isEqualTo(15);

    Raw compact = export(reversed, ExportOptions.COMPATIBLE);

    assertThat(compact.strides()).containsExactly(3, 1);
    assertThat(compact.flags()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(reversed, ExportOptions.LEASED.withoutNegativeStrides()))
        .withMessageStartingWith("expected no negative strides but found float64 of shape [2, 3]");
  }

  /// Of 16 bytes, 8 bytes after a multiple of 16.
  private static NDArray unaligned(DType type) {
    MemorySegment memory = Arena.ofAuto().allocate(16 + 3L * type.itemSize(), 16);
    MemorySegment behind = memory.asSlice(type.itemSize() / 2, 3L * type.itemSize());
    return NDArray.of(behind, Retention.GC_MANAGED, type, StridedLayout.cOrder(type.itemSize(), 3));
  }

  @Test
  @DisplayName("item 8: elements that are not at multiples of their size are copied where asked")
  void unaligned_isCopiedForThoseWhoMind() {
    for (DType type :
        List.of(DType.COMPLEX128, DType.COMPLEX64, DType.FLOAT64, DType.INT32, DType.FLOAT16)) {
      NDArray array = unaligned(type);
      Raw shared = export(array);
      Raw compatible = export(array, ExportOptions.COMPATIBLE);

      assertThat(shared.data()).isEqualTo(array.address());
      assertThat(shared.flags()).isZero();
      assertThat(compatible.flags()).isEqualTo(2);
      assertThat(compatible.data() % 64).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> export(array, ExportOptions.LEASED.aligned()))
          .withMessage(
              "expected elements at multiples of their %d bytes but found %s of shape [3], strides [%d] in bytes, at address 0x%x; CopyPolicy.IF_NEEDED exports a copy"
                  .formatted(type.itemSize(), type, type.itemSize(), array.address()));
    }
    NDArray bytes = unaligned(DType.UINT8);
    assertThat(export(bytes, ExportOptions.COMPATIBLE).data()).isEqualTo(bytes.address());
    NDArray none = unaligned(DType.COMPLEX128).slice("3:");
    assertThat(export(none, ExportOptions.LEASED.aligned()).data()).isZero();
  }

  @Test
  @DisplayName("item 13: for consumers of packed C order, everything else is copied")
  void compact_isInCOrder() {
    NDArray cube = NDArray.copyOf(new double[24], 2, 3, 4);
    ExportOptions compact = ExportOptions.COMPATIBLE.legacy().compact();
    List<NDArray> others =
        List.of(
            cube.transpose(),
            cube.sliceAxis(2, 0, 4, 2),
            cube.sliceAxis(1, 0, 2),
            cube.flip(0),
            cube.swapAxes(1, 2),
            cube.select(2, 1));
    for (NDArray other : others) {
      Raw raw = export(other, compact);
      assertThat(raw.data()).as("%s", other.layout()).isNotEqualTo(other.address());
      long step = 1;
      for (int k = other.rank() - 1; k >= 0; k--) {
        assertThat(raw.strides()[k]).as("%s", other.layout()).isEqualTo(step);
        step *= other.shape(k);
      }
      ExportOptions noCopy = ExportOptions.LEASED.compact();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> export(other, noCopy))
          .withMessageStartingWith("expected ");
    }
    for (NDArray shared :
        List.of(cube, cube.sliceAxis(0, 1, 2), cube.select(0, 1), cube.slice("0:0"))) {
      Raw raw = export(shared, compact);
      assertThat(raw.data()).isEqualTo(shared.size() == 0 ? 0 : shared.address());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(cube.transpose(), ExportOptions.LEASED.compact()))
        .withMessageStartingWith("expected elements in C order without gaps but found float64");
  }

  @Test
  @DisplayName("item 13: the options keep what the others have said")
  void options_areIndependent() {
    ExportOptions all = ExportOptions.BORROWED.compact().aligned().legacy().copy(CopyPolicy.ALWAYS);
    assertThat(all)
        .isEqualTo(
            new ExportOptions(
                Ownership.BORROWED, CopyPolicy.ALWAYS, true, ExportOptions.Strides.C_ORDER, true));
    assertThat(all.withoutNegativeStrides()).isEqualTo(all);
    assertThat(ExportOptions.LEASED.withoutNegativeStrides().strides())
        .isEqualTo(ExportOptions.Strides.NOT_NEGATIVE);
    assertThat(ExportOptions.COMPATIBLE)
        .isEqualTo(
            ExportOptions.LEASED.copy(CopyPolicy.IF_NEEDED).withoutNegativeStrides().aligned());
  }

  @Test
  @DisplayName("item 14: a broadcast view has stride 0 and is read-only")
  void broadcast() {
    NDArray row = NDArray.copyOf(new double[] {1, 2, 3}, 3);
    Raw raw = export(row.broadcastTo(4, 3));
    NDArray repeated =
        NDArray.of(
            row.segment(),
            row.owner(),
            row.dtype(),
            StridedLayout.of(8, 0, new long[] {4, 3}, new long[] {0, 8}));

    assertThat(raw.strides()).containsExactly(0, 1);
    assertThat(raw.flags()).isEqualTo(1);
    assertThat(CSide.C.sum_of(raw.self())).isEqualTo(24);
    assertThat(repeated.isReadOnly()).isTrue();
    assertThat(export(repeated).flags()).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(repeated, ExportOptions.LEASED.legacy()));
  }

  @Test
  @DisplayName("item 15: Fortran, transposed and sliced views share memory")
  void views_shareMemory() {
    Raw transposed = export(counted.transpose());
    Raw sliced = export(counted.sliceAxis(0, 1, 2));

    assertThat(transposed.strides()).containsExactly(1, 3);
    assertThat(transposed.shape()).containsExactly(3, 2);
    assertThat(transposed.data()).isEqualTo(counted.address());
    counted.setDouble(1, 0, 50);
    assertThat(CSide.C.sum_of(transposed.self())).isEqualTo(62);
    assertThat(CSide.C.sum_of(sliced.self())).isEqualTo(59);
  }

  @Test
  @DisplayName("item 16: the start of a slice is in data, byte_offset is 0")
  void slice_isFoldedIntoData() {
    Raw raw = export(counted.slice("1:, 2:"));

    assertThat(raw.data()).isEqualTo(counted.address() + 40);
    assertThat(raw.byteOffset()).isZero();
  }

  @Test
  @DisplayName("item 17: another byte order is rejected, but for one byte")
  void swapped_isRejected() {
    NDArray swapped = NDArray.zeros(DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN), 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(swapped))
        .withMessage(
            "expected elements in the byte order of this machine but found %s of shape [2],"
                    .formatted(swapped.dtype())
                + " strides [4] in bytes; CopyPolicy.IF_NEEDED exports a copy");
    assertThat(export(NDArray.zeros(DType.INT8.withByteOrder(ByteOrder.BIG_ENDIAN), 2)).dtype())
        .isEqualTo("0,8,1");
  }

  @Test
  @DisplayName("item 20: the device is the CPU, 0")
  void device() {
    Raw raw = export(counted);

    assertThat(raw.deviceType()).isEqualTo(1);
    assertThat(raw.deviceId()).isZero();
  }

  @Test
  @DisplayName("item 21: the extent of a copy is computed without wrapping")
  void hugeCopy_isOutOfMemory() {
    NDArray huge =
        NDArray.of(
            Arena.ofAuto().allocate(8),
            Retention.GC_MANAGED,
            DType.INT8,
            StridedLayout.of(1, 0, new long[] {Long.MAX_VALUE - 40}, new long[] {0}));

    assertThatThrownBy(() -> export(huge, ExportOptions.COPIED))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(export(huge).shape()).containsExactly(Long.MAX_VALUE - 40);
  }

  @Test
  @DisplayName("item 22: two exports are two structs, each with its own release")
  void twoExports_areIndependent() {
    Raw first = export(counted);
    Raw second = export(counted);

    assertThat(first.self()).isNotEqualTo(second.self());
    assertThat(first.shapePointer()).isNotEqualTo(second.shapePointer());
    assertThat(ExportTracker.count()).isEqualTo(exportsBefore + 2);
    exported.remove(first);
    CSide.C.release(first.self());
    assertThat(CSide.C.sum_of(second.self())).isEqualTo(15);
    assertThat(ExportTracker.count()).isEqualTo(exportsBefore + 1);
  }

  @Test
  @DisplayName("item 23: ranks 0 to 64, all ones")
  void everyRank() {
    for (int rank = 0; rank <= 64; rank++) {
      long[] ones = IntStream.range(0, rank).mapToLong(k -> 1).toArray();
      NDArray array = NDArray.zeros(DType.FLOAT64, ones).fill((double) rank);
      for (ExportOptions options :
          List.of(ExportOptions.LEASED, ExportOptions.BORROWED, ExportOptions.COPIED)) {
        Raw raw = export(array, options);

        assertThat(raw.ndim()).isEqualTo(rank);
        assertThat(CSide.C.sum_of(raw.self())).isEqualTo(rank);
      }
      assertThat(CSide.C.sum_of_legacy(export(array, ExportOptions.LEASED.legacy()).self()))
          .isEqualTo(rank);
      try (Arena arena = Arena.ofConfined()) {
        NDArray back = DLPack.adopt(arena, DLPack.export(array));
        assertThat(back.shape()).isEqualTo(ones);
        assertThat(back.sum()).isEqualTo(rank);
      }
    }
  }

  @Test
  @DisplayName("memory declared GC-managed but whose arena is closed is rejected")
  void falselyCollected_closed_isRejected() {
    Arena arena = Arena.ofShared();
    NDArray array =
        NDArray.of(arena.allocate(8), Retention.GC_MANAGED, DType.INT8, StridedLayout.cOrder(1, 8));
    arena.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> export(array))
        .withMessage("expected memory that is alive but found that its arena has been closed");
  }

  @Test
  @DisplayName("borrowed memory of a closed arena is rejected")
  void borrowed_closed_isRejected() {
    NDArray array;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      array = NDArray.zeros(arena, DType.INT8, 3);
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> export(array, ExportOptions.BORROWED))
        .withMessage("expected memory that is alive but found that its arena has been closed");
    assertThatIllegalStateException().isThrownBy(() -> export(array));
    assertThatIllegalStateException().isThrownBy(() -> export(array, ExportOptions.COPIED));
  }
}
