package org.culebra.arrow.internal.model;

import java.util.Arrays;
import java.util.List;
import org.culebra.array.DType;
import org.jspecify.annotations.Nullable;

/// The buffers and children described by a format string of the Arrow C data interface.
///
/// @param text the format string, such as `g` or `+w:3`
/// @param kind determines the buffers
/// @param byteWidth of one element in a [Part#FIXED] buffer; 0 if there is none
/// @param listSize elements per entry of a `+w`; otherwise 0
/// @param typeIds of a union, in the order of its children; otherwise empty
public record FormatString(
    String text, Kind kind, int byteWidth, int listSize, List<Integer> typeIds) {

  /// The content of one buffer.
  public enum Part {
    /// A bit for each element, least significant first: 1 if there is a value. May be NULL.
    VALIDITY,
    /// A bit for each element, least significant first.
    BITS,
    /// `byteWidth` bytes for each element.
    FIXED,
    /// int32 offsets into the next part, one more than elements.
    OFFSETS_32,
    /// int64 offsets into the next part, one more than elements.
    OFFSETS_64,
    /// int32 offsets of a list-view or a dense union, one for each element.
    STARTS_32,
    /// int64 offsets of a list-view, one for each element.
    STARTS_64,
    /// int32 lengths of a list-view, one for each element.
    SIZES_32,
    /// int64 lengths of a list-view, one for each element.
    SIZES_64,
    /// The target of the offsets before it.
    BYTES,
    /// 16 bytes for each element: a short value, or the location of a long one.
    VIEWS,
    /// An int8 for each element: the type id of a union.
    TYPE_IDS
  }

  /// The layouts of Arrow's columnar format. A view type (`vu`, `vz`) has, after the buffers named
  /// here, any number of data buffers and, in the C interface, an int64 buffer of their sizes.
  public enum Kind {
    NULL(0),
    BITS(0, Part.VALIDITY, Part.BITS),
    FIXED(0, Part.VALIDITY, Part.FIXED),
    BINARY(0, Part.VALIDITY, Part.OFFSETS_32, Part.BYTES),
    LARGE_BINARY(0, Part.VALIDITY, Part.OFFSETS_64, Part.BYTES),
    UTF8(0, Part.VALIDITY, Part.OFFSETS_32, Part.BYTES),
    LARGE_UTF8(0, Part.VALIDITY, Part.OFFSETS_64, Part.BYTES),
    BINARY_VIEW(0, Part.VALIDITY, Part.VIEWS),
    UTF8_VIEW(0, Part.VALIDITY, Part.VIEWS),
    LIST(1, Part.VALIDITY, Part.OFFSETS_32),
    LARGE_LIST(1, Part.VALIDITY, Part.OFFSETS_64),
    MAP(1, Part.VALIDITY, Part.OFFSETS_32),
    LIST_VIEW(1, Part.VALIDITY, Part.STARTS_32, Part.SIZES_32),
    LARGE_LIST_VIEW(1, Part.VALIDITY, Part.STARTS_64, Part.SIZES_64),
    FIXED_SIZE_LIST(1, Part.VALIDITY),
    STRUCT(ANY, Part.VALIDITY),
    SPARSE_UNION(ANY, Part.TYPE_IDS),
    DENSE_UNION(ANY, Part.TYPE_IDS, Part.STARTS_32),
    RUN_END_ENCODED(2);

    private final int childCount;
    private final List<Part> parts;
    private final boolean hasValidity;

    Kind(int childCount, Part... parts) {
      this.childCount = childCount;
      this.parts = List.of(parts);
      this.hasValidity = parts.length > 0 && parts[0] == Part.VALIDITY;
    }

    /// The required number of children; [#ANY] if the schema decides.
    public int childCount() {
      return childCount;
    }

    /// The buffers, in their order.
    public List<Part> parts() {
      return parts;
    }

    /// Whether more buffers may follow the named ones.
    public boolean isView() {
      return this == BINARY_VIEW || this == UTF8_VIEW;
    }

    /// Whether the first buffer marks the missing elements.
    public boolean hasValidity() {
      return hasValidity;
    }

    /// Whether the second buffer has one offset more than there are elements.
    public boolean hasOffsets() {
      return parts.size() > 1
          && (parts.get(1) == Part.OFFSETS_32 || parts.get(1) == Part.OFFSETS_64);
    }

    public boolean isUnion() {
      return this == SPARSE_UNION || this == DENSE_UNION;
    }
  }

  static final int ANY = -1;

  /// The one-letter formats, by letter: looked up for every imported array.
  private static final @Nullable FormatString[] LETTERS = letters();

  private static @Nullable FormatString[] letters() {
    @Nullable FormatString[] formats = new FormatString['z' + 1];
    formats['n'] = new FormatString("n", Kind.NULL, 0, 0, List.of());
    formats['b'] = new FormatString("b", Kind.BITS, 0, 0, List.of());
    String fixed = "cCsSiIlLefg";
    int[] widths = {1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8};
    for (int i = 0; i < widths.length; i++) {
      formats[fixed.charAt(i)] = fixed(fixed.substring(i, i + 1), widths[i]);
    }
    formats['z'] = new FormatString("z", Kind.BINARY, 0, 0, List.of());
    formats['Z'] = new FormatString("Z", Kind.LARGE_BINARY, 0, 0, List.of());
    formats['u'] = new FormatString("u", Kind.UTF8, 0, 0, List.of());
    formats['U'] = new FormatString("U", Kind.LARGE_UTF8, 0, 0, List.of());
    return formats;
  }

  private static FormatString fixed(String text, int byteWidth) {
    return new FormatString(text, Kind.FIXED, byteWidth, 0, List.of());
  }

  /// Parses a format string.
  ///
  /// @param text the format string
  /// @return the parsed format
  /// @throws IllegalArgumentException if Arrow has no such format
  public static FormatString of(String text) {
    FormatString letter = text.length() == 1 ? letter(text.charAt(0)) : null;
    if (letter != null) {
      return letter;
    }
    FormatString format =
        text.startsWith("+")
            ? nested(text)
            : text.startsWith("t") ? temporal(text) : withParameters(text);
    if (format == null) {
      throw new IllegalArgumentException(
          "expected a format string of the Arrow C data interface but found \"" + text + "\"");
    }
    return format;
  }

  /// A one-letter format; null if there is none with that letter.
  public static @Nullable FormatString letter(int letter) {
    return letter < LETTERS.length ? LETTERS[letter] : null;
  }

  /// Whether it is an integer format, as required for indices into a dictionary.
  public boolean isIndex() {
    return text.length() == 1 && "cCsSiIlL".indexOf(text.charAt(0)) >= 0;
  }

  private static @Nullable FormatString withParameters(String text) {
    if (text.equals("vu") || text.equals("vz")) {
      Kind kind = text.equals("vu") ? Kind.UTF8_VIEW : Kind.BINARY_VIEW;
      return new FormatString(text, kind, 0, 0, List.of());
    }
    if (text.startsWith("w:")) {
      int width = number(text.substring(2));
      return width < 0 ? null : fixed(text, width);
    }
    return text.startsWith("d:") ? decimal(text) : null;
  }

  private static @Nullable FormatString decimal(String text) {
    String[] numbers = text.substring(2).split(",", -1);
    if (numbers.length < 2 || numbers.length > 3 || number(numbers[0]) < 1) {
      return null;
    }
    String scale = numbers[1].startsWith("-") ? numbers[1].substring(1) : numbers[1];
    int bits = numbers.length == 2 ? 128 : number(numbers[2]);
    boolean known = bits == 32 || bits == 64 || bits == 128 || bits == 256;
    return known && number(scale) >= 0 ? fixed(text, bits / 8) : null;
  }

  private static @Nullable FormatString temporal(String text) {
    int width =
        switch (text) {
          case "tdD", "tts", "ttm", "tiM" -> 4;
          case "tdm", "ttu", "ttn", "tiD", "tDs", "tDm", "tDu", "tDn" -> 8;
          case "tin" -> 16;
          default -> isTimestamp(text) ? 8 : 0;
        };
    return width == 0 ? null : fixed(text, width);
  }

  /// The colon is kept even if there is no time zone.
  private static boolean isTimestamp(String text) {
    return text.length() >= 4
        && text.startsWith("ts")
        && "smun".indexOf(text.charAt(2)) >= 0
        && text.charAt(3) == ':';
  }

  private static @Nullable FormatString nested(String text) {
    Kind kind =
        switch (text) {
          case "+l" -> Kind.LIST;
          case "+L" -> Kind.LARGE_LIST;
          case "+vl" -> Kind.LIST_VIEW;
          case "+vL" -> Kind.LARGE_LIST_VIEW;
          case "+s" -> Kind.STRUCT;
          case "+m" -> Kind.MAP;
          case "+r" -> Kind.RUN_END_ENCODED;
          default -> null;
        };
    if (kind != null) {
      return new FormatString(text, kind, 0, 0, List.of());
    }
    if (text.startsWith("+w:")) {
      int size = number(text.substring(3));
      return size < 0 ? null : new FormatString(text, Kind.FIXED_SIZE_LIST, 0, size, List.of());
    }
    return text.startsWith("+ud:") || text.startsWith("+us:") ? union(text) : null;
  }

  private static @Nullable FormatString union(String text) {
    String ids = text.substring(4);
    int[] numbers =
        ids.isEmpty()
            ? new int[0]
            : Arrays.stream(ids.split(",", -1)).mapToInt(FormatString::number).toArray();
    boolean good = Arrays.stream(numbers).allMatch(id -> id >= 0 && id <= Byte.MAX_VALUE);
    if (!good || Arrays.stream(numbers).distinct().count() != numbers.length) {
      return null;
    }
    Kind kind = text.startsWith("+ud") ? Kind.DENSE_UNION : Kind.SPARSE_UNION;
    return new FormatString(text, kind, 0, 0, Arrays.stream(numbers).boxed().toList());
  }

  /// Plain decimal digits that fit 31 bits; -1 for anything else.
  private static int number(String digits) {
    if (digits.isEmpty()
        || digits.length() > 10
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    long value = Long.parseLong(digits);
    return value <= Integer.MAX_VALUE ? (int) value : -1;
  }

  /// The array type with the same elements in the same bytes. Dates and times of day become
  /// integers, because NumPy's have other widths; packed bits have no such type.
  ///
  /// @return the type; null if there is none
  public @Nullable DType dtype() {
    return switch (text.charAt(0)) {
      case 'c' -> DType.INT8;
      case 'C' -> DType.UINT8;
      case 's' -> DType.INT16;
      case 'S' -> DType.UINT16;
      case 'i' -> DType.INT32;
      case 'I' -> DType.UINT32;
      case 'l' -> DType.INT64;
      case 'L' -> DType.UINT64;
      case 'e' -> DType.FLOAT16;
      case 'f' -> DType.FLOAT32;
      case 'g' -> DType.FLOAT64;
      case 'w' -> byteWidth == 0 ? null : DType.raw(byteWidth);
      case 't' -> time();
      default -> null;
    };
  }

  private @Nullable DType time() {
    return switch (text.charAt(1)) {
      case 's' -> DType.datetime64(unit());
      case 'D' -> DType.timedelta64(unit());
      case 'd', 't' -> byteWidth == 4 ? DType.INT32 : DType.INT64;
      default -> null;
    };
  }

  private String unit() {
    return switch (text.charAt(2)) {
      case 's' -> "s";
      case 'm' -> "ms";
      case 'u' -> "us";
      default -> "ns";
    };
  }
}
