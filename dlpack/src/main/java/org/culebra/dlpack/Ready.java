package org.culebra.dlpack;

import java.lang.invoke.MethodHandles;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.memory.StackRoom;

/// What every entry asks first: stack enough for all that follows, and classes that are
/// initialised, which they would never be again if the stack came to its end meanwhile.
final class Ready {
  private static volatile boolean initialised;

  private Ready() {}

  /// Before an export.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  static void toExport() {
    StackRoom.own();
    initialise();
  }

  /// Before an import, which may come to call the producer's deleter.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  static void toImport() {
    StackRoom.deep();
    initialise();
  }

  private static void initialise() {
    if (!initialised) {
      OwnStack.initialize(
          MethodHandles.lookup(),
          Exporter.class,
          Importer.class,
          TensorReader.class,
          Obstacles.class,
          Ownership.class,
          TensorStruct.class,
          ExportOptions.class,
          DLDataType.class,
          DLDevice.class);
      initialised = true;
    }
  }
}
