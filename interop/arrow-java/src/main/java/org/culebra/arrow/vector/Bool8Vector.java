package org.culebra.arrow.vector;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.ValueIterableVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/// Booleans of one byte each, as in NumPy: 0 is false, anything else true. The vector of
/// [Bool8Type].
public final class Bool8Vector extends StorageVector<TinyIntVector>
    implements ValueIterableVector<Boolean> {

  /// An empty vector.
  ///
  /// @param name the name
  /// @param type with a [Bool8Type]
  /// @param allocator for what the vector needs
  public Bool8Vector(String name, FieldType type, BufferAllocator allocator) {
    super(name, type, allocator, new TinyIntVector(name, allocator));
  }

  @Override
  StorageVector<TinyIntVector> another(Field field, BufferAllocator allocator) {
    return new Bool8Vector(field.getName(), field.getFieldType(), allocator);
  }

  /// Gets one value.
  ///
  /// @param index counts from 0
  /// @return the value
  /// @throws IllegalStateException if it is missing
  public boolean get(int index) {
    return getUnderlyingVector().get(index) != 0;
  }

  /// Gets one value.
  ///
  /// @param index counts from 0
  /// @return the value; null if it is missing
  @Override
  public @Nullable Boolean getObject(int index) {
    return isNull(index) ? null : get(index);
  }

  /// Sets one value; the vector must have room.
  ///
  /// @param index counts from 0
  /// @param value the value
  public void set(int index, boolean value) {
    getUnderlyingVector().set(index, value ? 1 : 0);
  }

  /// Sets one value, growing the vector if necessary.
  ///
  /// @param index counts from 0
  /// @param value the value
  public void setSafe(int index, boolean value) {
    getUnderlyingVector().setSafe(index, value ? 1 : 0);
  }
}
