package org.culebra.ffi.internal.argument;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.DType;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.Addresses;
import org.jspecify.annotations.Nullable;

/// A struct with known fields.
public final class CStructImpl implements CStruct {
  private final StructType type;

  /// Paths with an index are as many as there are elements.
  private static final int MAX_KNOWN = 1000;

  private final Map<String, StructPath.Field> fields = new ConcurrentHashMap<>();

  /// The type that matched last: comparing trees once per type is enough.
  private @Nullable CType same;

  /// The other type that this began with last.
  private @Nullable CType prefix;

  /// @param type complete
  public CStructImpl(StructType type) {
    this.type = type;
  }

  @Override
  public StructType type() {
    return type;
  }

  @Override
  public long byteSize() {
    return type.byteSize();
  }

  @Override
  public MemoryLayout layout() {
    return type.layout();
  }

  @Override
  public DType dtype() {
    return ArrayTypes.of(type);
  }

  @Override
  public long offset(String field) {
    StructPath.Field found = field(field);
    if (!found.isDirect()) {
      throw new IllegalArgumentException(
          "expected a path within %s but found '%s', which leads through a pointer"
              .formatted(type, field));
    }
    if (found.bits() != null) {
      throw new IllegalArgumentException(
          "expected a field with an address but found the bit-field '%s' of %s"
              .formatted(found.bits(), type));
    }
    return found.byteOffset();
  }

  /// The type of a field that is a function pointer.
  public FunctionType function(String path) {
    StructPath.Field field = field(path);
    return field
        .type()
        .asFunction()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s: expected a function pointer but found %s in %s"
                    .formatted(field.where(), field.type(), type)));
  }

  @Override
  public Value allocate(Arena arena) {
    MemorySegment memory = ArenaMemory.zeros(arena, byteSize(), type.byteAlignment());
    return new StructValue(this, memory, new StructPointers(arena, memory));
  }

  @Override
  public Value over(MemorySegment memory) {
    if (!memory.isNative() || memory.byteSize() < byteSize()) {
      throw new IllegalArgumentException(
          "expected native memory of at least %d bytes for %s but found %s"
              .formatted(byteSize(), type, Describe.value(memory)));
    }
    return new StructValue(this, memory.asSlice(0, byteSize()), new StructPointers(null, memory));
  }

  @Override
  public Value at(Arena arena, MemorySegment pointer) {
    long address = Addresses.of(pointer, "a " + type);
    MemorySegment memory = Restricted.segment(address, byteSize(), arena);
    return new StructValue(this, memory, new StructPointers(arena));
  }

  /// A struct that C returned by value, in newly allocated memory.
  public StructValue returned(MemorySegment memory) {
    return new StructValue(this, memory, new StructPointers(null));
  }

  StructPath.Field field(String path) {
    StructPath.Field known = fields.get(Objects.requireNonNull(path, "field"));
    if (known == null) {
      known = StructPath.find(type, path);
      if (fields.size() < MAX_KNOWN) {
        fields.put(path, known);
      }
    }
    return known;
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

  /// Whether C may use the address of such a struct as that of another type.
  @SuppressWarnings("ReferenceEquality") // a cache of one
  boolean startsWith(CType other) {
    if (other == prefix || isSameAs(other)) {
      return true;
    }
    if (!(other instanceof StructType struct) || !type.startsWith(struct)) {
      return false;
    }
    prefix = other;
    return true;
  }

  @Override
  public String toString() {
    return type.toString();
  }
}
