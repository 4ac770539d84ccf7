package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows with gaps, reversed, repeated or overlapping.
class ListViewsTest {
  private static final NDArray LINE = line();

  private static NDArray line() {
    NDArray line = NDArray.zeros(DType.FLOAT64, 40);
    for (int i = 0; i < 40; i++) {
      line.setLong(i, i);
    }
    return line;
  }

  private static NDArray rows(long first, long rows, long width, long pitch) {
    return LINE.asStrided(8 * first, new long[] {rows, width}, new long[] {8 * pitch, 8});
  }

  private static void assertRows(NDArray matrix, String format, long lowest) {
    Column column = Column.ofListViews("r", matrix);
    assertThat(column.field().format()).isEqualTo(format);
    assertThat(column.field().children().getFirst()).hasToString("item: float64");
    assertThat(column.data().buffers()).hasSize(3);
    assertThat(column.length()).isEqualTo(matrix.shape(0));
    assertThat(Spec.values(column)).isEqualTo(Spec.expected(matrix));
    assertThat(column.data().knownNullCount()).isZero();
    MemorySegment elements = column.child(0).buffers().get(1);
    assertThat(elements.address()).isEqualTo(LINE.address() + 8 * lowest);
    assertThat(column.child(0).data().buffer(1).owner()).isSameAs(LINE.owner());
  }

  @Test
  @DisplayName("item 21: pitched, reversed, repeated and overlapping rows share the elements")
  void rows_areShared() {
    assertRows(rows(2, 4, 3, 5), "+vl", 2); // apart
    assertRows(rows(17, 4, 3, -5), "+vl", 2); // reversed
    assertRows(rows(6, 4, 3, 0), "+vl", 6); // repeated
    assertRows(rows(6, 4, 3, 1), "+vl", 6); // overlapping
    assertRows(rows(9, 4, 3, -1), "+vl", 6); // overlapping and reversed
    assertRows(rows(0, 4, 10, 10), "+vl", 0); // packed
    assertRows(rows(30, 1, 10, -77), "+vl", 30); // one row
    assertRows(LINE.sliceAxis(0, 5, 30, 4).reshape(7, 1), "+vl", 5); // one column
    assertRows(LINE.slidingWindow(4).sliceAxis(0, 0, 37, 5), "+vl", 0);
  }

  @Test
  @DisplayName("item 21: random rows")
  void randomRows() {
    Random random = Seeds.random("ListViewsTest");
    for (int i = 0; i < 500; i++) {
      long rows = random.nextLong(1, 6);
      long width = random.nextLong(1, 6);
      long pitch = random.nextLong(-6, 7);
      long low = Math.max(0, -(rows - 1) * pitch);
      assertRows(rows(low, rows, width, pitch), "+vl", low + Math.min(0, (rows - 1) * pitch));
    }
  }

  @Test
  @DisplayName("item 23: rows without elements")
  void emptyRows() {
    Column none = Column.ofListViews("r", NDArray.zeros(DType.FLOAT64, 0, 3));
    assertThat(none.length()).isZero();
    assertThat(none.child(0).length()).isZero();
    Column narrow = Column.ofListViews("r", NDArray.zeros(DType.FLOAT64, 3, 0));
    assertThat(Spec.values(narrow)).isEqualTo(List.of(List.of(), List.of(), List.of()));
  }

  @Test
  @DisplayName("item 21: offsets beyond 31 bits make large list-views")
  void farRows(@TempDir Path folder) throws IOException {
    long far = (1L << 31) + 5;
    try (Arena arena = Arena.ofConfined();
        RandomAccessFile file = new RandomAccessFile(folder.resolve("sparse").toFile(), "rw")) {
      file.setLength(far + 3);
      MemorySegment memory = file.getChannel().map(MapMode.READ_WRITE, 0, far + 3, arena);
      StridedLayout layout = StridedLayout.of(1, 0, new long[] {2, 3}, new long[] {far, 1});
      NDArray matrix = NDArray.of(memory, Retention.ARENA, DType.UINT8, layout);
      matrix.fill(7);
      Column column = Column.ofListViews("r", matrix.flip(0));

      assertThat(column.field()).hasToString("r: large_list_view<uint8>");
      assertThat(Spec.values(column))
          .isEqualTo(List.of(List.of("07", "07", "07"), List.of("07", "07", "07")));
      assertThat(column.child(0).length()).as("item 24").isEqualTo(far + 3);
      assertThat(Column.of("all", NDArray.of(memory, DType.UINT8, far + 3)).length())
          .as("item 24")
          .isEqualTo(far + 3);
      assertThat(Column.ofListViews("r", matrix.sliceAxis(1, 0, 3).sliceAxis(0, 0, 1)).field())
          .hasToString("r: list_view<uint8>");
    }
  }

  @Test
  @DisplayName("rows that cannot be shared are rejected")
  void otherRows_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofListViews("r", LINE.reshape(4, 10).sliceAxis(1, 0, 10, 2)))
        .withMessage(
            "expected rows of contiguous elements (stride 8 on axis 1) but found float64"
                + " of shape [4, 5], strides [80, 16] in bytes; contiguous() copies");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofListViews("r", LINE.reshape(4, 10).transpose()))
        .withMessageContaining("(stride 8 on axis 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofListViews("r", LINE))
        .withMessageStartingWith("expected an array of two axes, rows of numbers, but found");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofListViews("r", LINE.reshape(2, 4, 5)))
        .withMessageStartingWith("expected an array of two axes");
    NDArray uneven = LINE.asStrided(new long[] {3, 2}, new long[] {12, 8});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofListViews("r", uneven))
        .withMessageStartingWith("expected rows at multiples of the 8 bytes of an element but");
    DType swapped = DType.FLOAT64.withByteOrder(ByteOrder.BIG_ENDIAN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.ofListViews("r", LINE.reinterpret(swapped).reshape(4, 10)))
        .withMessageContaining("byte order");
  }
}
