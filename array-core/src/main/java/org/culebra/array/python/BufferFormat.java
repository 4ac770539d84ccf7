package org.culebra.array.python;

import java.util.Locale;
import java.util.Objects;
import org.culebra.array.DType;

/// The format strings of Python's buffer protocol (PEP 3118, a superset of the language of Python's
/// `struct` module) and the types they describe.
///
/// ```java
/// BufferFormat.parse("d");                 // float64
/// BufferFormat.parse("T{i:id:(3)f:xyz:}"); // struct{id: int32 at 0, xyz: float32(3,) at 4; 16 bytes}
/// BufferFormat.print(DType.COMPLEX64);     // "Zf"
/// ```
///
/// ## Grammar
///
/// A format is a sequence of items; spaces between them are ignored: `[shape] [mode] [count] code
/// [":" name ":"]`.
///
/// | mode | byte order | sizes | alignment |
/// |---|---|---|---|
/// | `@`, the default | native | native | native |
/// | `^` | native | native | none |
/// | `=`, `<`, `>`, `!` | native, little, big, big | standard | none |
///
/// A mode applies until the next one, across the beginnings and ends of structs.
///
/// | code | type |
/// |---|---|
/// | `?` | `bool` |
/// | `b h i q`, `B H I Q` | signed and unsigned integers of 1, 2, 4, 8 bytes |
/// | `l L` | integers of 4 bytes; in the native modes C's `long`, 8 bytes except on Windows |
/// | `n N` | signed and unsigned integers of 8 bytes, in mode `@` only |
/// | `e f d` | `float16`, `float32`, `float64` |
/// | `Zf Zd`, `F D` | `complex64`, `complex128` |
/// | `c`, `s` | text of 1 and of count bytes |
/// | `w` | text of count UCS-4 code points |
/// | `p` | count raw bytes: a length and text, not interpreted |
/// | `x` | count bytes of padding; raw bytes if the item is named or the only one |
/// | `T{…}` | a struct |
///
/// For other codes a count is the length of a sub-array, after its shape. Several items without
/// `T{}`, or one with a shape or a name, are the fields of a struct; unnamed fields are called
/// `f0`, `f1` and so on. Numbers have neither sign nor leading zeros. The parser rejects `g` and
/// `Zg` (long double), `O` (objects), `P` and `&` (pointers), `X{}` (functions), `t` (bits), `u`
/// (UCS-2), lengths of 0 (such as `0i`, which Python and NumPy read differently) and everything
/// that is not in the tables.
///
/// ## The end of a struct
///
/// In mode `@` a struct ends as in C, at a multiple of its alignment. NumPy reads it this way, but
/// Python's `struct` stops after the last item, and other producers omit the padding at the end, or
/// all padding. So if there is a buffer, its item size decides, see [#parse(String, int)].
///
/// Formats are `char *` in C: UTF-8; NULL means `B`.
public final class BufferFormat {

  /// The size of C's `long`, the only code whose size differs between 64-bit systems.
  private static final int LONG_BYTES =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows") ? 4 : 8;

  private BufferFormat() {}

  /// Parses a format; the format alone determines the size of the type.
  ///
  /// @param format the format
  /// @return the type
  /// @throws org.culebra.array.FormatException if it is not a format, or describes a type that
  ///   arrays do not support
  public static DType parse(String format) {
    Objects.requireNonNull(format, "format");
    return BufferFormatParser.parse(format, LONG_BYTES);
  }

  /// Parses a format for a buffer with a given item size. The size decides: the format's items,
  /// laid out by their modes, must take exactly as many bytes, or fewer only by the padding that a
  /// C compiler adds at the end of a struct.
  ///
  /// Fewer bytes are accepted only if all fields are aligned and the struct would end there in C,
  /// because then no padding can be missing between them. So `T{<i:a:<c:b:}` is a struct of 5 bytes
  /// or of 8, but `T{<c:a:<i:b:}` is one of 5 bytes and not of 8: with 8, field `b` is not where
  /// the format puts it.
  ///
  /// @param format the format
  /// @param itemSize the `itemsize` of the buffer, in bytes
  /// @return the type, of that size
  /// @throws org.culebra.array.FormatException if it is not a format, describes a type that arrays
  ///   do not support, or has another size
  public static DType parse(String format, int itemSize) {
    Objects.requireNonNull(format, "format");
    return BufferFormatParser.parse(format, itemSize, LONG_BYTES);
  }

  /// The format of a type. NumPy can read it, and [#parse(String)] parses it to an equal type of
  /// the same size; only the titles of fields are lost.
  ///
  /// If the type is native and aligned with all its fields, as in C on this machine, the format
  /// uses mode `@`: `d`, `T{b:a:7xd:b:}`. Otherwise every field has the mode `<` or `>` of its
  /// bytes, written where it changes: `>d`, `T{b:a:<d:b:}`. All padding is written out, so in both
  /// cases the items add up to the size. Like NumPy, 64-bit integers are C's `long` in mode `@` if
  /// it has 64 bits.
  ///
  /// @param dtype the type
  /// @return the format
  /// @throws UnsupportedOperationException if the format cannot express the type: times, `bfloat16`
  ///   and 8-bit floats, fields that overlap or are out of order, field names that are empty,
  ///   contain a colon, or cannot be a C string in UTF-8
  public static String print(DType dtype) {
    Objects.requireNonNull(dtype, "dtype");
    return BufferFormatPrinter.print(dtype, LONG_BYTES);
  }
}
