package org.culebra.array;

import java.lang.foreign.MemoryLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.TimeUnits;
import org.jspecify.annotations.Nullable;

/// The type of an array's elements: the kind of value, its size in bytes, and its byte order.
///
/// The constants have the byte order of this machine; [#withByteOrder(ByteOrder)] returns the other
/// one. Types are values: two that describe the same bytes are equal.
public final class DType {

  /// The meaning of an element.
  public enum Kind {
    /// A boolean in one byte: zero is false, anything else true; written as 0 or 1.
    BOOL('b'),
    /// A signed integer in two's complement.
    INT('i'),
    /// An unsigned integer.
    UINT('u'),
    /// An IEEE 754 binary floating-point number.
    FLOAT('f'),
    /// The upper half of an IEEE 754 32-bit number.
    BFLOAT(' '),
    /// One of the 8-bit floating-point formats; stored and exchanged, not converted.
    FLOAT8(' '),
    /// A complex number: real part, then imaginary part.
    COMPLEX('c'),
    /// A span of time: a signed count of a unit; the smallest 64-bit integer is "not a time".
    TIMEDELTA('m'),
    /// A point in time: a signed count of a unit since 1970; the smallest 64-bit integer is "not a
    /// time".
    DATETIME('M'),
    /// A string of one byte per character, padded with NUL.
    BYTES('S'),
    /// A string of one UCS-4 code point per character, padded with NUL.
    STRING('U'),
    /// Bytes without an interpretation.
    RAW('V'),
    /// Named fields at given offsets.
    STRUCT('V');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    /// The letter of the kind in a type string of the array interface.
    char code() {
      return code;
    }
  }

  /// Boolean, 1 byte.
  public static final DType BOOL = of(Kind.BOOL, 1, "bool");

  /// Signed integer, 1 byte.
  public static final DType INT8 = of(Kind.INT, 1, "int8");

  /// Signed integer, 2 bytes.
  public static final DType INT16 = of(Kind.INT, 2, "int16");

  /// Signed integer, 4 bytes.
  public static final DType INT32 = of(Kind.INT, 4, "int32");

  /// Signed integer, 8 bytes.
  public static final DType INT64 = of(Kind.INT, 8, "int64");

  /// Unsigned integer, 1 byte.
  public static final DType UINT8 = of(Kind.UINT, 1, "uint8");

  /// Unsigned integer, 2 bytes.
  public static final DType UINT16 = of(Kind.UINT, 2, "uint16");

  /// Unsigned integer, 4 bytes.
  public static final DType UINT32 = of(Kind.UINT, 4, "uint32");

  /// Unsigned integer, 8 bytes.
  public static final DType UINT64 = of(Kind.UINT, 8, "uint64");

  /// Floating-point number, 2 bytes: IEEE 754 half precision. A NaN read as a wider type stays a
  /// NaN, but as with other Java conversions the processor may quiet a signaling one. Copies and
  /// views of the type itself preserve every bit.
  public static final DType FLOAT16 = of(Kind.FLOAT, 2, "float16");

  /// Floating-point number, 2 bytes: the upper half of a [#FLOAT32].
  public static final DType BFLOAT16 = of(Kind.BFLOAT, 2, "bfloat16");

  /// Floating-point number, 4 bytes.
  public static final DType FLOAT32 = of(Kind.FLOAT, 4, "float32");

  /// Floating-point number, 8 bytes.
  public static final DType FLOAT64 = of(Kind.FLOAT, 8, "float64");

  /// Complex number of two [#FLOAT32].
  public static final DType COMPLEX64 = of(Kind.COMPLEX, 8, "complex64");

  /// Complex number of two [#FLOAT64].
  public static final DType COMPLEX128 = of(Kind.COMPLEX, 16, "complex128");

  /// 8-bit float: 3 bits of exponent and 4 of significand. Stored and exchanged, not converted.
  public static final DType FLOAT8_E3M4 = of(Kind.FLOAT8, 1, "float8_e3m4");

  /// 8-bit float: 4 bits of exponent and 3 of significand, as in IEEE 754. Stored and exchanged,
  /// not converted.
  public static final DType FLOAT8_E4M3 = of(Kind.FLOAT8, 1, "float8_e4m3");

  /// 8-bit float: 4 bits of exponent with bias 11 and 3 of significand, without infinities and
  /// negative zero. Stored and exchanged, not converted.
  public static final DType FLOAT8_E4M3B11FNUZ = of(Kind.FLOAT8, 1, "float8_e4m3b11fnuz");

