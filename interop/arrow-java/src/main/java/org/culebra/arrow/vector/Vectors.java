package org.culebra.arrow.vector;

import java.lang.foreign.Arena;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;

/// Goes between columns and arrow-java's vectors, over the same memory: no element is copied.
///
/// ```java
/// try (BufferAllocator allocator = new RootAllocator();
///     FieldVector vector = Vectors.vector("x", x, allocator);   // x.close() may come first
///     Arena arena = Arena.ofConfined()) {
///   ArrowWriter.write(vector);
///   NDArray y = Vectors.array(arena, other);     // other.close() may come first
/// }
/// ```
///
/// **To vectors.** A vector keeps the column's memory alive, also beyond the close of its arena,
/// until the last of its buffers is released, on whatever thread; this needs memory that can be
/// kept, see [org.culebra.array.MemoryOwner]. The allocator accounts for none of it. Vectors know
/// no offset and always have a bitmap: an offset is applied first, and bitmaps that the column does
/// not have are made. Writing to a vector writes to the column's memory, for arrow-java knows no
/// read-only vector; setting a value that does not fit copies the vector first.
///
/// **From vectors.** A column keeps the vector's buffers, until the arena is closed and all exports
/// of it have come back; the vector may be closed at once, its allocator only afterwards. Values
/// that are set later show; growing the vector gives it other memory.
///
/// **Refused** for what arrow-java has not: decimals of 32 and 64 bits, more than 2³¹-1 elements,
/// children of the same name (unless `-Darrow.struct.conflict.policy=CONFLICT_APPEND` is set).
/// Unsigned integers are there, but arrow-java's getters show them signed.
public final class Vectors {
  private Vectors() {}

  // --- to vectors

  /// An array as a vector; its first axis counts the elements. For one that does not lie as Arrow
  /// needs it, make a column with a copy policy first.
  ///
  /// @param name the name, "" for none
  /// @param array the array; its memory is kept alive
  /// @param allocator for what the vector may need later
  /// @return the vector, to be closed by the caller
  /// @throws IllegalArgumentException if it cannot be a column as it lies in memory
  /// @throws IllegalStateException if the memory cannot be kept alive
  /// @throws UnsupportedOperationException if Arrow or arrow-java has no such type
  public static FieldVector vector(String name, NDArray array, BufferAllocator allocator) {
    return vector(Column.of(name, array), allocator);
  }

  /// A column as a vector.
  ///
  /// @param column the column, without dictionaries; its memory is kept alive
  /// @param allocator for what the vector may need later
  /// @return the vector, to be closed by the caller
  /// @throws IllegalArgumentException if the column has a dictionary
  /// @throws IllegalStateException if the memory cannot be kept alive
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static FieldVector vector(Column column, BufferAllocator allocator) {
    Objects.requireNonNull(allocator, "allocator");
    return Loader.vector(column, allocator, null);
  }

  /// A column as a vector, its dictionaries as vectors under numbers that are free.
  ///
  /// @param column the column; its memory is kept alive
  /// @param allocator for what the vectors may need later
  /// @param dictionaries gets the dictionaries; closing it closes them
  /// @return the vector, to be closed by the caller
  /// @throws IllegalStateException if the memory cannot be kept alive
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static FieldVector vector(
      Column column, BufferAllocator allocator, MapDictionaryProvider dictionaries) {
    Objects.requireNonNull(allocator, "allocator");
    return Loader.vector(column, allocator, Objects.requireNonNull(dictionaries, "dictionaries"));
  }

  /// A batch as named vectors of the same length.
  ///
  /// @param batch a struct without dictionaries of which no element is missing; its memory is kept
  ///   alive
  /// @param allocator for what the vectors may need later
  /// @return the vectors, to be closed by the caller
  /// @throws IllegalArgumentException if it is no struct, elements are missing, or there is a
  ///   dictionary
  /// @throws IllegalStateException if the memory cannot be kept alive
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static VectorSchemaRoot root(Column batch, BufferAllocator allocator) {
    requireBatch(batch);
    Objects.requireNonNull(allocator, "allocator");
    return Loader.root(batch, allocator, null);
  }

