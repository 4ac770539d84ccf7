package org.culebra.array;

import java.lang.foreign.MemoryLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.culebra.array.internal.Descr;
import org.culebra.array.internal.DescrLiteral;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Literal;
import org.culebra.array.internal.TimeUnits;
import org.jspecify.annotations.Nullable;

/// The type of an array's elements: what kind of value, how many bytes, in which byte order.
///
/// The constants are in the byte order of this machine; [#withByteOrder(ByteOrder)] gives the other
/// one. Types are values: two that describe the same bytes are equal.
public final class DType {

  /// What an element means.
  public enum Kind {
    /// A truth value in one byte: zero is false, anything else true; written as 0 or 1.
    BOOL('b'),
    /// A signed integer in two's complement.
    INT('i'),
    /// An unsigned integer.
    UINT('u'),
    /// An IEEE 754 binary floating-point number.
    FLOAT('f'),
    /// The upper half of an IEEE 754 32-bit number.
    BFLOAT(' '),
    /// One of the 8-bit floating-point formats; stored and handed on, not converted.
    FLOAT8(' '),
    /// A complex number: real part, then imaginary part.
    COMPLEX('c'),
    /// A span of time: a signed count of a unit; the least 64-bit integer is "not a time".
    TIMEDELTA('m'),
    /// A point in time: a signed count of a unit since 1970; the least 64-bit integer is "not a
    /// time".
    DATETIME('M'),
    /// Text of one byte per character, padded with NUL.
    BYTES('S'),
    /// Text of one UCS-4 code point per character, padded with NUL.
    STRING('U'),
    /// Bytes without a meaning.
    RAW('V'),
    /// Named fields at given offsets.
    STRUCT('V');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    /// The letter that stands for the kind in an array interface type string.
    char code() {
      return code;
    }
  }

  /// Truth value, 1 byte.
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

  /// Floating-point number, 2 bytes: IEEE 754 half precision. Read as a wider type, a NaN stays a
  /// NaN, but the processor may make a signalling one quiet, as with any other conversion of Java.
  /// Copies and views of the type itself keep every bit.
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

  private static final Map<String, DType> PLAIN =
      Stream.of(
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
              FLOAT32,
              FLOAT64,
              COMPLEX64,
              COMPLEX128)
          .collect(Collectors.toUnmodifiableMap(t -> "" + t.kind.code + t.itemSize, t -> t));

  /// The 8-bit floating-point formats, by the names that DLPack gives them.
  private static final List<String> FLOAT8_FORMATS =
      List.of(
          "float8_e3m4",
          "float8_e4m3",
          "float8_e4m3b11fnuz",
          "float8_e4m3fn",
          "float8_e4m3fnuz",
          "float8_e5m2",
          "float8_e5m2fnuz",
          "float8_e8m0fnu");

  private final Kind kind;
  private final int itemSize;
  private final int alignment;
  private final ByteOrder order;

  /// The name of a plain type, the unit of a time, else empty.
  private final String variant;

  /// Empty for all but structs.
  private final List<Field> fields;

