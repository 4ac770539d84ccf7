package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.Addresses;
import org.jspecify.annotations.Nullable;

/// Where a path leads to: in the memory of a struct or, through pointers, elsewhere.
///
/// @param segment the memory
/// @param field the type and the offset in it
/// @param kept the pointers of the struct that Java has stored
/// @param base where the memory is, for `kept`
/// @param foreign whether C's memory leads to it, of which no check of a call knows
public record Place(
    MemorySegment segment,
    StructPath.Field field,
    StructPointers kept,
    long base,
    boolean foreign) {

  /// The memory that a pointer leads to.
  public interface Memory {
    /// A part of it.
    ///
    /// @throws IllegalArgumentException if there is no such memory
    MemorySegment at(long address, long bytes);
  }

  /// What Java has stored in each variable, by its address: C may use it at any time.
  private static final Map<Long, StructPointers> OF_VARIABLES = new ConcurrentHashMap<>();

  /// A variable of a library, which is never unloaded.
  public static Place ofVariable(String name, CType type, boolean isConst, long address) {
    MemorySegment memory = Restricted.segment(address, type.byteSize());
    StructPointers kept =
        OF_VARIABLES.computeIfAbsent(address, ignored -> new StructPointers(null));
    StructPath.Field all = new StructPath.Field("variable '" + name + "'", type, 0, "");
    return new Place(isConst ? memory.asReadOnly() : memory, all, kept, 0, true);
  }

  /// The end of the path.
  ///
  /// @param path all of it
  static Place of(Place start, String path) {
    Place place = start;
    while (!place.field.isDirect()) {
      place = place.next(path);
    }
    return place;
  }

  /// What is behind this pointer.
  private Place next(String path) {
    String rest = field.rest();
    CType target = ((CType.Pointer) field.type()).target();
    int at = path.length() - rest.length();
    String until = "field '" + path.substring(0, at) + "'";
    if (!target.isSized()) {
      throw new IllegalArgumentException(
          "%s: expected a pointer to a complete type but found %s".formatted(until, field.type()));
    }
    boolean arrow = rest.startsWith("->");
    long index = arrow ? 0 : StructPath.index(path, at);
    // a->b is a[0].b
    String further = arrow ? "." + rest.substring(2) : rest.substring(rest.indexOf(']') + 1);
    String whole = arrow ? path.substring(0, at) + "[0]" + further : path;
    StructPath.Field found = StructPath.find(target, whole, further);
    long bytes = target.byteSize();
    StructPointers.Entry entry = entry();
    StructValue inner = entry == null ? null : entry.inner();
    if (inner != null && index == 0 && inner.segment().address() == pointer()) {
      return new Place(inner.segment(), named(found, path), inner.kept(), inner.base(), foreign);
    }
    if (pointer() == 0) {
      throw new IllegalArgumentException(
          until + ": expected a pointer to " + target + " but found NULL");
    }
    long address = pointer() + index * bytes;
    MemorySegment memory = behind(pointer(), until).at(address, bytes);
    long offset = base + address - segment.address();
    return new Place(memory, named(found, path), kept, offset, true);
  }

  private static StructPath.Field named(StructPath.Field field, String path) {
    return new StructPath.Field(
        StructPath.where(path), field.type(), field.byteOffset(), field.rest(), field.bits());
  }

  /// The pointer's value.
  public long pointer() {
    return segment.get(ValueLayout.JAVA_LONG_UNALIGNED, field.byteOffset());
  }

  /// What Java has stored in this pointer, if C has not changed it.
  private StructPointers.@Nullable Entry entry() {
    StructPointers.Entry entry = kept.entryAt(base + field.byteOffset());
    return entry != null && entry.memory().byteSize() > 0 && isIn(entry.memory(), pointer(), 0)
        ? entry
        : null;
  }

  private static boolean isIn(MemorySegment memory, long address, long bytes) {
    long offset = address - memory.address();
    return offset >= 0 && offset <= memory.byteSize() - bytes;
  }

  /// The memory behind this pointer: checked against what Java has stored, otherwise trusted.
  public Memory behind(long pointer, String where) {
    StructPointers.Entry entry = pointer == 0 ? null : entry();
    return entry == null
        ? (address, bytes) -> trusted(address, bytes, where)
        : (address, bytes) -> part(entry.memory(), address, bytes, where);
  }

  /// Memory that is accessible as long as this place.
  public MemorySegment trusted(long address, long bytes, String where) {
    return trusted(address, bytes, segment.scope(), where);
  }

  public static MemorySegment trusted(
      long address, long bytes, MemorySegment.Scope scope, String where) {
    if (bytes < 0 || (bytes > 0 && (address <= 0 || address > Addresses.LIMIT - bytes))) {
      throw new IllegalArgumentException(
          "%s: expected the address of %d bytes but found 0x%x".formatted(where, bytes, address));
    }
    return Restricted.segment(address, bytes, scope);
  }

  /// Memory of this array.
  public MemorySegment part(long address, long bytes, String where) {
    return part(
        segment.asSlice(field.byteOffset(), field.type().byteSize()), address, bytes, where);
  }

  private static MemorySegment part(MemorySegment memory, long address, long bytes, String where) {
    if (!isIn(memory, address, bytes)) {
      throw new IllegalArgumentException(
          "%s: expected at most %d bytes from 0x%x but found %d bytes from 0x%x"
              .formatted(where, memory.byteSize(), memory.address(), bytes, address));
    }
    return memory.asSlice(address - memory.address(), bytes);
  }

  /// Sets what is here.
  public void set(@Nullable Object value) {
    synchronized (kept) { // a variable has no thread
      StructAccess.set(this, value);
    }
  }

  /// The string that is here, or that is pointed to from here.
  public @Nullable String text() {
    return StructAccess.text(this);
  }

  /// What is here.
  public Object get() {
    if (field.type() instanceof StructType struct) {
      long start = field.byteOffset();
      MemorySegment part = segment.asSlice(start, struct.byteSize());
      return new StructValue(new CStructImpl(struct), part, kept, base + start);
    }
    return StructAccess.get(segment, field);
  }
}
