package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
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
public final class CStruct {
  private final CType.Struct type;
  private final Map<String, StructField> fields = new ConcurrentHashMap<>();

  /// The type that passed last: comparing trees once per type is enough.
  private @Nullable CType same;

  CStruct(CType.Struct type) {
    this.type = type;
  }

  /// Reads the declaration of one struct or union.
  ///
  /// @param declaration C text that declares exactly one type with fields; `typedef` is fine
  /// @return the struct
  /// @throws CDeclarationException if the text is not understood
  public static CStruct of(String declaration) {
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
    return new CStruct(found.getFirst());
  }

  /// A struct that was declared elsewhere.
  ///
  /// @param type the type
  /// @return the struct
  /// @throws IllegalArgumentException if its fields are not known
  public static CStruct of(CType.Struct type) {
    if (!type.isComplete()) {
      throw new IllegalArgumentException(
          "expected a complete type but found " + type + ", which was declared but never defined");
    }
    return new CStruct(type);
  }

  /// The type in C.
  ///
  /// @return fields, offsets and sizes
  public CType.Struct type() {
    return type;
  }

  /// `sizeof`.
  ///
  /// @return the size in bytes
  public long byteSize() {
    return type.byteSize();
  }

  /// The memory layout, for code that works on segments.
  ///
  /// @return the layout, padding included
  public MemoryLayout layout() {
    return type.layout();
  }

  /// `offsetof`.
  ///
  /// @param field a field, or a path through nested structs: `origin.x`
  /// @return the offset in bytes
  /// @throws IllegalArgumentException if there is no such field
  public long offset(String field) {
    return field(field).byteOffset();
  }

  /// A new value, all bytes zero: pointers are NULL until they are set.
  ///
  /// @param arena owns the memory; the value ends with it
  /// @return the value
  /// @throws IllegalArgumentException if the arena gives memory of another size, on the heap, or
  ///   otherwise not what was asked for
  public Value allocate(Arena arena) {
    MemorySegment memory = ArenaMemory.zeros(arena, byteSize(), type.byteAlignment());
    return new Value(this, memory, new KeptPointers(arena));
  }

  /// A view of memory that holds such a struct; the memory stays its owner's.
  ///
  /// @param memory native memory, at least as long as the struct; read-only memory gives a
  ///   read-only value
  /// @return the value
  /// @throws IllegalArgumentException if the memory is too short or on the heap
  public Value over(MemorySegment memory) {
    if (!memory.isNative() || memory.byteSize() < byteSize()) {
      throw new IllegalArgumentException(
          "expected native memory of at least %d bytes for %s but found %s"
              .formatted(byteSize(), type, Refusals.describe(memory)));
    }
    return new Value(this, memory.asSlice(0, byteSize()), new KeptPointers(null));
  }

  /// A struct that C returned by value, in memory made for it.
  Value returned(MemorySegment memory) {
    return new Value(this, memory, new KeptPointers(null));
  }

  StructField field(String path) {
    return fields.computeIfAbsent(
        Objects.requireNonNull(path, "field"), name -> StructField.find(type, name));
  }

  @SuppressWarnings("ReferenceEquality") // a cache of one
  boolean isSameAs(CType other) {
    if (other == type || other == same) {
      return true;
    }
    if (!CType.sameAbi(other, type)) {
      return false;
    }
    same = other;
    return true;
  }

  /// The declaration in C.
  @Override
  public String toString() {
    return type.toString();
  }

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
  public static final class Value {
    private final CStruct type;
    private final MemorySegment segment;
    private final KeptPointers kept;
    private final long base;

    Value(CStruct type, MemorySegment segment, KeptPointers kept) {
      this(type, segment, kept, 0);
    }

    private Value(CStruct type, MemorySegment segment, KeptPointers kept, long base) {
      this.type = type;
      this.segment = segment;
      this.kept = kept;
      this.base = base;
    }

    /// The struct.
    ///
    /// @return the type of this value
    public CStruct type() {
      return type;
    }

    /// The bytes of the value.
    ///
    /// @return memory of the arena that it was allocated in
    public MemorySegment segment() {
      return segment;
    }

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
    public Value set(String field, @Nullable Object value) {
      StructField found = type.field(field);
      StructAccess.set(segment, found, value, kept, base);
      Object userData = StructAccess.userData(found, value);
      String beside = userData == null ? null : UserData.fieldBeside(type.type(), field);
      if (beside != null) {
        StructAccess.set(segment, type.field(beside), userData, kept, base);
      }
      return this;
    }

    /// Reads a field.
    ///
    /// @param field a field, or a path through nested structs: `origin.x`
    /// @return a boxed number (an unsigned one in the next wider type), a `MemorySegment` of length
    ///   0 for a pointer, a [Value] for a struct and an `NDArray` for an array of numbers, both
    ///   views of this value
    /// @throws IllegalArgumentException if there is no such field
    public Object get(String field) {
      StructField found = type.field(field);
      if (found.type() instanceof CType.Struct struct) {
        MemorySegment part = segment.asSlice(found.byteOffset(), struct.byteSize());
        return new Value(new CStruct(struct), part, kept, base + found.byteOffset());
      }
      return StructAccess.get(segment, found);
    }

    boolean isOf(CType other) {
      return type.isSameAs(other);
    }

    /// The memory, once everything that its pointers keep is known to be alive.
    MemorySegment checked() {
      kept.check(type, base);
      return segment;
    }

    List<Callback> callbacks() {
      return kept.callbacks();
    }

    KeptPointers kept() {
      return kept;
    }

    long base() {
      return base;
    }

    /// The struct's name and its address; reads no field.
    @Override
    public String toString() {
      return type.type() + " at 0x" + Long.toHexString(segment.address());
    }
  }
}
