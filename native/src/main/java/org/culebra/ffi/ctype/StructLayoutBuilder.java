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
  private record Pending(Token at, String name, QualifiedType type) {}

  private final SourceText source;
  private final boolean union;
  private final List<Pending> pending = new ArrayList<>();
  private final List<CType.Field> fields = new ArrayList<>();
  private final Map<String, CType.Field> promoted = new LinkedHashMap<>();
  private long end;
  private long alignment = 1;
  private boolean flexible;
  private int weight = 1;
  private int depth = 1;

  StructLayoutBuilder(SourceText source, boolean union) {
    this.source = source;
    this.union = union;
  }

  void add(Token at, String name, QualifiedType type) {
    check(at, name, type.type());
    pending.add(new Pending(at, name, type));
  }

  private void check(Token at, String name, CType type) {
    if (flexible) {
      throw source.error(at, "expected no field after an array of unknown length but found one");
    }
    boolean unknownLength = type instanceof CType.Array array && array.count() == 0;
    if (unknownLength && (union || pending.isEmpty())) {
      throw source.error(
          at, "expected an array of unknown length only as the last of several fields of a struct");
    }
    if (!type.isSized()) {
      String what = type instanceof CType.Function ? "a function" : "an incomplete type";
      throw source.error(
          at, "expected a field with a size but found " + what + ", " + type.declaration(name));
    }
    if (type instanceof CType.Struct struct && struct.isFlexible()) {
      throw source.error(
          at,
          "expected a field of fixed size but found "
              + struct
              + ", which ends in a flexible array member");
    }
    flexible = unknownLength;
  }

  StructState.Body build(Token close, boolean packed) {
    if (pending.isEmpty()) {
      throw source.error(close, "expected at least one field but found '}'");
    }
    for (Pending field : pending) {
      place(field, packed);
    }
    try {
      long size = alignUp(end, alignment);
      return new StructState.Body(
          List.copyOf(fields), promoted, size, alignment, packed, flexible, weight, depth);
    } catch (ArithmeticException e) {
      throw tooLarge(close);
    }
  }

  private CDeclarationException tooLarge(Token at) {
    return source.error(at, "expected a size below 2^63 bytes but found more");
  }

  private void place(Pending pending, boolean packed) {
    CType type = pending.type().type();
    long fieldAlignment = packed ? 1 : type.byteAlignment();
    try {
      long offset = union ? 0 : alignUp(end, fieldAlignment);
      end = Math.max(end, Math.addExact(offset, type.byteSize()));
      alignment = Math.max(alignment, fieldAlignment);
      CType.Field field = new CType.Field(pending.name(), type, offset, pending.type().isConst());
      fields.add(field);
      promote(pending.at(), field);
    } catch (ArithmeticException e) {
      throw tooLarge(pending.at());
    }
    weigh(pending.at(), type);
  }

  private static long alignUp(long offset, long alignment) {
    return Math.addExact(offset, alignment - 1) / alignment * alignment;
  }

  private void promote(Token at, CType.Field field) {
    if (!field.name().isEmpty()) {
      name(at, field);
      return;
    }
    for (CType.Field inner : ((CType.Struct) field.type()).body().promoted().values()) {
      boolean isConst = field.isConst() || inner.isConst();
      long offset = Math.addExact(field.byteOffset(), inner.byteOffset());
      name(at, new CType.Field(inner.name(), inner.type(), offset, isConst));
    }
  }

  private void name(Token at, CType.Field field) {
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
    StructState.Body inner = element instanceof CType.Struct struct ? struct.body() : null;
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
