package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;

/// Values of one Arrow type, as buffers of memory: what an array becomes before it goes to an Arrow
/// consumer, and what comes from a producer before it is an array again. Immutable but for the
/// memory that it views; any thread may use it, as far as the memory's arena lets it.
///
/// A column borrows: its memory ends with its arena, and an export keeps it beyond that. A *batch*
/// is a column of type struct that is not nullable: named columns of the same length.
///
/// **Missing values.** [#validity()] says which values there are; [#values()] are then whatever is
/// in memory there.
public final class Column {
  private static final long UNKNOWN = -1;

  private final ArrowField field;
  private final long length;

  /// In elements, from the physical start of each buffer; it counts for the children of structs and
  /// fixed-size lists too.
  private final long offset;

  /// -1 until somebody asks.
  private volatile long nullCount;

  private final List<Buffer> buffers;
  private final List<Column> children;
  private final @Nullable Column dictionary;

  /// Trusts its arguments: buffers hold `offset + length` elements, children likewise.
  Column(
      ArrowField field,
      long length,
      long offset,
      long nullCount,
      List<Buffer> buffers,
      List<Column> children,
      @Nullable Column dictionary) {
    this.field = field;
    this.length = length;
    this.offset = offset;
    this.nullCount = nullCount;
    this.buffers = buffers;
    this.children = children;
    this.dictionary = dictionary;
  }

  // --- from arrays

  /// An array as a column, without a copy: [#of(String, NDArray, CopyPolicy)] with
  /// [CopyPolicy#NEVER].
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @return the column
  /// @throws IllegalArgumentException if it cannot be a column as it lies in memory
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column of(String name, NDArray array) {
    return of(name, array, CopyPolicy.NEVER);
  }

  /// An array as a column. Its first axis counts the column's elements.
  ///
  /// | array | column |
  /// |---|---|
  /// | rank 0 | one element |
  /// | integers, floats | `c C s S i I l L e f g` |
  /// | booleans | `arrow.bool8`; see [#bits] |
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @param copy whether the elements may be copied where they do not lie as Arrow needs them
  /// @return the column
  /// @throws IllegalArgumentException if it would have to be copied and may not
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column of(String name, NDArray array, CopyPolicy copy) {
    return Columns.of(name, array, copy);
  }

  /// A column over buffers as the [columnar
  /// format](https://arrow.apache.org/docs/format/Columnar.html) has them: for bindings that get
  /// them by another way than the C data interface.
  ///
  /// @param field the name and the type
  /// @param length elements
  /// @param offset in elements, from the start of each buffer
  /// @param nullCount missing elements, -1 for unknown
  /// @param buffers in Arrow's order; [MemorySegment#NULL] is a buffer that is not there
  /// @param owner keeps all the buffers alive, see [org.culebra.array.Retention]
  /// @param children in the order of the field's
  /// @param dictionary the values of a dictionary, if the field has one
  /// @return the column
  /// @throws IllegalArgumentException if the parts do not fit each other, or a buffer is too small
  public static Column ofBuffers(
      ArrowField field,
      long length,
      long offset,
      long nullCount,
      List<MemorySegment> buffers,
      MemoryOwner owner,
      List<Column> children,
      @Nullable Column dictionary) {
    List<Buffer> owned = buffers.stream().map(memory -> new Buffer(memory, owner)).toList();
    return new Column(field, length, offset, nullCount, owned, List.copyOf(children), dictionary);
  }

  // --- what it is

  /// The name, the type, and what is said about it.
  ///
  /// @return the field
  public ArrowField field() {
    return field;
  }

  /// The field's name.
  ///
  /// @return the name, "" for none
  public String name() {
    return field.name();
  }

  /// How many elements there are, missing ones included.
  ///
  /// @return the number of elements
  public long length() {
    return length;
  }

  /// Where the column begins in its buffers; mostly 0.
  ///
  /// @return the offset in elements
  public long offset() {
    return offset;
  }

  /// How many values are missing, by the column's own buffer. Counted at the first call if the
  /// producer did not say.
  ///
  /// @return the number of elements
  public long nullCount() {
    long count = nullCount;
    if (count == UNKNOWN) {
      count = Bits.nullCount(this);
      nullCount = count;
    }
    return count;
  }

  /// -1 where nobody has counted.
  long knownNullCount() {
    return nullCount;
  }

  Format format() {
    return field.parsed();
  }

  List<Buffer> stored() {
    return buffers;
  }

  /// The buffers in Arrow's order; [#offset()] counts from their starts.
  ///
  /// @return each with its address and as many bytes as are known to be there; a segment at address
  ///   0 is a buffer that is not there
  public List<MemorySegment> buffers() {
    return buffers.stream().map(Buffer::memory).toList();
  }

  Buffer buffer(int index) {
    return buffers.get(index);
  }

  /// The children as they are in memory: this column's offset is not applied.
  List<Column> storedChildren() {
    return children;
  }

  // --- changed copies; all of the same memory

  /// A part of the column.
  ///
  /// @param start the first element
  /// @param end the element behind the last
  /// @return the part, of the same memory
  /// @throws IndexOutOfBoundsException if they are not in order, or not in the column
  public Column slice(long start, long end) {
    Objects.checkFromToIndex(start, end, length);
    long nulls = nullCount == 0 ? 0 : UNKNOWN;
    return new Column(field, end - start, offset + start, nulls, buffers, children, dictionary);
  }

  /// The same under another name.
  ///
  /// @param name the name, "" for none
  /// @return the changed column, of the same memory
  public Column withName(String name) {
    return withField(field.withName(name));
  }

  /// The same with other metadata.
  ///
  /// @param metadata all of it
  /// @return the changed column, of the same memory
  public Column withMetadata(Metadata metadata) {
    return withField(field.withMetadata(metadata));
  }

  private Column withField(ArrowField changed) {
    return new Column(changed, length, offset, nullCount, buffers, children, dictionary);
  }

  // --- parts

  /// The children: the columns of a batch or a struct, the values of lists. Those of structs and of
  /// fixed-size lists are the part that belongs to this column's elements.
  ///
  /// @return the children, none of a flat type
  public List<Column> children() {
    return switch (format().kind()) {
      case STRUCT, SPARSE_UNION ->
          children.stream().map(child -> child.slice(offset, offset + length)).toList();
      case FIXED_SIZE_LIST -> {
        long size = format().listSize();
        yield List.of(children.getFirst().slice(offset * size, (offset + length) * size));
      }
      default -> children;
    };
  }

  /// One of [#children()].
  ///
  /// @param index counts from 0
  /// @return the child
  /// @throws IndexOutOfBoundsException if there is none
  public Column child(int index) {
    return children().get(Objects.checkIndex(index, children.size()));
  }

  /// One of [#children()].
  ///
  /// @param name its name; the first is taken where several have it
  /// @return the child
  /// @throws IllegalArgumentException if there is none; the message has the names that there are
  public Column child(String name) {
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).name().equals(name)) {
        return child(i);
      }
    }
    throw new IllegalArgumentException(
        "expected one of the columns %s but found \"%s\""
            .formatted(children.stream().map(Column::name).toList(), name));
  }

  /// The values that indices stand for.
  ///
  /// @return the dictionary; null if there is none
  public @Nullable Column dictionary() {
    return dictionary;
  }
}
