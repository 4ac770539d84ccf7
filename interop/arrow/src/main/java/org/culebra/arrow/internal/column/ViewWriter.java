package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.arrow.internal.model.Buffer;

/// Writes the buffers of a view type: for each value 16 bytes, which hold up to 12 bytes in place;
/// longer values are in data buffers.
final class ViewWriter {
  /// The bytes of a view.
  static final int BYTES = 16;

  /// The maximal size of a value that is stored in its view.
  private static final int INLINE = 12;

  /// The bytes of a long value that its view repeats.
  private static final int PREFIX = 4;

  private final Arena arena;
  private final MemorySegment views;
  private final List<MemorySegment> data = new ArrayList<>();

  /// The maximal size of a data buffer, whose offsets have 32 bits.
  private final int limit;

  /// The bytes of long values that have not been written.
  private long left;

  private MemorySegment current = MemorySegment.NULL;
  private long used;

  /// @param arena owns the buffers
  /// @param count of values
  /// @param longBytes of all values that are not inline
  ViewWriter(Arena arena, long count, long longBytes) {
    this(arena, count, longBytes, Integer.MAX_VALUE);
  }

  /// @param limit the maximal size of a data buffer; at least that of the longest value
  ViewWriter(Arena arena, long count, long longBytes, int limit) {
    this.arena = arena;
    this.views = Rebase.allocate(arena, count * BYTES);
    this.left = longBytes;
    this.limit = limit;
  }

  static boolean isInline(long length) {
    return length <= INLINE;
  }

  /// Writes a value; views that are not written are of no bytes.
  void put(long index, MemorySegment value) {
    long at = index * BYTES;
    int length = Math.toIntExact(value.byteSize());
    views.set(JAVA_INT, at, length);
    if (isInline(length)) {
      MemorySegment.copy(value, 0, views, at + PREFIX, length);
      return;
    }
    makeRoom(length);
    MemorySegment.copy(value, 0, views, at + PREFIX, PREFIX);
    views.set(JAVA_INT, at + 2 * PREFIX, data.size());
    views.set(JAVA_INT, at + 3 * PREFIX, (int) used);
    MemorySegment.copy(value, 0, current, used, length);
    used += length;
    left -= length;
  }

  private void makeRoom(int length) {
    if (used + length > current.byteSize()) {
      finish();
      current = Rebase.allocate(arena, Math.min(left, limit));
      used = 0;
    }
  }

  private void finish() {
    if (used > 0) {
      data.add(current.asSlice(0, used));
    }
  }

  /// All buffers of the column.
  List<Buffer> buffers(Buffer validity) {
    finish();
    List<Buffer> buffers = new ArrayList<>(List.of(validity, Rebase.owned(arena, views)));
    data.forEach(memory -> buffers.add(Rebase.owned(arena, memory)));
    return List.copyOf(buffers);
  }
}