  /// 8-bit float: 4 bits of exponent and 3 of significand, without infinities. Stored and
  /// exchanged, not converted.
  public static final DType FLOAT8_E4M3FN = of(Kind.FLOAT8, 1, "float8_e4m3fn");

  /// 8-bit float: 4 bits of exponent and 3 of significand, without infinities and negative zero.
  /// Stored and exchanged, not converted.
  public static final DType FLOAT8_E4M3FNUZ = of(Kind.FLOAT8, 1, "float8_e4m3fnuz");

  /// 8-bit float: 5 bits of exponent and 2 of significand, as in IEEE 754. Stored and exchanged,
  /// not converted.
  public static final DType FLOAT8_E5M2 = of(Kind.FLOAT8, 1, "float8_e5m2");

  /// 8-bit float: 5 bits of exponent and 2 of significand, without infinities and negative zero.
  /// Stored and exchanged, not converted.
  public static final DType FLOAT8_E5M2FNUZ = of(Kind.FLOAT8, 1, "float8_e5m2fnuz");

  /// 8-bit float: an exponent of 8 bits alone, without sign, zero and infinities. Stored and
  /// exchanged, not converted.
  public static final DType FLOAT8_E8M0FNU = of(Kind.FLOAT8, 1, "float8_e8m0fnu");

  /// The types above, which a name without a size or a unit identifies.
  static final List<DType> PLAIN =
      List.of(
          BOOL,
          INT8,
          INT16,
          INT32,
          INT64,
          UINT8,
          UINT16,
          UINT32,
          UINT64,
          FLOAT16,
          BFLOAT16,
          FLOAT32,
          FLOAT64,
          COMPLEX64,
          COMPLEX128,
          FLOAT8_E3M4,
          FLOAT8_E4M3,
          FLOAT8_E4M3B11FNUZ,
          FLOAT8_E4M3FN,
          FLOAT8_E4M3FNUZ,
          FLOAT8_E5M2,
          FLOAT8_E5M2FNUZ,
          FLOAT8_E8M0FNU);

  private final Kind kind;
  private final int itemSize;
  private final int alignment;
  private final ByteOrder order;

  /// The name of a plain type, the unit of a time, otherwise empty.
  private final String variant;

  /// Empty except for structs.
  private final List<Field> fields;

  /// The nesting depth of structs, and the total number of fields in them.
  private final int depth;

  private final int fieldsInAll;

  private DType(
      Kind kind, int itemSize, int alignment, ByteOrder order, String variant, List<Field> fields) {
    this.kind = kind;
    this.itemSize = itemSize;
    this.alignment = alignment;
    this.order = order;
    this.variant = variant;
    this.fields = fields;
    int deepest = 0;
    int count = 0;
    for (Field field : fields) {
      deepest = Math.max(deepest, field.dtype().depth + 1);
      count += field.dtype().fieldsInAll + 1;
    }
    this.depth = deepest;
    this.fieldsInAll = count;
  }

  private static DType of(Kind kind, int itemSize, String name) {
    int alignment = kind == Kind.COMPLEX ? itemSize / 2 : itemSize;
    return new DType(kind, itemSize, alignment, ByteOrder.nativeOrder(), name, List.of());
  }

  private static DType sized(Kind kind, int itemSize, int alignment, String variant) {
    return new DType(kind, itemSize, alignment, ByteOrder.nativeOrder(), variant, List.of());
  }

  /// The type with a letter and a size in type strings, if there is one.
  static @Nullable DType plain(char code, int itemSize) {
    for (DType type : PLAIN) {
      boolean hasCode = type.kind != Kind.BFLOAT && type.kind != Kind.FLOAT8;
      if (hasCode && type.kind.code == code && type.itemSize == itemSize) {
        return type;
      }
    }
    return null;
  }

  /// The type of a name or of a type string: NumPy's `np.dtype(text)`. Takes what [#ofName(String)]
  /// takes, `float64`, `datetime64[ns]`, and what [#ofTypestr(String)] takes, `<f8`, `S5`.
  ///
  /// @param text the name or type string
  /// @return the type
  /// @throws FormatException if it is neither
  public static DType of(String text) {
    return TypeNames.parseAny(Objects.requireNonNull(text, "text"));
  }

