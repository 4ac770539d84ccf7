package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FormatString;
import org.jspecify.annotations.Nullable;

/// Columns of byte sequences of any length, strings among them, in each of Arrow's three layouts:
/// with offsets of 32 bits, of 64 bits, and as views.
public final class BinaryColumns {
  private BinaryColumns() {}

  /// Strings, copied.
  ///
  /// @param format `u`, `U` or `vu`
  public static ArrayData strings(
      String name, String format, List<? extends @Nullable String> strings) {
    return of(name, format, TextColumns.utf8(strings));
  }

  /// Byte sequences, copied.
  ///
  /// @param format of a layout with offsets, or of views
  public static ArrayData of(String name, String format, List<? extends byte @Nullable []> values) {
    Objects.requireNonNull(name, "name");
    List<byte @Nullable []> all = Lists.snapshot(values);
    FormatString parsed = FormatString.of(format);
    List<Buffer> buffers = parsed.kind().isView() ? views(all) : withOffsets(parsed, all);
    Buffer[] parts = buffers.toArray(Buffer[]::new);
    return Validity.marked(LayoutColumns.leaf(name, format, all.size(), parts), all);
  }

  private static List<Buffer> views(List<byte @Nullable []> values) {
    long bytes = 0;
    for (byte[] value : values) {
      bytes += value == null || ViewWriter.isInline(value.length) ? 0 : value.length;
    }
    ViewWriter views = new ViewWriter(Arena.ofAuto(), values.size(), bytes);
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      if (value != null) {
        views.put(i, MemorySegment.ofArray(value));
      }
    }
    return views.buffers(Buffer.ABSENT);
  }

  private static List<Buffer> withOffsets(FormatString format, List<byte @Nullable []> values) {
    long bytes = 0;
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      bytes += value == null ? 0 : value.length;
      Offsets.requireReach(format, bytes, "up to element " + i);
    }
    boolean wide = ArrowValidator.isWide(format.kind());
    MemorySegment data = Rebase.allocate(bytes);
    MemorySegment offsets =
        Rebase.allocate((values.size() + 1L) * (wide ? Long.BYTES : Integer.BYTES));
    long end = 0;
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      if (value != null) {
        MemorySegment.copy(value, 0, data, JAVA_BYTE, end, value.length);
        end += value.length;
      }
      Offsets.set(offsets, wide, i + 1L, end);
    }
    return List.of(Buffer.ABSENT, Rebase.owned(offsets), Rebase.owned(data));
  }

  /// Byte sequences over arrays, without a copy.
  ///
  /// @param formats the format with offsets of 32 bits, and that of 64
  public static ArrayData over(String name, String formats, NDArray offsets, NDArray bytes) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(bytes, "bytes");
    boolean wide = Offsets.require(offsets);
    boolean isBytes =
        bytes.rank() == 1
            && bytes.itemSize() == 1
            && (bytes.dtype().equals(DType.UINT8) || bytes.dtype().equals(DType.INT8));
    if (!isBytes) {
      throw new IllegalArgumentException(
          "expected bytes of uint8 or int8 along one axis but found "
              + ContiguousBuffer.describe(bytes));
    }
    ContiguousBuffer.requirePacked(bytes, "contiguous() copies");
    return ContentValidator.checked(
        LayoutColumns.leaf(
            name,
            formats.substring(wide ? 1 : 0, wide ? 2 : 1),
            offsets.shape(0) - 1,
            Buffer.ABSENT,
            ContiguousBuffer.buffer(offsets),
            ContiguousBuffer.buffer(bytes)));
  }
}
