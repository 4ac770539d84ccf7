package org.culebra.ffi.ctype;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Sizes, alignments and memory layouts of complete types (System V ABI, AMD64 supplement, 3.1.2).
final class Layouts {
  private Layouts() {}

  /// The layout with no alignment above `cap`, which is less than usual inside a packed struct.
  static MemoryLayout layout(CType type, long cap) {
    if (type instanceof CType.Scalar || type instanceof CType.Pointer) {
      return capped(type.layout(), cap);
    }
    if (type instanceof StructType s) {
      return struct(s, cap);
    }
    if (type instanceof CType.Array a) {
      return MemoryLayout.sequenceLayout(a.count(), layout(a.element(), cap));
    }
    if (type instanceof CType.Enum e) {
      return capped(e.underlying().layout(), cap);
    }
    if (type instanceof CType.Complex c) {
      return complex(capped(c.part().layout(), cap));
    }
    if (type instanceof CType.Opaque o) {
      return bytes(o.byteSize(), Math.min(o.byteAlignment(), cap));
    }
    throw unsized(type);
  }

  private static MemoryLayout capped(MemoryLayout layout, long cap) {
    return layout.byteAlignment() > cap ? layout.withByteAlignment(cap) : layout;
  }

  private static MemoryLayout complex(MemoryLayout part) {
    return MemoryLayout.structLayout(part.withName("re"), part.withName("im"));
  }

  private static MemoryLayout bytes(long size, long alignment) {
    return MemoryLayout.sequenceLayout(size, ValueLayout.JAVA_BYTE).withByteAlignment(alignment);
  }

  private static MemoryLayout struct(StructType struct, long cap) {
    long alignment = Math.min(cap, struct.byteAlignment());
    List<MemoryLayout> members =
        struct.isUnion() ? union(struct, alignment) : sequence(struct, alignment);
    MemoryLayout[] array = members.toArray(MemoryLayout[]::new);
    MemoryLayout layout =
        struct.isUnion() ? MemoryLayout.unionLayout(array) : MemoryLayout.structLayout(array);
    if (layout.byteAlignment() < alignment) {
      layout = layout.withByteAlignment(alignment);
    }
    return struct.name().isEmpty() ? layout : layout.withName(struct.name());
  }

  private static List<MemoryLayout> sequence(StructType struct, long cap) {
    List<MemoryLayout> members = new ArrayList<>();
    long end = 0;
    for (StructType.Field field : struct.fields()) {
      if (field.isBitField()) {
        end = bits(members, field, end);
      } else {
        pad(members, field.byteOffset() - end);
        members.add(member(field, Math.min(cap, Long.lowestOneBit(field.byteOffset() | cap))));
        end = field.byteOffset() + field.type().byteSize();
      }
    }
    pad(members, struct.byteSize() - end);
    return members;
  }

  /// Adds the bytes that a bit-field touches, as far as they are not there yet.
  private static long bits(List<MemoryLayout> members, StructType.Field field, long end) {
    long last = endOfBits(field);
    long first = Math.max(end, field.byteOffset());
    if (last <= first) {
      return end;
    }
    pad(members, first - end);
    members.add(MemoryLayout.sequenceLayout(last - first, ValueLayout.JAVA_BYTE));
    return last;
  }

  /// The offset after the last byte that a bit-field touches.
  static long endOfBits(StructType.Field field) {
    return field.byteOffset() + (field.bitOffset() + field.bitWidth() + 7) / 8;
  }

  private static List<MemoryLayout> union(StructType struct, long cap) {
    List<MemoryLayout> members = new ArrayList<>();
    long largest = 0;
    for (StructType.Field field : struct.fields()) {
      long size = field.isBitField() ? endOfBits(field) : field.type().byteSize();
      members.add(field.isBitField() ? bytes(size, 1) : member(field, cap));
      largest = Math.max(largest, size);
    }
    if (struct.byteSize() > largest) {
      pad(members, struct.byteSize());
    }
    return members;
  }

  private static MemoryLayout member(StructType.Field field, long cap) {
    MemoryLayout layout = layout(field.type(), cap);
    return field.name().isEmpty() ? layout : layout.withName(field.name());
  }

  private static void pad(List<MemoryLayout> members, long bytes) {
    if (bytes > 0) {
      members.add(MemoryLayout.paddingLayout(bytes));
    }
  }

  static IllegalStateException unsized(CType type) {
    return new IllegalStateException("expected a type with a size but found " + type);
  }
}
