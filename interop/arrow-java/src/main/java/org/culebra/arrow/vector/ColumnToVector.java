package org.culebra.arrow.vector;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.culebra.array.internal.Releases;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// Creates vectors over the memory of columns.
final class ColumnToVector {
  private final BufferAllocator allocator;
  private final LeasedMemory memory;

  /// The vectors created so far, closed if the rest fails.
  private final List<FieldVector> made = new ArrayList<>();

  private final List<Dictionary> dictionaries = new ArrayList<>();
  private long nextId;

  private ColumnToVector(
      BufferAllocator allocator, LeasedMemory memory, @Nullable MapDictionaryProvider provider) {
    this.allocator = allocator;
    this.memory = memory;
    this.nextId = provider == null ? 0 : firstFree(provider);
  }

  private static long firstFree(MapDictionaryProvider provider) {
    var ids = provider.getDictionaryIds();
    return ids.isEmpty() ? 0 : Math.addExact(Collections.max(ids), 1);
  }

  static FieldVector vector(
      Column column, BufferAllocator allocator, @Nullable MapDictionaryProvider provider) {
    return convert(column, allocator, provider, ColumnToVector::vector);
  }

  static VectorSchemaRoot root(
      Column batch, BufferAllocator allocator, @Nullable MapDictionaryProvider provider) {
    return convert(batch, allocator, provider, ColumnToVector::root);
  }

  private static <R> R convert(
      Column column,
      BufferAllocator allocator,
      @Nullable MapDictionaryProvider provider,
      BiFunction<ColumnToVector, Column, R> what) {
    MissingFeatures.reject(column, provider != null);
    Column plain = column.withoutOffset();
    LeasedMemory memory = new LeasedMemory(plain.lease(), allocator);
    ColumnToVector conversion = new ColumnToVector(allocator, memory, provider);
    try {
      R result = what.apply(conversion, plain);
      if (provider != null) {
        conversion.dictionaries.forEach(provider::put);
      }
      return result;
    } catch (Throwable e) {
      Releases.after(e, conversion.made, FieldVector::close);
      throw e;
    } finally {
      memory.release(); // now it is the vectors'
    }
  }

  private FieldVector vector(Column column) {
    return vector(field(column), column);
  }

  /// The schema is not taken from the vectors' fields: some of arrow-java's vectors change names
  /// and type ids there.
  private VectorSchemaRoot root(Column batch) {
    List<Field> fields = new ArrayList<>();
    List<FieldVector> vectors = new ArrayList<>();
    for (Column column : batch.children()) {
      Field field = field(column);
      fields.add(field);
      vectors.add(vector(field, column));
    }
    Schema schema = new Schema(fields, Fields.map(batch.field().metadata()));
    return new VectorSchemaRoot(schema, vectors, Math.toIntExact(batch.length()));
  }

  private FieldVector vector(Field field, Column column) {
    FieldVector vector = SparseUnions.readable(field).createVector(allocator);
    made.add(vector);
    fill(vector, column);
    return vector;
  }

  /// The field; creates a vector for each dictionary on the way.
  private Field field(Column column) {
    ArrowField field = column.field();
    Column values = column.dictionary();
    DictionaryEncoding encoding = null;
    if (values != null) {
      encoding = Fields.encoding(field, nextId++);
      dictionaries.add(new Dictionary(vector(values), encoding));
    }
    return Fields.field(field, encoding, column.children().stream().map(this::field).toList());
  }

  private void fill(FieldVector vector, Column column) {
    List<Column> children = column.children();
    List<FieldVector> vectors = vector.getChildrenFromFields();
    if (vectors.size() != children.size()) {
      throw new IllegalArgumentException(
          "expected children of different names, as arrow-java does unless"
              + " -Darrow.struct.conflict.policy=CONFLICT_APPEND is set, but found "
              + column.field());
    }
    for (int i = 0; i < vectors.size(); i++) {
      fill(vectors.get(i), children.get(i));
    }
    ArrowFieldNode node = new ArrowFieldNode(column.length(), column.nullCount());
    vector.loadFieldBuffers(node, buffers(vector, column));
  }

  /// Every buffer that arrow-java requires: if one is missing, it allocates or fails.
  private List<ArrowBuf> buffers(FieldVector vector, Column column) {
    List<MemorySegment> stored = column.buffers();
    List<ArrowBuf> buffers = new ArrayList<>();
    for (int i = 0; i < stored.size(); i++) {
      MemorySegment segment = stored.get(i);
      boolean bitmap = i == 0 && !column.field().format().startsWith("+u");
      if (segment.byteSize() > 0) {
        long bytes = bitmap ? column.length() + 7 >>> 3 : dataBytes(vector, column);
        buffers.add(memory.buffer(segment.asSlice(0, Math.min(bytes, segment.byteSize()))));
      } else {
        buffers.add(bitmap ? memory.ones(column.length()) : memory.zeros());
      }
    }
    return buffers;
  }

  /// The size of fixed-width values: arrow-java fails to grow a vector whose buffers have different
  /// capacities.
  private static long dataBytes(FieldVector vector, Column column) {
    return switch (vector) {
      case ExtensionTypeVector<?> extension ->
          dataBytes((FieldVector) extension.getUnderlyingVector(), column);
      case BitVector _ -> column.length() + 7 >>> 3;
      case BaseFixedWidthVector fixed -> column.length() * fixed.getTypeWidth();
      default -> Long.MAX_VALUE;
    };
  }
}
