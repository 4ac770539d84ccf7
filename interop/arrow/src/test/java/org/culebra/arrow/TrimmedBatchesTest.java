package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The lengths of a batch's columns, as they go out: a consumer of batches believes them.
class TrimmedBatchesTest {
  private static final Column FOUR =
      Column.ofBatch(
          Column.of("x", NDArray.copyOf(new double[] {1, 5, 6, 8})),
          Column.ofStrings("s", List.of("a", "b", "c", "d")));

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment array = Arrow.newArray(arena);

  @AfterEach
  void close() {
    arena.close();
  }

  private static long word(long struct, int field) {
    return ProducedArray.longAt(struct + field);
  }

  private static long child(long struct, int index) {
    return ProducedArray.longAt(word(struct, ArrowArray.CHILDREN) + 8L * index);
  }

  private static void assertLengths(long struct, long length, long offset) {
    assertThat(word(struct, ArrowArray.LENGTH)).isEqualTo(length);
    assertThat(word(struct, ArrowArray.OFFSET)).isEqualTo(offset);
    for (int i = 0; i < word(struct, ArrowArray.N_CHILDREN); i++) {
      assertThat(word(child(struct, i), ArrowArray.LENGTH)).isEqualTo(offset + length);
    }
  }

  private void assertExported(Column batch, long length, long offset) {
    Arrow.exportArray(batch, array);
    assertLengths(array.address(), length, offset);
    Arrow.releaseArray(array);

    MemorySegment schema = Arrow.newSchema(arena);
    Arrow.export(batch, schema, array);
    assertLengths(array.address(), length, offset);
    Arrow.releaseArray(array);
    Arrow.releaseSchema(schema);

    MemorySegment device = Arrow.newArray(arena, CInterface.DEVICE);
    Arrow.exportArray(batch, device, CInterface.DEVICE);
    assertLengths(device.address(), length, offset);
    Arrow.releaseArray(device);

    MemorySegment stream = Arrow.newStream(arena);
    Arrow.exportStream(BatchSource.of(batch), stream);
    assertThat(CStreams.C.ask_next(stream, array)).isZero();
    assertLengths(array.address(), length, offset);
    Arrow.releaseArray(array);
    Arrow.releaseStream(stream);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "0, 0", "1, 3", "2, 4", "3, 3", "0, 4", "4, 4"})
  @DisplayName("a batch's columns are as long as its slice, wherever that begins")
  void slice_hasColumnsOfItsLength(int from, int to) {
    assertExported(FOUR.slice(from, to), to - from, 0);
  }

  @Test
  @DisplayName("the first two of 1, 5, 6, 8 sum to 6")
  void slice_fromTheStart_sumsItsOwn() {
    Arrow.exportArray(FOUR.slice(0, 2), array);
    assertThat(CSide.C.sum_of(MemorySegment.ofAddress(child(array.address(), 0)))).isEqualTo(6);
    Arrow.releaseArray(array);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  @DisplayName("a producer's longer columns, which a struct may have, are not handed on")
  void adopted_withLongerColumns_isTrimmed(int offset) {
    ProducedArray made =
        ProducedArray.of("+s", 2, offset)
            .absent()
            .child(ProducedArray.doubles(5, 1), ProducedArray.doubles(4, 0));
    Column batch = made.adopt(arena);
    assertExported(batch, 2, 0);
    assertExported(batch.slice(1, 2), 1, 0);
    assertExported(batch.copy(), 2, 0);
  }

  @Test
  @DisplayName("a bitmap of which every bit is set goes where it would keep an offset")
  void bitmapOfOnes_keepsNoOffset() {
    ProducedArray made =
        ProducedArray.of("+s", 4)
            .nulls(-1)
            .bits("1111")
            .child(ProducedArray.doubles(5, 1), ProducedArray.doubles(4, 0));
    Column batch = made.adopt(arena);
    assertExported(batch, 4, 0);
    assertExported(batch.slice(1, 3), 2, 0);
    assertExported(batch.slice(0, 3), 3, 0);
  }

  @Test
  @DisplayName("missing rows keep their offset, and lose what comes after them")
  void missingRows_keepTheirOffset() {
    ProducedArray made =
        ProducedArray.of("+s", 4)
            .nulls(1)
            .bits("1011")
            .child(ProducedArray.doubles(5, 1), ProducedArray.doubles(4, 0));
    Column struct = made.adopt(arena);
    assertExported(struct.slice(1, 3), 2, 1);
    assertExported(struct.slice(0, 2), 2, 0);
    assertExported(struct.slice(2, 4), 2, 0); // the parts have none
  }

  @Test
  @DisplayName("buffers of a binding are no different")
  void ofBuffers_isTrimmed() {
    Column struct =
        Column.ofBuffers(
            FOUR.field(),
            2,
            1,
            0,
            List.of(MemorySegment.NULL),
            Retention.PERMANENT,
            FOUR.children(),
            null);
    assertExported(struct, 2, 0);
  }

  @Test
  @DisplayName("a stream that is passed through")
  void relayedStream_isTrimmed() {
    MemorySegment inner = Arrow.newStream(arena);
    Column longer =
        ProducedArray.of("+s", 2)
            .absent()
            .child(ProducedArray.doubles(5, 1), ProducedArray.doubles(4, 0))
            .adopt(arena);
    Arrow.exportStream(BatchSource.of(longer, longer.slice(0, 1)), inner);
    MemorySegment outer = Arrow.newStream(arena);
    Arrow.exportStream(Arrow.adoptStream(arena, inner), outer);
    for (int length = 2; length > 0; length--) {
      assertThat(CStreams.C.ask_next(outer, array)).isZero();
      assertLengths(array.address(), length, 0);
      Arrow.releaseArray(array);
    }
    Arrow.releaseStream(outer);
  }
}
