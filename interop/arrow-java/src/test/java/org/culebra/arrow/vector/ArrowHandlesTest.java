package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.c.CDataDictionaryProvider;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// arrow-java's C data interface as the peer.
class ArrowHandlesTest {
  private final long exports = ExportTracker.count();

  @ParameterizedTest
  @MethodSource("org.culebra.arrow.vector.BridgeTest#fixed")
  @DisplayName("items 2, 14, 15, 26: what arrow-java imports equals what the bridge makes")
  void export_isReadByArrowJava(BridgeTest.Fixed type) {
    ArrowField field = ArrowField.of("x", type.format()).withNullable(true);
    MemorySegment data = BridgeTest.random(40L * type.width(), "handles" + type.format());
    MemorySegment bitmap = BridgeTest.random(8, "handles");
    for (MemorySegment validity : List.of(bitmap, MemorySegment.NULL)) {
      Column column =
          Column.ofBuffers(
              field, 21, 5, -1, List.of(validity, data), Retention.GC_MANAGED, List.of(), null);
      try (BufferAllocator allocator = new RootAllocator();
          ArrowSchema schema = ArrowSchema.allocateNew(allocator);
          ArrowArray array = ArrowArray.allocateNew(allocator)) {
        ArrowHandles.export(column, schema, array);
        assertThat(ExportTracker.count()).isGreaterThan(exports);
        try (CDataDictionaryProvider none = new CDataDictionaryProvider();
            FieldVector imported = Data.importVector(allocator, array, schema, none);
            FieldVector expected = Vectors.vector(column, allocator)) {
          assertThat(imported.getDataBufferAddress()).isEqualTo(data.address() + 5L * type.width());
          assertThat(imported.getField()).isEqualTo(expected.getField());
          assertThat(VectorEqualsVisitor.vectorEquals(imported, expected)).isTrue();
        }
      }
      assertThat(ExportTracker.count()).isEqualTo(exports);
    }
  }

  @ParameterizedTest
  @MethodSource("org.culebra.arrow.vector.BridgeTest#nested")
  @DisplayName("items 28, 29, 30: nested columns with offsets, imported by arrow-java")
  void nestedExport_isReadByArrowJava(String name, Column column, List<Object> expected) {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowSchema schema = ArrowSchema.allocateNew(allocator);
        ArrowArray array = ArrowArray.allocateNew(allocator)) {
      ArrowHandles.export(column, schema, array);
      try (CDataDictionaryProvider none = new CDataDictionaryProvider();
          FieldVector imported = Data.importVector(allocator, array, schema, none)) {
        assertThat(BridgeTest.objects(imported)).as(name).isEqualTo(expected);
      }
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName(
      "items 12, 43, 51: arrow-java's export is adopted, and released at the arena's close")
  void adopt_takesArrowJavasExport() {
    try (BufferAllocator allocator = new RootAllocator()) {
      try (Arena arena = Arena.ofConfined();
          ArrowSchema schema = ArrowSchema.allocateNew(allocator);
          ArrowArray array = ArrowArray.allocateNew(allocator)) {
        long address;
        try (BigIntVector vector = new BigIntVector("x", allocator)) {
          vector.allocateNew(3);
          vector.set(0, 10);
          vector.setNull(1);
          vector.set(2, 30);
          vector.setValueCount(3);
          address = vector.getDataBufferAddress();
          Data.exportVector(allocator, vector, null, array, schema);
        }
        Column column = ArrowHandles.adopt(arena, schema, array);
        assertThat(column.field()).isEqualTo(ArrowField.of("x", "l").withNullable(true));
        assertThat(column.buffers().get(1).address()).isEqualTo(address);
        assertThat(column.nullCount()).isEqualTo(1);
        assertThat(column.values().getLong(2)).isEqualTo(30);
        assertThat(column.values().isReadOnly()).isTrue();
        assertThatIllegalStateException()
            .isThrownBy(() -> ArrowHandles.adopt(arena, schema, array))
            .withMessageContaining("released");
      }
      assertThat(allocator.getAllocatedMemory()).isZero();
    }
  }

  @Test
  @DisplayName("item 24: what arrow-java would read wrongly is rejected, the structs untouched")
  void gaps_areRejected() {
    Column decimal =
        Column.ofBuffers(
            ArrowField.of("x", "d:9,2,32"),
            3,
            0,
            0,
            List.of(MemorySegment.NULL, BridgeTest.random(12, "decimal")),
            Retention.GC_MANAGED,
            List.of(),
            null);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowSchema schema = ArrowSchema.allocateNew(allocator);
        ArrowArray array = ArrowArray.allocateNew(allocator)) {
      assertThatThrownBy(() -> ArrowHandles.export(decimal, schema, array))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("d:9,2,32");
      assertThat(schema.snapshot().release).isZero();
      assertThat(array.snapshot().release).isZero();
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  @DisplayName("an array's slice goes through arrow-java's import and back")
  void array_thereAndBack() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 10);
    for (int i = 0; i < 10; i++) {
      array.setDouble(i, i);
    }
    try (BufferAllocator allocator = new RootAllocator();
        ArrowSchema schema = ArrowSchema.allocateNew(allocator);
        ArrowArray struct = ArrowArray.allocateNew(allocator);
        Arena arena = Arena.ofConfined()) {
      ArrowHandles.export(Column.of("x", array).slice(5, 8), schema, struct);
      NDArray back;
      try (CDataDictionaryProvider none = new CDataDictionaryProvider();
          FieldVector vector = Data.importVector(allocator, struct, schema, none)) {
        assertThat(BridgeTest.objects(vector)).containsExactly(5.0, 6.0, 7.0);
        back = Vectors.array(arena, vector);
      }
      assertThat(back.address()).isEqualTo(array.address() + 40);
      assertThat(ExportTracker.count()).isGreaterThan(exports);
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }
}
