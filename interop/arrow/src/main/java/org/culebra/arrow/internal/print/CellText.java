package org.culebra.arrow.internal.print;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.stream.IntStream;
import org.culebra.array.internal.PythonText;
import org.culebra.arrow.internal.column.ElementReader;
import org.culebra.arrow.internal.column.Indirection;
import org.culebra.arrow.internal.column.ValueReader;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.BoundedText;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.jspecify.annotations.Nullable;

/// The text of one element, quoted and with brackets as in Python. Of a long one only the beginning
/// is read.
final class CellText {
  /// The characters of a name, a type or an element that are shown.
  static final int LIMIT = 40;

  /// Bytes of UTF-8 that are at least as many characters as are shown.
  private static final long BYTES = 4L * LIMIT;

  private CellText() {}

  /// The text; a question mark for an element that is invalid, such as an import's offset out of
  /// bounds, or a time beyond Java's.
  static String of(ArrayData column, long index) {
    BoundedText text = new BoundedText(LIMIT);
    try {
      append(text, column, index);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      return "?";
    }
    return text.toString();
  }

  private static void append(BoundedText text, ArrayData column, long index) {
    if (text.isFull()) {
      return;
    }
    if (ElementReader.isNull(column, index)) {
      text.append("null");
      return;
    }
    ArrayData source = Indirection.source(column, index);
    if (source != null) {
      append(text, source, Indirection.sourceIndex(column, index));
      return;
    }
    switch (column.format().kind()) {
      case UTF8, LARGE_UTF8, UTF8_VIEW -> text.append(string(column, index));
      case BINARY, LARGE_BINARY, BINARY_VIEW -> text.append(bytes(column, index));
      case STRUCT -> struct(text, column, index);
      case MAP -> items(text, "{", ElementReader.list(column, index), "}");
      case LIST, LARGE_LIST, LIST_VIEW, LARGE_LIST_VIEW ->
          items(text, "[", ElementReader.list(column, index), "]");
      case FIXED_SIZE_LIST -> fixedSizeList(text, column, index);
      default -> text.append(value(column, index));
    }
  }

  private static String value(ArrayData column, long index) {
    if (column.format().byteWidth() > BYTES) {
      return bytes(column, index); // not all of them
    }
    Object value = ValueReader.value(column, index);
    return switch (value) {
      case byte[] _ -> bytes(column, index);
      case ZonedDateTime time -> time.toOffsetDateTime().toString();
      case null, default -> String.valueOf(value);
    };
  }

  private static MemorySegment start(ArrayData column, long index) {
    MemorySegment content = ElementReader.content(column, index);
    return content.asSlice(0, Math.min(content.byteSize(), BYTES));
  }

  private static String string(ArrayData column, long index) {
    byte[] utf8 = start(column, index).toArray(JAVA_BYTE);
    StringBuilder out = new StringBuilder();
    int[] codes = new String(utf8, StandardCharsets.UTF_8).codePoints().toArray();
    PythonText.quote(out, codes, PythonText::isPrintable);
    return out.toString();
  }

  private static String bytes(ArrayData column, long index) {
    byte[] bytes = start(column, index).toArray(JAVA_BYTE);
    StringBuilder out = new StringBuilder("b");
    int[] codes = IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
    PythonText.quote(out, codes, PythonText::isPrintableAscii);
    return out.toString();
  }

  /// Complex numbers are one value.
  private static void fixedSizeList(BoundedText text, ArrayData column, long index) {
    if (ValueReader.isComplex(column)) {
      text.append(value(column, index));
    } else {
      items(text, "[", ElementReader.list(column, index), "]");
    }
  }

  private static void items(
      BoundedText text, String open, @Nullable ArrayData found, String close) {
    ArrayData items = Objects.requireNonNull(found);
    boolean isMap = open.equals("{");
    text.append(open);
    for (long i = 0; i < items.length() && !text.isFull(); i++) {
      text.append(i == 0 ? "" : ", ");
      if (isMap) {
        append(text, items.child(0), i);
        text.append(": ");
        append(text, items.child(1), i);
      } else {
        append(text, items, i);
      }
    }
    text.append(close);
  }

  private static void struct(BoundedText text, ArrayData column, long index) {
    text.append("{");
    int count = column.storedChildren().size();
    for (int i = 0; i < count && !text.isFull(); i++) {
      ArrayData child = column.storedChildren().get(i);
      text.append(i == 0 ? "" : ", ").append(child.name()).append(": ");
      append(text, child, column.offset() + index);
    }
    text.append("}");
  }

  /// Whether texts of a type are numbers, whose ends are aligned.
  static boolean isNumber(ArrayData column) {
    ArrayData dictionary = column.dictionary();
    if (dictionary != null) {
      return isNumber(dictionary);
    }
    boolean isLetter = "cCsSiIlLefgd".indexOf(column.field().format().charAt(0)) >= 0;
    return column.format().kind() == Kind.FIXED && isLetter;
  }
}
