package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Columns from C: what they are, who has them, and until when.
class ImportTest {
  private final Arena arena = Arena.ofConfined();
  private long schemas;
  private long arrays;
  private long blocks;

  @BeforeEach
  void count() {
    schemas = Producers.C.schemas();
    arrays = Producers.C.arrays();
    blocks = Producers.C.live_blocks();
  }

  @AfterEach
  void allIsGivenBack() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    assertThat(Producers.C.live_blocks()).as("memory of C's that is still there").isEqualTo(blocks);
  }

  @Test
  @DisplayName("items 36, 51: read-only, of the producer's memory; released once, at the close")
  void doubles_areViewed_andReleasedAtTheClose() {
    Made made = Made.doubles(3, 0);
    Column column = made.adopt(arena);

    assertThat(Producers.C.schemas()).as("schemas released at once").isEqualTo(schemas + 1);
    assertThat(Made.longAt(made.schema().address() + ArrowSchema.RELEASE)).isZero();
    assertThat(Made.longAt(made.array().address() + ArrowArray.RELEASE)).as("moved").isZero();
    NDArray array = column.array();
    assertThat(array.toDoubleArray()).containsExactly(0, 1, 2);
    assertThat(array.isReadOnly()).isTrue();
    assertThat(array.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(column.name()).isEqualTo("x");
    assertThat(column.nullCount()).isZero();
    assertThat(Producers.C.arrays()).isEqualTo(arrays);

    arena.close();
    assertThat(Producers.C.arrays()).isEqualTo(arrays + 1);
    assertThatIllegalStateException().isThrownBy(() -> array.getDouble(0));
    assertThatIllegalStateException().isThrownBy(arena::close);
    assertThat(Producers.C.arrays()).isEqualTo(arrays + 1);
  }
}