  /// A batch as named vectors of the same length, its dictionaries as vectors under numbers that
  /// are free.
  ///
  /// @param batch a struct of which no element is missing; its memory is kept alive
  /// @param allocator for what the vectors may need later
  /// @param dictionaries gets the dictionaries; closing it closes them
  /// @return the vectors, to be closed by the caller
  /// @throws IllegalArgumentException if it is no struct, or elements are missing
  /// @throws IllegalStateException if the memory cannot be kept alive
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static VectorSchemaRoot root(
      Column batch, BufferAllocator allocator, MapDictionaryProvider dictionaries) {
    requireBatch(batch);
    Objects.requireNonNull(allocator, "allocator");
    Objects.requireNonNull(dictionaries, "dictionaries");
    return Loader.root(batch, allocator, dictionaries);
  }

  private static void requireBatch(Column batch) {
    Fields.requireStruct(batch.field());
    if (batch.nullCount() != 0) {
      throw new IllegalArgumentException(
          "expected a batch of which no row is missing but found %d of %d missing"
              .formatted(batch.nullCount(), batch.length()));
    }
  }

  // --- from vectors

  /// A vector's values as an array: [#column(Arena, FieldVector)], then [Column#array()].
  ///
  /// @param arena ends Java's access, and gives the vector's buffers back
  /// @param vector the vector; may be closed afterwards
  /// @return the array
  /// @throws IllegalArgumentException if values are missing, or there is no such array without a
  ///   copy
  public static NDArray array(Arena arena, FieldVector vector) {
    return column(arena, vector).array();
  }

  /// A vector as a column.
  ///
  /// @param arena ends Java's access, and gives the vector's buffers back
  /// @param vector the vector, without dictionaries; may be closed afterwards
  /// @return the column
  /// @throws IllegalArgumentException if the vector is of indices into a dictionary
  /// @throws IllegalStateException if the arena is closed
  public static Column column(Arena arena, FieldVector vector) {
    return Unloader.column(arena, vector, null);
  }

  /// A vector as a column with its dictionaries.
  ///
  /// @param arena ends Java's access, and gives the vector's and the dictionaries' buffers back
  /// @param vector the vector; may be closed afterwards
  /// @param dictionaries asked for the dictionaries; may be closed afterwards
  /// @return the column
  /// @throws IllegalArgumentException if a dictionary is not there
  /// @throws IllegalStateException if the arena is closed
  public static Column column(Arena arena, FieldVector vector, DictionaryProvider dictionaries) {
    return Unloader.column(arena, vector, Objects.requireNonNull(dictionaries, "dictionaries"));
  }

  /// Named vectors as a batch.
  ///
  /// @param arena ends Java's access, and gives the vectors' buffers back
  /// @param root the vectors, without dictionaries; may be closed afterwards
  /// @return the batch
  /// @throws IllegalArgumentException if a vector is of indices into a dictionary
  /// @throws IllegalStateException if the arena is closed
  public static Column batch(Arena arena, VectorSchemaRoot root) {
    return Unloader.batch(arena, root, null);
  }

  /// Named vectors as a batch with its dictionaries.
  ///
  /// @param arena ends Java's access, and gives the vectors' and the dictionaries' buffers back
  /// @param root the vectors; may be closed afterwards
  /// @param dictionaries asked for the dictionaries; may be closed afterwards
  /// @return the batch
  /// @throws IllegalArgumentException if a dictionary is not there
  /// @throws IllegalStateException if the arena is closed
  public static Column batch(Arena arena, VectorSchemaRoot root, DictionaryProvider dictionaries) {
    return Unloader.batch(arena, root, Objects.requireNonNull(dictionaries, "dictionaries"));
  }
}
