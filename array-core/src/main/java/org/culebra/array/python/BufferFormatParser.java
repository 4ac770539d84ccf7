package org.culebra.array.python;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// Parses formats; [BufferFormat] has the grammar.
final class BufferFormatParser {

  /// Deeper nesting is an attack on the stack.
  private static final int MAX_DEPTH = 32;

  private static final String SPACE = " \t\n\r\f\u000b";
  private static final String MODES = "@^=<>!";

  /// The codes before which a number is a length, not a count.
  private static final String LENGTHS = "spwx";

  private final String text;
  private final int longBytes;
  private int at;
  private char mode = '@';

  private BufferFormatParser(String text, int longBytes) {
    this.text = text;
    this.longBytes = longBytes;
  }

  /// One item with its position.
  ///
  /// @param name null if it has none
  /// @param shape of a sub-array, including its count
  /// @param body the items of a struct
  private record Item(
      @Nullable String name,
      DType type,
      long[] shape,
      long offset,
      long size,
      boolean isPadding,
      @Nullable Body body) {}

  /// A sequence of items.
  ///
  /// @param items without padding
  /// @param end the end of the last item, including padding
  /// @param alignment of the items that are in mode `@`
  /// @param endsAligned whether the sequence ends in mode `@`, and so at a multiple of the
  ///   alignment
  private record Body(List<Item> items, long end, int alignment, boolean endsAligned) {

    long size() {
      return endsAligned ? roundUp(end, alignment) : end;
    }

    /// The only item, if it is the type itself and not a field.
    @Nullable Item only() {
      Item first = items.size() == 1 ? items.getFirst() : null;
      boolean bare =
          first != null
              && first.name() == null
              && first.shape().length == 0
              && first.offset() == 0
              && first.size() == end;
      return bare ? first : null;
    }
  }

  static DType parse(String text, int longBytes) {
    return new BufferFormatParser(text, longBytes).whole(0);
  }

  static DType parse(String text, int itemSize, int longBytes) {
    if (itemSize < 1) {
      throw new FormatException("expected an item size of at least 1 byte but found " + itemSize);
    }
    return new BufferFormatParser(text, longBytes).whole(itemSize);
  }

  /// The type of all items; an item size of 0 leaves the size to the format.
  private DType whole(int itemSize) {
    Body body = body(0);
    if (at < text.length()) {
      throw expected("an item or the end");
    }
    Item only = body.only();
    if (only == null) {
      return sized(body, itemSize);
    }
    if (only.body() != null) {
      return sized(only.body(), itemSize);
    }
    if (itemSize != 0 && itemSize != only.size()) {
      throw otherSize(itemSize, only.size());
    }
    return only.type();
  }

  private DType sized(Body body, int itemSize) {
    if (itemSize == 0 || itemSize == body.end()) {
      return struct(body, itemSize == 0 ? body.size() : itemSize);
    }
    if (itemSize != body.size() && !endsThereInC(body, itemSize)) {
      throw otherSize(itemSize, body.end());
    }
    return struct(body, itemSize);
  }

  /// Whether C would end an aligned struct of these items there.
  private boolean endsThereInC(Body body, int itemSize) {
    if (itemSize < body.end()) {
      return false;
    }
    DType struct = struct(body, itemSize);
    return struct.isAlignedAsInC() && itemSize - body.end() < struct.cAlignment();
  }

  private static long roundUp(long bytes, int alignment) {
    return Math.ceilDiv(bytes, (long) alignment) * alignment;
  }

