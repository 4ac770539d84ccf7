package org.culebra.python.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// Arrow columns, batches and streams as Python objects, with the methods of Arrow's PyCapsule
/// interface: a column has `__arrow_c_array__`, a batch (a column of structs) also
/// `__arrow_c_stream__`, a stream only the latter.
final class ColumnType {
  private static final int COLUMN = 0;
  private static final int BATCH = 1;
  private static final int STREAM = 2;

  private static final String[] NAMES = {
    "culebra.Column", "culebra.RecordBatch", "culebra.RecordBatchReader"
  };

  private static final String[] DOCS = {
    "A column of Java: its memory, shared by Arrow's PyCapsule interface. pyarrow.array takes it.",
    "Columns of Java of the same length: their memory, shared by Arrow's PyCapsule interface."
        + " pyarrow.table, polars.DataFrame and DuckDB take it.",
    "Columns of Java one after the other, by Arrow's PyCapsule interface. It can be read once."
  };

  private final Interpreter python;
  private final ObjectTable table;
  private final ArrowCapsules capsules;
  private final Keywords schemaOnly;
  private final Keywords none;
  private final @Nullable HeapType[] types = new HeapType[NAMES.length];

  ColumnType(Interpreter python, ObjectTable table) {
    this.python = python;
    this.table = table;
    this.capsules = python.columns();
    // ignored, as the specification allows
    this.schemaOnly = new Keywords(python, "__arrow_c_array__", 1, "requested_schema");
    this.none = new Keywords(python, "__arrow_c_schema__", 0);
  }

  /// A source, closed by its first consumer, or with the object if there is none.
  private record StreamExport(ArrowField schema, AtomicReference<@Nullable BatchSource> source) {}

  /// An exported column, which outlives its arena.
  private record Exported(Column column, LeasedColumn leased) {}

  long column(Column column) {
    LeasedColumn leased = LeasedColumn.of(column);
    try {
      int kind = column.field().format().equals("+s") ? BATCH : COLUMN;
      return type(kind).create(new Exported(column, leased));
    } catch (Throwable e) {
      leased.close();
      throw e;
    }
  }

  long stream(BatchSource source) {
    return type(STREAM).create(new StreamExport(source.schema(), new AtomicReference<>(source)));
  }

  private HeapType type(int kind) {
    HeapType known = types[kind];
    if (known != null) {
      return known;
    }
    HeapType.Builder builder =
        HeapType.named(python, table, NAMES[kind], DOCS[kind])
            .repr(self -> python.values().ofString(NAMES[kind] + "(" + field(self) + ")"))
            .method(
                "__arrow_c_schema__",
                "__arrow_c_schema__()",
                (self, args, count, names) -> {
                  none.places(count, names);
                  return capsules.schema(field(self));
                });
    if (kind == COLUMN) {
      builder.getter(
          "_length",
          "The number of rows.",
          self -> python.values().of(exported(self).column().length()));
    }
    if (kind != STREAM) {
      builder.method(
          "__arrow_c_array__",
          "__arrow_c_array__(requested_schema=None)",
          (self, args, count, names) -> {
            schemaOnly.places(count, names);
            return exported(self).leased().export(capsules::array);
          });
    }
    if (kind != COLUMN) {
      builder.method(
          "__arrow_c_stream__",
          "__arrow_c_stream__(requested_schema=None)",
          (self, args, count, names) -> {
            schemaOnly.places(count, names);
            return stream(self);
          });
    }
    HeapType made = builder.build(ColumnType::end);
    python.glue().complete("column", made.type(), kind == COLUMN);
    types[kind] = made;
    return made;
  }

  private static void end(Object object) {
    switch (object) {
      case Exported exported -> exported.leased().close();
      case StreamExport readable -> {
        BatchSource unread = readable.source().getAndSet(null);
        if (unread != null) {
          unread.close();
        }
      }
      default -> {}
    }
  }

  private Exported exported(long self) {
    return (Exported) table.of(self);
  }

  private ArrowField field(long self) {
    return table.of(self) instanceof Exported exported
        ? exported.column().field()
        : ((StreamExport) table.of(self)).schema();
  }

  private long stream(long self) {
    return table.of(self) instanceof Exported exported
        ? exported.leased().export(column -> capsules.stream(BatchSource.of(column)))
        : stream((StreamExport) table.of(self));
  }

  private long stream(StreamExport readable) {
    BatchSource source = readable.source().getAndSet(null);
    if (source == null) {
      throw new PythonRaise(
          python.constants().valueError(),
          "expected an unread stream but found one that was read: it can be read only once");
    }
    try {
      return capsules.stream(source);
    } catch (Throwable e) {
      readable.source().set(source);
      throw e;
    }
  }
}
