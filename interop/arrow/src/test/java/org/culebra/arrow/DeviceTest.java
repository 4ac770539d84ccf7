package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.ffi.ExportTracker;
import org.culebra.ffi.internal.host.CMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays that say whose memory they are in.
class DeviceTest {
  private static final CStreams.Api C = CStreams.C;
  private static final ArrowField FIELD = ArrowField.of("x", "g");

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment array = Arrow.newArray(arena, CInterface.DEVICE);
  private final MemorySegment schema = Arrow.newSchema(arena);
  private final MemorySegment stream = Arrow.newStream(arena, CInterface.DEVICE);
  private final long exports = ExportTracker.count();
  private final long arrays = C.released_arrays();
  private final long streams = C.released_streams();

  @AfterEach
  void item54_countReturnsToItsStart() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(exports);
  }

  private long releasedArrays() {
    return C.released_arrays() - arrays;
  }

  private static Column doubles(double... values) {
    return Column.of("x", NDArray.copyOf(values, values.length));
  }

  @Test
  @DisplayName("item 64: out as type 1, id -1, sync NULL, reserved 0")
  void item64_export() {
    array.fill((byte) 0xaa);
    Arrow.exportArray(doubles(1, 2, 4), array, CInterface.DEVICE);
    assertThat(array.get(ValueLayout.JAVA_INT, 88)).isEqualTo(1);
    assertThat(array.get(JAVA_LONG, 80)).isEqualTo(-1);
    for (int offset = 96; offset < 128; offset += 8) {
      assertThat(array.get(JAVA_LONG, offset)).isZero();
    }
    assertThat(C.consume_device(array)).isEqualTo(7);

    Arrow.exportArray(doubles(1), array, CInterface.DEVICE);
    Arrow.releaseArray(array);
    assertThat(array.get(JAVA_LONG, ArrowArray.RELEASE)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, -1", "1, 0", "3, 0", "11, 1", "13, 0"})
  @DisplayName("item 64: in from what the CPU can read")
  void item64_adopt(int type, long id) {
    C.make_device_array(array, type, id, 0);
    Column column = Arrow.adoptArray(arena, FIELD, array, ImportOptions.DEVICE);
    assertThat(column.values().toDoubleArray()).containsExactly(1, 2, 3);
    assertThat(array.get(JAVA_LONG, ArrowArray.RELEASE)).as("moved").isZero();
    assertThat(releasedArrays()).isZero();
    arena.close();
    assertThat(releasedArrays()).isEqualTo(1);
  }

  @Test
  @DisplayName("item 64: out and in again, the type in a struct")
  void item64_roundTrip() {
    Column column = doubles(1, 2);
    Arrow.exportSchema(column.field(), schema);
    Arrow.exportArray(column, array, CInterface.DEVICE);
    Column back = Arrow.adopt(arena, schema, array, ImportOptions.DEVICE);
    assertThat(back.field()).isEqualTo(column.field());
    assertThat(back.values().address()).isEqualTo(column.values().address());
    Arrow.exportArray(back, array, CInterface.DEVICE);
    Arrow.releaseArray(array);
  }

  @ParameterizedTest
  @CsvSource({"2, 0, device_type 2", "99, 7, device_type 99"})
  @DisplayName("item 65: other devices are rejected, their buffers untouched, released once")
  void item65_foreign(int type, long id, String text) {
    C.make_device_array(array, type, id, 0);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Arrow.adoptArray(arena, FIELD, array, ImportOptions.DEVICE))
        .withMessageContaining("but found " + text)
        .withMessageEndingWith("; the array has been released");
    assertThat(releasedArrays()).isEqualTo(1);

    C.make_device_array(array, type, id, 0);
    Arrow.exportSchema(FIELD, schema);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Arrow.adopt(arena, schema, array, ImportOptions.DEVICE));
    assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
    arena.close();
    assertThat(releasedArrays()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 13})
  @DisplayName("item 66: an event that has to be waited for is rejected")
  void item66_syncEvent(int type) {
    C.make_device_array(array, type, -1, 0x1234);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Arrow.adoptArray(arena, FIELD, array, ImportOptions.DEVICE))
        .withMessageContaining("found sync_event 0x1234")
        .withMessageEndingWith("; the array has been released");
    assertThat(releasedArrays()).isEqualTo(1);
  }

  @Test
  @DisplayName("reserved words have a meaning that is not known yet: rejected")
  void reserved_isRejected() {
    for (int k = 0; k < 3; k++) {
      C.make_device_array(array, 1, -1, 0);
      array.set(JAVA_LONG, ArrowDeviceArray.RESERVED + 8L * k, 1);
      String text = "found reserved[" + k + "] 0x1; the array has been released";
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> Arrow.adoptArray(arena, FIELD, array, ImportOptions.DEVICE))
          .withMessageEndingWith(text);
      C.make_device_array(array, 2, 0, 0);
      array.set(JAVA_LONG, ArrowDeviceArray.RESERVED + 8L * k, 1);
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> Arrow.adoptOpaque(arena, FIELD, array))
          .withMessageEndingWith(text);
    }
    assertThat(releasedArrays()).isEqualTo(6);
  }

  @Test
  @DisplayName("item 65: an opaque array describes itself and is passed on unread")
  void item65_opaque() {
    C.make_device_array(array, 2, 3, 0x5678);
    MemorySegment again;
    try (Arena own = Arena.ofConfined()) {
      OpaqueArray opaque = Arrow.adoptOpaque(own, FIELD, array);
      assertThat(opaque.field()).isEqualTo(FIELD);
      assertThat(opaque.length()).isEqualTo(3);
      assertThat(opaque.deviceType()).isEqualTo(2);
      assertThat(opaque.deviceId()).isEqualTo(3);
      assertThat(opaque.syncEvent()).isEqualTo(0x5678);
      assertThat(opaque).hasToString("OpaqueArray[3 of x: float64 on device type 2, id 3]");
      again = Arrow.newArray(arena, CInterface.DEVICE);
      opaque.export(again);
      opaque.export(array);
    }
    assertThat(releasedArrays()).isZero();
    assertThat(CMemory.longAt(again.get(JAVA_LONG, ArrowArray.BUFFERS) + 8)).isEqualTo(0x10);
    assertThat(again.get(JAVA_LONG, 80)).isEqualTo(3);
    assertThat(again.get(JAVA_LONG, 88)).isEqualTo(2);
    assertThat(again.get(JAVA_LONG, 96)).isEqualTo(0x5678);
    Arrow.releaseArray(array);
    assertThat(releasedArrays()).isZero();
    OpaqueArray twice = Arrow.adoptOpaque(arena, FIELD, again);
    assertThat(twice.deviceId()).isEqualTo(3);
    arena.close();
    assertThat(releasedArrays()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> twice.export(MemorySegment.ofAddress(4096)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"g", "n"})
  @DisplayName("an opaque array without buffers is retained, too: the event is the producer's")
  void opaqueWithoutBuffers_isRetained(String format) {
    C.make_device_array(array, 2, 3, 0x5678);
    CMemory.put(array.get(JAVA_LONG, ArrowArray.BUFFERS) + 8, 0);
    array.set(JAVA_LONG, ArrowArray.LENGTH, 0);
    array.set(JAVA_LONG, ArrowArray.N_BUFFERS, format.equals("n") ? 0 : 2);
    MemorySegment again = Arrow.newArray(arena, CInterface.DEVICE);
    OpaqueArray opaque;
    try (Arena own = Arena.ofConfined()) {
      opaque = Arrow.adoptOpaque(own, ArrowField.of("x", format), array);
      opaque.export(again);
    }
    assertThat(releasedArrays()).isZero();
    assertThat(again.get(JAVA_LONG, 96)).isEqualTo(0x5678);
    assertThatIllegalStateException().isThrownBy(() -> opaque.export(array));
    Arrow.releaseArray(again);
    assertThat(releasedArrays()).isEqualTo(1);
  }

  @Test
  @DisplayName("an opaque array that does not fit its type is rejected and released")
  void opaqueMisfit_isReleased() {
    ArrowField batch = ArrowField.of("", "+s", FIELD);
    for (ArrowField wrong : new ArrowField[] {batch, ArrowField.of("", "u")}) {
      C.make_device_array(array, 2, 0, 0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Arrow.adoptOpaque(arena, wrong, array))
          .withMessageEndingWith("; the array has been released");
    }
    C.make_device_array(array, 2, 0, 0);
    array.set(JAVA_LONG, ArrowArray.LENGTH, -1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adoptOpaque(arena, FIELD, array))
        .withMessageContaining("found length -1");
    assertThat(releasedArrays()).isEqualTo(3);
  }

  @Test
  @DisplayName("what leaves the struct with the caller: NULL, released, a dead arena")
  void rejectedBefore_staysTheCallers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adoptArray(arena, FIELD, MemorySegment.NULL, ImportOptions.DEVICE));
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.adoptArray(arena, FIELD, array, ImportOptions.DEVICE))
        .withMessageContaining("release is NULL");
    C.make_device_array(array, 2, 0, 0);
    Arena closed = Arena.ofConfined();
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.adoptArray(closed, FIELD, array, ImportOptions.DEVICE));
    assertThatIllegalStateException().isThrownBy(() -> Arrow.adoptOpaque(closed, FIELD, array));
    assertThat(releasedArrays()).isZero();
    Arrow.releaseArray(array);
    assertThat(releasedArrays()).isEqualTo(1);
  }

  // --- streams

  @Test
  @DisplayName("item 67: out: the stream's type is that of its chunks")
  void item67_export() {
    stream.fill((byte) 0xaa);
    Arrow.exportStream(BatchSource.of(doubles(1, 2), doubles(4)), stream, CInterface.DEVICE);
    assertThat(stream.get(ValueLayout.JAVA_INT, 0)).isEqualTo(1);
    assertThat(C.ask_device_schema(stream, schema)).isZero();
    CSide.C.release_schema(schema);
    for (double sum : new double[] {3, 4}) {
      array.fill((byte) 0xaa);
      assertThat(C.ask_device_next(stream, array)).isZero();
      assertThat(C.consume_device(array)).isEqualTo(sum);
    }
    assertThat(C.ask_device_next(stream, array)).isZero();
    assertThat(array.get(JAVA_LONG, ArrowArray.RELEASE)).isZero();
    assertThat(C.ask_device_error(stream)).isZero();
    Arrow.releaseStream(stream, CInterface.DEVICE);
    assertThat(stream.get(JAVA_LONG, ArrowDeviceArrayStream.RELEASE)).isZero();
  }

  @Test
  @DisplayName("item 67: in, chunks of the stream's type")
  void item67_adopt() {
    C.make_device_stream(stream, 1, 1, 2);
    ArrowStream source = Arrow.adoptStream(arena, stream, ImportOptions.DEVICE);
    assertThat(Objects.requireNonNull(source.next()).values().toDoubleArray())
        .containsExactly(0, 1, 2);
    source.next();
    assertThat(source.next()).isNull();
    arena.close();
    assertThat(releasedArrays()).isEqualTo(2);
    assertThat(C.released_streams() - streams).isEqualTo(1);
  }

  @Test
  @DisplayName("item 67: a chunk of another type is rejected and released")
  void item67_mismatch() {
    C.make_device_stream(stream, 1, 13, 2);
    ArrowStream source = Arrow.adoptStream(arena, stream, ImportOptions.DEVICE);
    assertThatIllegalArgumentException()
        .isThrownBy(source::next)
        .withMessage(
            "expected an array of the stream's device_type 1 but found 13; the array has been"
                + " released");
    assertThat(releasedArrays()).isEqualTo(1);
  }

  @Test
  @DisplayName("item 65: a stream of another device is rejected and released")
  void item65_foreignStream() {
    C.make_device_stream(stream, 2, 2, 2);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> Arrow.adoptStream(arena, stream, ImportOptions.DEVICE))
        .withMessageContaining("found device_type 2")
        .withMessageEndingWith("; the stream has been released");
    assertThat(C.released_streams() - streams).isEqualTo(1);
  }
}
