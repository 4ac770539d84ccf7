package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.TransferPair;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The extension types that arrow-java gets from here.
class ExtensionsTest {
  private final BufferAllocator allocator = new RootAllocator();

  @BeforeEach
  void register() {
    CulebraExtensions.register();
    CulebraExtensions.register();
  }

  @AfterEach
  void unregister() {
    ExtensionTypeRegistry.unregister(Bool8Type.INSTANCE);
    ExtensionTypeRegistry.unregister(FixedShapeTensorType.of(1));
    allocator.close();
  }

  private static NDArray tensors() {
    NDArray array = NDArray.zeros(DType.FLOAT32, 4, 2, 3);
    for (int i = 0; i < 24; i++) {
      array.setDouble(i / 6, i / 3 % 2, i % 3, i);
    }
    return array;
  }

  private static NDArray booleans() {
    NDArray array = NDArray.zeros(DType.BOOL, 5);
    array.setLong(1, 1);
    array.setLong(4, 1);
    return array;
  }

  @Test
  @DisplayName("item 25: bool8 is a vector of booleans over the array's bytes")
  void bool8_isAVectorOfBooleans() {
    NDArray array = booleans();
    try (FieldVector vector = Vectors.vector("b", array, allocator);
        Arena arena = Arena.ofConfined()) {
      Bool8Vector booleans = (Bool8Vector) vector;
      assertThat(booleans.getField().getType()).isEqualTo(Bool8Type.INSTANCE);
      assertThat(booleans.getValueIterable()).containsExactly(false, true, false, false, true);
      assertThat(vector.getDataBufferAddress()).isEqualTo(array.address());
      booleans.set(0, true);
      booleans.set(1, false);
      assertThat(array.getLong(0)).isEqualTo(1);
      assertThat(array.getLong(1)).isZero();
      NDArray back = Vectors.array(arena, vector);
      assertThat(back.dtype()).isEqualTo(DType.BOOL);
      assertThat(back.contentEquals(array)).isTrue();
      booleans.setSafe(7, true);
      vector.setValueCount(8);
      assertThat(booleans.getObject(6)).isNull();
      assertThat(booleans.getObject(7)).isTrue();
    }
  }

  @Test
  @DisplayName("item 37: an array of rank 3 is a vector of tensors over the same memory")
  void tensors_areAVectorOfTensors() {
    NDArray array = tensors();
    try (FieldVector vector = Vectors.vector("t", array, allocator);
        Arena arena = Arena.ofConfined()) {
      FixedShapeTensorVector tensors = (FixedShapeTensorVector) vector;
      assertThat(tensors.type().shape()).containsExactly(2, 3);
      assertThat(tensors.getValueCount()).isEqualTo(4);
      assertThat(tensors.getObject(1)).isEqualTo(List.of(6f, 7f, 8f, 9f, 10f, 11f));
      NDArray back = Vectors.array(arena, vector);
      assertThat(back.shape()).containsExactly(4, 2, 3);
      assertThat(back.address()).isEqualTo(array.address());
      assertThat(back.contentEquals(array)).isTrue();
    }
  }

  @Test
  @DisplayName("types are preserved in arrow-java's streams and by transfers between vectors")
  void types_areKept() throws IOException {
    Column batch = Column.ofBatch(Column.of("t", tensors()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (VectorSchemaRoot root = Vectors.root(batch, allocator)) {
      try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
        writer.writeBatch();
      }
      TransferPair pair = root.getVector("t").getTransferPair(allocator);
      pair.splitAndTransfer(2, 2);
      try (FixedShapeTensorVector part = (FixedShapeTensorVector) pair.getTo()) {
        assertThat(part.getObject(0)).isEqualTo(List.of(12f, 13f, 14f, 15f, 16f, 17f));
        part.copyFromSafe(1, 0, root.getVector("t"));
        assertThat(part.getObject(0)).isEqualTo(List.of(6f, 7f, 8f, 9f, 10f, 11f));
      }
    }
    try (ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), allocator);
        Arena arena = Arena.ofConfined()) {
      assertThat(reader.loadNextBatch()).isTrue();
      Column back = Vectors.batch(arena, reader.getVectorSchemaRoot());
      assertThat(back.child("t").array().contentEquals(tensors())).isTrue();
    }
  }

  @Test
  @DisplayName(
      "item 40: unregistered, they are their storage, and the metadata still says what they are")
  void unregistered_isStorage() {
    ExtensionTypeRegistry.unregister(Bool8Type.INSTANCE);
    try (FieldVector vector = Vectors.vector("b", booleans(), allocator);
        Arena arena = Arena.ofConfined()) {
      assertThat(vector).isInstanceOf(TinyIntVector.class);
      assertThat(vector.getField().getMetadata())
          .containsEntry("ARROW:extension:name", "arrow.bool8");
      assertThat(Vectors.array(arena, vector).dtype()).isEqualTo(DType.BOOL);
    }
  }

  @Test
  @DisplayName("item 37: parameters that do not fit the storage are rejected")
  void badParameters_areRejected() {
    FixedShapeTensorType type = FixedShapeTensorType.of(2, 3);
    assertThat(type.serialize()).isEqualTo("{\"shape\":[2,3]}");
    assertThat(type.storageType()).isEqualTo(new ArrowType.FixedSizeList(6));
    assertThat(type.deserialize(type.storageType(), "{ \"shape\" : [2, 3] }")).isEqualTo(type);
    assertThat(FixedShapeTensorType.of(3, 2)).isNotEqualTo(type);
    assertThat(FixedShapeTensorType.of().storageType()).isEqualTo(new ArrowType.FixedSizeList(1));
    for (String bad :
        List.of(
            "",
            "{",
            "{}",
            "[2,3]",
            "{\"shape\":[2,-3]}",
            "{\"shape\":[2.5]}",
            "{\"shape\":[65536,65536]}")) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> type.deserialize(type.storageType(), bad))
          .withMessageContaining(bad);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> type.deserialize(new ArrowType.FixedSizeList(5), type.serialize()))
        .withMessageContaining("shape " + Arrays.toString(new int[] {2, 3}))
        .withMessageContaining("FixedSizeList(5)");
    assertThatThrownBy(() -> Bool8Type.INSTANCE.deserialize(ArrowType.Bool.INSTANCE, ""))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("arrow.bool8");
  }

  @Test
  @DisplayName("vectors of them can be made by arrow-java's own means")
  void vectors_canBeMade() {
    try (Bool8Vector booleans =
            new Bool8Vector("b", FieldType.nullable(Bool8Type.INSTANCE), allocator);
        Arena arena = Arena.ofConfined()) {
      booleans.setSafe(0, true);
      booleans.setSafe(2, false);
      booleans.setValueCount(3);
      Column column = Vectors.column(arena, booleans);
      assertThat(column.nullCount()).isEqualTo(1);
      assertThat(column.field().extensionName()).isEqualTo("arrow.bool8");
      assertThat(column.values().getLong(0)).isEqualTo(1);
      assertThat(column.validity().getLong(1)).isZero();
      assertThat(booleans.hashCode(0)).isNotEqualTo(booleans.hashCode(2));
    }
  }
}
