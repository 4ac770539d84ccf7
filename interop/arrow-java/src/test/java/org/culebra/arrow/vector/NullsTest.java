package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.testsupport.NullSweep;
import org.culebra.testsupport.Samples;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NullsTest {
  @Test
  @DisplayName("null is rejected by everything public")
  void nulls_areRejected() {
    ArrowField batch = ArrowField.of("", "+s", ArrowField.of("x", "i"));
    Column column = Column.ofBatch(Column.of("x", NDArray.zeros(DType.INT32, 3)));
    try (BufferAllocator allocator = new RootAllocator();
        Arena arena = Arena.ofConfined();
        IntVector vector = new IntVector("x", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(vector);
        ArrowSchema schema = ArrowSchema.allocateNew(allocator);
        ArrowArray array = ArrowArray.allocateNew(allocator);
        MapDictionaryProvider dictionaries = new MapDictionaryProvider()) {
      Samples samples =
          new Samples()
              .add(Arena.class, () -> arena)
              .add(NDArray.class, () -> NDArray.zeros(DType.INT8, 1))
              .add(Column.class, () -> column)
              .add(ArrowField.class, () -> batch)
              .add(Field.class, () -> Fields.field(batch))
              .add(Schema.class, () -> Fields.schema(batch))
              .add(BufferAllocator.class, () -> allocator)
              .add(FieldVector.class, () -> vector)
              .add(VectorSchemaRoot.class, () -> root)
              .add(ArrowSchema.class, () -> schema)
              .add(ArrowArray.class, () -> array)
              .add(DictionaryProvider.class, () -> dictionaries)
              .add(MapDictionaryProvider.class, () -> dictionaries);
      List<Class<?>> swept =
          List.of(Vectors.class, Fields.class, ArrowHandles.class, CulebraExtensions.class);
      NullSweep sweep =
          new NullSweep(samples)
              .except("Fields.arrowField(Field, DictionaryProvider)")
              .except("Fields.arrowField(Schema, DictionaryProvider)");
      assertThat(sweep.sweep(swept)).isEmpty();
    }
  }
}
