package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Typed views of a whole segment, against the view of an array over the same segment.
final class ViewOfSegmentTest {

  record Kind(
      DType dtype,
      Function<MemorySegment, Object> of,
      Function<NDArray, Object> as,
      Function<Object, MemorySegment> segment,
      Function<Object, StridedLayout> layout,
      Function<Object, Number> last) {

    @Override
    public String toString() {
      return dtype.toString();
    }
  }

  private static <V> Kind kind(
      DType dtype,
      Class<V> type,
      Function<MemorySegment, V> of,
      Function<NDArray, V> as,
      Function<V, MemorySegment> segment,
      Function<V, StridedLayout> layout,
      Function<V, Number> last) {
    return new Kind(
        dtype,
        of::apply,
        as::apply,
        v -> segment.apply(type.cast(v)),
        v -> layout.apply(type.cast(v)),
        v -> last.apply(type.cast(v)));
  }

  static final List<Kind> KINDS =
      List.of(
          kind(
              DType.UINT8,
              ByteView.class,
              ByteView::of,
              NDArray::asBytes,
              ByteView::segment,
              ByteView::layout,
              v -> v.get(2)),
          kind(
              DType.INT16,
              ShortView.class,
              ShortView::of,
              NDArray::asShorts,
              ShortView::segment,
              ShortView::layout,
              v -> v.get(2)),
          kind(
              DType.UINT32,
              IntView.class,
              IntView::of,
              NDArray::asInts,
              IntView::segment,
              IntView::layout,
              v -> v.get(2)),
          kind(
              DType.INT64,
              LongView.class,
              LongView::of,
              NDArray::asLongs,
              LongView::segment,
              LongView::layout,
              v -> v.get(2)),
          kind(
              DType.FLOAT16,
              Float16View.class,
              Float16View::of,
              NDArray::asFloat16s,
              Float16View::segment,
              Float16View::layout,
              v -> v.get(2)),
          kind(
              DType.BFLOAT16,
              BFloat16View.class,
              BFloat16View::of,
              NDArray::asBFloat16s,
              BFloat16View::segment,
              BFloat16View::layout,
              v -> v.get(2)),
          kind(
              DType.FLOAT32,
              FloatView.class,
              FloatView::of,
              NDArray::asFloats,
              FloatView::segment,
              FloatView::layout,
              v -> v.get(2)),
          kind(
              DType.FLOAT64,
              DoubleView.class,
              DoubleView::of,
              NDArray::asDoubles,
              DoubleView::segment,
              DoubleView::layout,
              v -> v.get(2)));

  @ParameterizedTest
  @FieldSource("KINDS")
  void of_isTheViewOfTheArray_alignedOrNot(Kind kind) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(64);
      for (int shift : new int[] {0, 1}) {
        NDArray array =
            NDArray.of(block.asSlice(shift, 3L * kind.dtype().itemSize()), kind.dtype(), 3);
        array.setLong(2, 7);

        Object view = kind.of().apply(array.segment());

        assertThat(kind.layout().apply(view)).isEqualTo(array.layout());
        assertThat(kind.segment().apply(view)).isEqualTo(array.segment());
        assertThat(kind.last().apply(view).doubleValue()).isEqualTo(7.0);
        assertThat(kind.last().apply(view)).isEqualTo(kind.last().apply(kind.as().apply(array)));
      }
      assertThat(kind.layout().apply(kind.of().apply(block.asSlice(8, 0))).shape())
          .containsExactly(0);
    }
  }

  @ParameterizedTest
  @FieldSource("KINDS")
  void of_heapMemoryOrAPartOfAnElement_isRejected(Kind kind) {
    int size = kind.dtype().itemSize();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kind.of().apply(MemorySegment.ofArray(new byte[2 * size])))
        .withMessageStartingWith("expected native memory but found a heap segment of ");
    if (size > 1) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kind.of().apply(Arena.ofAuto().allocate(2L * size + 1)))
          .withMessageStartingWith("expected a whole number of elements of ")
          .withMessageEndingWith("but found " + (2 * size + 1) + " bytes");
    }
  }

  @Test
  void of_readOnlyAndClosedMemory_keepsItsRules() {
    DoubleView late;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(16);
      DoubleView view = DoubleView.of(memory.asReadOnly());
      assertThat(view.get(1)).isZero();
      assertThatIllegalArgumentException().isThrownBy(() -> view.set(1, 1.0));
      late = DoubleView.of(memory);
      late.set(1, 3.0);
      assertThat(view.get(1)).isEqualTo(3.0);
    }
    assertThatIllegalStateException().isThrownBy(() -> late.get(1)).withMessage("Already closed");
  }

  @Test
  void of_mappedMemory_isRebased(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("ints"), new byte[] {1, 0, 0, 0, 2, 0, 0, 0});
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file)) {
      IntView view = IntView.of(channel.map(MapMode.READ_ONLY, 0, 8, arena));
      assertThat(view.get(0)).isEqualTo(1);
      assertThat(view.get(1)).isEqualTo(2);
    }
  }
}
