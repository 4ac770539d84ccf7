package org.culebra.dlpack;

import java.lang.invoke.MethodHandles;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.memory.StackRoom;

/// The checks at the start of every entry point: that enough stack is left for everything that
/// follows, and that the classes are initialized, which the JVM would not retry after a stack
/// overflow.
final class Readiness {
  private static volatile boolean initialized;

  private Readiness() {}

  /// Before an export.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  static void toExport() {
    StackRoom.own();
    initialize();
  }

  /// Before an import, which may call the producer's deleter.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  static void toImport() {
    StackRoom.deep();
    initialize();
  }

  private static void initialize() {
    if (!initialized) {
      OwnStack.initialize(
          MethodHandles.lookup(),
          Exporter.class,
          Importer.class,
          TensorReader.class,
          ExportConstraints.class,
          Ownership.class,
          TensorStruct.class,
          ExportOptions.class,
          ImportOptions.class,
          DLDataType.class,
          DLDevice.class);
      initialized = true;
    }
  }
}
