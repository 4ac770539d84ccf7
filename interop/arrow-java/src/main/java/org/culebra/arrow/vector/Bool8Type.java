package org.culebra.arrow.vector;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/// The extension type `arrow.bool8`: booleans of one byte each, stored as signed bytes. arrow-java
/// itself has no type of that name; [CulebraExtensions#register()] registers this one.
public final class Bool8Type extends ArrowType.ExtensionType {
  /// The only instance.
  public static final Bool8Type INSTANCE = new Bool8Type();

  private static final ArrowType STORAGE = new ArrowType.Int(8, true);

  private Bool8Type() {}

  @Override
  public ArrowType storageType() {
    return STORAGE;
  }

  @Override
  public String extensionName() {
    return "arrow.bool8";
  }

  @Override
  public boolean extensionEquals(ExtensionType other) {
    return other instanceof Bool8Type;
  }

  @Override
  public String serialize() {
    return "";
  }

  /// Creates the type of a field from its metadata.
  ///
  /// @param storage the field's type
  /// @param parameters ignored
  /// @return [#INSTANCE]
  /// @throws UnsupportedOperationException if the storage is not signed bytes
  @Override
  public ArrowType deserialize(ArrowType storage, String parameters) {
    if (!storage.equals(STORAGE)) {
      throw new UnsupportedOperationException(
          "expected arrow.bool8 to be stored as %s but found %s".formatted(STORAGE, storage));
    }
    return INSTANCE;
  }

  @Override
  public FieldVector getNewVector(String name, FieldType type, BufferAllocator allocator) {
    return new Bool8Vector(name, type, allocator);
  }
}
