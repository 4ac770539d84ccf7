package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.call.CStructImpl;
import org.culebra.ffi.internal.call.StructValue;
import org.jspecify.annotations.Nullable;

/// A struct or union of C whose fields are known, and the way to make values of it.
///
/// ```java
/// CStruct image = CStruct.of("struct Img { int width; int height; unsigned char *data; };");
/// CStruct.Value v = image.allocate(arena).set("width", 1500).set("height", 1000).set("data", pixels);
/// createFractal.call(v, 20);
/// ```
///
/// Immutable; any thread.
public sealed interface CStruct permits CStructImpl {
  /// Reads the declaration of one struct or union.
  ///
  /// @param declaration C text that declares exactly one type with fields; `typedef` is fine
  /// @return the struct
  /// @throws CDeclarationException if the text is not understood
  static CStruct of(String declaration) {
    CDeclarations declarations = CDeclarations.parse(declaration);
    List<CType.Struct> found =
        Stream.concat(
                declarations.tags().values().stream(), declarations.typedefs().values().stream())
            .filter(CType.Struct.class::isInstance)
            .map(CType.Struct.class::cast)
            .filter(CType.Struct::isComplete)
            .distinct()
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "expected the declaration of one struct but found " + found.size() + ": " + found);
    }
    return new CStructImpl(found.getFirst());
  }

  /// A struct that was declared elsewhere.
  ///
  /// @param type the type
  /// @return the struct
  /// @throws IllegalArgumentException if its fields are not known
  static CStruct of(CType.Struct type) {
    if (!type.isComplete()) {
      throw new IllegalArgumentException(
          "expected a complete type but found " + type + ", which was declared but never defined");
    }
    return new CStructImpl(type);
  }

  /// The type in C.
  ///
  /// @return fields, offsets and sizes
  CType.Struct type();

  /// `sizeof`.
  ///
  /// @return the size in bytes
  long byteSize();

  /// The memory layout, for code that works on segments.
  ///
  /// @return the layout, padding included
  MemoryLayout layout();

  /// `offsetof`.
  ///
  /// @param field a field, or a path through nested structs: `origin.x`
  /// @return the offset in bytes
  /// @throws IllegalArgumentException if there is no such field
  long offset(String field);

  /// A new value, all bytes zero: pointers are NULL until they are set.
  ///
  /// @param arena owns the memory; the value ends with it
  /// @return the value
  /// @throws IllegalArgumentException if the arena gives memory of another size, on the heap, or
  ///   otherwise not what was asked for
  Value allocate(Arena arena);

  /// A view of memory that holds such a struct; the memory stays its owner's.
  ///
  /// @param memory native memory, at least as long as the struct; read-only memory gives a
  ///   read-only value
  /// @return the value
  /// @throws IllegalArgumentException if the memory is too short or on the heap
  Value over(MemorySegment memory);

  /// The declaration in C.
  @Override
  String toString();

  /// One value of a struct, in native memory.
  ///
  /// Arrays and callbacks that were set stay reachable as long as the value, and must be alive
  /// whenever it is passed to C: a closed one is refused before the call. Pointers in structs are
  /// plain addresses, so only memory that cannot vanish during a call is taken: of automatic and
  /// global arenas, of arenas confined to a thread, and of owners that lease their memory, an
  /// [ExchangeArena] or an import (the lease ends with the value's arena). Memory of
  /// `Arena.ofShared()`, which any thread may close, is refused.
  ///
  /// What an `ExchangeArena` has allocated is leased in whatever form it is set: array, typed view,
  /// segment or struct. An import's is leased as an array. A pointer that is replaced while C works
  /// on the value, and leases that end with an arena meanwhile, are given up when C has returned.
  ///
  /// Arenas that are confined to the calling thread, and that C reaches through such pointers,
  /// cannot be closed during the call: a callback that tries gets the JDK's exception, as it does
  /// for the arenas of the call's own arguments. Where those are not the struct's own arena, that
  /// costs about 100 ns per call.
  ///
  /// A value may be used by the threads that may use its arena; it does not synchronise.
  sealed interface Value permits StructValue {
    /// The struct.
    ///
    /// @return the type of this value
    CStruct type();

    /// The bytes of the value.
    ///
    /// @return memory of the arena that it was allocated in
    MemorySegment segment();

    /// Sets a field. Numbers must fit exactly; a pointer field takes an array of its type, a typed
    /// view, a `MemorySegment`, a callback, a struct, or `null` for NULL; a struct field takes a
    /// value, which is copied; an array field takes an array of its shape, which is copied. A
    /// callback with user data sets the `void *` field beside it too.
    ///
    /// @param field a field, or a path through nested structs: `origin.x`
    /// @param value its new value
    /// @return this value
    /// @throws IllegalArgumentException if there is no such field or the value does not fit it
    /// @throws IllegalStateException if the memory behind a pointer cannot be kept alive, or is
    ///   closed
    Value set(String field, @Nullable Object value);

    /// Reads a field.
    ///
    /// @param field a field, or a path through nested structs: `origin.x`
    /// @return a boxed number (an unsigned one in the next wider type), a `MemorySegment` of length
    ///   0 for a pointer, a [Value] for a struct and an `NDArray` for an array of numbers, both
    ///   views of this value
    /// @throws IllegalArgumentException if there is no such field
    Object get(String field);

    /// The struct's name and its address; reads no field.
    @Override
    String toString();
  }
}
