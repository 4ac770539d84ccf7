package org.culebra.arrowcases;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The buffers of a view type: values of up to 12 bytes in their place, others in two data buffers
/// by turns.
final class Views {
  private static final int INLINE = 12;

  private final Bytes views;
  private final List<Bytes> data;

  Views(Arena arena) {
    this.views = new Bytes(arena);
    this.data = List.of(new Bytes(arena), new Bytes(arena));
  }

  List<MemorySegment> buffers(MemorySegment validity, List<? extends @Nullable Object> values) {
    int turn = 0;
    for (Object value : values) {
      byte[] bytes = value == null ? new byte[0] : Bytes.of(value);
      views.put(bytes.length, Integer.BYTES);
      if (bytes.length <= INLINE) {
        views.put(Arrays.copyOf(bytes, INLINE));
      } else {
        Bytes buffer = data.get(turn);
        views.put(Arrays.copyOf(bytes, 4)).put(turn, 4).put(buffer.size(), 4);
        buffer.put(bytes);
        turn = 1 - turn;
      }
    }
    return List.of(validity, views.segment(), data.getFirst().segment(), data.getLast().segment());
  }
}
