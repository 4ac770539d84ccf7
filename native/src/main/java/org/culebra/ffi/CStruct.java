package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.CStructImpl;
import org.culebra.ffi.internal.argument.StructValue;
import org.culebra.ffi.internal.call.CallbackBuilder;
import org.jspecify.annotations.Nullable;

/// A C struct or union with known fields, from which values are created.
///
/// ```java
/// CStruct image = CStruct.of("struct Img { int width; int height; unsigned char *data; };");
/// CStruct.Value v = image.allocate(arena).set("width", 1500).set("height", 1000).set("data", pixels);
/// createFractal.call(v, 20);
/// ```
///
/// Immutable and thread-safe.
public sealed interface CStruct permits CStructImpl {
  /// Parses the declaration of one struct or union.
  ///
  /// @param declaration C text that declares exactly one type with fields; `typedef` is allowed
  /// @return the struct
  /// @throws CDeclarationException if the text cannot be parsed
  static CStruct of(String declaration) {
    CDeclarations declarations = CDeclarations.parse(declaration);
    List<StructType> found =
        Stream.concat(
                declarations.tags().values().stream(), declarations.typedefs().values().stream())
            .filter(StructType.class::isInstance)
            .map(StructType.class::cast)
            .filter(StructType::isComplete)
            .distinct()
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "expected the declaration of one struct but found " + found.size() + ": " + found);
    }
    return new CStructImpl(found.getFirst());
  }

  /// A struct that is declared elsewhere.
  ///
  /// @param type the type
  /// @return the struct
  /// @throws IllegalArgumentException if its fields are unknown
  static CStruct of(StructType type) {
    if (!type.isComplete()) {
      throw new IllegalArgumentException(
          "expected a complete type but found " + type + ", which was declared but never defined");
    }
    return new CStructImpl(type);
  }

  /// The type in C.
  ///
  /// @return fields, offsets and sizes
  StructType type();

  /// `sizeof`.
  ///
  /// @return the size in bytes
  long byteSize();

  /// The memory layout, for code that works on segments.
  ///
  /// @return the layout, including padding
  MemoryLayout layout();

  /// The type of arrays of such structs, which calls and callbacks take for a `struct T *`: with
  /// the fields at C's offsets, signed and unsigned integers, `char x[n]` as text of `n` bytes
  /// ([DType#bytes(int)]), other arrays as sub-arrays, the fields of anonymous members, and raw
  /// bytes for what has no value in Java.
  ///
  /// @return the dtype, of [#byteSize()] bytes
  /// @throws UnsupportedOperationException if a field is a pointer, a bit-field or an array of
  ///   unknown length, which have no dtype
  DType dtype();

  /// `offsetof`.
  ///
  /// @param field a field, or a path through nested structs: `origin.x`
  /// @return the offset in bytes
  /// @throws IllegalArgumentException if there is no such field, or it is a bit-field
  long offset(String field);

  /// A callback for a field that is a function pointer.
  ///
  /// ```java
  /// io.set("read", io.type().callback("read").as(lookup, Read.class).in(arena, this::read));
  /// ```
  ///
  /// If C stores the callback, its failures are thrown by the call during which C runs it; see
  /// [Callback].
  ///
  /// @param field a field, or a path through nested structs: `methods.read`
  /// @return a builder whose callbacks return 0, NaN or NULL to C when they fail
  /// @throws IllegalArgumentException if there is no such field, or it is not a function pointer
  /// @throws UnsupportedOperationException if C cannot call Java this way: the function is
  ///   variadic, or has more arguments than the JDK can pass
  default Callback.Builder callback(String field) {
    return new CallbackBuilder(((CStructImpl) this).function(field), true);
  }

  /// A new value with all bytes zero: pointers are NULL until they are set.
  ///
  /// @param arena owns the memory; the value ends with it
  /// @return the value
  /// @throws IllegalArgumentException if the arena returns memory of the wrong size, on the heap,
  ///   or otherwise unsuitable
  Value allocate(Arena arena);

  /// A view of memory that contains such a struct; the owner of the memory does not change.
  ///
  /// @param memory native memory, at least as long as the struct; read-only memory results in a
  ///   read-only value
  /// @return the value
  /// @throws IllegalArgumentException if the memory is too short or on the heap
  Value over(MemorySegment memory);

  /// Trusts the pointer: a view of such a struct, which C has returned or stored.
  ///
  /// ```java
  /// MemorySegment now = (MemorySegment) lib.function("localtime").call(seconds);
  /// int hour = (int) lib.struct("tm").at(arena, now).get("tm_hour");
  /// ```
  ///
  /// @param arena ends the access, also to what is found through the struct's pointers; use one
  ///   that is closed before the memory is freed
  /// @param pointer to the struct; only the address counts
  /// @return the value
  /// @throws IllegalArgumentException if the pointer is NULL, on the heap, or outside the address
  ///   space
  /// @throws IllegalStateException if the pointer's arena is closed
  Value at(Arena arena, MemorySegment pointer);

  /// The declaration in C.
  @Override
  String toString();

  /// One value of a struct, in native memory.
  ///
  /// Arrays and callbacks assigned to fields stay reachable as long as the value, and must be alive
  /// when it is passed to C: if one is closed, the call is rejected. Pointers in structs are plain
  /// addresses, so their memory must not be able to disappear during a call: it must be of an
  /// automatic or global arena, of an arena confined to a thread, or of an owner that leases its
  /// memory, an [ExchangeArena] or an import (the lease ends with the value's arena). Memory of
  /// `Arena.ofShared()`, which any thread may close, is rejected.
  ///
  /// Memory allocated by an `ExchangeArena` is leased in whatever form it is assigned: array, typed
  /// view, segment or struct. Memory of an import is leased if it is assigned as an array. If a
  /// pointer is replaced, or an arena with leases closes, while C uses the value, the leases are
  /// released when C has returned.
  ///
  /// Arenas that are confined to the calling thread and that C reaches through such pointers cannot
  /// be closed during the call: a callback that tries gets the JDK's exception, as for the arenas
  /// of the call's own arguments. If such an arena is not the struct's own, this costs about 100 ns
  /// per call.
  ///
  /// **Paths** are written as in C: `origin.x`, `points[2].x`, `codec->width`, `streams[0]->codec`.
  /// Within the struct's memory, indexes are checked. Behind a pointer, `->` trusts that there is
  /// one value, and `[i]` that there are more than `i`; what Java has stored in that pointer is
  /// checked instead. NULL is rejected. What is found in this way is accessible as long as this
  /// value. To state how much there is, use [#pointer(String)].
  ///
  /// A value may be used by the threads that may use its arena; it is not synchronized.
  sealed interface Value permits StructValue {
    /// The struct.
    ///
    /// @return the type of this value
    CStruct type();

    /// The bytes of the value.
    ///
    /// @return the memory of the value, in the arena that allocated it
    MemorySegment segment();

    /// The same memory as another struct, as by a cast in C: for a function that takes a `struct
    /// sockaddr *` for addresses of all kinds.
    ///
    /// ```java
    /// bind.call(socket, address.as(c.struct("sockaddr")), address.type().byteSize());
    /// ```
    ///
    /// A struct that begins with the one that C expects needs no cast, see [CFunction]. What C
    /// returns or passes to a callback is read as another, larger struct by [CStruct#at].
    ///
    /// @param struct what the memory is used as, at most as large as this one
    /// @return a view of the same memory; keeps alive what this value does
    /// @throws IllegalArgumentException if the struct is larger
    Value as(CStruct struct);

    /// Sets a field. Numbers must fit exactly; a pointer field takes an array of its type, a typed
    /// view, a `MemorySegment`, a callback or C function of its type, a struct, or `null` for NULL;
    /// a struct field takes a value, which is copied; an array field takes an array of its shape,
    /// which is copied. Setting a callback with user data also sets the `void *` field that belongs
    /// to it. A bit-field takes a number that its bits can hold. A field of a type without a value
    /// in Java, such as `long double`, takes a `MemorySegment` with its bytes, which are copied.
    ///
    /// A `char` array also takes a `String`, which must fit with its NUL, in UTF-8, and is padded
    /// with NULs; so does a `const char *`: the value keeps a copy until the field is set again.
    /// Behind a pointer of C, only memory that nobody can free is accepted, since no call checks
    /// it.
    ///
    /// @param field a field, or a path
    /// @param value its new value
    /// @return this value
    /// @throws IllegalArgumentException if there is no such field or the value does not match it
    /// @throws IllegalStateException if the memory that a pointer points to cannot be kept alive,
    ///   or is closed
    Value set(String field, @Nullable Object value);

    /// Reads a field.
    ///
    /// @param field a field, or a path
    /// @return a boxed number (an unsigned one in the next wider type), a `MemorySegment` of length
    ///   0 for a pointer, a [Value] for a struct, a [CComplex] for a complex number, an `NDArray`
    ///   for an array of numbers, or a `MemorySegment` of the bytes of a type without a value in
    ///   Java, all three views of this value
    /// @throws IllegalArgumentException if there is no such field, or a pointer on the path is NULL
    Object get(String field);

    /// Reads a string: of a `char` array, to its first NUL or its end; or, trusting the pointer, of
    /// a `char *` to its NUL.
    ///
    /// @param field a field, or a path
    /// @return a copy of the string; `null` for a NULL pointer
    /// @throws IllegalArgumentException if there is no such field, it is not text, or the bytes are
    ///   not UTF-8
    @Nullable String text(String field);

    /// A pointer, to be used with what the caller knows about its memory:
    ///
    /// ```java
    /// NDArray luma = frame.pointer("data[0]").asArray(height, stride).slice(":, :" + width);
    /// ```
    ///
    /// @param field a pointer or an array, or a path to one
    /// @return the pointer; of an array, to its first element
    /// @throws IllegalArgumentException if there is no such field, or it is neither; or a pointer
    ///   on the path is NULL
    default CPointer pointer(String field) {
      return CPointer.of(((StructValue) this).place(field));
    }

    /// The struct's name and address; reads no field.
    @Override
    String toString();
  }
}
