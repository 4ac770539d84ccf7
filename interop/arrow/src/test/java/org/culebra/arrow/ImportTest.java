package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.internal.host.CMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Who has a struct, and until when.
class ImportTest {
  private final Arena arena = Arena.ofConfined();
  private final long schemas = Producers.C.schemas();
  private final long arrays = Producers.C.arrays();
  private final long blocks = Producers.C.live_blocks();

  @AfterEach
  void allIsReleased() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    assertThat(Producers.C.live_blocks()).as("memory of C's that is still there").isEqualTo(blocks);
  }

  private void released(int schemasNow, int arraysNow) {
    assertThat(Producers.C.schemas() - schemas).as("schemas released").isEqualTo(schemasNow);
    assertThat(Producers.C.arrays() - arrays).as("arrays released").isEqualTo(arraysNow);
  }

  @Test
  @DisplayName("items 36, 51: read-only, of the producer's memory; released once, at the close")
  void doubles_areViewed_andReleasedAtTheClose() {
    ProducedArray made = ProducedArray.doubles(3, 0);
    Column column = made.adopt(arena);

    released(1, 0);
    assertThat(ProducedArray.longAt(made.schema().address() + ArrowSchema.RELEASE)).isZero();
    assertThat(ProducedArray.longAt(made.array().address() + ArrowArray.RELEASE))
        .as("moved")
        .isZero();
    NDArray array = column.array();
    assertThat(array.toDoubleArray()).containsExactly(0, 1, 2);
    assertThat(array.address())
        .isEqualTo(
            ProducedArray.longAt(
                ProducedArray.longAt(made.array().address() + ArrowArray.BUFFERS) + 8));
    assertThat(array.isReadOnly()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> array.setDouble(0, 1));
    assertThat(array.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(column.name()).isEqualTo("x");
    assertThat(column.nullCount()).isZero();
    released(1, 0);

    arena.close();
    released(1, 1);
    assertThatIllegalStateException().isThrownBy(() -> array.getDouble(0));
    assertThatIllegalStateException().isThrownBy(arena::close);
    released(1, 1);
  }

  @Test
  @DisplayName("item 36: writable if the options say so")
  void writable_isWritable() {
    ProducedArray made = ProducedArray.doubles(3, 0);
    NDArray array =
        Arrow.adopt(arena, made.schema(), made.array(), ImportOptions.DATA.writable()).array();
    array.setDouble(1, 7);
    assertThat(array.toDoubleArray()).containsExactly(0, 7, 2);

    ProducedArray again = ProducedArray.doubles(2, 0);
    ArrowField field = Arrow.adoptSchema(again.schema());
    assertThat(
            Arrow.adoptArray(arena, field, again.array(), ImportOptions.DATA.writable())
                .array()
                .isReadOnly())
        .isFalse();
    ProducedArray third = ProducedArray.doubles(2, 0);
    Arrow.releaseSchema(third.schema());
    assertThat(Arrow.adoptArray(arena, field, third.array()).array().isReadOnly()).isTrue();
  }

  @Test
  @DisplayName("item 51: an import that holds no buffer is released all the same")
  void nothing_isReleased() {
    Column column = ProducedArray.of("n", 5).nulls(5).adopt(arena);
    assertThat(column.nullCount()).isEqualTo(5);
    arena.close();
    released(1, 1);
  }

  @Test
  @DisplayName("item 44: a struct on the stack of C may go at once")
  void struct_isMoved() {
    ProducedArray made = ProducedArray.doubles(3, 0);
    try (Arena mine = Arena.ofConfined()) {
      MemorySegment copy = mine.allocate(ArrowArray.BYTES, 8);
      copy.copyFrom(CMemory.ALL.asSlice(made.array().address(), ArrowArray.BYTES));
      ProducedArray.put(made.array().address() + ArrowArray.RELEASE, 0);
      Column column = Arrow.adopt(arena, made.schema(), copy);
      copy.fill((byte) 0xff);
      assertThat(column.array().sum()).isEqualTo(3);
    }
    arena.close();
    released(1, 1);
  }

  @Test
  @DisplayName("a lease keeps the memory beyond the close; the last one releases it")
  void lease_outlivesTheArena() {
    NDArray array = ProducedArray.doubles(3, 0).adopt(arena).array();
    Lease lease = array.owner().leaseFor(array.segment());
    arena.close();
    released(1, 0);
    lease.release();
    released(1, 1);
  }

  @Test
  @DisplayName("item 53: without a close, the garbage collector ends an automatic arena")
  void automaticArena_isReleasedByTheCollector() throws InterruptedException {
    assertThat(ProducedArray.doubles(3, 0).adopt(Arena.ofAuto()).array().sum()).isEqualTo(3);
    for (int i = 0; i < 500 && Producers.C.arrays() == arrays; i++) {
      System.gc();
      Thread.sleep(10);
    }
    released(1, 1);
  }

  @Test
  @DisplayName("item 51: every kind of arena releases once")
  void otherArenas_release() {
    try (Arena shared = Arena.ofShared()) {
      ProducedArray.doubles(3, 0).adopt(shared);
    }
    released(1, 1);
    try (Arena exchange = ExchangeArena.ofConfined()) {
      ProducedArray.doubles(3, 0).adopt(exchange);
    }
    released(2, 2);
  }

  // --- what leaves the structs with the caller

  @Test
  @DisplayName("item 33: a released struct is rejected; the other stays the caller's")
  void item33_released_isRejected() {
    ProducedArray made = ProducedArray.doubles(3, 0);
    MemorySegment none = Arrow.newArray(arena);
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.adopt(arena, made.schema(), none))
        .withMessage("expected a live struct ArrowArray but found a released one: release is NULL");
    MemorySegment noSchema = Arrow.newSchema(arena);
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.adopt(arena, noSchema, made.array()))
        .withMessage(
            "expected a live struct ArrowSchema but found a released one: release is NULL");
    assertThatIllegalStateException().isThrownBy(() -> Arrow.adoptSchema(noSchema));
    released(0, 0);

    made.adopt(arena);
    assertThatIllegalStateException().as("a second time").isThrownBy(() -> made.adopt(arena));
    arena.close();
    released(1, 1);
  }

  @Test
  @DisplayName("NULL and the heap are rejected; the structs stay the caller's")
  void noAddress_isRejected() {
    ProducedArray made = ProducedArray.doubles(3, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adopt(arena, made.schema(), MemorySegment.NULL))
        .withMessage("expected the address of a struct ArrowArray but found NULL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adopt(arena, MemorySegment.ofArray(new long[9]), made.array()))
        .withMessage(
            "expected the address of a struct ArrowSchema but found a MemorySegment on the heap of"
                + " 72 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adopt(arena, MemorySegment.ofAddress(-8), made.array()))
        .withMessage("expected the address of a struct ArrowSchema but found 0xfffffffffffffff8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adopt(arena, made.schema(), MemorySegment.ofAddress(4100)))
        .withMessage(
            "expected the address of a struct ArrowArray, a multiple of 8, but found 0x1004");
    MemorySegment dead;
    try (Arena closed = Arena.ofConfined()) {
      dead = Arrow.newArray(closed);
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> Arrow.adopt(arena, made.schema(), dead))
        .withMessage(
            "expected a struct ArrowArray in live memory but found that its arena has been closed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adopt(arena, made.schema(), Arrow.newSchema(arena)))
        .withMessage("expected 80 bytes for a struct ArrowArray but found 72");
    released(0, 0);
    Arrow.releaseSchema(made.schema());
    Arrow.releaseArray(made.array());
    released(1, 1);
    Arrow.releaseSchema(made.schema());
    Arrow.releaseArray(made.array());
    released(1, 1);
  }

  @Test
  @DisplayName("a dead arena and another thread's leave both structs with the caller")
  void badArena_leavesTheStructs() {
    ProducedArray made = ProducedArray.doubles(3, 0);
    Arena dead = Arena.ofConfined();
    dead.close();
    assertThatIllegalStateException().isThrownBy(() -> made.adopt(dead));
    assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> made.adopt(arena)).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(WrongThreadException.class);
    released(0, 0);

    assertThat(made.adopt(arena).array().sum()).isEqualTo(3);
    arena.close();
    released(1, 1);
  }

  // --- what releases them

  @Test
  @DisplayName("item 52: a fault in the schema releases both, one in the array too")
  void item52_faults_releaseOnce() {
    ProducedArray badSchema = ProducedArray.of("?", 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> badSchema.adopt(arena))
        .withMessage(
            "field x: expected a format string of the Arrow C data interface but found \"?\"; the"
                + " schema has been released; the array has been released");
    released(1, 1);

    ProducedArray badArray = ProducedArray.of("g", 3).absent().absent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> badArray.adopt(arena))
        .withMessage(
            "field x: expected the address of 24 bytes in buffer 1 of format \"g\" but found NULL;"
                + " the array has been released");
    released(2, 2);
    arena.close();
    released(2, 2);
  }

  @Test
  @DisplayName("item 52: children and dictionaries are the producer's to release")
  void item52_children_areReleasedByTheirParent() {
    ProducedArray made =
        ProducedArray.of("+s", 2)
            .absent()
            .child(
                ProducedArray.doubles(2, 0),
                ProducedArray.of("c", 2)
                    .absent()
                    .bytes((byte) 0, (byte) 1)
                    .dictionary(ProducedArray.of("u", 1).absent().ints(0, 1).text("a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Arrow.adoptArray(
                arena, ArrowField.of("x", "+s", ArrowField.of("a", "g")), made.array()))
        .withMessage(
            "field x: expected 1 children for format \"+s\" but found n_children 2; the array has"
                + " been released");
    Arrow.releaseSchema(made.schema());
    released(4, 4);
  }
}
