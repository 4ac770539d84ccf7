package org.culebra.examples.arrow;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.arrow.vector.Vectors;

/// Writes an array to an Arrow file (`.arrow`, Feather 2) and reads it back. Any reader of such
/// files can read it: `pyarrow.feather.read_table`, Polars, DuckDB.
public final class FileExample {
  /// The column's name in the file.
  private static final String NAME = "values";

  private FileExample() {}

  /// Writes 1000 rows of 4 and reads them back.
  ///
  /// @param args none
  /// @throws IOException if the file cannot be written or read
  public static void main(String[] args) throws IOException {
    Path file = Files.createTempFile("array", ".arrow");
    try (BufferAllocator allocator = new RootAllocator()) {
      write(NDArray.zeros(DType.FLOAT64, 1000, 4).fill(0.5), file, allocator);
      try (Arena arena = Arena.ofConfined()) {
        System.out.println(read(arena, file, allocator));
      }
    } finally {
      Files.delete(file);
    }
  }

  /// Writes an array; its elements are copied only to the file.
  static void write(NDArray array, Path file, BufferAllocator allocator) throws IOException {
    Column batch = Column.ofBatch(Column.of(NAME, array));
    try (VectorSchemaRoot root = Vectors.root(batch, allocator);
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
      writer.writeBatch();
      writer.end();
    }
  }

  /// Reads it back, into memory of arrow-java, which the array views until the arena is closed.
  static NDArray read(Arena arena, Path file, BufferAllocator allocator) throws IOException {
    try (FileChannel channel = FileChannel.open(file);
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      if (!reader.loadNextBatch()) {
        throw new IOException("expected a batch in " + file + " but found none");
      }
      return Vectors.batch(arena, reader.getVectorSchemaRoot()).child(NAME).array();
    }
  }
}
