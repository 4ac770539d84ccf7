package org.culebra.arrow.internal.cdata;

import java.lang.invoke.MethodHandles;
import org.culebra.arrow.Metadata;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.ExtensionTypes;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.memory.StackRoom;

/// The checks at the start of every entry point: that enough stack is left for everything that
/// follows, and that the classes are initialized, which the JVM would not retry after a stack
/// overflow.
public final class Readiness {
  private static volatile boolean initialized;

  private Readiness() {}

  /// Before a struct is created, adopted or released, which may call its producer.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  public static void check() {
    StackRoom.deep();
    if (!initialized) {
      initialize();
    }
  }

  private static void initialize() {
    OwnStack.initialize(
        MethodHandles.lookup(),
        StructTree.class,
        SchemaWriter.class,
        ArrayWriter.class,
        StructKind.class,
        StructAddress.class,
        RecentNames.class,
        FormatString.class,
        FormatString.Kind.class,
        FormatString.Part.class,
        FieldPath.class,
        Buffer.class,
        Metadata.class,
        FieldType.class,
        ExtensionTypes.class,
        DeviceArrays.class,
        ArrowValidator.class,
        StreamReader.class);
    initialized = true;
  }
}