  /// Points in time: signed 64-bit counts of a unit since 1970-01-01T00:00 UTC.
  ///
  /// @param unit `Y M W D h m s ms us ns ps fs as`, or a multiple such as `25s`
  /// @return the type, of 8 bytes
  /// @throws IllegalArgumentException if it is not a unit
  public static DType datetime64(String unit) {
    return sized(Kind.DATETIME, 8, 8, TimeUnits.canonical(unit));
  }

  /// Spans of time: signed 64-bit counts of a unit.
  ///
  /// @param unit `Y M W D h m s ms us ns ps fs as`, or a multiple such as `25s`
  /// @return the type, of 8 bytes
  /// @throws IllegalArgumentException if it is not a unit
  public static DType timedelta64(String unit) {
    return sized(Kind.TIMEDELTA, 8, 8, TimeUnits.canonical(unit));
  }

  /// A string of a fixed number of bytes, padded with NUL; NumPy's `S`.
  ///
  /// @param length the length in bytes, at least 1
  /// @return the type
  /// @throws IllegalArgumentException if the length is less than 1
  public static DType bytes(int length) {
    return sized(Kind.BYTES, positive(length, Integer.MAX_VALUE), 1, "");
  }

  /// A string of a fixed number of UCS-4 code points, padded with NUL; NumPy's `U`.
  ///
  /// @param length the length in code points of 4 bytes, at least 1
  /// @return the type
  /// @throws IllegalArgumentException if the length is less than 1
  public static DType string(int length) {
    return sized(Kind.STRING, 4 * positive(length, Integer.MAX_VALUE / 4), 4, "");
  }

  /// Bytes without an interpretation; NumPy's `V`.
  ///
  /// @param length the length in bytes, at least 1
  /// @return the type
  /// @throws IllegalArgumentException if the length is less than 1
  public static DType raw(int length) {
    return sized(Kind.RAW, positive(length, Integer.MAX_VALUE), 1, "");
  }

  private static int positive(int length, int max) {
    if (length < 1 || length > max) {
      throw Errors.argument("expected a length in [1, %d] but found %d", max, length);
    }
    return length;
  }

  /// A struct of fields at given offsets, which may leave gaps and may overlap.
  ///
  /// @param itemSize the size of the struct in bytes
  /// @param fields at least one field, with different names
  /// @return the type
  /// @throws IllegalArgumentException if there is no field, a name or title is used twice, or a
  ///   field ends after the struct
  public static DType struct(int itemSize, List<Field> fields) {
    return Structs.of(itemSize, 1, fields);
  }

  /// A struct of consecutive fields without gaps; the offsets given in the fields are ignored.
  ///
  /// @param fields at least one field, with different names
  /// @return the type
  /// @throws IllegalArgumentException as for [#struct(int, List)]
  public static DType packed(Field... fields) {
    return Structs.inSequence(false, fields);
  }

  /// A struct laid out as in C, each field at a multiple of its alignment; the offsets given in the
  /// fields are ignored.
  ///
  /// @param fields at least one field, with different names
  /// @return the type
  /// @throws IllegalArgumentException as for [#struct(int, List)]
  public static DType aligned(Field... fields) {
    return Structs.inSequence(true, fields);
  }

  /// A struct of fields at given offsets that C code can use: NumPy's `dtype(…, align=True)` of a
  /// dict with offsets. The struct gets the alignment of its most strictly aligned field.
  ///
  /// @param itemSize the size of the struct in bytes
  /// @param fields at least one field, with different names
  /// @return the type
  /// @throws IllegalArgumentException as for [#struct(int, List)], or if C could not lay out the
  ///   fields this way, see [#isAlignedAsInC()]
  public static DType aligned(int itemSize, List<Field> fields) {
    DType struct = struct(itemSize, fields);
    if (!struct.isAlignedAsInC()) {
      throw Errors.argument(
          "expected every field at a multiple of its alignment and a size that is a multiple of %d"
              + " but found %s",
          struct.cAlignment(), struct);
    }
    return structOf(itemSize, struct.cAlignment(), struct.fields);
  }

  /// Creates a type from validated parts; only [Structs] and this class call it.
  static DType structOf(int itemSize, int alignment, List<Field> fields) {
    return new DType(Kind.STRUCT, itemSize, alignment, ByteOrder.nativeOrder(), "", fields);
  }

  /// The meaning of an element.
  ///
  /// @return the kind
  public Kind kind() {
    return kind;
  }

  /// The size of one element.
  ///
  /// @return the size in bytes
  public int itemSize() {
    return itemSize;
  }

