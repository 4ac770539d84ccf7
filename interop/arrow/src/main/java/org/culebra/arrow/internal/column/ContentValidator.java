package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.DecimalType;
import org.culebra.arrow.internal.model.FormatString;

/// What the content of a new column must satisfy, where the caller has made the buffers: every
/// offset, type id, run end, string and decimal is looked at. The children have been checked
/// before, and the sizes of buffers follow from the arrays that they are.
final class ContentValidator {
  private ContentValidator() {}

  /// Checks one column, but not its children.
  ///
  /// @param column with offset 0 and no missing elements
  /// @return the column
  /// @throws IllegalArgumentException if its content is inconsistent
  static ArrayData checked(ArrayData column) {
    switch (column.format().kind()) {
      case UTF8, LARGE_UTF8 -> {
        offsets(column, column.buffer(2).memory().byteSize(), "bytes");
        strings(column);
      }
      case BINARY, LARGE_BINARY -> offsets(column, column.buffer(2).memory().byteSize(), "bytes");
      case LIST, LARGE_LIST, MAP -> offsets(column, child(column).length(), "values");
      case SPARSE_UNION -> typeIds(column);
      case DENSE_UNION -> starts(column, typeIds(column));
      case RUN_END_ENCODED -> runEnds(child(column));
      case FIXED -> {
        if (DecimalType.isDecimal(column.format())) {
          decimals(column);
        }
      }
      default -> {}
    }
    return column;
  }

  private static ArrayData child(ArrayData column) {
    return column.storedChildren().getFirst();
  }

  // --- offsets

  private static void offsets(ArrayData column, long end, String of) {
    MemorySegment offsets = column.buffer(1).memory();
    if (ArrowValidator.isWide(column.format().kind())) {
      longs(offsets, column.length() + 1, end, of);
    } else {
      ints(offsets, column.length() + 1, end, of);
    }
  }

  private static void ints(MemorySegment offsets, long count, long end, String of) {
    long before = 0;
    for (long i = 0; i < count; i++) {
      long offset = offsets.get(JAVA_INT_UNALIGNED, i * Integer.BYTES);
      if (offset < before || offset > end) {
        throw badOffset(before, end, of, offset, i);
      }
      before = offset;
    }
  }

  /// As for 32 bits, on purpose: C2 needs a loop of its own for each width.
  private static void longs(MemorySegment offsets, long count, long end, String of) {
    long before = 0;
    for (long i = 0; i < count; i++) {
      long offset = offsets.get(JAVA_LONG_UNALIGNED, i * Long.BYTES);
      if (offset < before || offset > end) {
        throw badOffset(before, end, of, offset, i);
      }
      before = offset;
    }
  }

  private static IllegalArgumentException badOffset(
      long low, long high, String of, long found, long i) {
    return new IllegalArgumentException(
        "expected offset %d in [%d, %d], from its predecessor to the number of %s, but found %d"
            .formatted(i, low, high, of, found));
  }

  // --- strings

  private static void strings(ArrayData column) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
    for (long i = 0; i < column.length(); i++) {
      MemorySegment text = ElementReader.content(column, i);
      if (isAscii(text)) {
        continue;
      }
      try {
        decoder.decode(ByteBuffer.wrap(text.toArray(JAVA_BYTE)));
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException(
            "expected UTF-8 but found bytes that are not in element %d; Columns.binary takes any bytes"
                .formatted(i),
            e);
      }
    }
  }

  private static boolean isAscii(MemorySegment text) {
    byte all = 0;
    for (long i = 0; i < text.byteSize(); i++) {
      all |= text.get(JAVA_BYTE, i);
    }
    return all >= 0;
  }

  // --- unions

  /// Checks the type ids.
  ///
  /// @return the position of the child for each possible id, -1 where there is none
  private static int[] typeIds(ArrayData column) {
    int[] children = childOfId(column.format());
    MemorySegment ids = column.buffer(0).memory();
    for (long i = 0; i < column.length(); i++) {
      byte id = ids.get(JAVA_BYTE, i);
      if (id < 0 || children[id] < 0) {
        throw new IllegalArgumentException(
            "expected one of the type ids %s but found %d in element %d"
                .formatted(column.format().typeIds(), id, i));
      }
    }
    return children;
  }

  /// The position of the child for each type id, -1 where there is none.
  static int[] childOfId(FormatString format) {
    int[] children = new int[Byte.MAX_VALUE + 1];
    Arrays.fill(children, -1);
    List<Integer> ids = format.typeIds();
    for (int k = 0; k < ids.size(); k++) {
      children[ids.get(k)] = k;
    }
    return children;
  }

  /// The offsets of a dense union: within their child, and for each child not decreasing.
  private static void starts(ArrayData column, int[] childOfId) {
    MemorySegment ids = column.buffer(0).memory();
    MemorySegment starts = column.buffer(1).memory();
    long[] before = new long[column.storedChildren().size()];
    for (long i = 0; i < column.length(); i++) {
      int child = childOfId[ids.get(JAVA_BYTE, i)];
      long start = starts.get(JAVA_INT_UNALIGNED, i * Integer.BYTES);
      long length = column.storedChildren().get(child).length();
      if (start < before[child] || start >= length) {
        throw new IllegalArgumentException(
            "expected offset %d in [%d, %d), from its predecessor in the child \"%s\" to that child's length, but found %d"
                .formatted(
                    i, before[child], length, column.storedChildren().get(child).name(), start));
      }
      before[child] = start;
    }
  }

  // --- runs

  private static void runEnds(ArrayData ends) {
    long before = 0;
    for (long i = 0; i < ends.length(); i++) {
      long end = ArrowValidator.runEnd(ends, i);
      if (end <= before) {
        throw new IllegalArgumentException(
            "expected run end %d above %d, where its run begins, but found %d"
                .formatted(i, before, end));
      }
      before = end;
    }
  }

  // --- decimals

  private static void decimals(ArrayData column) {
    DecimalType type = DecimalType.of(column.format());
    MemorySegment memory = column.buffer(1).memory();
    BigInteger limit = type.limit();
    for (long i = 0; i < column.length(); i++) {
      requirePrecision(type, limit, DecimalType.unscaled(memory, type.byteWidth(), i), i);
    }
  }

  /// Rejects a decimal with too many digits.
  ///
  /// @param limit of the type
  static void requirePrecision(
      DecimalType type, BigInteger limit, BigInteger unscaled, long index) {
    if (unscaled.abs().compareTo(limit) >= 0) {
      throw new IllegalArgumentException(
          "expected at most %d digits, the precision, but found %s in element %d"
              .formatted(
                  type.precision(), new BigDecimal(unscaled, type.scale()).toPlainString(), index));
    }
  }
}
