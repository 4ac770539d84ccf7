package org.culebra.arrow;

import java.lang.invoke.MethodHandles;
import org.culebra.ffi.internal.OwnStack;
import org.culebra.ffi.internal.StackRoom;

/// What every entry asks first: stack enough for all that follows, and classes that are
/// initialised, which they would never be again if the stack came to its end meanwhile.
final class Ready {
  private static volatile boolean initialised;

  private Ready() {}

  /// Before a struct is made, or one is taken or released, which may call its producer.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  static void check() {
    StackRoom.deep();
    if (!initialised) {
      initialise();
    }
  }

  private static void initialise() {
    OwnStack.initialize(
        MethodHandles.lookup(),
        Tree.class,
        SchemaWriter.class,
        ArrayWriter.class,
        StreamKind.class,
        Words.class,
        Format.class,
        Format.Kind.class,
        Format.Part.class,
        Place.class,
        Buffer.class,
        Metadata.class,
        ArrowField.class,
        Extensions.class,
        Device.class,
        Needs.class,
        ArrowStream.class);
    initialised = true;
  }
}
