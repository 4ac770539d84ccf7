package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lays out a struct or union field by field: each field at the next multiple of its alignment, the
/// whole padded to the largest alignment (System V ABI, AMD64 supplement, 3.1.2, "Aggregates and
/// Unions").
final class StructLayoutBuilder {
  private static final int MAX_WEIGHT = 100_000;
  private static final int MAX_DEPTH = 100;

  /// A field before layout, which has to wait for the attributes after the closing brace.
  ///
  /// @param width of a bit-field, its bits; otherwise -1
  private record Pending(
      Token at, String name, QualifiedType type, Syntax.Attributes attributes, int width) {}

  private final SourceText source;
  private final DataModel model;
  private final boolean union;
  private final List<Pending> pending = new ArrayList<>();
  private final List<StructType.Field> fields = new ArrayList<>();
  private final Map<String, StructType.Field> promoted = new LinkedHashMap<>();

  /// Where the fields would be without bit-fields and attributes.
  private long naturalEnd;

  private long naturalAlignment = 1;
  private boolean natural = true;
  private boolean flexible;
  private int weight = 1;
  private int depth = 1;

  StructLayoutBuilder(SourceText source, DataModel model, boolean union) {
    this.source = source;
    this.model = model;
    this.union = union;
  }

  /// Adds a field.
  ///
  /// @param isOpen whether it is an array without a length
  void add(
      Token at, String name, QualifiedType type, Syntax.Attributes attributes, boolean isOpen) {
    checkNotFlexible(at);
    CType fieldType = type.type();
    if (!fieldType.isSized()) {
      String what = fieldType instanceof FunctionType ? "a function" : "an incomplete type";
      throw source.error(
          at,
          "expected a field with a size but found " + what + ", " + fieldType.declaration(name));
    }
    flexible = isOpen && !union;
    pending.add(new Pending(at, name, type, attributes, -1));
  }

  /// Adds a bit-field; one without a name takes space only.
  void addBits(
      Token at, String name, QualifiedType type, Syntax.Attributes attributes, CInteger width) {
    checkNotFlexible(at);
    CType unit = type.type() instanceof CType.Enum e ? e.underlying() : type.type();
    boolean integer =
        unit instanceof CType.Scalar scalar && scalar.kind() != CType.Scalar.Kind.FLOATING;
    if (!integer) {
      throw source.error(
          at, "expected a bit-field of an integer type but found " + type.type().declaration(name));
    }
    if (!model.hasBitFields()) {
      throw source.error(
          at,
          "expected no bit-fields, which Windows lays out in its own way, but found %s : %s; declare an integer of their size"
              .formatted(type.type().declaration(name), width.value()));
    }
    boolean bool = ((CType.Scalar) unit).kind() == CType.Scalar.Kind.BOOL;
    long most = bool ? 1 : 8 * unit.byteSize();
    long least = name.isEmpty() ? 0 : 1;
    if (width.value().bitLength() > 30 || width.bits() < least || width.bits() > most) {
      throw source.error(
          at,
          "expected a width of %d to %d bits but found %s".formatted(least, most, width.value()));
    }
    pending.add(new Pending(at, name, type, attributes, (int) width.bits()));
  }

  private void checkNotFlexible(Token at) {
    if (flexible) {
      throw source.error(at, "expected no field after an array of unknown length but found one");
    }
  }

  /// Lays the fields out.
  ///
  /// @param attributes of the struct
  /// @param pack of `#pragma pack`; 0 for none
  StructType.Body build(Token close, Syntax.Attributes attributes, long pack) {
    boolean packed = attributes.packed();
    BitLayout layout =
        new BitLayout(union, packed, attributes.alignment(), pack, model.alignsUnnamedBitFields());
    for (Pending field : pending) {
      place(field, layout);
    }
    try {
      long size = layout.byteSize();
      natural &= layout.byteAlignment() == naturalAlignment;
      natural &= size == BitLayout.alignUp(naturalEnd, naturalAlignment);
      return new StructType.Body(
          List.copyOf(fields),
          promoted,
          size,
          layout.byteAlignment(),
          packed,
          natural,
          flexible,
          weight,
          depth);
    } catch (ArithmeticException e) {
      throw tooLarge(close);
    }
  }

  private CDeclarationException tooLarge(Token at) {
    return source.error(at, "expected a size below 2^63 bytes but found more");
  }

  private void place(Pending pending, BitLayout layout) {
    CType type = pending.type().type();
    try {
      StructType.Field field = pending.width() < 0 ? whole(pending, layout) : bits(pending, layout);
      fields.add(field);
      if (!field.isBitField() || !field.name().isEmpty()) {
        promote(pending.at(), field);
      }
    } catch (ArithmeticException e) {
      throw tooLarge(pending.at());
    }
    weigh(pending.at(), type);
  }

  private StructType.Field whole(Pending pending, BitLayout layout) {
    CType type = pending.type().type();
    long size = type.byteSize();
    long offset = layout.place(size, pending.type().byteAlignment(), pending.attributes());
    long alignment = type.byteAlignment();
    long expected = union ? 0 : BitLayout.alignUp(naturalEnd, alignment);
    natural &= offset == expected;
    naturalEnd = Math.max(naturalEnd, Math.addExact(expected, size));
    naturalAlignment = Math.max(naturalAlignment, alignment);
    return new StructType.Field(pending.name(), type, offset, pending.type().isConst());
  }

  private StructType.Field bits(Pending pending, BitLayout layout) {
    natural = false;
    QualifiedType type = pending.type();
    long offset =
        layout.placeBits(
            pending.width(),
            type.type().byteSize(),
            type.byteAlignment(),
            pending.attributes(),
            pending.name().isEmpty());
    return new StructType.Field(
        pending.name(), type.type(), offset, type.isConst(), layout.bitOffset(), pending.width());
  }

  private void promote(Token at, StructType.Field field) {
    if (!field.name().isEmpty()) {
      name(at, field);
      return;
    }
    for (StructType.Field inner : ((StructType) field.type()).body().promoted().values()) {
      boolean isConst = field.isConst() || inner.isConst();
      name(at, inner.at(Math.addExact(field.byteOffset(), inner.byteOffset()), isConst));
    }
  }

  private void name(Token at, StructType.Field field) {
    if (promoted.putIfAbsent(field.name(), field) != null) {
      throw source.error(
          at, "expected a unique name but found a second field '" + field.name() + "'");
    }
  }

  /// Bounds the size and the depth of the struct's memory layout.
  private void weigh(Token at, CType type) {
    CType element = type;
    int levels = 1;
    while (element instanceof CType.Array array) {
      element = array.element();
      levels++;
    }
    StructType.Body inner = element instanceof StructType struct ? struct.body() : null;
    weight += inner == null ? 1 : inner.weight();
    depth = Math.max(depth, levels + (inner == null ? 0 : inner.depth()));
    if (weight > MAX_WEIGHT || depth > MAX_DEPTH) {
      throw source.error(
          at,
          "expected at most %d fields and %d levels, those of inner structs included, but found %d and %d"
              .formatted(MAX_WEIGHT, MAX_DEPTH, weight, depth));
    }
  }
}
