package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.arrow.c.ArrowArray;
import org.apache.arrow.c.ArrowSchema;
import org.apache.arrow.c.CDataDictionaryProvider;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.JsonFileReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Validator;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The files of the corpus, read by arrow-java, there and back, and compared by arrow-java.
class CorpusTest {
  @TempDir Path folder;

  /// What takes a batch away, closes it, and brings another like it.
  private interface Route {
    Back take(VectorSchemaRoot root, JsonFileReader from, BufferAllocator to);
  }

  /// A batch with its dictionaries.
  private record Back(VectorSchemaRoot root, DictionaryProvider dictionaries, Runnable end)
      implements AutoCloseable {
    @Override
    public void close() {
      root.close();
      end.run();
    }
  }

  static Stream<JsonCorpus> files() {
    return JsonCorpus.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  @DisplayName("item 68: through columns, each batch equals what was read; nothing is left")
  void bridge_keepsEveryFile(JsonCorpus file) throws IOException {
    compare(file, CorpusTest::bridged);
  }

  /// The vectors and the arena are closed before their successors are read.
  private static Back bridged(VectorSchemaRoot root, JsonFileReader from, BufferAllocator to) {
    try (Arena arena = Arena.ofConfined()) {
      Column batch = Vectors.batch(arena, root, from);
      root.close();
      MapDictionaryProvider dictionaries = new MapDictionaryProvider();
      return new Back(Vectors.root(batch, to, dictionaries), dictionaries, dictionaries::close);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  @DisplayName("item 68: adopted, and exported again, each batch equals what was read")
  void structs_keepEveryFile(JsonCorpus file) throws IOException {
    compare(file, CorpusTest::reexported);
  }

  /// Out by arrow-java, in and out by us, in by arrow-java.
  private static Back reexported(VectorSchemaRoot root, JsonFileReader from, BufferAllocator to) {
    try (Arena arena = Arena.ofConfined();
        ArrowSchema schema = ArrowSchema.allocateNew(to);
        ArrowArray array = ArrowArray.allocateNew(to)) {
      Data.exportVectorSchemaRoot(to, root, from, array, schema);
      root.close();
      ArrowHandles.export(ArrowHandles.adopt(arena, schema, array), schema, array);
      CDataDictionaryProvider dictionaries = new CDataDictionaryProvider();
      VectorSchemaRoot back = Data.importVectorSchemaRoot(to, array, schema, dictionaries);
      return new Back(back, dictionaries, dictionaries::close);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  @DisplayName("item 68: the comparison sees one bit, and one missing value, in every column")
  void comparison_seesOneBit(JsonCorpus file) throws IOException {
    Path json = file.write(folder);
    try (BufferAllocator allocator = new RootAllocator();
        JsonFileReader expected = new JsonFileReader(json.toFile(), allocator);
        JsonFileReader found = new JsonFileReader(json.toFile(), allocator)) {
      expected.start();
      found.start();
      for (VectorSchemaRoot one = expected.read(); one != null; one = expected.read()) {
        try (VectorSchemaRoot left = one;
            VectorSchemaRoot right = found.read()) {
          requireSame(left, right);
          right.getFieldVectors().forEach(vector -> spoil(vector, left, right));
        }
      }
    }
  }

  /// Changes the first value that is there, in each of its buffers, and sets it right again.
  private static void spoil(FieldVector vector, VectorSchemaRoot left, VectorSchemaRoot right) {
    int width =
        vector instanceof BaseFixedWidthVector fixed && !(vector instanceof BitVector)
            ? fixed.getTypeWidth()
            : 0;
    for (int row = 0; width > 0 && row < vector.getValueCount(); row++) {
      if (!vector.isNull(row)) {
        flip(vector.getDataBuffer(), (long) row * width, left, right);
        flip(vector.getValidityBuffer(), row >> 3, left, right);
        return;
      }
    }
  }

  private static void flip(
      ArrowBuf buffer, long at, VectorSchemaRoot left, VectorSchemaRoot right) {
    byte was = buffer.getByte(at);
    buffer.setByte(at, was ^ 1);
    assertThatThrownBy(() -> requireSame(left, right)).as("byte %d", at).isNotNull();
    buffer.setByte(at, was);
  }

  /// arrow-java's validator, which allows for some difference between floats; then bit by bit.
  private static void requireSame(VectorSchemaRoot left, VectorSchemaRoot right) {
    Validator.compareVectorSchemaRoot(left, right);
    for (int i = 0; i < left.getFieldVectors().size(); i++) {
      requireSame(left.getVector(i), right.getVector(i));
    }
  }

  private static void requireSame(FieldVector left, FieldVector right) {
    Validator.compareFieldVectors(left, right);
    if (left instanceof BaseFixedWidthVector) {
      assertThat(VectorEqualsVisitor.vectorEquals(left, right)).as("%s", left.getField()).isTrue();
    }
  }

  private void compare(JsonCorpus file, Route route) throws IOException {
    long exports = ExportTracker.count();
    Path json = file.write(folder);
    int batches = 0;
    try (BufferAllocator allocator = new RootAllocator();
        JsonFileReader expected = new JsonFileReader(json.toFile(), allocator);
        JsonFileReader found = new JsonFileReader(json.toFile(), allocator)) {
      Schema schema = expected.start();
      found.start();
      for (VectorSchemaRoot one = expected.read(); one != null; one = expected.read()) {
        long before = allocator.getAllocatedMemory();
        try (VectorSchemaRoot left = one;
            Back right = route.take(found.read(), found, allocator)) {
          Validator.compareSchemas(schema, right.root().getSchema());
          requireSame(left, right.root());
          for (long id : expected.getDictionaryIds()) {
            requireSame(
                expected.lookup(id).getVector(), right.dictionaries().lookup(id).getVector());
          }
          batches++;
        }
        assertThat(allocator.getAllocatedMemory()).isLessThanOrEqualTo(before);
      }
    }
    assertThat(batches).isEqualTo(file.counts().length);
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }
}
