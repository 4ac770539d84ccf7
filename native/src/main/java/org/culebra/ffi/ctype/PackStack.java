package org.culebra.ffi.ctype;

import java.util.ArrayDeque;
import java.util.Deque;

/// What `#pragma pack` limits the alignment of fields to (GCC manual, "Structure-Layout Pragmas").
final class PackStack {
  /// An earlier limit, and the name that it was pushed with; empty for none.
  private record Saved(String name, long limit) {}

  private final Deque<Saved> saved = new ArrayDeque<>();
  private long limit;

  /// The limit in bytes; 0 for none.
  long limit() {
    return limit;
  }

  void set(long bytes) {
    limit = bytes;
  }

  void push(String name) {
    saved.push(new Saved(name, limit));
  }

  /// Returns to the limit before the last push, or before the last one with this name; an unmatched
  /// pop has no effect, as in GCC.
  void pop(String name) {
    if (!name.isEmpty() && saved.stream().noneMatch(entry -> entry.name().equals(name))) {
      return;
    }
    while (!saved.isEmpty()) {
      Saved last = saved.pop();
      limit = last.limit();
      if (name.isEmpty() || last.name().equals(name)) {
        return;
      }
    }
  }
}
