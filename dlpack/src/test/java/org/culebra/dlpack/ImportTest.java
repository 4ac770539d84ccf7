package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Structs of a C producer that are taken; each is released once, when the arena closes.
class ImportTest {
  private final Arena arena = Arena.ofConfined();
  private final Raw raw = Raw.produced();
  private long before;

  @BeforeEach
  void count() {
    before = CSide.C.released_count();
  }

  @AfterEach
  void close() {
    assertThat(CSide.C.released_count()).as("released before the close").isEqualTo(before);
    arena.close();
    assertThat(CSide.C.released_count()).as("released by the close").isEqualTo(before + 1);
  }

  private NDArray adopt() {
    return DLPack.adopt(arena, raw.pointer());
  }

  @Test
  @DisplayName("item 24: versioned structs are taken")
  void versioned_isAdopted() {
    NDArray array = adopt();

    assertThat(array.contentEquals(NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5}, 2, 3))).isTrue();
    assertThat(array.address()).isEqualTo(raw.data());
    array.setDouble(1, 2, 9);
    assertThat(CSide.C.sum_of(raw.self())).isEqualTo(19);
  }

  @Test
  @DisplayName("item 24: legacy structs are taken")
  void legacy_isAdopted() {
    adopt();
    try (Arena inner = Arena.ofConfined()) {
      assertThat(
              DLPack.adopt(inner, CSide.pointer(CSide.C.produce_legacy()), ImportOptions.LEGACY)
                  .sum())
          .isEqualTo(15);
    }
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
    before++;
  }

  @Test
  @DisplayName("item 26: a greater minor version is taken")
  void minor_isAdopted() {
    raw.version(1, 99);

    assertThat(adopt().sum()).isEqualTo(15);
  }

  @Test
  @DisplayName("item 27: major version 0 in a versioned struct is taken")
  void majorZero_isAdopted() {
    raw.version(0, 8);

    assertThat(adopt().sum()).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 11, 13})
  @DisplayName("item 29: CPU-readable memory is accepted, whichever driver pinned it")
  void hostMemory_isAdopted(int type) {
    raw.device(type, 0);

    assertThat(adopt().sum()).isEqualTo(15);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @DisplayName("item 30: NULL strides are C order, in every version")
  void nullStrides_areCOrder(int minor) {
    raw.version(1, minor).stridesPointer(0);

    NDArray array = adopt();

    assertThat(array.strides()).containsExactly(24, 8);
    assertThat(array.getDouble(1, 2)).isEqualTo(5);
  }

  @Test
  @DisplayName("item 30: NULL strides of a legacy struct are C order")
  void legacyNullStrides_areCOrder() {
    adopt();
    Raw legacy = Raw.legacy(CSide.C.produce_legacy()).stridesPointer(0);
    try (Arena inner = Arena.ofConfined()) {
      assertThat(DLPack.adopt(inner, legacy.pointer(), ImportOptions.LEGACY).getDouble(1, 2))
          .isEqualTo(5);
    }
    before++;
  }

  @Test
  @DisplayName("item 31: rank 0 with NULL shape and strides")
  void rankZero_isAdopted() {
    raw.ndim(0).shapePointer(0).stridesPointer(0).byteOffset(16);

    NDArray array = adopt();

    assertThat(array.rank()).isZero();
    assertThat(array.getDouble()).isEqualTo(2);
  }

  @Test
  @DisplayName("item 35: no elements: NULL data, odd strides")
  void empty_isAdopted() {
    raw.data(0).axes(new long[] {3, 0}, Long.MAX_VALUE, -7).byteOffset(-1);

    NDArray array = adopt();

    assertThat(array.shape()).containsExactly(3, 0);
    assertThat(array.size()).isZero();
    assertThat(array.isCContiguous()).isTrue();
  }

  @Test
  @DisplayName("item 35: no elements: data that is not NULL")
  void emptyWithData_isAdopted() {
    raw.axes(new long[] {0, 3}, 0, 0);

    assertThat(adopt().shape()).containsExactly(0, 3);
  }

  @Test
  @DisplayName("item 37: byte_offset is added")
  void byteOffset_isAdded() {
    raw.byteOffset(8 * 5);

    NDArray array = adopt();

    assertThat(array.getDouble(0, 0)).isEqualTo(5);
    assertThat(array.getDouble(1, 2)).isEqualTo(10);
    assertThat(array.address()).isEqualTo(raw.data() + 40);
  }

  @Test
  @DisplayName("item 37: a byte_offset that is no multiple of the element is added")
  void unalignedByteOffset_isAdded() {
    raw.dtype(1, 16, 1).byteOffset(8 + 5).axes(new long[] {2}, 1); // 1.0 is 3f f0 00 …

    NDArray array = adopt();

    assertThat(array.getLong(0)).isEqualTo(0xf000);
    assertThat(array.getLong(1)).isEqualTo(0x003f);
  }

  @Test
  @DisplayName("item 38: negative strides reach below element 0")
  void negativeStrides_areAdopted() {
    raw.byteOffset(8 * 20).axes(new long[] {2, 3}, -6, -2);

    NDArray array = adopt();

    assertThat(array.toDoubleArray()).containsExactly(20, 18, 16, 14, 12, 10);
    assertThat(array.segment().address()).isEqualTo(raw.data() + 80);
    assertThat(array.segment().byteSize()).isEqualTo(88);
  }

  @Test
  @DisplayName("item 39: zero strides are read, and read-only")
  void zeroStrides_areReadOnly() {
    raw.axes(new long[] {2, 3}, 0, 1);

    NDArray array = adopt();

    assertThat(array.toDoubleArray()).containsExactly(0, 1, 2, 0, 1, 2);
    assertThat(array.isReadOnly()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"3,3,1,1", "3,3,-1,1", "2,4,3,1", "3,3,2,1", "2,2,0,0"})
  @DisplayName("item 39: elements that overlap otherwise are read-only too, and stay so")
  void overlappingElements_areReadOnly(long rows, long columns, long s0, long s1) {
    raw.byteOffset(8 * 10).axes(new long[] {rows, columns}, s0, s1);

    MemorySegment plain = MemorySegment.ofAddress(raw.tensor());
    NDArray viewed = DLPack.view(arena, plain);
    NDArray array = adopt();

    assertThat(viewed.isReadOnly()).isTrue();
    assertThat(array.isReadOnly()).isTrue();
    assertThat(array.getDouble(rows - 1, columns - 1))
        .isEqualTo(10.0 + (rows - 1) * s0 + (columns - 1) * s1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> array.setDouble(0, 0, 1))
        .withMessageEndingWith("; its elements overlap");
    Raw again = Raw.versioned(DLPack.export(array));
    assertThat(again.flags()).isEqualTo(1);
    assertThat(again.strides()).containsExactly(s0, s1);
    CSide.C.release(again.self());
  }

  @Test
  @DisplayName("item 39: elements that overlap are flagged when they are handed on unread")
  void overlappingElements_ofOpaque_areFlagged() {
    raw.axes(new long[] {3, 3}, 1, 1);
    OpaqueTensor tensor = DLPack.adoptOpaque(arena, raw.pointer());

    Raw again = Raw.versioned(tensor.export());

    assertThat(tensor.isReadOnly()).as("the producer did not say so").isFalse();
    assertThat(tensor.array().isReadOnly()).isTrue();
    assertThat(again.flags()).isEqualTo(1);
    CSide.C.release(again.self());
  }

  @Test
  @DisplayName("item 39: an overlapping legacy tensor is read-only, whatever the options")
  void overlappingElements_ofLegacy_areReadOnly() {
    adopt();
    try (Arena inner = Arena.ofConfined()) {
      Raw legacy = Raw.legacy(CSide.C.produce_legacy()).axes(new long[] {3, 3}, 1, 1);
      assertThat(
              DLPack.adopt(inner, legacy.pointer(), ImportOptions.LEGACY.writable()).isReadOnly())
          .isTrue();
    }
    before++;
  }

  @Test
  @DisplayName("item 39: elements that touch but do not overlap are writable")
  void disjointElements_areWritable() {
    raw.axes(new long[] {3, 2}, 1, 3);

    assertThat(adopt().isReadOnly()).isFalse();
  }

  @Test
  @DisplayName("item 40: the stride of an axis of length 1 means nothing")
  void strideOfLengthOne_isIgnored() {
    raw.axes(new long[] {1, 3, 1}, Long.MAX_VALUE, 1, Long.MIN_VALUE);

    NDArray array = adopt();

    assertThat(array.isCContiguous()).isTrue();
    assertThat(array.toDoubleArray()).containsExactly(0, 1, 2);
    assertThat(array.slice("::-2, ::-1, ::9").toDoubleArray()).containsExactly(2, 1, 0);
  }

  @Test
  @DisplayName("item 41: unaligned elements are read")
  void unaligned_isRead() {
    raw.dtype(1, 16, 1).data(raw.data() + 8 + 5).axes(new long[] {2}, 1); // 1.0 is 3f f0 00 …

    NDArray array = adopt();

    assertThat(array.isAligned()).isFalse();
    assertThat(array.getLong(0)).isEqualTo(0xf000);
    assertThat(array.asShorts().get(1)).isEqualTo((short) 0x003f);
  }

  @Test
  @DisplayName("item 42: READ_ONLY gives a read-only array")
  void readOnlyFlag_isPreserved() {
    raw.flags(1);

    NDArray array = adopt();

    assertThat(array.isReadOnly()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> array.setDouble(0, 0, 1))
        .withMessageStartingWith("array is read-only");
    assertThat(array.segment().isReadOnly()).isTrue();
  }

  @Test
  @DisplayName("item 42: a legacy struct is read-only, unless the caller knows better")
  void legacy_isReadOnlyByDefault() {
    adopt();
    try (Arena inner = Arena.ofConfined()) {
      long first = CSide.C.produce_legacy();
      long second = CSide.C.produce_legacy();
      long third = CSide.C.produce_legacy();
      Raw.legacy(third).axes(new long[] {2, 3}, 0, 1);

      assertThat(DLPack.adopt(inner, CSide.pointer(first), ImportOptions.LEGACY).isReadOnly())
          .isTrue();
      assertThat(
              DLPack.adopt(inner, CSide.pointer(second), ImportOptions.LEGACY.writable())
                  .isReadOnly())
          .isFalse();
      assertThat(
              DLPack.adopt(inner, CSide.pointer(third), ImportOptions.LEGACY.writable())
                  .isReadOnly())
          .isTrue();
    }
    before += 3;
  }

  @Test
  @DisplayName("item 42: the options make any import read-only, or vouch for a legacy struct")
  void options_decideOnWriting() {
    adopt();
    try (Arena inner = Arena.ofConfined()) {
      ImportOptions readOnly = ImportOptions.VERSIONED.readOnly();
      assertThat(DLPack.adopt(inner, CSide.pointer(CSide.C.produce()), readOnly).isReadOnly())
          .isTrue();
      assertThat(
              DLPack.adopt(inner, CSide.pointer(CSide.C.produce()), readOnly.writable())
                  .isReadOnly())
          .isFalse();
      assertOpaque(inner, ImportOptions.LEGACY, true);
      assertOpaque(inner, ImportOptions.LEGACY.writable(), false);
    }
    before += 4;
  }

  private static void assertOpaque(Arena inner, ImportOptions options, boolean readOnly) {
    OpaqueTensor legacy =
        DLPack.adoptOpaque(inner, CSide.pointer(CSide.C.produce_legacy()), options);
    assertThat(legacy.isReadOnly()).isEqualTo(readOnly);
    assertThat(legacy.array().isReadOnly()).isEqualTo(readOnly);
    assertThat(legacy.majorVersion()).isZero();
  }

  @Test
  @DisplayName("item 43: IS_COPIED is reported, unknown flags are ignored")
  void copiedFlag_isReported() {
    raw.flags(2 | 1L << 40);

    OpaqueTensor tensor = DLPack.adoptOpaque(arena, raw.pointer());

    assertThat(tensor.isCopied()).isTrue();
    assertThat(tensor.isReadOnly()).isFalse();
    assertThat(tensor.flags()).isEqualTo(2 | 1L << 40);
    assertThat(tensor.majorVersion()).isEqualTo(1);
    assertThat(tensor.array().sum()).isEqualTo(15);
    assertThat(tensor.array().isReadOnly()).isFalse();
  }

  @Test
  @DisplayName("item 45: a NULL deleter is never called")
  void nullDeleter_isNotCalled() {
    long deleter = raw.deleterPointer();
    raw.deleterPointer(0);
    try (Arena inner = Arena.ofConfined()) {
      assertThat(DLPack.adopt(inner, raw.pointer()).sum()).isEqualTo(15);
      DLPack.release(raw.pointer());
    }
    assertThat(CSide.C.released_count()).isEqualTo(before);
    raw.deleterPointer(deleter);
    adopt();
  }

  @Test
  @DisplayName("a plain DLTensor is viewed; nothing is released")
  void dlTensor_isViewed() {
    MemorySegment tensor = MemorySegment.ofAddress(raw.tensor());
    try (Arena inner = Arena.ofConfined()) {
      assertThat(DLPack.view(inner, tensor).sum()).isEqualTo(15);
    }
    assertThat(CSide.C.released_count()).isEqualTo(before);
    adopt();
  }

  @Test
  @DisplayName("items 29, 42, 43: a struct that stays its owner's is viewed, with its flags")
  void struct_isViewed_andStaysItsOwners() {
    raw.flags(1 | 2 | 0x100);
    try (Arena inner = Arena.ofConfined()) {
      TensorView view = DLPack.view(inner, raw.pointer(), ImportOptions.VERSIONED);
      assertThat(view.array().sum()).isEqualTo(15);
      assertThat(view.array().isReadOnly()).isTrue();
      assertThat(view.isFlaggedReadOnly()).isTrue();
      assertThat(view.isCopied()).isTrue();
      assertThat(view.flags()).isEqualTo(0x103);
      raw.flags(0);
      view = DLPack.view(inner, raw.pointer(), ImportOptions.VERSIONED);
      assertThat(view.array().isReadOnly()).isFalse();
      assertThat(view.isFlaggedReadOnly()).isFalse();
      assertThat(view.isCopied()).isFalse();
      NDArray array = NDArray.copyOf(new double[] {7, 8}, 2);
      MemorySegment legacy = DLPack.export(array, ExportOptions.LEASED.legacy());
      view = DLPack.view(inner, legacy, ImportOptions.LEGACY);
      assertThat(view.array().sum()).isEqualTo(15);
      assertThat(view.array().isReadOnly()).isTrue();
      assertThat(view.flags()).isZero();
      DLPack.release(legacy, ImportOptions.LEGACY);
    }
    assertThat(CSide.C.released_count()).isEqualTo(before);
    adopt();
  }

  @Test
  @DisplayName("item 29: memory of a device is opaque: known, not read, handed on")
  void device_isOpaque() {
    raw.device(2, 1).data(0xd00000000000_0100L).byteOffset(64).flags(1);
    OpaqueTensor tensor = DLPack.adoptOpaque(arena, raw.pointer());

    assertThat(tensor.device()).isEqualTo(new DLDevice(2, 1)).hasToString("cuda:1");
    assertThat(tensor.device().name()).isEqualTo("CUDA");
    assertThat(tensor.shape()).containsExactly(2, 3);
    assertThat(tensor.strides()).containsExactly(24, 8);
    assertThat(tensor).hasToString("OpaqueTensor[float64 of shape [2, 3] on cuda:1]");
    assertThatThrownBy(tensor::array)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "expected memory that the CPU can read but found OpaqueTensor[float64 of shape [2, 3]"
                + " on cuda:1]");

    Raw again = Raw.versioned(tensor.export());

    assertThat(again.data()).isEqualTo(raw.data());
    assertThat(again.byteOffset()).isEqualTo(64);
    assertThat(again.deviceType()).isEqualTo(2);
    assertThat(again.deviceId()).isEqualTo(1);
    assertThat(again.shape()).containsExactly(2, 3);
    assertThat(again.strides()).containsExactly(3, 1);
    assertThat(again.flags()).isEqualTo(1);
    CSide.C.release_on_thread(again.self(), 0);
  }

  @Test
  @DisplayName("item 29: devices to come are opaque, too")
  void unknownDevice_isOpaque() {
    raw.device(99, 0);

    assertThat(DLPack.adoptOpaque(arena, raw.pointer()).device()).hasToString("device type 99:0");
  }

  @Test
  @DisplayName("item 57: a device's memory stays until the last consumer is done")
  void opaque_outlivesItsArena() {
    Arena inner = Arena.ofConfined();
    Raw made = Raw.versioned(CSide.C.produce()).device(2, 0);
    Raw again = Raw.versioned(DLPack.adoptOpaque(inner, made.pointer()).export());
    inner.close();

    assertThat(CSide.C.released_count()).isEqualTo(before);
    CSide.C.release(again.self());
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
    before++;
    adopt();
  }
}
