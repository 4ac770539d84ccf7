package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// A struct of known fields.
public final class CStructImpl implements CStruct {
  private final CType.Struct type;
  private final Map<String, StructField> fields = new ConcurrentHashMap<>();

  /// The type that passed last: comparing trees once per type is enough.
  private @Nullable CType same;

  /// @param type complete
  public CStructImpl(CType.Struct type) {
    this.type = type;
  }

  @Override
  public CType.Struct type() {
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
  public long offset(String field) {
    return field(field).byteOffset();
  }

  @Override
  public Value allocate(Arena arena) {
    MemorySegment memory = ArenaMemory.zeros(arena, byteSize(), type.byteAlignment());
    return new StructValue(this, memory, new KeptPointers(arena));
  }

  @Override
  public Value over(MemorySegment memory) {
    if (!memory.isNative() || memory.byteSize() < byteSize()) {
      throw new IllegalArgumentException(
          "expected native memory of at least %d bytes for %s but found %s"
              .formatted(byteSize(), type, Describe.value(memory)));
    }
    return new StructValue(this, memory.asSlice(0, byteSize()), new KeptPointers(null));
  }

  /// A struct that C returned by value, in memory made for it.
  StructValue returned(MemorySegment memory) {
    return new StructValue(this, memory, new KeptPointers(null));
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

  @Override
  public String toString() {
    return type.toString();
  }
}
