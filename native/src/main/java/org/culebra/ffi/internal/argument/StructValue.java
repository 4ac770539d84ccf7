package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// One value of a struct, and what its pointers keep alive.
public final class StructValue extends StructArgument implements CStruct.Value {
  private final CStructImpl type;

  /// What C may reach from here: more than the type after a cast.
  private final CStructImpl whole;

  private final MemorySegment segment;
  private final StructPointers kept;
  private final long base;

  public StructValue(CStructImpl type, MemorySegment segment, StructPointers kept) {
    this(type, segment, kept, 0);
  }

  StructValue(CStructImpl type, MemorySegment segment, StructPointers kept, long base) {
    this(type, type, segment, kept, base);
  }

  private StructValue(
      CStructImpl type, CStructImpl whole, MemorySegment segment, StructPointers kept, long base) {
    this.type = type;
    this.whole = whole;
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
  public StructValue set(String path, @Nullable Object value) {
    Place place = place(path);
    StructAccess.set(place, value);
    Object userData = StructAccess.userData(place.field(), value);
    String beside = userData == null ? null : besideFunction(path);
    return beside == null ? this : set(beside, userData);
  }

  /// The path of the field for the user data of a function's.
  private @Nullable String besideFunction(String path) {
    int arrow = path.lastIndexOf("->");
    int end = Math.max(path.lastIndexOf('.'), arrow);
    CType owner = end < 0 ? type.type() : place(path.substring(0, end)).field().type();
    CType struct = owner instanceof CType.Pointer pointer ? pointer.target() : owner;
    String prefix = path.substring(0, end < 0 ? 0 : end == arrow ? end + 2 : end + 1);
    String field = UserData.fieldBeside((StructType) struct);
    return field == null ? null : prefix + field;
  }

  @Override
  public Object get(String path) {
    StructPath.Field found = type.field(path);
    return found.isDirect() && !(found.type() instanceof StructType)
        ? StructAccess.get(segment, found)
        : place(path).get();
  }

  @Override
  public @Nullable String text(String path) {
    return StructAccess.text(place(path));
  }

  /// What a path leads to.
  public Place place(String path) {
    return Place.of(new Place(segment, type.field(path), kept, base, false), path);
  }

  @Override
  public StructValue as(CStruct struct) {
    long size = struct.byteSize();
    if (size > segment.byteSize()) {
      throw new IllegalArgumentException(
          "expected memory of at least %d bytes for %s but found %s of %d bytes"
              .formatted(size, struct, type, segment.byteSize()));
    }
    return new StructValue((CStructImpl) struct, whole, segment.asSlice(0, size), kept, base);
  }

  @Override
  public boolean isOf(CType other) {
    return type.isSameAs(other);
  }

  @Override
  boolean startsWith(CType other) {
    return type.startsWith(other);
  }

  @Override
  public MemorySegment checked() {
    kept.check(whole, base);
    return segment;
  }

  @Override
  boolean leadsToCallbacks() {
    return !callbacks().isEmpty();
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
