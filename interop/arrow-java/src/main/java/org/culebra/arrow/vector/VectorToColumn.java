package org.culebra.arrow.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.culebra.arrow.AdoptedMemory;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// Creates columns over the memory of vectors.
final class VectorToColumn {
  private final @Nullable DictionaryProvider provider;
  private final RetainedBuffers retained = new RetainedBuffers();
  private final AdoptedMemory memory;

  private VectorToColumn(Arena arena, @Nullable DictionaryProvider provider) {
    this.provider = provider;
    this.memory = AdoptedMemory.in(arena, retained);
  }

  static Column column(Arena arena, FieldVector vector, @Nullable DictionaryProvider provider) {
    ArrowField field = Fields.arrowField(vector.getField(), provider);
    requireTypeIds(vector);
    return new VectorToColumn(arena, provider).column(field, vector);
  }

  /// Checks the sparse unions in the vector, at any depth, whose type ids only a schema would have.
  private static void requireTypeIds(FieldVector vector) {
    if (vector instanceof UnionVector union) {
      SparseUnions.requireTypeIds(union);
    }
    vector.getChildrenFromFields().forEach(VectorToColumn::requireTypeIds);
  }

  static Column batch(Arena arena, VectorSchemaRoot root, @Nullable DictionaryProvider provider) {
    ArrowField field = Fields.arrowField(root.getSchema(), provider);
    VectorToColumn conversion = new VectorToColumn(arena, provider);
    List<Column> children = conversion.columns(field, root.getFieldVectors());
    List<MemorySegment> buffers = List.of(MemorySegment.NULL);
    return conversion.column(field, root.getRowCount(), 0, buffers, children, null);
  }

  private List<Column> columns(ArrowField parent, List<FieldVector> vectors) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      columns.add(column(parent.children().get(i), vectors.get(i)));
    }
    return columns;
  }

  private Column column(ArrowField field, FieldVector vector) {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    ArrowField valuesField = field.dictionary();
    Column values = null;
    if (encoding != null && valuesField != null) {
      values = column(valuesField, Fields.dictionary(encoding, provider).getVector());
    }
    List<Column> children = columns(field, vector.getChildrenFromFields());
    boolean bitmap = hasBitmap(field.format());
    int length = vector.getValueCount();
    int nulls = field.format().equals("n") ? length : bitmap ? vector.getNullCount() : 0;
    List<MemorySegment> buffers = buffers(vector, bitmap && nulls == 0);
    return column(field, length, nulls, buffers, children, values);
  }

  private static boolean hasBitmap(String format) {
    return !format.equals("n") && !format.equals("+r") && !format.startsWith("+u");
  }

  /// A bitmap without missing values is omitted.
  private List<MemorySegment> buffers(FieldVector vector, boolean withoutBitmap) {
    List<MemorySegment> buffers = new ArrayList<>();
    for (ArrowBuf buffer : vector.getFieldBuffers()) {
      boolean left = buffer.capacity() == 0 || (withoutBitmap && buffers.isEmpty());
      buffers.add(left ? MemorySegment.NULL : memory(buffer));
    }
    return buffers;
  }

  private MemorySegment memory(ArrowBuf buffer) {
    retained.add(buffer);
    return memory.at(MemorySegment.ofAddress(buffer.memoryAddress()), buffer.capacity());
  }

  private Column column(
      ArrowField field,
      long length,
      long nulls,
      List<MemorySegment> buffers,
      List<Column> children,
      @Nullable Column values) {
    return Column.ofBuffers(field, length, 0, nulls, buffers, memory.owner(), children, values);
  }
}
