package org.culebra.array;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.UnionLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.culebra.array.internal.Errors;

/// Converts types to layouts of `java.lang.foreign` and back.
///
/// Layouts express carriers and sizes but not meanings, so a type may come back as another one of
/// the same bytes: `uint8`, `uint32`, `uint64`, 16-bit and 8-bit floats and times as signed
/// integers; strings and raw bytes in a struct as sub-arrays of `int8` or `int32`. A second round
/// trip changes nothing more.
final class MemoryLayouts {

  private MemoryLayouts() {}

  // --- from types

  static MemoryLayout of(DType type) {
    return of(type, type.isAlignedAsInC());
  }

  /// @param aligned whether every value is aligned in every element of an aligned array; otherwise
  ///   no value is declared aligned, because that depends on the element
  private static MemoryLayout of(DType type, boolean aligned) {
    return switch (type.kind()) {
      case STRUCT -> struct(type, aligned);
      case COMPLEX -> {
        ValueLayout part = type.itemSize() == 8 ? JAVA_FLOAT : JAVA_DOUBLE;
        ValueLayout value = value(part, type, aligned);
        yield MemoryLayout.structLayout(value.withName("re"), value.withName("im"));
      }
      case BYTES, RAW -> MemoryLayout.sequenceLayout(type.itemSize(), JAVA_BYTE);
      case STRING ->
          MemoryLayout.sequenceLayout(type.itemSize() / 4, value(JAVA_INT, type, aligned));
      default -> value(carrier(type), type, aligned);
    };
  }

  private static ValueLayout value(ValueLayout layout, DType type, boolean aligned) {
    ValueLayout ordered = layout.withOrder(type.byteOrder());
    return aligned ? ordered : ordered.withByteAlignment(1);
  }

  private static ValueLayout carrier(DType type) {
    return switch (type.kind()) {
      case BOOL -> JAVA_BOOLEAN;
      case FLOAT ->
          type.itemSize() == 2 ? JAVA_SHORT : type.itemSize() == 4 ? JAVA_FLOAT : JAVA_DOUBLE;
      case UINT -> type.itemSize() == 2 ? JAVA_CHAR : integer(type.itemSize());
      default -> integer(type.itemSize());
    };
  }

  private static ValueLayout integer(int size) {
    return switch (size) {
      case 1 -> JAVA_BYTE;
      case 2 -> JAVA_SHORT;
      case 4 -> JAVA_INT;
      default -> JAVA_LONG;
    };
  }

  private static MemoryLayout struct(DType type, boolean aligned) {
    List<MemoryLayout> members = new ArrayList<>();
    int at = 0;
    for (Field field : type.fields()) {
      if (field.byteOffset() < at) {
        throw new UnsupportedOperationException(
            Errors.text(
                "expected fields in order and without overlap for a memory layout but found '%s' at"
                    + " byte %d, before %d",
                field.name(), field.byteOffset(), at));
      }
      addPadding(members, field.byteOffset() - at);
      members.add(member(field, aligned).withName(field.name()));
      at = field.byteOffset() + field.byteSize();
    }
    addPadding(members, type.itemSize() - at);
    return MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new));
  }

  private static MemoryLayout member(Field field, boolean aligned) {
    MemoryLayout layout = of(field.dtype(), aligned);
    long[] shape = field.shape();
    for (int k = shape.length - 1; k >= 0; k--) {
      layout = MemoryLayout.sequenceLayout(shape[k], layout);
    }
    return layout;
  }

  private static void addPadding(List<MemoryLayout> members, int bytes) {
    if (bytes > 0) {
      members.add(MemoryLayout.paddingLayout(bytes));
    }
  }

  // --- to types

  static DType parse(MemoryLayout layout) {
    if (layout.byteSize() < 1 || layout.byteSize() > Integer.MAX_VALUE) {
      throw Errors.argument(
          "expected a layout of 1 to 2^31-1 bytes but found %d in %s", layout.byteSize(), layout);
    }
    return switch (layout) {
      case ValueLayout value -> value(value).withByteOrder(value.order());
      case StructLayout struct -> isComplex(struct) ? complex(struct) : struct(struct);
      case SequenceLayout bytes when bytes.elementLayout() instanceof ValueLayout.OfByte ->
          DType.raw((int) bytes.byteSize());
      case SequenceLayout sequence ->
          throw Errors.argument(
              "expected the layout of one element but found %s:"
                  + " its length belongs in an array's shape",
              sequence);
      case PaddingLayout padding ->
          throw Errors.argument("expected a value or a struct but found padding: %s", padding);
      case UnionLayout union -> throw rejected("a union", union);
    };
  }

  private static DType value(ValueLayout layout) {
    return switch (layout) {
      case ValueLayout.OfBoolean _ -> DType.BOOL;
      case ValueLayout.OfByte _ -> DType.INT8;
      case ValueLayout.OfChar _ -> DType.UINT16;
      case ValueLayout.OfShort _ -> DType.INT16;
      case ValueLayout.OfInt _ -> DType.INT32;
      case ValueLayout.OfLong _ -> DType.INT64;
      case ValueLayout.OfFloat _ -> DType.FLOAT32;
      case ValueLayout.OfDouble _ -> DType.FLOAT64;
      case AddressLayout address -> throw rejected("an address", address);
    };
  }

  private static boolean isComplex(StructLayout layout) {
    List<MemoryLayout> members = layout.memberLayouts();
    return members.size() == 2
        && members.getFirst() instanceof ValueLayout re
        && members.getLast() instanceof ValueLayout im
        && (re.carrier() == float.class || re.carrier() == double.class)
        && re.withName("im").equals(im)
        && re.name().equals(Optional.of("re"));
  }

  private static DType complex(StructLayout layout) {
    DType type = layout.byteSize() == 8 ? DType.COMPLEX64 : DType.COMPLEX128;
    return type.withByteOrder(((ValueLayout) layout.memberLayouts().getFirst()).order());
  }

  private static DType struct(StructLayout layout) {
    List<Field> fields = new ArrayList<>();
    long at = 0;
    for (MemoryLayout member : layout.memberLayouts()) {
      if (!(member instanceof PaddingLayout)) {
        fields.add(field(member, fields.size(), (int) at));
      }
      at += member.byteSize();
    }
    DType struct = DType.struct((int) at, fields);
    boolean aligned = layout.byteAlignment() == struct.cAlignment() && struct.isAlignedAsInC();
    return aligned ? DType.aligned((int) at, fields) : struct;
  }

  /// An unnamed member is named by its position among the fields, `f0` and so on.
  private static Field field(MemoryLayout member, int number, int byteOffset) {
    List<Long> shape = new ArrayList<>();
    MemoryLayout element = member;
    while (element instanceof SequenceLayout sequence) {
      shape.add(sequence.elementCount());
      element = sequence.elementLayout();
    }
    long[] lengths = shape.stream().mapToLong(Long::longValue).toArray();
    return new Field(member.name().orElse("f" + number), null, parse(element), lengths, byteOffset);
  }

  private static UnsupportedOperationException rejected(String what, MemoryLayout layout) {
    return new UnsupportedOperationException(
        Errors.text(
            "expected a value or a struct but found %s, which elements cannot be: %s",
            what, layout));
  }
}
