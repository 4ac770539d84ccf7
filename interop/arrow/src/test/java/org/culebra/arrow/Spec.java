package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;

/// Reads columns as the columnar format's text says, element by element and with nothing of the
/// library's own readers: fixed-size values as the hexadecimal digits of their bytes, nested ones
/// as lists, missing ones as null.
final class Spec {
  private Spec() {}

  static List<@Nullable Object> values(Column column) {
    List<@Nullable Object> values = new ArrayList<>();
    for (long i = 0; i < column.length(); i++) {
      values.add(value(column, i));
    }
    return values;
  }

  /// The same of an array's elements, in this machine's byte order; all axes but the first as lists
  /// in lists.
  static Object expected(NDArray array) {
    if (array.rank() == 0) {
      NDArray native1 = array.copy(array.dtype().withByteOrder(ByteOrder.nativeOrder()));
      return HexFormat.of().formatHex(native1.rawBytes());
    }
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < array.shape(0); i++) {
      values.add(expected(array.select(0, i)));
    }
    return values;
  }

  /// Lists in lists as one list.
  static List<@Nullable Object> flat(@Nullable Object value) {
    List<@Nullable Object> all = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(item -> all.addAll(flat(item)));
    } else {
      all.add(value);
    }
    return all;
  }

  static @Nullable Object value(Column column, long i) {
    long at = column.offset() + i;
    if (isMissing(column, at)) {
      return null;
    }
    Column dictionary = column.dictionary();
    return dictionary == null ? plain(column, at) : value(dictionary, index(column, at));
  }

  private static boolean isMissing(Column column, long at) {
    MemorySegment bitmap = column.buffers().getFirst();
    return bitmap.address() != 0 && !bit(bitmap, at);
  }

  static boolean bit(MemorySegment bits, long at) {
    return (bits.get(JAVA_BYTE, at / 8) & 1 << at % 8) != 0;
  }

  private static @Nullable Object plain(Column column, long at) {
    String format = column.field().format();
    List<MemorySegment> buffers = column.buffers();
    return switch (format) {
      case "b" -> bit(buffers.get(1), at);
      case "u" -> text(buffers, at);
      case "+s" ->
          TestColumns.storedChildren(column).stream().map(child -> value(child, at)).toList();
      case "+l" -> items(column, int32(buffers.get(1), at), int32(buffers.get(1), at + 1));
      case "+L" -> items(column, int64(buffers.get(1), at), int64(buffers.get(1), at + 1));
      case "+vl" -> {
        long start = int32(buffers.get(1), at);
        yield items(column, start, start + int32(buffers.get(2), at));
      }
      case "+vL" -> {
        long start = int64(buffers.get(1), at);
        yield items(column, start, start + int64(buffers.get(2), at));
      }
      default -> {
        if (format.startsWith("+w:")) {
          long size = Long.parseLong(format.substring(3));
          yield items(column, at * size, (at + 1) * size);
        }
        int width = width(format);
        byte[] bytes = buffers.get(1).asSlice(at * width, width).toArray(JAVA_BYTE);
        yield HexFormat.of().formatHex(bytes);
      }
    };
  }

  private static List<@Nullable Object> items(Column column, long start, long end) {
    Column items = TestColumns.storedChildren(column).getFirst();
    assertWithin(items, start, end);
    List<@Nullable Object> values = new ArrayList<>();
    for (long j = start; j < end; j++) {
      values.add(value(items, j));
    }
    return values;
  }

  private static void assertWithin(Column items, long start, long end) {
    if (start < 0 || end < start || end > items.length()) {
      throw new AssertionError("[" + start + ", " + end + ") of " + items.length() + " items");
    }
  }

  private static long int32(MemorySegment buffer, long i) {
    return buffer.get(JAVA_INT_UNALIGNED, 4 * i);
  }

  private static long int64(MemorySegment buffer, long i) {
    return buffer.get(JAVA_LONG_UNALIGNED, 8 * i);
  }

  private static String text(List<MemorySegment> buffers, long at) {
    long start = int32(buffers.get(1), at);
    long bytes = int32(buffers.get(1), at + 1) - start;
    if (bytes == 0) {
      return "";
    }
    byte[] utf8 = buffers.get(2).asSlice(start, bytes).toArray(JAVA_BYTE);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static long index(Column column, long at) {
    MemorySegment indices = column.buffers().get(1);
    return switch (column.field().format()) {
      case "c" -> indices.get(JAVA_BYTE, at);
      case "C" -> indices.get(JAVA_BYTE, at) & 0xff;
      case "s" -> indices.get(JAVA_SHORT_UNALIGNED, 2 * at);
      case "S" -> indices.get(JAVA_SHORT_UNALIGNED, 2 * at) & 0xffff;
      case "i" -> int32(indices, at);
      case "I" -> int32(indices, at) & 0xffff_ffffL;
      case "l", "L" -> int64(indices, at);
      default -> throw new AssertionError(column.field());
    };
  }

  static int width(String format) {
    return switch (format.charAt(0)) {
      case 'c', 'C' -> 1;
      case 's', 'S', 'e' -> 2;
      case 'i', 'I', 'f' -> 4;
      case 'l', 'L', 'g' -> 8;
      case 'w' -> Integer.parseInt(format.substring(2));
      case 't' -> format.equals("tdD") ? 4 : 8;
      default -> throw new AssertionError(format);
    };
  }
}
