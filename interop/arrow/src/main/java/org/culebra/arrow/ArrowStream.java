package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.util.Objects;
import org.culebra.arrow.internal.cdata.StreamReader;
import org.culebra.arrow.internal.model.ArrayData;
import org.jspecify.annotations.Nullable;

/// A stream that a producer has handed over. The producer's release is called once, by [#close()]
/// or at the close of the arena, whichever comes first, on that thread; where another thread is
/// asking for a column at that time, when it has been answered.
///
/// Any thread may ask, one after the other, as far as the arena lets it. The columns have lives of
/// their own: they end with the arena that they were asked for with, not with the stream.
///
/// ```java
/// try (Arena arena = Arena.ofConfined(); ArrowStream stream = Arrow.adoptStream(arena, pointer)) {
///   for (Column batch = stream.next(); batch != null; batch = stream.next()) {
///     …
///   }
/// }
/// ```
public final class ArrowStream implements BatchSource {
  private final StreamReader reader;
  private final ArrowField schema;

  ArrowStream(StreamReader reader) {
    this.reader = reader;
    this.schema = new ArrowField(reader.schema());
  }

  /// The type of all columns, as the producer gave it when the stream was adopted.
  @Override
  public ArrowField schema() {
    return schema;
  }

  /// The next column, which ends with the stream's arena: [#next(Arena)] with that.
  ///
  /// @return the column, read-only; null at the end, and ever after
  /// @throws ArrowStreamException if the producer failed
  /// @throws IllegalArgumentException if what it gave is no column of the schema's type; it has
  ///   been released
  /// @throws IllegalStateException if the stream or its arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  @Override
  public @Nullable Column next() {
    return orNull(reader.next());
  }

  /// The next column, in an arena of its own, so that it may end before the stream or after it.
  ///
  /// @param target ends Java's access to the column
  /// @return the column, read-only; null at the end, and ever after
  /// @throws ArrowStreamException if the producer failed
  /// @throws IllegalArgumentException if what it gave is no column of the schema's type; it has
  ///   been released
  /// @throws UnsupportedOperationException if it is in memory of another device; it has been
  ///   released
  /// @throws IllegalStateException if the stream or one of the arenas is closed
  /// @throws WrongThreadException if one of the arenas is another thread's
  public @Nullable Column next(Arena target) {
    Objects.requireNonNull(target, "arena");
    return orNull(reader.next(target));
  }

  private static @Nullable Column orNull(@Nullable ArrayData column) {
    return column == null ? null : new Column(column);
  }

  /// Releases the stream; columns stay. Later calls do nothing. From any thread.
  @Override
  public void close() {
    reader.close();
  }
}
