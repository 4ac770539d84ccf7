package org.culebra.array.python;

import java.util.Locale;
import java.util.Objects;
import org.culebra.array.DType;

/// The format strings of Python's buffer protocol (PEP 3118, the language of Python's `struct`
/// module and more) and the types they describe.
///
/// ```java
/// BufferFormat.parse("d");                 // float64
/// BufferFormat.parse("T{i:id:(3)f:xyz:}"); // struct{id: int32 at 0, xyz: float32(3,) at 4; 16 bytes}
/// BufferFormat.print(DType.COMPLEX64);     // "Zf"
/// ```
///
/// ## What is read
///
/// A format is a row of items, spaces between them ignored: `[shape] [mode] [count] code [":" name
/// ":"]`.
///
/// | mode | byte order | sizes | alignment |
/// |---|---|---|---|
/// | `@`, from the start | native | native | native |
/// | `^` | native | native | none |
/// | `=`, `<`, `>`, `!` | native, little, big, big | standard | none |
///
/// A mode holds until the next one, into structs and out of them.
///
/// | code | type |
/// |---|---|
/// | `?` | `bool` |
/// | `b h i q`, `B H I Q` | signed and unsigned integers of 1, 2, 4, 8 bytes |
/// | `l L` | integers of 4 bytes; in the native modes those of C's `long`, 8 but on Windows |
/// | `n N` | signed and unsigned integers of 8 bytes, in mode `@` only |
/// | `e f d` | `float16`, `float32`, `float64` |
/// | `Zf Zd`, `F D` | `complex64`, `complex128` |
/// | `c`, `s` | text of 1 and of count bytes |
/// | `w` | text of count UCS-4 code points |
/// | `p` | count raw bytes: a length and text, which is not taken apart |
/// | `x` | count bytes of padding; raw bytes if it has a name or there is nothing else |
/// | `T{…}` | a struct |
///
/// Elsewhere a count is a sub-array's length, behind its shape. Several items without `T{}`, or one
/// that has a shape or a name, are the fields of a struct; fields without a name are called `f0`,
/// `f1` and so on. Numbers have neither sign nor leading zeros. Refused are `g` and `Zg` (long
/// double), `O` (objects), `P` and `&` (pointers), `X{}` (functions), `t` (bits), `u` (UCS-2),
/// lengths of 0 (so `0i`, which Python and NumPy read differently) and all that is not in the
/// tables.
///
/// ## Where a struct ends
///
/// In mode `@` a struct ends as C's does, at a multiple of its alignment; NumPy reads it so, while
/// Python's `struct` stops after the last item, and other producers leave out padding at the end,
/// or all of it. So where there is a buffer its item size decides, see [#parse(String, int)].
///
/// Formats are `char *` in C: UTF-8, and NULL means `B`.
public final class BufferFormat {

  /// The size of C's long, the one code whose size differs between 64-bit systems.
  private static final int LONG_BYTES =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows") ? 4 : 8;

  private BufferFormat() {}

  /// The type that a format describes, of the size that the format alone says.
  ///
  /// @param format the format
  /// @return the type
  /// @throws org.culebra.array.FormatException if it is not a format, or describes what arrays
  ///   cannot have
  public static DType parse(String format) {
    Objects.requireNonNull(format, "format");
    return BufferFormatParser.parse(format, LONG_BYTES);
  }

  /// The type that a format describes, for a buffer whose items have a given size. The size
  /// decides: the format's items, one after the other as their modes say, must take just as much,
  /// or less only by the padding that a C compiler puts at the end of a struct.
  ///
  /// The second is believed only if all fields are aligned and the struct would end there in C, for
  /// then nothing can be missing between them. So `T{<i:a:<c:b:}` is a struct of 5 bytes or of 8,
  /// but `T{<c:a:<i:b:}` one of 5 bytes and not of 8: with 8, field `b` is not where the format has
  /// it.
  ///
  /// @param format the format
  /// @param itemSize the `itemsize` of the buffer, in bytes
  /// @return the type, of that size
  /// @throws org.culebra.array.FormatException if it is not a format, describes what arrays cannot
  ///   have, or is of another size
  public static DType parse(String format, int itemSize) {
    Objects.requireNonNull(format, "format");
    return BufferFormatParser.parse(format, itemSize, LONG_BYTES);
  }

  /// The format of a type, which NumPy reads and which [#parse(String)] reads back to an equal type
  /// of the same size; only the titles of fields are not in it.
  ///
  /// If C could have the type on this machine, native and aligned with all its fields, the format
  /// is in mode `@`: `d`, `T{b:a:7xd:b:}`. Else every field has the mode `<` or `>` of its bytes,
  /// written where it changes: `>d`, `T{b:a:<d:b:}`. All padding is written out, so both ways the
  /// items add up to the size. 64-bit integers are C's `long` in mode `@` where it has 64 bits, as
  /// NumPy has it.
  ///
  /// @param dtype the type
  /// @return the format
  /// @throws UnsupportedOperationException if the format has no word for it: times, `bfloat16` and
  ///   8-bit floats, fields that overlap or are out of order, field names that are empty, or hold a
  ///   colon or what C strings and UTF-8 cannot
  public static String print(DType dtype) {
    Objects.requireNonNull(dtype, "dtype");
    return BufferFormatPrinter.print(dtype, LONG_BYTES);
  }
}
