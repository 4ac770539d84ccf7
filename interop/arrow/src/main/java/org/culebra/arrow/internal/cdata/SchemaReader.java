package org.culebra.arrow.internal.cdata;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.FormatException;
import org.culebra.arrow.Metadata;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldPath;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.jspecify.annotations.Nullable;

/// Reads schemas and releases them. Nothing is trusted except that plausible pointers are valid,
/// and that strings are terminated.
public final class SchemaReader {
  /// Bytes of all pairs of a schema: as many as [Metadata#encode()] can write to one Java array.
  private static final int MAX_METADATA = Integer.MAX_VALUE - 8;

  /// A count in C may be wrong, so it must not decide how much memory is allocated.
  private static final int USUAL_CHILDREN = 64;

  /// Structs read so far, each as often as it was visited: children may share them, so that a few
  /// structs could be read endlessly.
  private int structs;

  /// Bytes of metadata visited so far, likewise.
  private long metadataBytes;

  /// By address, each read once; null until there is some.
  private @Nullable Map<Long, Encoded> metadata;

  /// Metadata, and its size in C.
  private record Encoded(Metadata pairs, long bytes) {}

  private SchemaReader() {}

  /// Reads a schema and takes ownership.
  ///
  /// @throws IllegalStateException if it has already been released
  /// @throws IllegalArgumentException with the schema released, if it does not describe a type
  public static FieldType adopt(MemorySegment schema) {
    Readiness.check();
    return adopt(StructAddress.liveSchema(schema));
  }

  /// A live schema, released exactly once in any case.
  static FieldType adopt(long self) {
    FieldType field;
    try {
      field = new SchemaReader().read(self, null, 0, 1);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "schema", () -> StructTree.SCHEMA.releaseAny(self));
    }
    StructTree.SCHEMA.releaseAny(self);
    return field;
  }

  private FieldType read(long self, @Nullable FieldPath parent, int index, int depth) {
    String name = name(CMemory.longAt(self + ArrowSchema.NAME), parent, index);
    FieldPath place = new FieldPath(parent, name, index);
    if (depth > FieldPath.MAX_DEPTH) {
      throw place.rejected(
          "expected at most %d nested structs but found more", FieldPath.MAX_DEPTH);
    }
    if (++structs > FieldType.MAX_SIZE) {
      throw new FormatException("field " + place + ": " + FieldType.tooMany(structs));
    }
    FormatString format = format(CMemory.longAt(self + ArrowSchema.FORMAT), place);
    long dictionary = CMemory.longAt(self + ArrowSchema.DICTIONARY);
    FieldType field =
        new FieldType(
            name,
            format,
            CMemory.longAt(self + ArrowSchema.FLAGS),
            metadata(CMemory.longAt(self + ArrowSchema.METADATA), place),
            children(self, format, place, depth),
            dictionary == 0
                ? null
                : read(live(dictionary, place), place, FieldPath.DICTIONARY, depth + 1));
    ArrowValidator.type(place, field);
    return field;
  }

  private List<FieldType> children(long self, FormatString format, FieldPath place, int depth) {
    long count = CMemory.longAt(self + ArrowSchema.N_CHILDREN);
    if (count == 0 && format.kind().childCount() == 0) {
      return List.of();
    }
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw place.rejected("expected n_children in [0, 2^31) but found %d", count);
    }
    try {
      FieldType.requireChildren(format, count);
    } catch (IllegalArgumentException e) {
      throw place.rejected("%s", e.getMessage());
    }
    long pointers = CMemory.longAt(self + ArrowSchema.CHILDREN);
    StructAddress.requirePointers(place, "children", pointers, count);
    List<FieldType> children = new ArrayList<>((int) Math.min(count, USUAL_CHILDREN));
    for (int i = 0; i < count; i++) {
      long child = live(CMemory.longAt(pointers + (long) Long.BYTES * i), place);
      children.add(read(child, place, i, depth + 1));
    }
    return List.copyOf(children);
  }

  private static long live(long child, FieldPath place) {
    StructAddress.requirePointers(place, "a child or dictionary", child, 1);
    if (StructTree.SCHEMA.isReleased(child)) {
      throw place.rejected("expected live children but found a released one");
    }
    return child;
  }

  /// NULL means no name.
  private static String name(long text, @Nullable FieldPath parent, int index) {
    if (text == 0) {
      return "";
    }
    if (text < 0 || text >= Buffer.ADDRESS_LIMIT) {
      StructAddress.requirePointers(new FieldPath(parent, "", index), "name", text, 1);
    }
    return RecentNames.at(text);
  }

  private static FormatString format(long text, FieldPath place) {
    StructAddress.requirePointers(place, "format", text, 1);
    byte first = CMemory.ALL.get(JAVA_BYTE, text);
    if (first > 0 && CMemory.ALL.get(JAVA_BYTE, text + 1) == 0) {
      FormatString letter = FormatString.letter(first);
      if (letter != null) {
        return letter;
      }
    }
    try {
      return FormatString.of(RecentNames.at(text));
    } catch (IllegalArgumentException e) {
      throw place.rejected("%s", e.getMessage());
    }
  }

  // --- metadata: int32s wherever they fall

  private Metadata metadata(long at, FieldPath place) {
    if (at == 0) {
      return Metadata.EMPTY;
    }
    Map<Long, Encoded> known = metadata;
    if (known == null) {
      known = new HashMap<>();
      metadata = known;
    }
    Encoded encoded = known.get(at);
    if (encoded == null) {
      encoded = encoded(at, place);
      known.put(at, encoded);
    }
    metadataBytes += encoded.bytes();
    if (metadataBytes > MAX_METADATA) {
      throw new FormatException(
          "field %s: expected at most %d bytes of metadata in a schema, shared ones counted at every place, but found %d"
              .formatted(place, MAX_METADATA, metadataBytes));
    }
    return encoded.pairs();
  }

  private static Encoded encoded(long at, FieldPath place) {
    StructAddress.requirePointers(place, "metadata", at, 1);
    int count = CMemory.intAt(at);
    if (count < 0 || count > MAX_METADATA / (2 * Integer.BYTES)) {
      throw place.rejected(
          "expected a number of pairs in [0, 2^28) in metadata but found %d", count);
    }
    long next = at + Integer.BYTES;
    for (long i = 0; i < 2L * count; i++) {
      long most = MAX_METADATA - (next - at);
      int length = CMemory.intAt(next);
      if (length < 0 || length > most) {
        throw place.rejected("expected a length in [0, %d] in metadata but found %d", most, length);
      }
      next += Integer.BYTES + length;
    }
    byte[] bytes = new byte[Math.toIntExact(next - at)];
    MemorySegment.copy(CMemory.ALL, JAVA_BYTE, at, bytes, 0, bytes.length);
    return new Encoded(Metadata.decode(bytes), bytes.length);
  }
}
