package org.culebra.ffi.ctype;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Sizes, alignments and memory layouts of complete types (System V ABI, AMD64 supplement, 3.1.2).
final class Layouts {
  private static final long NO_CAP = Long.MAX_VALUE;
  private static final long POINTER_SIZE = ValueLayout.ADDRESS.byteSize();

  private Layouts() {}

  static boolean isSized(CType type) {
    return switch (type) {
      case CType.Void v -> false;
      case CType.Function f -> false;
      case CType.Struct s -> s.isComplete();
      case CType.Array a -> a.isFixed() && isSized(a.element());
      case CType.Scalar s -> true;
      case CType.Complex c -> true;
      case CType.Opaque o -> true;
      case CType.Pointer p -> true;
      case CType.Enum e -> true;
    };
  }

  static long size(CType type) {
    return switch (type) {
      case CType.Void v -> throw unsized(type);
      case CType.Function f -> throw unsized(type);
      case CType.Struct s -> s.body().byteSize();
      case CType.Array a -> Math.multiplyExact(a.count(), size(a.element()));
      case CType.Scalar s -> s.size();
      case CType.Complex c -> 2L * c.part().size();
      case CType.Opaque o -> o.byteSize();
      case CType.Pointer p -> POINTER_SIZE;
      case CType.Enum e -> e.underlying().size();
    };
  }

  static long alignment(CType type) {
    return switch (type) {
      case CType.Void v -> throw unsized(type);
      case CType.Function f -> throw unsized(type);
      case CType.Struct s -> s.body().byteAlignment();
      case CType.Array a -> alignment(a.element());
      case CType.Scalar s -> s.size();
      case CType.Complex c -> c.part().size();
      case CType.Opaque o -> o.byteAlignment();
      case CType.Pointer p -> POINTER_SIZE;
      case CType.Enum e -> e.underlying().size();
    };
  }

  static MemoryLayout layout(CType type) {
    return layout(type, NO_CAP);
  }

  /// The layout with no alignment above `cap`, which is less than usual inside a packed struct.
  private static MemoryLayout layout(CType type, long cap) {
    return switch (type) {
      case CType.Void v -> throw unsized(type);
      case CType.Function f -> throw unsized(type);
      case CType.Struct s -> struct(s, cap);
      case CType.Array a -> MemoryLayout.sequenceLayout(a.count(), layout(a.element(), cap));
      case CType.Scalar s -> capped(scalar(s), cap);
      case CType.Complex c -> complex(capped(scalar(c.part()), cap));
      case CType.Opaque o -> bytes(o.byteSize(), Math.min(o.byteAlignment(), cap));
      case CType.Pointer p -> capped(ValueLayout.ADDRESS, cap);
      case CType.Enum e -> capped(scalar(e.underlying()), cap);
    };
  }

  private static MemoryLayout capped(MemoryLayout layout, long cap) {
    return layout.byteAlignment() > cap ? layout.withByteAlignment(cap) : layout;
  }

  private static MemoryLayout complex(MemoryLayout part) {
    return MemoryLayout.structLayout(part.withName("re"), part.withName("im"));
  }

  private static ValueLayout scalar(CType.Scalar scalar) {
    return switch (scalar.kind()) {
      case BOOL -> ValueLayout.JAVA_BOOLEAN;
      case FLOATING -> scalar.size() == 4 ? ValueLayout.JAVA_FLOAT : ValueLayout.JAVA_DOUBLE;
      case SIGNED, UNSIGNED ->
          switch (scalar.size()) {
            case 1 -> ValueLayout.JAVA_BYTE;
            case 2 -> ValueLayout.JAVA_SHORT;
            case 4 -> ValueLayout.JAVA_INT;
            default -> ValueLayout.JAVA_LONG;
          };
    };
  }

  private static MemoryLayout bytes(long size, long alignment) {
    return MemoryLayout.sequenceLayout(size, ValueLayout.JAVA_BYTE).withByteAlignment(alignment);
  }

  private static MemoryLayout struct(CType.Struct struct, long cap) {
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

  private static List<MemoryLayout> sequence(CType.Struct struct, long cap) {
    List<MemoryLayout> members = new ArrayList<>();
    long end = 0;
    for (CType.Field field : struct.fields()) {
      if (field.isBitField()) {
        end = bits(members, field, end);
      } else {
        pad(members, field.byteOffset() - end);
        members.add(member(field, Math.min(cap, Long.lowestOneBit(field.byteOffset() | cap))));
        end = field.byteOffset() + size(field.type());
      }
    }
    pad(members, struct.byteSize() - end);
    return members;
  }

  /// Adds the bytes that a bit-field touches, as far as they are not there yet.
  private static long bits(List<MemoryLayout> members, CType.Field field, long end) {
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
  static long endOfBits(CType.Field field) {
    return field.byteOffset() + (field.bitOffset() + field.bitWidth() + 7) / 8;
  }

  private static List<MemoryLayout> union(CType.Struct struct, long cap) {
    List<MemoryLayout> members = new ArrayList<>();
    long largest = 0;
    for (CType.Field field : struct.fields()) {
      long size = field.isBitField() ? endOfBits(field) : size(field.type());
      members.add(field.isBitField() ? bytes(size, 1) : member(field, cap));
      largest = Math.max(largest, size);
    }
    if (struct.byteSize() > largest) {
      pad(members, struct.byteSize());
    }
    return members;
  }

  private static MemoryLayout member(CType.Field field, long cap) {
    MemoryLayout layout = layout(field.type(), cap);
    return field.name().isEmpty() ? layout : layout.withName(field.name());
  }

  private static void pad(List<MemoryLayout> members, long bytes) {
    if (bytes > 0) {
      members.add(MemoryLayout.paddingLayout(bytes));
    }
  }

  private static IllegalStateException unsized(CType type) {
    return new IllegalStateException("expected a type with a size but found " + type);
  }
}