  /// How many structs lie within each other, and how many fields there are in all of them.
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
    this.depth = fields.stream().mapToInt(f -> f.dtype().depth + 1).max().orElse(0);
    this.fieldsInAll = fields.stream().mapToInt(f -> f.dtype().fieldsInAll + 1).sum();
  }

  private static DType of(Kind kind, int itemSize, String name) {
    int alignment = kind == Kind.COMPLEX ? itemSize / 2 : itemSize;
    return new DType(kind, itemSize, alignment, ByteOrder.nativeOrder(), name, List.of());
  }

  private static DType sized(Kind kind, int itemSize, int alignment, String variant) {
    return new DType(kind, itemSize, alignment, ByteOrder.nativeOrder(), variant, List.of());
  }

  static @Nullable DType plain(char code, int itemSize) {
    return PLAIN.get("" + code + itemSize);
  }

  /// One of the 8-bit floating-point formats. Arrays of them are stored, viewed and handed on;
  /// their values are not converted.
  ///
  /// @param name the name, such as `float8_e4m3fn`
  /// @return the type, of 1 byte
  /// @throws IllegalArgumentException if there is no such format
  public static DType float8(String name) {
    if (!FLOAT8_FORMATS.contains(name)) {
      throw Errors.argument(
          "expected one of %s but found '%s'", String.join(", ", FLOAT8_FORMATS), name);
    }
    return sized(Kind.FLOAT8, 1, 1, name);
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

  /// Text of a fixed number of bytes, padded with NUL; NumPy's `S`.
  ///
  /// @param length the length in bytes, at least 1
  /// @return the type
  /// @throws IllegalArgumentException if the length is less than 1
  public static DType bytes(int length) {
    return sized(Kind.BYTES, positive(length, Integer.MAX_VALUE), 1, "");
  }

  /// Text of a fixed number of UCS-4 code points, padded with NUL; NumPy's `U`.
  ///
  /// @param length the length in code points of 4 bytes, at least 1
  /// @return the type
  /// @throws IllegalArgumentException if the length is less than 1
  public static DType string(int length) {
    return sized(Kind.STRING, 4 * positive(length, Integer.MAX_VALUE / 4), 4, "");
  }

  /// Bytes without a meaning; NumPy's `V`.
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

  /// A struct of fields one after the other without gaps; the offsets given in the fields are not
  /// used.
  ///
  /// @param fields at least one field, with different names
  /// @return the type
  /// @throws IllegalArgumentException as [#struct(int, List)]
  public static DType packed(Field... fields) {
    return Structs.inSequence(false, fields);
  }

  /// A struct laid out as C does, each field at a multiple of its alignment; the offsets given in
  /// the fields are not used.
  ///
  /// @param fields at least one field, with different names
  /// @return the type
  /// @throws IllegalArgumentException as [#struct(int, List)]
  public static DType aligned(Field... fields) {
    return Structs.inSequence(true, fields);
  }

  /// A struct of fields at given offsets that C code can rely on: NumPy's `dtype(…, align=True)` of
  /// a dict with offsets. The struct gets the alignment of its most demanding field.
  ///
  /// @param itemSize the size of the struct in bytes
  /// @param fields at least one field, with different names
  /// @return the type
  /// @throws IllegalArgumentException as [#struct(int, List)], or if C could not lay out the fields
  ///   so, see [#isAlignedAsInC()]
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

  /// Checked parts to a type; only [Structs] and this class call it.
  static DType structOf(int itemSize, int alignment, List<Field> fields) {
    return new DType(Kind.STRUCT, itemSize, alignment, ByteOrder.nativeOrder(), "", fields);
  }

  /// What an element means.
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

  /// The alignment that C gives to the type on this machine, 1 for a struct that is not made to be
  /// aligned. Arrays need not be aligned.
  ///
  /// @return the alignment in bytes
  public int alignment() {
    return alignment;
  }

  /// The alignment that C gives to the type, however it was put together: for a struct that of its
  /// most demanding field.
  ///
  /// @return the alignment in bytes
  public int cAlignment() {
    return CAlignment.of(this);
  }

  /// Whether in an array that is aligned to [#cAlignment()] every element is aligned as C wants it,
  /// down to the fields of fields. Types that are no structs always are.
  ///
  /// @return true if so
  public boolean isAlignedAsInC() {
    return CAlignment.holds(this);
  }

  /// The byte order; this machine's for types that have none, such as one byte or raw bytes. The
  /// fields of a struct each have their own.
  ///
  /// @return the byte order
  public ByteOrder byteOrder() {
    return order;
  }

  /// Whether the bytes are in the order of this machine, for a struct those of every field.
  ///
  /// @return true if Java and C can read the elements directly
  public boolean isNativeOrder() {
    return kind == Kind.STRUCT
        ? fields.stream().allMatch(f -> f.dtype().isNativeOrder())
        : order == ByteOrder.nativeOrder();
  }

  /// The same type in a byte order, for a struct that of every field. Only the label changes: to
  /// move the bytes, copy an array to the new type.
  ///
  /// @param byteOrder the byte order
  /// @return the type; this one where byte order means nothing
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

  /// The bytes that change places when the byte order changes: of a number all of its bytes, of a
  /// complex one those of each half, of a text those of each code point.
  ///
  /// @return the size of a unit in bytes; 1 if the byte order means nothing, and for structs, whose
  ///   fields have units of their own
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

  /// The name without byte order, NumPy's: `float64`, `bool`, `datetime64[ns]`, and with the size
  /// in bits `bytes40`, `str160`, `void64`.
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

  /// The type string of the array interface, version 3: byte order (`<`, `>`, or `|` where it means
  /// nothing), kind, size in bytes. `<f8` is a little-endian `float64`; a struct is `|V` and its
  /// size, its fields are in [#descr()].
  ///
  /// @return the type string
  /// @throws UnsupportedOperationException if the type has none: `bfloat16` and the 8-bit floats
  public String typestr() {
    return TypeString.print(this);
  }

  /// The type that a type string of the array interface describes. The grammar is taken strictly:
  /// order, kind, digits, unit; a missing order and `=` mean this machine's; `|` belongs to types
  /// without byte order and they take no other.
  ///
  /// @param typestr the text
  /// @return the type
  /// @throws FormatException if it is not a type string, or names a type that arrays cannot have
  public static DType ofTypestr(String typestr) {
    return TypeString.parse(typestr);
  }

  /// The description of a type as the array interface and `.npy` files write it, as Python's text:
  /// a type string in quotes, or for a struct a list with a tuple for each field, of name (or the
  /// pair of title and name), description and, for a sub-array, shape. Gaps are unnamed raw fields.
  ///
  /// ```java
  /// DType.FLOAT64.descr();             // '<f8'
  /// DType.aligned(new Field("a", DType.INT8, 0), new Field("b", DType.INT32, 0)).descr();
  ///                                    // [('a', '|i1'), ('', '|V3'), ('b', '<i4')]
  /// ```
  ///
  /// @return the text, which Python's `numpy.dtype(ast.literal_eval(text))` reads
  /// @throws IllegalArgumentException if fields overlap, are out of order or have the empty name,
  ///   which a description cannot express
  /// @throws UnsupportedOperationException if the type or a field's has no type string: `bfloat16`
  ///   and the 8-bit floats
  public String descr() {
    return Literal.print(DescrLiteral.print(Descr.of(this)));
  }

  /// The type of a description, see [#descr()]. JSON's lists are taken for tuples.
  ///
  /// @param descr the text
  /// @return the type
  /// @throws FormatException if it is not a description
  public static DType ofDescr(String descr) {
    return Descr.parse(DescrLiteral.parse(Literal.parse(descr), true));
  }

  /// The type as a layout of `java.lang.foreign`, for code that has its own var handles and paths
  /// into the memory: values in their byte order; structs with the fields' names and with padding;
  /// sub-arrays, text and raw bytes as sequences; complex numbers as structs of `re` and `im`.
  /// Values have their natural alignment if C could lay out the whole type so, else alignment 1.
  ///
  /// Layouts know sizes and Java's carriers, not meanings: [#ofLayout(MemoryLayout)] returns signed
  /// integers for `uint8`, `uint32`, `uint64`, for times and for 16-bit and 8-bit floats, and plain
  /// bytes or integers for text. `uint16` is Java's `char` and comes back.
  ///
  /// @return the layout, of [#itemSize()] bytes
  /// @throws UnsupportedOperationException if fields overlap or are out of order, which it cannot
  ///   say
  public MemoryLayout memoryLayout() {
    return MemoryLayouts.of(this);
  }

  /// The type of a layout of `java.lang.foreign`: values and structs; sequences in structs are
  /// sub-arrays, a sequence of bytes alone is raw bytes, and a struct of two floats or doubles
  /// called `re` and `im` is a complex number. Members without a name are called `f0`, `f1` and so
  /// on, by their place.
  ///
  /// @param layout the layout of one element
  /// @return the type, of the same size and with every field at the same offset
  /// @throws UnsupportedOperationException if there is a union or an address in it
  /// @throws IllegalArgumentException if it is another sequence, padding or empty, larger than
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

  /// The name where it says all; else the type string, or a struct's fields.
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
