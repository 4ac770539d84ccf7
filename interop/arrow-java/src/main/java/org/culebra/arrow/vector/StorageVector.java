package org.culebra.arrow.vector;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.hash.ArrowBufHasher;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.CallBack;
import org.apache.arrow.vector.util.TransferPair;
import org.jspecify.annotations.Nullable;

/// A vector of an extension type that keeps that type in its field and in transfers, where
/// arrow-java's base class falls back to the storage.
abstract sealed class StorageVector<T extends FieldVector> extends ExtensionTypeVector<T>
    permits Bool8Vector, FixedShapeTensorVector {
  private final FieldType type;

  StorageVector(String name, FieldType type, BufferAllocator allocator, T storage) {
    super(name, allocator, storage);
    this.type = type;
  }

  /// Creates an empty vector of the same class and type.
  abstract StorageVector<T> another(Field field, BufferAllocator allocator);

  @Override
  public Field getField() {
    return new Field(getName(), type, getUnderlyingVector().getField().getChildren());
  }

  @Override
  public int hashCode(int index) {
    return getUnderlyingVector().hashCode(index);
  }

  @Override
  public int hashCode(int index, ArrowBufHasher hasher) {
    return getUnderlyingVector().hashCode(index, hasher);
  }

  @Override
  public void copyFrom(int from, int to, ValueVector source) {
    getUnderlyingVector().copyFrom(from, to, storage(source));
  }

  @Override
  public void copyFromSafe(int from, int to, ValueVector source) {
    getUnderlyingVector().copyFromSafe(from, to, storage(source));
  }

  private static ValueVector storage(ValueVector vector) {
    return vector instanceof ExtensionTypeVector<?> extension
        ? extension.getUnderlyingVector()
        : vector;
  }

  @Override
  public TransferPair getTransferPair(BufferAllocator allocator) {
    return getTransferPair(getField(), allocator);
  }

  @Override
  public TransferPair getTransferPair(String name, BufferAllocator allocator) {
    return getTransferPair(new Field(name, type, getField().getChildren()), allocator);
  }

  @Override
  public TransferPair getTransferPair(
      String name, BufferAllocator allocator, @Nullable CallBack callBack) {
    return getTransferPair(name, allocator);
  }

  @Override
  public TransferPair getTransferPair(Field field, BufferAllocator allocator) {
    StorageVector<T> to = another(field, allocator);
    to.initializeChildrenFromFields(field.getChildren());
    return makeTransferPair(to);
  }

  @Override
  public TransferPair getTransferPair(
      Field field, BufferAllocator allocator, @Nullable CallBack callBack) {
    return getTransferPair(field, allocator);
  }

  @Override
  public TransferPair makeTransferPair(ValueVector to) {
    return new Pair(to, getUnderlyingVector().makeTransferPair(storage(to)));
  }

  /// Transfers storage to storage.
  private record Pair(ValueVector to, TransferPair storage) implements TransferPair {
    @Override
    public void transfer() {
      storage.transfer();
    }

    @Override
    public void splitAndTransfer(int startIndex, int length) {
      storage.splitAndTransfer(startIndex, length);
    }

    @Override
    public ValueVector getTo() {
      return to;
    }

    @Override
    public void copyValueSafe(int from, int to) {
      storage.copyValueSafe(from, to);
    }
  }
}
