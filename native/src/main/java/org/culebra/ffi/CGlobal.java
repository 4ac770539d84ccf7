package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.CVariable;
import org.culebra.ffi.internal.argument.Place;
import org.jspecify.annotations.Nullable;

/// A global variable of a C library, with its value and its type.
///
/// ```java
/// CLibrary m = CLibrary.open("m").declare("extern int signgam;");
/// int sign = (int) m.variable("signgam").get();
/// ```
///
/// Reading and writing are not atomic, and C may do either at the same time. An object that was
/// assigned to a pointer is kept reachable until the variable is set again, so it must be in memory
/// that nobody can free: of an automatic or global arena.
public final class CGlobal {
  private final CVariable declaration;
  private final Place place;

  CGlobal(CVariable declaration, MemorySegment address) {
    this.declaration = declaration;
    CType type = declaration.type();
    if (!type.isSized()) {
      throw new IllegalArgumentException(
          "expected a variable of a complete type but found " + declaration);
    }
    this.place =
        Place.ofVariable(declaration.name(), type, declaration.isConst(), address.address());
  }

  /// The declaration.
  ///
  /// @return name and type
  public CVariable declaration() {
    return declaration;
  }

  /// The memory of the variable.
  ///
  /// @return its bytes, none for an array of unknown length; read-only for a `const` variable
  public MemorySegment segment() {
    return place.segment();
  }

  /// Reads the variable.
  ///
  /// @return as [CStruct.Value#get(String)]: a boxed number, a `MemorySegment` of length 0 for a
  ///   pointer, a [CStruct.Value] for a struct and an `NDArray` for an array of numbers, both views
  ///   of the variable
  public Object get() {
    return place.get();
  }

  /// Sets the variable, as [CStruct.Value#set(String, Object)].
  ///
  /// @param value its new value
  /// @return this variable
  /// @throws IllegalArgumentException if the value does not match the type, or the variable is
  ///   `const`
  /// @throws IllegalStateException if the memory that a pointer points to cannot be kept alive, or
  ///   is closed
  public CGlobal set(@Nullable Object value) {
    if (declaration.isConst()) {
      throw new IllegalArgumentException(
          "expected a variable that may be set but found " + declaration);
    }
    place.set(value);
    return this;
  }

  /// Reads a string, as [CStruct.Value#text(String)].
  ///
  /// @return a copy of the string; `null` for a NULL pointer
  /// @throws IllegalArgumentException if the variable is not text, or the bytes are not UTF-8
  public @Nullable String text() {
    return place.text();
  }

  /// The value of a pointer, or the address of an array of unknown length, to be used with what the
  /// caller knows about its memory.
  ///
  /// @return the pointer
  /// @throws IllegalArgumentException if the variable is neither a pointer nor an array
  public CPointer pointer() {
    return CPointer.of(place);
  }

  /// The declaration in C.
  @Override
  public String toString() {
    return declaration.toString();
  }
}
