package org.culebra.ffi.internal.argument;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.host.Platform;

/// The representation of C values in the JDK's linker.
public final class Carriers {
  /// Compilers may expect the caller to extend a small argument to 32 bits; the JDK sign-extends
  /// `byte` and `short`. So unsigned numbers are passed as `char`, which is zero-extended, but
  /// `unsigned char` only if every argument has a slot of 8 bytes, because on macOS arguments on
  /// the stack are packed.
  private static final boolean WIDE_SLOTS = Platform.current() != Platform.MACOS;

  private Carriers() {}

  /// The descriptor for calling C.
  public static FunctionDescriptor downcall(FunctionType function) {
    return descriptor(function, true);
  }

  /// The descriptor for being called by C.
  public static FunctionDescriptor upcall(FunctionType function) {
    return descriptor(function, false);
  }

  /// The same, with pointers as integers of their size: a segment for each would be allocated if C2
  /// does not inline the callback into the stub.
  public static FunctionDescriptor callback(FunctionType function) {
    FunctionDescriptor descriptor = upcall(function);
    MemoryLayout[] arguments =
        descriptor.argumentLayouts().stream()
            .map(layout -> layout instanceof AddressLayout ? ValueLayout.JAVA_LONG : layout)
            .toArray(MemoryLayout[]::new);
    return descriptor
        .returnLayout()
        .map(result -> FunctionDescriptor.of(result, arguments))
        .orElseGet(() -> FunctionDescriptor.ofVoid(arguments));
  }

  private static FunctionDescriptor descriptor(FunctionType function, boolean downcall) {
    List<MemoryLayout> arguments = new ArrayList<>();
    for (FunctionType.Parameter parameter : function.parameters()) {
      arguments.add(downcall ? outgoing(parameter.type()) : incoming(parameter.type()));
    }
    MemoryLayout[] layouts = arguments.toArray(new MemoryLayout[0]);
    CType returns = function.returns();
    if (returns instanceof CType.Void) {
      return FunctionDescriptor.ofVoid(layouts);
    }
    return FunctionDescriptor.of(downcall ? incoming(returns) : outgoing(returns), layouts);
  }

  /// The layout of a value passed from Java to C.
  private static MemoryLayout outgoing(CType type) {
    return goesAsChar(type) ? ValueLayout.JAVA_CHAR : incoming(type);
  }

  /// The layout of a value passed from C to Java.
  private static MemoryLayout incoming(CType type) {
    return type instanceof CType.Pointer ? ValueLayout.ADDRESS : type.layout();
  }

  private static boolean goesAsChar(CType type) {
    return plain(type) instanceof CType.Scalar scalar
        && scalar.kind() == CType.Scalar.Kind.UNSIGNED
        && (scalar.size() == 2 || (scalar.size() == 1 && WIDE_SLOTS));
  }

  /// The Java type of a value in the linker's handle, from Java.
  public static Class<?> outgoingCarrier(CType type) {
    return goesAsChar(type) ? char.class : carrier(type);
  }

  /// The Java type of the same size as a C value; pointers, structs and unions are segments.
  public static Class<?> carrier(CType type) {
    if (plain(type) instanceof CType.Scalar scalar) {
      return scalar.layout().carrier();
    }
    return type instanceof CType.Void ? void.class : MemorySegment.class;
  }

  /// The integer type of an enum, otherwise the type itself.
  public static CType plain(CType type) {
    if (type instanceof CType.Scalar || type instanceof CType.Pointer) {
      return type; // the usual cases
    }
    return type instanceof CType.Enum named ? named.underlying() : type;
  }

  /// Whether a type is an unsigned integer.
  public static boolean isUnsigned(CType type) {
    return plain(type) instanceof CType.Scalar scalar
        && scalar.kind() == CType.Scalar.Kind.UNSIGNED;
  }

  /// Whether a type is an unsigned integer that fills a Java `long`, which shows its upper half as
  /// negative.
  public static boolean isWide(CType type) {
    return isUnsigned(type) && type.byteSize() == Long.BYTES;
  }

  /// Rejects functions that cannot be called.
  public static void checkCallable(String name, FunctionType function) {
    for (FunctionType.Parameter parameter : function.parameters()) {
      checkCallable(name, function, parameter.type());
    }
    checkCallable(name, function, function.returns());
  }

  /// The JDK cannot pass a struct with bit-fields, with a field that has an unusual alignment, or
  /// with one whose type it does not know.
  private static void checkFields(String name, FunctionType function, StructType struct) {
    if (struct.byteSize() == 0) {
      throw unpassable("a struct by value with fields", struct.toString(), name, function);
    }
    for (StructType.Field field : struct.fields()) {
      CType type = field.type();
      while (type instanceof CType.Array array) {
        type = array.element();
      }
      if (type instanceof StructType inner) {
        checkFields(name, function, inner);
      }
      if (field.isBitField()) {
        String found = struct + " with '" + field + "'";
        throw unpassable("a struct by value without bit-fields", found, name, function);
      }
      if (type instanceof CType.Opaque) {
        String found = struct + " with '" + field + "'";
        throw unpassable(
            "a struct by value of types that java.lang.foreign can pass", found, name, function);
      }
      long alignment = type.byteAlignment();
      if (field.byteOffset() % alignment != 0 || struct.byteAlignment() < alignment) {
        throw new UnsupportedOperationException(
            "expected a struct by value that is not packed but found %s with '%s' at offset %d, alignment %d where %d is usual: %s; pass its address"
                .formatted(
                    struct,
                    field,
                    field.byteOffset(),
                    Math.min(struct.byteAlignment(), Long.lowestOneBit(field.byteOffset() | 64)),
                    alignment,
                    function.declaration(name)));
      }
    }
    if (!struct.hasNaturalLayout()) {
      String found =
          "%s of %d bytes, alignment %d"
              .formatted(struct, struct.byteSize(), struct.byteAlignment());
      throw unpassable("a struct by value with the alignment of its fields", found, name, function);
    }
  }

  /// An error about a struct whose address could be passed instead.
  private static UnsupportedOperationException unpassable(
      String expected, String found, String name, FunctionType function) {
    return new UnsupportedOperationException(
        "expected %s but found %s: %s; pass its address"
            .formatted(expected, found, function.declaration(name)));
  }

  private static void checkCallable(String name, FunctionType function, CType type) {
    if (type instanceof CType.Scalar || type instanceof CType.Pointer) {
      return; // the usual cases
    }
    if (type instanceof CType.Opaque) {
      throw new UnsupportedOperationException(
          "expected types that java.lang.foreign can pass but found %s by value: %s; declare a C function that takes its address"
              .formatted(type, function.declaration(name)));
    }
    if (type instanceof StructType struct && struct.isComplete()) {
      checkFields(name, function, struct);
    }
    if (type instanceof StructType struct && !struct.isComplete()) {
      throw new IllegalArgumentException(
          "expected a complete type by value but found "
              + struct
              + ", which was declared but never defined: "
              + function.declaration(name));
    }
  }
}
