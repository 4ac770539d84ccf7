package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.culebra.ffi.Imports;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Structs that are rejected: item 47 is in every one of these tests, which count the releases.
class ImportRejectionsTest {
  private static final String RELEASED = "; the tensor has been released";

  private final Raw raw = Raw.produced();

  private void rejectedAndReleased(Class<? extends Exception> type, String message) {
    rejectedAndReleased(raw, type, message);
  }

  private static void rejectedAndReleased(
      Raw raw, Class<? extends Exception> type, String message) {
    long before = CSide.C.released_count();
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> DLPack.adopt(arena, raw.pointer()))
          .isInstanceOf(type)
          .hasMessage(message + RELEASED)
          .matches(Imports::hasReleased);
      assertThat(CSide.C.released_count()).as("by the rejection").isEqualTo(before + 1);
    }
    assertThat(CSide.C.released_count()).as("after the close").isEqualTo(before + 1);
  }

  private void badArray(String message) {
    rejectedAndReleased(IllegalArgumentException.class, message);
  }

  private void notOurs(String message) {
    rejectedAndReleased(UnsupportedOperationException.class, message);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 100, -1})
  @DisplayName("items 25, 47: a greater major version: released, nothing else read")
  void major_isRejected(int major) {
    CSide.C.release(raw.self());
    Raw cut = Raw.versioned(CSide.C.produce_cut(major));

    rejectedAndReleased(
        cut,
        UnsupportedOperationException.class,
        "expected DLPack version 1.x but found version " + Integer.toUnsignedString(major));
    long before = CSide.C.released_count();
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> DLPack.adoptOpaque(arena, cut.pointer()))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "99|32|1|one of the codes 0, 1, 2, 4, 5, 6 and 7 to 14|unknown",
        "3|64|1|one of the codes 0, 1, 2, 4, 5, 6 and 7 to 14|opaque handle",
        "18|32|1|one of the codes 0, 1, 2, 4, 5, 6 and 7 to 14|complex of bfloat",
        "2|32|4|1 lane|float",
        "2|32|0|1 lane|float",
        "2|80|1|16, 32 or 64 bits|float",
        "2|8|1|16, 32 or 64 bits|float",
        "0|24|1|8, 16, 32 or 64 bits|int",
        "0|4|1|8, 16, 32 or 64 bits|int",
        "1|1|1|8, 16, 32 or 64 bits|unsigned int",
        "6|1|1|8 bits|bool",
        "4|32|1|16 bits|bfloat",
        "5|32|1|64 or 128 bits|complex",
        "10|16|1|8 bits|float8_e4m3fn"
      })
  @DisplayName("item 28: types that Culebra does not have")
  void type_isRejected(int code, int bits, int lanes, String expected, String name) {
    raw.dtype(code, bits, lanes);

    notOurs(
        "expected a type of %s but found code %d (%s), bits %d, lanes %d"
            .formatted(expected, code, name, bits, lanes));
  }

  @ParameterizedTest
  @CsvSource({"2, cuda", "10, rocm", "20, tpuhost", "99, device type 99", "0, device type 0"})
  @DisplayName("item 29: memory of a device is no array")
  void device_isRejected(int type, String name) {
    raw.device(type, 1);

    notOurs(
        ("expected memory that the CPU can read but found device %s:1 (device_type %d);"
                + " adoptOpaque takes it without reading it")
            .formatted(name, type));
  }

  @Test
  @DisplayName("item 31: NULL shape with axes")
  void nullShape_isRejected() {
    raw.shapePointer(0);

    badArray("expected the address of 2 lengths in shape but found NULL");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65, Integer.MIN_VALUE, Integer.MAX_VALUE})
  @DisplayName("item 32: ndim out of range, shape not touched")
  void ndim_isRejected(int ndim) {
    raw.ndim(ndim).shapePointer(16).stridesPointer(16);

    badArray("expected ndim in [0, 64] but found " + ndim);
  }

  @Test
  @DisplayName("item 33: a negative length")
  void negativeLength_isRejected() {
    raw.axes(new long[] {2, -3}, 3, 1);

    badArray("expected a shape without negative lengths but found (2, -3)");
  }

  @Test
  @DisplayName("item 34: the product of the lengths overflows")
  void hugeShape_isRejected() {
    raw.axes(new long[] {1L << 40, 1L << 40}, 0, 0);

    badArray(
        "expected a shape of at most 2^63-1 bytes but found (1099511627776, 1099511627776) of 8"
            + " bytes each");
  }

  @Test
  @DisplayName("item 34: a stride in bytes overflows")
  void hugeStride_isRejected() {
    raw.axes(new long[] {2, 3}, 1L << 61, 1);

    badArray(
        "expected strides of at most 2^63-1 bytes but found [2305843009213693952, 1] elements of 8"
            + " bytes");
  }

  @Test
  @DisplayName("item 34: stride times length overflows")
  void hugeSpan_isRejected() {
    raw.axes(new long[] {5, 3}, 1L << 59, 1);

    badArray(
        "expected strides that span at most 2^63-1 bytes but found shape (5, 3) with strides"
            + " (4611686018427387904, 8)");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, 1L << 48, Long.MIN_VALUE})
  @DisplayName("item 34: byte_offset leads out of the address space")
  void hugeOffset_isRejected(long offset) {
    raw.byteOffset(offset);

    badArray(
        ("expected elements at valid addresses but found data 0x%x, byte_offset %s, elements in"
                + " bytes [0, 48) from there")
            .formatted(raw.data(), Long.toUnsignedString(offset)));
  }

  @Test
  @DisplayName("item 34: strides lead out of the address space, either way")
  void span_outsideTheProcess_isRejected() {
    long data = raw.data();
    raw.axes(new long[] {2, 3}, -(1L << 45), 1);

    badArray(
        ("expected elements at valid addresses but found data 0x%x, byte_offset 0, elements in"
                + " bytes [-281474976710656, 24) from there")
            .formatted(data));
    Raw other = Raw.produced().axes(new long[] {2, 3}, 1L << 45, 1);
    long address = other.data();
    rejectedAndReleased(
        other,
        IllegalArgumentException.class,
        ("expected elements at valid addresses but found data 0x%x, byte_offset 0, elements in"
                + " bytes [0, 281474976710680) from there")
            .formatted(address));
  }

  @Test
  @DisplayName("item 36: NULL data with elements")
  void nullData_isRejected() {
    raw.data(0);

    badArray("expected the address of float64 of shape [2, 3] in data but found NULL");
  }

  @Test
  @DisplayName("pointers that no process has")
  void impossiblePointers_areRejected() {
    raw.shapePointer(-8);
    badArray("expected a valid address in shape but found 0xfffffffffffffff8");

    Raw other = Raw.produced().stridesPointer(1L << 48);
    rejectedAndReleased(
        other,
        IllegalArgumentException.class,
        "expected a valid address in strides but found 0x1000000000000");
  }

  @Test
  @DisplayName("item 44: padded elements of less than a byte")
  void padded_isRejected() {
    raw.flags(4);

    notOurs("expected elements of whole bytes but found flags 0x4: IS_SUBBYTE_TYPE_PADDED");
  }

  @ParameterizedTest
  @CsvSource({"15, 6, 6-bit float", "16, 6, 6-bit float", "17, 4, 4-bit float"})
  @DisplayName("item 44: types of less than a byte")
  void subByte_isRejected(int code, int bits, String name) {
    raw.dtype(code, bits, 1);

    notOurs(
        ("expected a type of one of the codes 0, 1, 2, 4, 5, 6 and 7 to 14 but found code %d (%s),"
                + " bits %d, lanes 1")
            .formatted(code, name, bits));
  }

  @Test
  @DisplayName("item 47: a legacy struct is released by its own deleter")
  void legacy_isReleased() {
    CSide.C.release(raw.self());
    long before = CSide.C.released_count();
    Raw legacy = Raw.legacy(CSide.C.produce_legacy()).ndim(-3);
    try (Arena arena = Arena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DLPack.adopt(arena, legacy.pointer(), ImportOptions.LEGACY))
          .withMessage("expected ndim in [0, 64] but found -3" + RELEASED);
    }
    assertThat(CSide.C.released_count()).isEqualTo(before + 1);
  }

  private static void adopt(Arena arena, Raw raw, boolean opaque) {
    if (opaque) {
      DLPack.adoptOpaque(arena, raw.pointer());
    } else {
      DLPack.adopt(arena, raw.pointer());
    }
  }

  @Test
  @DisplayName("item 47: NULL, closed and foreign arenas leave the struct with the caller")
  void callersFaults_leaveTheStruct() {
    long before = CSide.C.released_count();
    raw.ndim(-1);
    Arena closed = Arena.ofConfined();
    closed.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> DLPack.adopt(closed, raw.pointer()))
        .withMessage("expected an open arena but found a closed one")
        .matches(e -> !Imports.hasReleased(e));
    try (Arena arena = Arena.ofConfined()) {
      for (long address : LongStream.of(0, -1, 1L << 48).toArray()) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> DLPack.adopt(arena, CSide.pointer(address)))
            .withMessage(
                "expected the address of a DLManagedTensorVersioned but found "
                    + (address == 0 ? "NULL" : "0x" + Long.toHexString(address)))
            .matches(e -> !Imports.hasReleased(e));
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DLPack.adopt(arena, MemorySegment.ofArray(new long[10])))
          .withMessage(
              "expected the address of a DLManagedTensorVersioned but found a MemorySegment on the"
                  + " heap of 80 bytes");
      assertThatThrownBy(
              () -> CompletableFuture.runAsync(() -> DLPack.adopt(arena, raw.pointer())).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(WrongThreadException.class);
      raw.ndim(2);
      for (boolean opaque : new boolean[] {false, true}) {
        assertThatThrownBy(() -> CompletableFuture.runAsync(() -> adopt(arena, raw, opaque)).join())
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(WrongThreadException.class);
      }
    }
    assertThat(CSide.C.released_count()).isEqualTo(before);
    CSide.C.release(raw.self());
  }

  /// As of Arrow's structs and Python's: what cannot be a pointer is found before anything is read.
  @Test
  @DisplayName("item 47: misaligned, short and closed pointers, in every method the same")
  void pointersThatCannotBe_areRejectedAlike() {
    MemorySegment closed;
    try (Arena ended = Arena.ofConfined()) {
      closed = ended.allocate(80, 8);
    }
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Consumer<MemorySegment>> methods =
          Map.of(
              "a DLManagedTensorVersioned", pointer -> DLPack.adopt(arena, pointer),
              "a DLManagedTensor", pointer -> DLPack.adopt(arena, pointer, ImportOptions.LEGACY),
              "a DLTensor", pointer -> DLPack.view(arena, pointer));
      methods.forEach((what, method) -> rejectedAlike(what, method, arena, closed));
      String versioned = "a DLManagedTensorVersioned";
      rejectedAlike(versioned, pointer -> DLPack.adoptOpaque(arena, pointer), arena, closed);
      rejectedAlike(versioned, DLPack::release, arena, closed);
    }
    CSide.C.release(raw.self());
  }

  private static void rejectedAlike(
      String what, Consumer<MemorySegment> method, Arena arena, MemorySegment closed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> method.accept(MemorySegment.ofAddress(4100)))
        .withMessage("expected the address of %s, a multiple of 8, but found 0x1004", what);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> method.accept(arena.allocate(40, 8)))
        .withMessageEndingWith(" bytes for %s but found 40", what);
    assertThatIllegalStateException()
        .isThrownBy(() -> method.accept(closed))
        .withMessage("expected %s in live memory but found that its arena has been closed", what);
  }
}
