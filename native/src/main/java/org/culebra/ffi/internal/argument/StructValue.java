package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// One value of a struct, and what its pointers keep alive.
public final class StructValue implements CStruct.Value {
  private final CStructImpl type;
  private final MemorySegment segment;
  private final StructPointers kept;
  private final long base;

  public StructValue(CStructImpl type, MemorySegment segment, StructPointers kept) {
    this(type, segment, kept, 0);
  }

  private StructValue(CStructImpl type, MemorySegment segment, StructPointers kept, long base) {
    this.type = type;
    this.segment = segment;
    this.kept = kept;
    this.base = base;
  }

  @Override
  public CStruct type() {
    return type;
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public StructValue set(String field, @Nullable Object value) {
    CStructImpl.Field found = type.field(field);
    StructAccess.set(segment, found, value, kept, base);
    Object userData = StructAccess.userData(found, value);
    String beside = userData == null ? null : UserData.fieldBeside(type.type(), field);
    if (beside != null) {
      StructAccess.set(segment, type.field(beside), userData, kept, base);
    }
    return this;
  }

  @Override
  public Object get(String field) {
    CStructImpl.Field found = type.field(field);
    if (found.type() instanceof CType.Struct struct) {
      MemorySegment part = segment.asSlice(found.byteOffset(), struct.byteSize());
      return new StructValue(new CStructImpl(struct), part, kept, base + found.byteOffset());
    }
    return StructAccess.get(segment, found);
  }

  public boolean isOf(CType other) {
    return type.isSameAs(other);
  }

  /// The memory, after checking that everything its pointers need is alive.
  public MemorySegment checked() {
    kept.check(type, base);
    return segment;
  }

  public List<Callback> callbacks() {
    return kept.callbacks();
  }

  public StructPointers kept() {
    return kept;
  }

  long base() {
    return base;
  }

  @Override
  public String toString() {
    return type.type() + " at 0x" + Long.toHexString(segment.address());
  }
}
