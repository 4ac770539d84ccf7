package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.util.Objects;
import org.culebra.arrow.internal.cdata.StreamReader;
import org.culebra.arrow.internal.model.ArrayData;
import org.jspecify.annotations.Nullable;

/// An adopted stream. The producer's release function is called once, by [#close()] or by the close
/// of the arena, whichever comes first, on that thread; if another thread is in [#next()] at that
/// time, when that call returns.
///
/// May be used by any thread that may use the arena, by one at a time. Columns end with the arena
/// that was passed for them, independently of the stream.
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

  /// The type of all columns, read when the stream was adopted.
  @Override
  public ArrowField schema() {
    return schema;
  }

  /// The next column, which ends with the stream's arena: [#next(Arena)] with that.
  ///
  /// @return the column, read-only unless the stream's options say otherwise; null at the end, and
  ///   on all later calls
  /// @throws ArrowStreamException if the producer failed
  /// @throws IllegalArgumentException if the producer returned a column of another type (it has
  ///   then been released)
  /// @throws IllegalStateException if the stream or its arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  @Override
  public @Nullable Column next() {
    return orNull(reader.next());
  }

  /// The next column, in another arena, so that it may end before the stream or after it.
  ///
  /// @param target ends Java's access to the column
  /// @return the column, read-only unless the stream's options say otherwise; null at the end, and
  ///   on all later calls
  /// @throws ArrowStreamException if the producer failed
  /// @throws IllegalArgumentException if the producer returned a column of another type (it has
  ///   then been released)
  /// @throws UnsupportedOperationException if it is in memory of another device (it has then been
  ///   released)
  /// @throws IllegalStateException if the stream or one of the arenas is closed
  /// @throws WrongThreadException if one of the arenas belongs to another thread
  public @Nullable Column next(Arena target) {
    Objects.requireNonNull(target, "arena");
    return orNull(reader.next(target));
  }

  private static @Nullable Column orNull(@Nullable ArrayData column) {
    return column == null ? null : new Column(column);
  }

  /// Releases the stream, on any thread; its columns stay valid. Later calls do nothing.
  @Override
  public void close() {
    reader.close();
  }
}
