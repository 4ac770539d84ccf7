package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;
import org.culebra.ffi.internal.host.CMemory;

/// The capsules of Arrow's PyCapsule interface, both ways:
/// <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>.
///
/// The struct of a capsule is in memory from C's `malloc`. Either the consumer moves the content
/// out, which leaves a released struct, or the content is released with the capsule.
public final class ArrowCapsules {
  private static final int SCHEMA_BYTES = 72;
  private static final int ARRAY_BYTES = 80;
  private static final int STREAM_BYTES = 40;

  private final Interpreter python;
  private final CPython c;
  private final long endSchema;
  private final long endArray;
  private final long endStream;

  ArrowCapsules(Interpreter python) {
    this.python = python;
    this.c = python.c();
    this.endSchema = end("arrow_schema", CapsuleNames.ARROW_SCHEMA, Arrow::releaseSchema);
    this.endArray = end("arrow_array", CapsuleNames.ARROW_ARRAY, Arrow::releaseArray);
    this.endStream =
        end("arrow_array_stream", CapsuleNames.ARROW_ARRAY_STREAM, Arrow::releaseStream);
  }

  private long end(String kind, long name, Consumer<MemorySegment> release) {
    return python
        .functions()
        .end(
            "a capsule " + kind,
            capsule -> {
              long struct = c.PyCapsule_GetPointer(capsule, name);
              try {
                release.accept(MemorySegment.ofAddress(struct));
              } finally {
                CMemory.free(struct);
              }
            });
  }

  // --- Java to Python

  private long capsule(
      int bytes, long name, long end, Consumer<MemorySegment> write, Consumer<MemorySegment> undo) {
    long address = CMemory.malloc(bytes);
    MemorySegment struct = CMemory.ALL.asSlice(address, bytes);
    struct.fill((byte) 0); // a released struct
    try {
      write.accept(struct);
      try {
        return python.check(c.PyCapsule_New(address, name, end));
      } catch (Throwable e) {
        undo.accept(struct);
        throw e;
      }
    } catch (Throwable e) {
      CMemory.free(address);
      throw e;
    }
  }

  /// A type.
  ///
  /// @param field the name and the type
  /// @return a new capsule
  long schema(ArrowField field) {
    return capsule(
        SCHEMA_BYTES,
        CapsuleNames.ARROW_SCHEMA,
        endSchema,
        struct -> Arrow.exportSchema(field, struct),
        Arrow::releaseSchema);
  }

  /// A type and its values.
  ///
  /// @param column the column
  /// @return a new tuple of two capsules
  long array(Column column) {
    long schema = schema(column.field());
    try {
      long array =
          capsule(
              ARRAY_BYTES,
              CapsuleNames.ARROW_ARRAY,
              endArray,
              struct -> Arrow.exportArray(column, struct),
              Arrow::releaseArray);
      try {
        return python.values().tuple(schema, array);
      } finally {
        c.Py_DecRef(array);
      }
    } finally {
      c.Py_DecRef(schema);
    }
  }

  /// A stream.
  ///
  /// @param source closed by its consumer
  /// @return a new capsule
  long stream(BatchSource source) {
    return capsule(
        STREAM_BYTES,
        CapsuleNames.ARROW_ARRAY_STREAM,
        endStream,
        struct -> Arrow.exportStream(source, struct),
        Arrow::releaseStream);
  }

  // --- Python to Java

  /// A column of an object with `__arrow_c_array__`, or with a stream of one.
  ///
  /// @param arena ends Java's access
  /// @param object borrowed
  /// @return the column
  /// @throws IllegalArgumentException if there are several
  public Column column(Arena arena, long object) {
    if (!python.values().hasAttribute(object, "__arrow_c_array__")
        && python.values().hasAttribute(object, "__arrow_c_stream__")) {
      return only(arena, object);
    }
    requireMethod(object, "__arrow_c_array__", "__arrow_c_array__ or __arrow_c_stream__");
    long pair = python.values().call(object, "__arrow_c_array__");
    try {
      requirePair(pair);
      long schema =
          pointer(
              python.check(c.PyTuple_GetItem(pair, 0)), CapsuleNames.ARROW_SCHEMA, "arrow_schema");
      long array =
          pointer(
              python.check(c.PyTuple_GetItem(pair, 1)), CapsuleNames.ARROW_ARRAY, "arrow_array");
      return Arrow.adopt(arena, MemorySegment.ofAddress(schema), MemorySegment.ofAddress(array));
    } finally {
      c.Py_DecRef(pair);
    }
  }

  private void requireMethod(long object, String method, String expected) {
    if (!python.values().hasAttribute(object, method)) {
      throw new IllegalArgumentException(
          "expected an object with " + expected + " but found " + python.values().typeName(object));
    }
  }

  private void requirePair(long pair) {
    if (c.PyTuple_Size(pair) != 2) {
      c.PyErr_Clear(); // of an object that is not a tuple
      throw new IllegalArgumentException(
          "expected a tuple of two capsules from __arrow_c_array__() but found "
              + python.values().repr(pair));
    }
  }

  /// Polars and pandas provide only streams.
  private Column only(Arena arena, long object) {
    try (ArrowStream stream = stream(arena, object)) {
      Column first = stream.next();
      if (first == null) {
        return Column.empty(stream.schema());
      }
      if (stream.next() != null) {
        throw new IllegalArgumentException(
            "expected one column but found a stream of several: "
                + python.values().typeName(object)
                + " has its values in chunks, which PythonScope.stream reads");
      }
      return first;
    }
  }

  /// A stream of an object with `__arrow_c_stream__`.
  ///
  /// @param arena ends Java's access
  /// @param object borrowed
  /// @return the stream
  public ArrowStream stream(Arena arena, long object) {
    requireMethod(object, "__arrow_c_stream__", "__arrow_c_stream__");
    long capsule = python.values().call(object, "__arrow_c_stream__");
    try {
      long stream = pointer(capsule, CapsuleNames.ARROW_ARRAY_STREAM, "arrow_array_stream");
      return Arrow.adoptStream(arena, MemorySegment.ofAddress(stream));
    } finally {
      c.Py_DecRef(capsule);
    }
  }

  /// The type of an object with `__arrow_c_schema__`.
  ///
  /// @param object borrowed
  /// @return its type
  public ArrowField field(long object) {
    long capsule = python.values().call(object, "__arrow_c_schema__");
    try {
      long schema = pointer(capsule, CapsuleNames.ARROW_SCHEMA, "arrow_schema");
      return Arrow.adoptSchema(MemorySegment.ofAddress(schema));
    } finally {
      c.Py_DecRef(capsule);
    }
  }

  private long pointer(long capsule, long name, String text) {
    if (c.PyCapsule_IsValid(capsule, name) == 0) {
      throw new IllegalArgumentException(
          "expected a capsule named " + text + " but found " + python.values().repr(capsule));
    }
    return c.PyCapsule_GetPointer(capsule, name);
  }
}
