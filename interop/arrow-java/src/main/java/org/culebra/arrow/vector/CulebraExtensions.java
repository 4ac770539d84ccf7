package org.culebra.arrow.vector;

import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;

/// Extension types of Arrow that arrow-java lacks and arrays need.
public final class CulebraExtensions {
  private CulebraExtensions() {}

  /// Registers [FixedShapeTensorType] and [Bool8Type] with arrow-java, replacing what was
  /// registered under their names. Without it such vectors are lists and bytes with metadata;
  /// nothing is lost. May be called again, from any thread.
  public static void register() {
    ExtensionTypeRegistry.register(FixedShapeTensorType.of(1));
    ExtensionTypeRegistry.register(Bool8Type.INSTANCE);
  }
}
