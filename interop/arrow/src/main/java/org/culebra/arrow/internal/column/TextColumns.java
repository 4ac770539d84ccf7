package org.culebra.arrow.internal.column;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.jspecify.annotations.Nullable;

/// Columns of strings: always a copy, because Arrow's are UTF-8 and of variable length.
public final class TextColumns {
  private TextColumns() {}

  /// A column of strings of at most the array's length.
  ///
  /// @param array fixed-size strings of UCS-4 code points
  public static ArrayData of(String name, NDArray array, CopyPolicy copy) {
    if (copy == CopyPolicy.NEVER) {
      throw ContiguousBuffer.rejected(
          "a type with Arrow's layout, whose strings are UTF-8,",
          array,
          "CopyPolicy.IF_NEEDED copies");
    }
    return FixedWidthTexts.of(name, "u", array);
  }

  public static ArrayData of(String name, List<@Nullable String> texts) {
    Objects.requireNonNull(name, "name");
    int length = texts.size();
    NDArray offsets = ContiguousBuffer.zeros(DType.INT32, length + 1L);
    NDArray present = NDArray.zeros(DType.BOOL, length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < length; i++) {
      String text = texts.get(i);
      if (text != null) {
        append(bytes, text, i);
        present.setLong(i, 1);
      }
      offsets.setLong(i + 1L, bytes.size());
    }
    NDArray data = ContiguousBuffer.zeros(DType.UINT8, bytes.size());
    data.segment().copyFrom(MemorySegment.ofArray(bytes.toByteArray()));
    ArrayData column =
        LayoutColumns.leaf(
            name,
            "u",
            length,
            Buffer.ABSENT,
            ContiguousBuffer.buffer(offsets),
            ContiguousBuffer.buffer(data));
    return present.sumLong() == length ? column : Validity.marked(column, present);
  }

  /// Strings as UTF-8, null where they are.
  static List<byte @Nullable []> utf8(List<? extends @Nullable String> texts) {
    List<byte @Nullable []> all = new ArrayList<>(texts.size());
    for (String text : texts) {
      all.add(text == null ? null : encoded(text, all.size()));
    }
    return all;
  }

  private static byte[] encoded(String text, long index) {
    requirePairs(text, index);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void append(ByteArrayOutputStream bytes, String text, long index) {
    byte[] encoded = encoded(text, index);
    if (encoded.length > Integer.MAX_VALUE - bytes.size()) {
      throw new IllegalArgumentException(
          "expected at most 2^31-1 bytes of strings in a column but found %d up to element %d"
              .formatted((long) bytes.size() + encoded.length, index));
    }
    bytes.writeBytes(encoded);
  }

  /// UTF-8 cannot represent an unpaired surrogate; Java would write a question mark.
  private static void requirePairs(String text, long index) {
    int code;
    for (int i = 0; i < text.length(); i += Character.charCount(code)) {
      code = text.codePointAt(i);
      if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException(
            "expected paired surrogates but found an unpaired one, U+%04X, in element %d at %d"
                .formatted(code, index, i));
      }
    }
  }
}
