package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.jspecify.annotations.Nullable;

/// All strings of a column at once: those of a dictionary and of runs are decoded once each, unless
/// the dictionary is longer than the column.
public final class StringsReader {
  /// Strings of up to so many bytes are decoded from one buffer.
  private static final int BUFFER = 1024;

  private StringsReader() {}

  /// The strings; null where they are missing.
  public static @Nullable String[] strings(ArrayData column) {
    @Nullable String[] strings = new String[Lists.size(column)];
    ArrayData dictionary = column.dictionary();
    if (dictionary != null && dictionary.length() <= strings.length) {
      indexed(column, dictionary, strings);
    } else if (column.format().kind() == Kind.RUN_END_ENCODED) {
      repeated(column, strings);
    } else if (dictionary == null && ElementReader.isString(column)) {
      decoded(column, strings);
    } else {
      Arrays.setAll(strings, i -> ElementReader.string(column, i));
    }
    return strings;
  }

  private static void decoded(ArrayData column, @Nullable String[] strings) {
    byte[] bytes = new byte[BUFFER];
    for (int i = 0; i < strings.length; i++) {
      if (ElementReader.isNull(column, i)) {
        continue;
      }
      MemorySegment content = ElementReader.content(column, i);
      if (content.byteSize() > bytes.length) {
        strings[i] = ElementReader.string(column, i);
        continue;
      }
      int length = (int) content.byteSize();
      MemorySegment.copy(content, JAVA_BYTE, 0, bytes, 0, length);
      strings[i] = new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }

  private static void indexed(ArrayData column, ArrayData dictionary, @Nullable String[] strings) {
    @Nullable String[] values = new String[(int) dictionary.length()];
    for (int i = 0; i < strings.length; i++) {
      if (!ElementReader.isNull(column, i)) {
        int index = (int) Indirection.sourceIndex(column, i);
        if (values[index] == null) {
          values[index] = ElementReader.string(dictionary, index);
        }
        strings[i] = values[index];
      }
    }
  }

  private static void repeated(ArrayData column, @Nullable String[] strings) {
    ArrayData ends = column.storedChildren().getFirst();
    ArrayData values = column.storedChildren().get(1);
    for (int i = 0; i < strings.length; ) {
      long run = Indirection.sourceIndex(column, i);
      long end = ArrowValidator.runEnd(ends, run) - column.offset();
      if (end <= i) {
        throw RunEndEncoding.unordered(column, run);
      }
      int to = (int) Math.min(end, strings.length);
      Arrays.fill(strings, i, to, ElementReader.string(values, run));
      i = to;
    }
  }
}
