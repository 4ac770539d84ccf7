package org.culebra.arrow.vector;

import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;

/// The extension types of Arrow that arrow-java lacks and arrays need.
public final class CulebraExtensions {
  private CulebraExtensions() {}

  /// Makes [FixedShapeTensorType] and [Bool8Type] known to arrow-java, in place of what was
  /// registered under their names. Without it such vectors are lists and bytes, whose metadata says
  /// what they are; nothing is lost. May be called again, from any thread.
  public static void register() {
    ExtensionTypeRegistry.register(FixedShapeTensorType.of(1));
    ExtensionTypeRegistry.register(Bool8Type.INSTANCE);
  }
}
