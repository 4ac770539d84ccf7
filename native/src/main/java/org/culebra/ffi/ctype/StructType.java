package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A struct or a union of C. It equals only itself; compare with [CType#sameAbi].
///
/// It has to exist before its fields are known, because they may point to it: the parser sets these
/// before it publishes the type.
public final class StructType implements CType {
  private final boolean union;
  private final String tag;
  private String typedefName = "";
  private @Nullable Body body;

  StructType(boolean union, String tag) {
    this.union = union;
    this.tag = tag;
  }

  /// {@return whether this is a union}
  public boolean isUnion() {
    return union;
  }

  /// {@return the tag, `_Img` for `struct _Img`; empty if there is none}
  public String tag() {
    return tag;
  }

  /// {@return the tag, otherwise the first `typedef` name, otherwise empty}
  public String name() {
    return tag.isEmpty() ? typedefName : tag;
  }

  /// {@return whether the fields are known; an incomplete (opaque) struct can only be pointed to}
  public boolean isComplete() {
    return body != null;
  }

  @Override
  public boolean isSized() {
    return isComplete();
  }

  @Override
  public long byteSize() {
    return body().byteSize();
  }

  @Override
  public long byteAlignment() {
    return body().byteAlignment();
  }

  /// {@return whether it was declared `__attribute__((packed))`: without padding, with alignment 1
  /// unless another was given}
  public boolean isPacked() {
    return body().packed();
  }

  /// {@return whether every field is where C places it by its type alone: without bit-fields,
  /// `packed`, `aligned` or `#pragma pack`, as far as they make a difference} Only such a struct
  /// can be passed by value.
  public boolean hasNaturalLayout() {
    return body().natural();
  }

  /// {@return whether the last field is an array of unknown length, `T x[]`, of size 0}
  public boolean isFlexible() {
    return body().flexible();
  }

  /// {@return the fields in order; an anonymous struct, union or bit-field has an empty name}
  ///
  /// @throws IllegalStateException if the type is incomplete
  public List<Field> fields() {
    return body().fields();
  }

  /// {@return the field with this name} Includes the fields of anonymous members (C11 6.7.2.1 §13),
  /// with their offset in this struct.
  ///
  /// @param fieldName the name
  /// @throws IllegalArgumentException if there is no such field; the message lists the fields
  public Field field(String fieldName) {
    Objects.requireNonNull(fieldName, "fieldName");
    Map<String, Field> promoted = body().promoted();
    Field field = promoted.get(fieldName);
    if (field == null) {
      throw new IllegalArgumentException(
          "expected a field of %s but found '%s'; the fields are %s"
              .formatted(this, fieldName, String.join(", ", promoted.keySet())));
    }
    return field;
  }

  /// {@return whether C may use the address of this struct as that of another} It may if they are
  /// the same, as by [CType#sameAbi]; if this is true of the first member, or of any member of a
  /// union (C11 6.7.2.1 §15, §16); or if the first members are declared as those of the other
  /// struct, with the same names, types and offsets: libuv's `uv_timer_t` begins with the members
  /// of `uv_handle_t`. This struct is then at least as large as the other.
  ///
  /// @param other the struct to which C expects a pointer
  public boolean startsWith(StructType other) {
    Objects.requireNonNull(other, "other");
    return CType.sameAbi(other, this)
        || hasMembersOf(other)
        || membersAtStart().anyMatch(member -> member.startsWith(other));
  }

  private boolean hasMembersOf(StructType other) {
    if (!isComplete() || !other.isComplete() || union || other.union) {
      return false;
    }
    List<Field> expected = other.fields();
    boolean mayFit = expected.size() <= fields().size() && other.byteSize() <= byteSize();
    AbiComparison comparison = new AbiComparison(CType.Comparison.ABI, true);
    for (int i = 0; mayFit && i < expected.size(); i++) {
      mayFit = comparison.sameField(expected.get(i), fields().get(i));
    }
    return mayFit && !expected.isEmpty();
  }

  /// The structs and unions that have the address of this one.
  private Stream<StructType> membersAtStart() {
    List<Field> members = isComplete() ? fields() : List.of();
    return members.stream()
        .limit(union ? members.size() : 1)
        .map(Field::type)
        .filter(StructType.class::isInstance)
        .map(StructType.class::cast);
  }

  /// {@return a table of the fields with their types, offsets and sizes, for humans}
  ///
  /// @throws IllegalStateException if the type is incomplete
  public String describe() {
    return TypePrinter.table(this);
  }

  @Override
  public String toString() {
    return declaration("");
  }

  /// Called once, before the type is published.
  void complete(Body fields) {
    body = fields;
  }

  /// Takes back [#complete], if the text that defines the struct turns out to be invalid.
  void forgetBody() {
    body = null;
  }

  /// Gives an untagged struct the name that it is printed with.
  void nameAfterTypedef(String name) {
    if (tag.isEmpty() && typedefName.isEmpty()) {
      typedefName = name;
    }
  }

  /// Raises the alignment of a struct without a tag to that of its `typedef`, the only name that it
  /// has.
  void alignAsTypedef(long alignment) {
    Body fields = body;
    if (fields != null && tag.isEmpty() && typedefName.isEmpty()) {
      body = fields.aligned(alignment);
    }
  }

  Body body() {
    Body fields = body;
    if (fields == null) {
      throw new IllegalStateException(
          "expected a complete type but found " + this + ", which was never defined");
    }
    return fields;
  }

  /// The fields of a complete struct or union with their layout, computed once.
  ///
  /// @param fields the fields as declared
  /// @param promoted every name that can be looked up: the fields, and those of anonymous members
  ///   with their offset from the start of this struct (C11 6.7.2.1 §13)
  /// @param natural whether each field is where C places it by its type alone
  /// @param weight the number of fields, including those of inner structs
  /// @param depth how deep structs and arrays are nested
  record Body(
      List<Field> fields,
      Map<String, Field> promoted,
      long byteSize,
      long byteAlignment,
      boolean packed,
      boolean natural,
      boolean flexible,
      int weight,
      int depth) {

    /// The same fields with at least some alignment; the size remains, as in GCC.
    Body aligned(long alignment) {
      return alignment <= byteAlignment
          ? this
          : new Body(fields, promoted, byteSize, alignment, packed, false, flexible, weight, depth);
    }
  }

  /// One field of a struct or union.
  ///
  /// @param name its name; empty for an anonymous struct, union or bit-field
  /// @param type its type
  /// @param byteOffset its offset in the struct, 0 in a union; of a bit-field, that of the byte
  ///   with its first bit
  /// @param isConst whether it was declared `const`
  /// @param bitOffset of a bit-field, its first bit in that byte, 0 for the least significant
  /// @param bitWidth of a bit-field, the number of its bits; -1 for other fields
  public record Field(
      String name, CType type, long byteOffset, boolean isConst, int bitOffset, int bitWidth) {
    /// Checks that nothing is null.
    public Field {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
    }

    /// A field that is no bit-field.
    ///
    /// @param name its name; empty for an anonymous struct or union
    /// @param type its type
    /// @param byteOffset its offset in the struct; 0 in a union
    /// @param isConst whether it was declared `const`
    public Field(String name, CType type, long byteOffset, boolean isConst) {
      this(name, type, byteOffset, isConst, 0, -1);
    }

    /// {@return whether this is a bit-field, which has no address}
    public boolean isBitField() {
      return bitWidth >= 0;
    }

    /// The same field of a struct that is itself a field.
    Field at(long offset, boolean constant) {
      return new Field(name, type, offset, constant, bitOffset, bitWidth);
    }

    /// The declaration in C, without a semicolon.
    @Override
    public String toString() {
      String declaration = TypePrinter.declaration(type, isConst, name);
      return isBitField() ? declaration + " : " + bitWidth : declaration;
    }
  }
}
