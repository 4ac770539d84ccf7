package org.culebra.arrow.vector;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ValueIterableVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/// Tensors of one shape, the elements of each in one list. The vector of [FixedShapeTensorType];
/// [Vectors#array] views it as an array with one more axis.
public final class FixedShapeTensorVector extends StorageVector<FixedSizeListVector>
    implements ValueIterableVector<List<?>> {

  /// An empty vector.
  ///
  /// @param name the name
  /// @param type with a [FixedShapeTensorType]
  /// @param allocator for what the vector needs
  public FixedShapeTensorVector(String name, FieldType type, BufferAllocator allocator) {
    super(name, type, allocator, storage(name, type, allocator));
  }

  private static FixedSizeListVector storage(
      String name, FieldType type, BufferAllocator allocator) {
    ArrowType list = ((ArrowType.ExtensionType) type.getType()).storageType();
    FieldType storage = new FieldType(type.isNullable(), list, null);
    return new FixedSizeListVector(name, allocator, storage, null);
  }

  @Override
  StorageVector<FixedSizeListVector> another(Field field, BufferAllocator allocator) {
    return new FixedShapeTensorVector(field.getName(), field.getFieldType(), allocator);
  }

  /// The shape and the other parameters.
  ///
  /// @return the type
  public FixedShapeTensorType type() {
    return (FixedShapeTensorType) getField().getType();
  }

  /// The elements of one tensor, in the order of memory.
  ///
  /// @param index counts from 0
  /// @return the elements; null if the tensor is missing
  @Override
  public @Nullable List<?> getObject(int index) {
    return getUnderlyingVector().getObject(index);
  }
}