  /// The alignment that C gives to the type on this machine; 1 for a struct that was not created
  /// aligned. Arrays need not be aligned.
  ///
  /// @return the alignment in bytes
  public int alignment() {
    return alignment;
  }

  /// The alignment that C gives to the type, however it was created: for a struct, that of its most
  /// strictly aligned field.
  ///
  /// @return the alignment in bytes
  public int cAlignment() {
    return CAlignment.of(this);
  }

  /// Whether every element of an array that is aligned to [#cAlignment()] is aligned as C requires,
  /// including nested fields. Always true for types other than structs.
  ///
  /// @return true if so
  public boolean isAlignedAsInC() {
    return CAlignment.holds(this);
  }

  /// The byte order; this machine's for types that have none, such as single bytes or raw bytes.
  /// Each field of a struct has its own.
  ///
  /// @return the byte order
  public ByteOrder byteOrder() {
    return order;
  }

  /// Whether the bytes, of a struct those of every field, are in this machine's order.
  ///
  /// @return true if Java and C can read the elements directly
  public boolean isNativeOrder() {
    return kind == Kind.STRUCT
        ? fields.stream().allMatch(f -> f.dtype().isNativeOrder())
        : order == ByteOrder.nativeOrder();
  }

  /// The same type in another byte order, of a struct that of every field. Only the label changes;
  /// to swap the bytes, copy an array to the new type.
  ///
  /// @param byteOrder the byte order
  /// @return the type; this one if it has no byte order
  public DType withByteOrder(ByteOrder byteOrder) {
    Objects.requireNonNull(byteOrder, "byteOrder");
    if (kind == Kind.STRUCT) {
      return structOf(
          itemSize,
          alignment,
          fields.stream().map(f -> f.withType(f.dtype().withByteOrder(byteOrder))).toList());
    }
    boolean same = order == byteOrder || swapUnit() == 1;
    return same ? this : new DType(kind, itemSize, alignment, byteOrder, variant, fields);
  }

  /// The number of bytes that are reversed when the byte order changes: all bytes of a number,
  /// those of one half of a complex number, those of one code point of a string.
  ///
  /// @return the size of a unit in bytes; 1 if the type has no byte order, and for structs, whose
  ///   fields have their own units
  public int swapUnit() {
    return switch (kind) {
      case BOOL, BYTES, RAW, FLOAT8, STRUCT -> 1;
      case COMPLEX -> itemSize / 2;
      case STRING -> 4;
      case INT, UINT, FLOAT, BFLOAT, TIMEDELTA, DATETIME -> itemSize;
    };
  }

  int depth() {
    return depth;
  }

  int fieldsInAll() {
    return fieldsInAll;
  }

  /// Whether elements are integers, signed or unsigned. Booleans and times are not.
  ///
  /// @return true if so
  public boolean isInteger() {
    return kind == Kind.INT || kind == Kind.UINT;
  }

  /// Whether elements are numbers that convert to each other: booleans, integers, floating-point
  /// and complex numbers. Times and the 8-bit floats are not.
  ///
  /// @return true if so
  public boolean isNumeric() {
    return switch (kind) {
      case BOOL, INT, UINT, FLOAT, BFLOAT, COMPLEX -> true;
      case FLOAT8, TIMEDELTA, DATETIME, BYTES, STRING, RAW, STRUCT -> false;
    };
  }

  /// The unit of a time: `ns`, `D`, `25s`.
  ///
  /// @return the unit; empty if this is not a time
  public String unit() {
    return kind == Kind.DATETIME || kind == Kind.TIMEDELTA ? variant : "";
  }

  /// The fields of a struct.
  ///
  /// @return the fields in their order; empty if this is not a struct
  public List<Field> fields() {
    return fields;
  }

  /// A field of a struct.
  ///
  /// @param name its name or title
  /// @return the field
  /// @throws IllegalArgumentException if there is no such field
  public Field field(String name) {
    Objects.requireNonNull(name, "name");
    return Structs.field(this, name);
  }

  /// NumPy's name, without byte order: `float64`, `bool`, `datetime64[ns]`, and with the size in
  /// bits `bytes40`, `str160`, `void64`.
  ///
  /// @return the name
  public String name() {
    return switch (kind) {
      case DATETIME -> "datetime64[" + variant + "]";
      case TIMEDELTA -> "timedelta64[" + variant + "]";
      case BYTES -> "bytes" + 8L * itemSize;
      case STRING -> "str" + 8L * itemSize;
      case RAW, STRUCT -> "void" + 8L * itemSize;
      default -> variant;
    };
  }