  private Body body(int depth) {
    if (depth > MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " levels of structs");
    }
    List<Item> items = new ArrayList<>();
    long end = 0;
    int alignment = 1;
    skipSpace();
    while (at < text.length() && peek() != '}') {
      Item item = item(end, depth);
      end = item.offset() + item.size();
      alignment = Math.max(alignment, alignment(item.type(), item.body()));
      if (!item.isPadding()) {
        items.add(item);
      }
      skipSpace();
    }
    if (end == 0) {
      throw expected("an item");
    }
    return new Body(items, end, alignment, mode == '@');
  }

  private Item item(long from, int depth) {
    int start = at;
    long[] shape = peek() == '(' ? shape() : new long[0];
    if (MODES.indexOf(peek()) >= 0) {
      mode = next("a type code");
    }
    int count = isDigit(peek()) ? number() : 1;
    char code = next("a type code");
    Body body = code == 'T' ? inBraces(depth) : null;
    DType type = body == null ? type(code, count) : struct(body, body.size());
    if (count > 1 && LENGTHS.indexOf(code) < 0) {
      shape = Arrays.copyOf(shape, shape.length + 1);
      shape[shape.length - 1] = count;
    }
    long offset = roundUp(from, alignment(type, body));
    long size = size(type, shape, offset, start);
    String name = peek() == ':' ? name() : null;
    return new Item(name, type, shape, offset, size, code == 'x' && name == null, body);
  }

  /// The alignment of an item. The mode may change inside it; the later one counts, as in NumPy.
  private int alignment(DType type, @Nullable Body body) {
    if (mode != '@') {
      return 1;
    }
    return body == null ? type.alignment() : body.alignment();
  }

  /// The size of an item, which must end within 2^31-1 bytes.
  private long size(DType type, long[] shape, long offset, int start) {
    long size = type.itemSize();
    for (long n : shape) {
      size = Math.min(size * n, 1L << 31); // both at most 2^31
    }
    if (offset + size > Integer.MAX_VALUE) {
      throw malformed("items of at most 2^31-1 bytes", "more", start);
    }
    return size;
  }

  private Body inBraces(int depth) {
    if (peek() != '{') {
      throw expected("'{' after 'T'");
    }
    at++;
    Body body = body(depth + 1);
    if (peek() != '}') {
      throw expected("'}'");
    }
    at++;
    return body;
  }

  /// The struct of a sequence of items, of a size in bytes. Padding alone is raw bytes.
  private DType struct(Body body, long size) {
    if (size > Integer.MAX_VALUE) {
      throw malformed("items of at most 2^31-1 bytes", "more", at);
    }
    if (body.items().isEmpty()) {
      return DType.raw((int) size);
    }
    try {
      List<Field> fields = fields(body.items());
      DType struct = DType.struct((int) size, fields);
      boolean aligned = body.endsAligned() && struct.isAlignedAsInC();
      return aligned ? DType.aligned((int) size, fields) : struct;
    } catch (IllegalArgumentException e) {
      throw new FormatException(Errors.text("%s, in '%s'", e.getMessage(), shown()));
    }
  }

  /// Unnamed fields get the first free name of `f0`, `f1` ...
  private static List<Field> fields(List<Item> items) {
    Set<String> taken = new HashSet<>();
    items.forEach(item -> taken.add(String.valueOf(item.name())));
    List<Field> fields = new ArrayList<>();
    int number = 0;
    for (Item item : items) {
      String name = item.name();
      while (name == null) {
        String next = "f" + number;
        name = taken.contains(next) ? null : next;
        number++;
      }
      fields.add(new Field(name, null, item.type(), item.shape(), (int) item.offset()));
    }
    return fields;
  }

  private DType type(char code, int count) {
    int start = at - 1;
    DType type =
        switch (code) {
          case 's' -> DType.bytes(count);
          case 'p', 'x' -> DType.raw(count);
          case 'w' -> count > Integer.MAX_VALUE / 4 ? null : DType.string(count);
          case 'Z' -> BufferFormatCodes.complex(next("'f' or 'd' after 'Z'"));
          default -> BufferFormatCodes.type(code, mode, longBytes);
        };
    if (type == null) {
      String meaning = BufferFormatCodes.meaning(text.charAt(at - 1));
      String found =
          "'" + text.substring(start, at) + "'" + (meaning.isEmpty() ? "" : ", " + meaning);
      throw malformed(
          code == 'w' ? "text of at most 2^31-1 bytes" : "the code of a type", found, start);
    }
    return type.withByteOrder(
        switch (mode) {
          case '<' -> ByteOrder.LITTLE_ENDIAN;
          case '>', '!' -> ByteOrder.BIG_ENDIAN;
          default -> ByteOrder.nativeOrder();
        });
  }

  // --- characters

  private long[] shape() {
    List<Long> shape = new ArrayList<>();
    do {
      at++;
      shape.add((long) number());
    } while (peek() == ',');
    if (peek() != ')') {
      throw expected("',' or ')'");
    }
    at++;
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  private int number() {
    int start = at;
    long value = 0;
    while (isDigit(peek()) && value <= Integer.MAX_VALUE) {
      value = 10 * value + (peek() - '0');
      at++;
    }
    if (at == start || text.charAt(start) == '0' || value > Integer.MAX_VALUE) {
      at = start;
      throw expected("a number from 1 to 2^31-1 without leading zeros");
    }
    return (int) value;
  }

  private String name() {
    int end = text.indexOf(':', at + 1);
    if (end <= at + 1 || text.substring(at, end).indexOf('\0') >= 0) {
      throw expected("a name between two ':'");
    }
    String name = text.substring(at + 1, end);
    at = end + 1;
    return name;
  }

  private void skipSpace() {
    while (at < text.length() && SPACE.indexOf(peek()) >= 0) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next(String expected) {
    if (at >= text.length()) {
      throw expected(expected);
    }
    return text.charAt(at++);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  // --- rejections

  private FormatException expected(String what) {
    return malformed(what, at < text.length() ? "'" + peek() + "'" : "the end", at);
  }

  private FormatException malformed(String expected, String found, int position) {
    return new FormatException(
        Errors.text(
            "expected %s at position %d of the buffer format '%s' but found %s",
            expected, position, shown(), found));
  }

  private FormatException otherSize(int itemSize, long found) {
    return new FormatException(
        Errors.text(
            "expected a buffer format for items of %d bytes but found one for %d: '%s'",
            itemSize, found, shown()));
  }

  private String shown() {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
