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

/// Converts between columns and arrow-java's vectors over the same memory: no element is copied.
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
/// **To vectors.** A vector leases the column's memory, which may outlive its arena, until the last
/// of its buffers is released, on any thread; the memory must be leasable, see
/// [org.culebra.array.MemoryOwner]. The allocator does not account for it. Vectors have no offset
/// and always have a bitmap: an offset is applied first, and a missing bitmap is created. Writing
/// to a vector writes to the column's memory, because arrow-java has no read-only vectors; setting
/// a value that does not fit reallocates the vector first.
///
/// **From vectors.** A column retains the vector's buffers until the arena is closed and all
/// exports of it have been released; the vector may be closed immediately, its allocator only after
/// that. Values that are set later are visible; growing the vector reallocates it.
///
/// **Rejected** is what arrow-java lacks: decimals of 32 and 64 bits, more than 2³¹-1 elements,
/// children of the same name (unless `-Darrow.struct.conflict.policy=CONFLICT_APPEND` is set).
/// Unsigned integers are converted, but arrow-java's getters return them as signed.
public final class Vectors {
  private Vectors() {}

  // --- to vectors

  /// Creates a vector from an array; its first axis counts the elements. If the array must be
  /// copied, use [Column#of(String, NDArray, org.culebra.array.CopyPolicy)] first.
  ///
  /// @param name the name, "" for none
  /// @param array the array; its memory is leased
  /// @param allocator for what the vector may need later
  /// @return the vector, to be closed by the caller
  /// @throws IllegalArgumentException if the elements would have to be copied
  /// @throws IllegalStateException if the memory cannot be leased
  /// @throws UnsupportedOperationException if Arrow or arrow-java has no such type
  public static FieldVector vector(String name, NDArray array, BufferAllocator allocator) {
    return vector(Column.of(name, array), allocator);
  }

  /// Creates a vector from a column.
  ///
  /// @param column the column, without dictionaries; its memory is leased
  /// @param allocator for what the vector may need later
  /// @return the vector, to be closed by the caller
  /// @throws IllegalArgumentException if the column has a dictionary
  /// @throws IllegalStateException if the memory cannot be leased
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static FieldVector vector(Column column, BufferAllocator allocator) {
    Objects.requireNonNull(allocator, "allocator");
    return ColumnToVector.vector(column, allocator, null);
  }

  /// Creates a vector from a column, and vectors with unused ids from its dictionaries.
  ///
  /// @param column the column; its memory is leased
  /// @param allocator for what the vectors may need later
  /// @param dictionaries receives the dictionaries; closing it closes them
  /// @return the vector, to be closed by the caller
  /// @throws IllegalStateException if the memory cannot be leased
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static FieldVector vector(
      Column column, BufferAllocator allocator, MapDictionaryProvider dictionaries) {
    Objects.requireNonNull(allocator, "allocator");
    return ColumnToVector.vector(
        column, allocator, Objects.requireNonNull(dictionaries, "dictionaries"));
  }

  /// Creates named vectors from a batch.
  ///
  /// @param batch a struct without dictionaries and without missing elements; its memory is leased
  /// @param allocator for what the vectors may need later
  /// @return the vectors, to be closed by the caller
  /// @throws IllegalArgumentException if it is not a struct, elements are missing, or there is a
  ///   dictionary
  /// @throws IllegalStateException if the memory cannot be leased
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static VectorSchemaRoot root(Column batch, BufferAllocator allocator) {
    requireBatch(batch);
    Objects.requireNonNull(allocator, "allocator");
    return ColumnToVector.root(batch, allocator, null);
  }

  /// Creates named vectors from a batch, and vectors with unused ids from its dictionaries.
  ///
  /// @param batch a struct without missing elements; its memory is leased
  /// @param allocator for what the vectors may need later
  /// @param dictionaries receives the dictionaries; closing it closes them
  /// @return the vectors, to be closed by the caller
  /// @throws IllegalArgumentException if it is not a struct, or elements are missing
  /// @throws IllegalStateException if the memory cannot be leased
  /// @throws UnsupportedOperationException if arrow-java has no such type
  public static VectorSchemaRoot root(
      Column batch, BufferAllocator allocator, MapDictionaryProvider dictionaries) {
    requireBatch(batch);
    Objects.requireNonNull(allocator, "allocator");
    Objects.requireNonNull(dictionaries, "dictionaries");
    return ColumnToVector.root(batch, allocator, dictionaries);
  }

  private static void requireBatch(Column batch) {
    Fields.requireStruct(batch.field());
    if (batch.nullCount() != 0) {
      throw new IllegalArgumentException(
          "expected a batch without missing rows but found %d of %d missing"
              .formatted(batch.nullCount(), batch.length()));
    }
  }

  // --- from vectors

  /// Views a vector's values as an array: [#column(Arena, FieldVector)], then [Column#array()].
  ///
  /// @param arena ends Java's access, and releases the vector's buffers
  /// @param vector the vector; may be closed afterwards
  /// @return the array
  /// @throws IllegalArgumentException if values are missing, or the array would require a copy
  public static NDArray array(Arena arena, FieldVector vector) {
    return column(arena, vector).array();
  }

  /// Creates a column from a vector.
  ///
  /// @param arena ends Java's access, and releases the vector's buffers
  /// @param vector the vector, without dictionaries; may be closed afterwards
  /// @return the column
  /// @throws IllegalArgumentException if the vector has a dictionary
  /// @throws IllegalStateException if the arena is closed
  public static Column column(Arena arena, FieldVector vector) {
    return VectorToColumn.column(arena, vector, null);
  }

  /// Creates a column from a vector and its dictionaries.
  ///
  /// @param arena ends Java's access, and releases the vector's and the dictionaries' buffers
  /// @param vector the vector; may be closed afterwards
  /// @param dictionaries provides the dictionaries; may be closed afterwards
  /// @return the column
  /// @throws IllegalArgumentException if a dictionary is missing
  /// @throws IllegalStateException if the arena is closed
  public static Column column(Arena arena, FieldVector vector, DictionaryProvider dictionaries) {
    return VectorToColumn.column(
        arena, vector, Objects.requireNonNull(dictionaries, "dictionaries"));
  }

  /// Creates a batch from named vectors.
  ///
  /// @param arena ends Java's access, and releases the vectors' buffers
  /// @param root the vectors, without dictionaries; may be closed afterwards
  /// @return the batch
  /// @throws IllegalArgumentException if a vector has a dictionary
  /// @throws IllegalStateException if the arena is closed
  public static Column batch(Arena arena, VectorSchemaRoot root) {
    return VectorToColumn.batch(arena, root, null);
  }

  /// Creates a batch from named vectors and their dictionaries.
  ///
  /// @param arena ends Java's access, and releases the vectors' and the dictionaries' buffers
  /// @param root the vectors; may be closed afterwards
  /// @param dictionaries provides the dictionaries; may be closed afterwards
  /// @return the batch
  /// @throws IllegalArgumentException if a dictionary is missing
  /// @throws IllegalStateException if the arena is closed
  public static Column batch(Arena arena, VectorSchemaRoot root, DictionaryProvider dictionaries) {
    return VectorToColumn.batch(arena, root, Objects.requireNonNull(dictionaries, "dictionaries"));
  }
}