  /// The type of a name, in this machine's byte order: the reverse of [#name()], but for structs,
  /// which have the name of raw bytes of their size.
  ///
  /// @param name the name, such as `float64`, `bfloat16`, `float8_e4m3fn`, `datetime64[ns]` or
  ///   `str160`
  /// @return the type
  /// @throws FormatException if no type has that name
  public static DType ofName(String name) {
    return TypeNames.parse(Objects.requireNonNull(name, "name"));
  }

  /// The type string of the array interface, version 3: byte order (`<`, `>`, or `|` for none),
  /// kind, size in bytes. `<f8` is a little-endian `float64`; a struct is `|V` and its size, and
  /// [org.culebra.array.python.TypeDescription] has its fields.
  ///
  /// @return the type string
  /// @throws UnsupportedOperationException if the type has none: `bfloat16` and the 8-bit floats
  public String typestr() {
    return TypeString.print(this);
  }

  /// Parses a type string of the array interface. The grammar is strict: order, kind, digits, unit.
  /// A missing order and `=` mean this machine's; types without byte order take only `|`, and `|`
  /// is valid only for them.
  ///
  /// @param typestr the text
  /// @return the type
  /// @throws FormatException if it is not a type string, or names a type that arrays do not support
  public static DType ofTypestr(String typestr) {
    return TypeString.parse(typestr);
  }

  /// The type as a layout of `java.lang.foreign`, for code with its own var handles and layout
  /// paths: values in their byte order; structs with the fields' names and padding; sub-arrays,
  /// strings and raw bytes as sequences; complex numbers as structs of `re` and `im`. Values have
  /// their natural alignment if C could lay out the whole type this way, otherwise alignment 1.
  ///
  /// Layouts express sizes and Java's carriers, not meanings: [#ofLayout(MemoryLayout)] returns
  /// signed integers for `uint8`, `uint32`, `uint64`, for times and for 16-bit and 8-bit floats,
  /// and plain bytes or integers for strings. `uint16` is Java's `char` and round-trips.
  ///
  /// @return the layout, of [#itemSize()] bytes
  /// @throws UnsupportedOperationException if fields overlap or are out of order, which a layout
  ///   cannot express
  public MemoryLayout memoryLayout() {
    return MemoryLayouts.of(this);
  }

  /// The type of a layout of `java.lang.foreign`: values and structs; sequences in structs are
  /// sub-arrays, a sequence of bytes by itself is raw bytes, and a struct of two floats or doubles
  /// called `re` and `im` is a complex number. Unnamed members are called `f0`, `f1` and so on, by
  /// position.
  ///
  /// A layout does not say whether an integer is signed, nor which bytes are text: integers other
  /// than Java's `char` become signed, and `char[8]` of C an `int8` sub-array. Where the
  /// declaration in C is known, the dtype of that struct has both.
  ///
  /// @param layout the layout of one element
  /// @return the type, of the same size and with every field at the same offset
  /// @throws UnsupportedOperationException if it contains a union or an address
  /// @throws IllegalArgumentException if it is any other sequence, padding or empty, larger than
  ///   2^31-1 bytes, or has two members of the same name
  public static DType ofLayout(MemoryLayout layout) {
    return MemoryLayouts.parse(Objects.requireNonNull(layout, "layout"));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || other instanceof DType that
            && kind == that.kind
            && itemSize == that.itemSize
            && order == that.order
            && variant.equals(that.variant)
            && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, itemSize, order, variant, fields);
  }

  /// The name if it is unambiguous, otherwise the type string or a struct's fields.
  ///
  /// @return `float64`, `>f8`, `|S5`, `struct{a: int32 at 0, b: float64 at 8; 16 bytes}`
  @Override
  public String toString() {
    return switch (kind) {
      case STRUCT ->
          fields.stream()
              .map(Field::toString)
              .collect(Collectors.joining(", ", "struct{", "; " + itemSize + " bytes}"));
      case BYTES, STRING, RAW -> typestr();
      case BFLOAT ->
          isNativeOrder()
              ? variant
              : variant + (order == ByteOrder.BIG_ENDIAN ? " big-endian" : " little-endian");
      default -> isNativeOrder() ? name() : typestr();
    };
  }
}
