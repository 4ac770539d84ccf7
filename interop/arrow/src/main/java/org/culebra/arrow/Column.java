package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.ColumnLease;
import org.culebra.arrow.internal.column.ArrayColumns;
import org.culebra.arrow.internal.column.ColumnToArray;
import org.culebra.arrow.internal.column.ElementReader;
import org.culebra.arrow.internal.column.ListViewColumns;
import org.culebra.arrow.internal.column.NestedColumns;
import org.culebra.arrow.internal.column.Rebase;
import org.culebra.arrow.internal.column.TensorColumns;
import org.culebra.arrow.internal.column.TextColumns;
import org.culebra.arrow.internal.column.Validity;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
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
  private final ArrayData data;

  Column(ArrayData data) {
    this.data = data;
  }

  ArrayData data() {
    return data;
  }

  private Column same(ArrayData changed) {
    return changed == data ? this : new Column(changed);
  }

  private static @Nullable Column orNull(@Nullable ArrayData data) {
    return data == null ? null : new Column(data);
  }

  private static List<ArrayData> all(Column... columns) {
    return List.of(columns).stream().map(Column::data).toList();
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

  /// An array as a column. Its first axis counts the column's elements; of rank 0 it is one.
  ///
  /// | elements | column |
  /// |---|---|
  /// | integers, floats of 16 to 64 bits | `c C s S i I l L e f g` |
  /// | booleans | `c`, `arrow.bool8`; [#bits] packs them |
  /// | `datetime64[s, ms, us, ns]` | `tss: tsm: tsu: tsn:`; "not a time" is missing |
  /// | `datetime64[D]` | `tdD`; a copy, since its days have 32 bits |
  /// | `timedelta64[s, ms, us, ns]` | `tDs tDm tDu tDn`; "not a time" is missing |
  /// | `S` and `V` of n bytes | `w:n` |
  /// | `U` | `u`; a copy |
  /// | complex numbers | `+w:2` of `f` or `g`, `culebra.complex` |
  /// | `bfloat16` | `w:2`, `culebra.bfloat16` |
  /// | structs | `+s` of a column for each field; copies, unless a field is all of the struct |
  ///
  /// More axes make each element an `arrow.fixed_shape_tensor`, `+w` of the types above but texts
  /// and complex numbers. Its axes may lie in another order where that order is its own inverse.
  /// See [#nested] for lists in lists and [#rows] for rows that lie apart.
  ///
  /// Elements that do not lie one after the other in this machine's byte order have to be copied.
  /// With [CopyPolicy#IF_NEEDED] memory that cannot outlive its arena is copied too. Copies are in
  /// memory that the garbage collector frees, aligned and padded to 64 bytes.
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @param copy whether the elements may be copied
  /// @return the column
  /// @throws IllegalArgumentException if it would have to be copied and may not, a cell has more
  ///   than 2^31-1 elements, or a day does not fit 32 bits
  /// @throws UnsupportedOperationException if Arrow has no such type; the message says what to do
  public static Column of(String name, NDArray array, CopyPolicy copy) {
    return new Column(ArrayColumns.of(name, array, copy));
  }

  /// Truth values as bits, `b`: always a copy. [#of] shares them, a byte each.
  ///
  /// @param name the name, "" for none
  /// @param array booleans along one axis, of any stride; not kept
  /// @return the column
  /// @throws IllegalArgumentException if they are not booleans or there are more axes
  public static Column bits(String name, NDArray array) {
    return new Column(Validity.bits(name, array));
  }

  /// Lists in lists, `+w` of `+w` …, without a copy: [#nested(String, NDArray, CopyPolicy)] with
  /// [CopyPolicy#NEVER].
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @return the column
  /// @throws IllegalArgumentException if it cannot be one as it lies in memory
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column nested(String name, NDArray array) {
    return nested(name, array, CopyPolicy.NEVER);
  }

  /// Lists in lists: each axis but the first is a `+w`, the innermost of elements as [#of] makes
  /// them, texts, structs and complex numbers included.
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @param copy whether the elements may be copied, where they are not packed in C order
  /// @return the column
  /// @throws IllegalArgumentException if it would have to be copied and may not, or an axis is
  ///   longer than 2^31-1
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column nested(String name, NDArray array, CopyPolicy copy) {
    return new Column(ArrayColumns.nested(name, array, copy));
  }

  /// The rows of a matrix where they lie: apart, reversed, repeated or overlapping, without a copy
  /// of an element. They are list-views, `+vl`, or `+vL` where 32 bits do not reach; each row takes
  /// 8 or 16 new bytes.
  ///
  /// @param name the name, "" for none
  /// @param matrix two axes, borrowed; the elements of a row lie one after the other
  /// @return the column
  /// @throws IllegalArgumentException if it lies otherwise
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column rows(String name, NDArray matrix) {
    return new Column(ListViewColumns.of(name, matrix));
  }

  /// Tensors of different shapes, `arrow.variable_shape_tensor`: always a copy.
  ///
  /// @param name the name, "" for none
  /// @param tensors at least one, of the same type and rank, not kept
  /// @return the column
  /// @throws IllegalArgumentException if there is none, they differ in type or rank, or there are
  ///   more than 2^31-1 elements in all
  /// @throws UnsupportedOperationException if Arrow has no tensors of the type
  public static Column tensors(String name, List<NDArray> tensors) {
    return new Column(TensorColumns.of(name, tensors));
  }

  /// Texts, `u`: always a copy. Null is a missing one.
  ///
  /// @param name the name, "" for none
  /// @param texts the texts
  /// @return the column
  /// @throws IllegalArgumentException if a text has half of a surrogate pair, or there are more
  ///   than 2^31-1 bytes of UTF-8
  public static Column strings(String name, List<@Nullable String> texts) {
    return new Column(TextColumns.of(name, texts));
  }

  // --- from columns

  /// Lists of any length, `+l`, or `+L` with int64 offsets. List i has the values from offset i to
  /// before offset i + 1.
  ///
  /// @param name the name, "" for none
  /// @param offsets int32 or int64, packed along one axis, one more than lists; borrowed, and not
  ///   to be changed any more
  /// @param values of all lists
  /// @return the column
  /// @throws IllegalArgumentException if an offset is less than the one before or beyond the values
  public static Column lists(String name, NDArray offsets, Column values) {
    return new Column(NestedColumns.lists(name, offsets, values.data));
  }

  /// Indices of values whose order means nothing: [#dictionary(String, NDArray, Column, boolean)].
  ///
  /// @param name the name, "" for none
  /// @param indices integers, packed along one axis; borrowed, and not to be changed any more
  /// @param values what the indices stand for
  /// @return the column
  /// @throws IllegalArgumentException if an index is not one of a value
  public static Column dictionary(String name, NDArray indices, Column values) {
    return dictionary(name, indices, values, false);
  }

  /// Values that are stored once each, and an index for every element. Those of missing elements
  /// count too.
  ///
  /// @param name the name, "" for none
  /// @param indices integers, packed along one axis; borrowed, and not to be changed any more
  /// @param values what the indices stand for
  /// @param ordered whether the order of the values means something
  /// @return the column
  /// @throws IllegalArgumentException if an index is not one of a value
  public static Column dictionary(String name, NDArray indices, Column values, boolean ordered) {
    return new Column(NestedColumns.dictionary(name, indices, values.data, ordered));
  }

  /// Columns side by side as one column, `+s`.
  ///
  /// @param name the name, "" for none
  /// @param columns of the same length
  /// @return the column
  /// @throws IllegalArgumentException if the lengths differ
  public static Column struct(String name, Column... columns) {
    return new Column(NestedColumns.struct(name, all(columns)));
  }

  /// Columns side by side as a record batch: a struct without a name.
  ///
  /// @param columns of the same length
  /// @return the batch
  /// @throws IllegalArgumentException if the lengths differ
  public static Column batch(Column... columns) {
    return struct("", columns);
  }

  /// A column of no elements.
  ///
  /// @param field the name and the type
  /// @return the column
  public static Column empty(ArrowField field) {
    return new Column(ArrayData.empty(field.type()));
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
    Objects.requireNonNull(owner, "owner");
    List<Buffer> owned =
        List.copyOf(buffers).stream().map(part -> new Buffer(part, owner)).toList();
    return new Column(
        ArrowValidator.column(
            field.type(),
            length,
            offset,
            nullCount,
            owned,
            List.copyOf(children).stream().map(Column::data).toList(),
            dictionary == null ? null : dictionary.data));
  }

  // --- what it is

  /// The name, the type, and what is said about it.
  ///
  /// @return the field
  public ArrowField field() {
    return new ArrowField(data.field());
  }

  /// The field's name.
  ///
  /// @return the name, "" for none
  public String name() {
    return data.name();
  }

  /// How many elements there are, missing ones included.
  ///
  /// @return the number of elements
  public long length() {
    return data.length();
  }

  /// Where the column begins in its buffers; mostly 0.
  ///
  /// @return the offset in elements
  public long offset() {
    return data.offset();
  }

  /// How many values are missing, by the column's own buffer. Counted at the first call if the
  /// producer did not say.
  ///
  /// @return the number of elements
  public long nullCount() {
    return data.nullCount();
  }

  /// The buffers in Arrow's order; [#offset()] counts from their starts.
  ///
  /// @return each with its address and as many bytes as are known to be there; a segment at address
  ///   0 is a buffer that is not there
  public List<MemorySegment> buffers() {
    return data.buffers().stream().map(Buffer::memory).toList();
  }

  // --- changed copies; all of the same memory

  /// A part of the column.
  ///
  /// @param start the first element
  /// @param end the element behind the last
  /// @return the part, of the same memory
  /// @throws IndexOutOfBoundsException if they are not in order, or not in the column
  public Column slice(long start, long end) {
    return same(data.slice(start, end));
  }

  /// The same under another name.
  ///
  /// @param name the name, "" for none
  /// @return the changed column, of the same memory
  public Column withName(String name) {
    Objects.requireNonNull(name, "name");
    return new Column(data.withField(data.field().withName(name)));
  }

  /// The same with other metadata.
  ///
  /// @param metadata all of it
  /// @return the changed column, of the same memory
  public Column withMetadata(Metadata metadata) {
    Objects.requireNonNull(metadata, "metadata");
    return new Column(data.withField(data.field().withMetadata(metadata)));
  }

  /// The same with some values missing, and the field marked as nullable. The mask is packed into a
  /// new bitmap of one bit for each element; no value is copied. What was missing before stays
  /// missing.
  ///
  /// @param mask booleans along one axis, of this length: true where there is a value; not kept
  /// @return the changed column, of the same memory
  /// @throws IllegalArgumentException if the mask is none, or the type cannot say what is missing
  public Column withValidity(NDArray mask) {
    return new Column(Validity.marked(data, mask));
  }

  // --- parts

  /// The children: the columns of a batch or a struct, the values of lists. Those of structs and of
  /// fixed-size lists are the part that belongs to this column's elements.
  ///
  /// @return the children, none of a flat type
  public List<Column> children() {
    return data.children().stream().map(Column::new).toList();
  }

  /// One of [#children()].
  ///
  /// @param index counts from 0
  /// @return the child
  /// @throws IndexOutOfBoundsException if there is none
  public Column child(int index) {
    return new Column(data.child(Objects.checkIndex(index, data.storedChildren().size())));
  }

  /// One of [#children()].
  ///
  /// @param name its name; the first is taken where several have it
  /// @return the child
  /// @throws IllegalArgumentException if there is none; the message has the names that there are
  public Column child(String name) {
    Objects.requireNonNull(name, "name");
    List<ArrayData> children = data.storedChildren();
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).name().equals(name)) {
        return new Column(data.child(i));
      }
    }
    throw new IllegalArgumentException(
        "expected one of the columns %s but found \"%s\""
            .formatted(children.stream().map(ArrayData::name).toList(), name));
  }

  /// The values that indices stand for.
  ///
  /// @return the dictionary; null if there is none
  public @Nullable Column dictionary() {
    return orNull(data.dictionary());
  }

  // --- reading

  /// The elements as an array, without a copy, whether they are there or not.
  ///
  /// | column | array |
  /// |---|---|
  /// | `c C s S i I l L e f g` | integers, floats; indices where there is a dictionary |
  /// | `arrow.bool8`, `culebra.bfloat16` | bool (any byte but 0 is true), bfloat16 |
  /// | `ts…`, `tD…` | datetime64, timedelta64 |
  /// | `td…`, `tt…` | the integers that Arrow has for dates and times of day |
  /// | `w:N` | N raw bytes |
  /// | `+w:N`, also of itself | one more axis of N |
  /// | `culebra.complex` | complex64, complex128 |
  /// | `arrow.fixed_shape_tensor` | an axis for each of the cell's, permuted as it says |
  ///
  /// @return a view, read-only where the column is; its first axis has the column's length
  /// @throws UnsupportedOperationException if there is no such array
  /// @throws IllegalArgumentException if it takes a copy: packed bits
  /// @throws org.culebra.array.FormatException if a tensor's metadata does not fit its storage
  public NDArray values() {
    return ColumnToArray.values(data);
  }

  /// The elements as an array, whether they are there or not. With leave to copy, packed bits are
  /// booleans, and dates and times of day are datetime64 and timedelta64; where a value is missing
  /// they are whatever is in memory there, and [#validity()] says where that is.
  ///
  /// @param copy [CopyPolicy#NEVER] is [#values()]; what is copied is the garbage collector's
  /// @return a view, or a copy as the policy says; its first axis has the column's length
  /// @throws UnsupportedOperationException if there is no such array
  /// @throws IllegalArgumentException if it takes a copy and must not, or one of more bytes than a
  ///   process can have
  /// @throws org.culebra.array.FormatException if a tensor's metadata does not fit its storage
  public NDArray values(CopyPolicy copy) {
    return ColumnToArray.values(data, Objects.requireNonNull(copy, "copy"));
  }

  /// The elements as an array, without a copy: [#values()] where no value is missing.
  ///
  /// @return a view, read-only where the column is
  /// @throws IllegalArgumentException if values are missing, also inside of fixed-size lists; or it
  ///   takes a copy
  /// @throws UnsupportedOperationException if there is no such array
  public NDArray array() {
    return array(CopyPolicy.NEVER);
  }

  /// The elements as an array. With leave to copy, packed bits are booleans, and dates and times of
  /// day are datetime64 and timedelta64.
  ///
  /// @param copy [CopyPolicy#NEVER] is [#array()]; what is copied is the garbage collector's
  /// @return a view, or a copy as the policy says
  /// @throws IllegalArgumentException if values are missing, also inside of fixed-size lists; or it
  ///   takes a copy and must not
  /// @throws UnsupportedOperationException if there is no such array
  public NDArray array(CopyPolicy copy) {
    return ColumnToArray.array(data, Objects.requireNonNull(copy, "copy"));
  }

  /// Which values there are, by the column's own buffer: unions and runs have none, so all are; of
  /// the null type, none is.
  ///
  /// @return a new array of booleans, true where there is a value; the garbage collector's
  /// @throws IllegalArgumentException if the column is longer than an array in memory can be, as
  ///   one of the null type may be
  public NDArray validity() {
    return ColumnToArray.validity(data);
  }

  /// Whether a value is missing, by the column's own buffer.
  ///
  /// @param index in [0, [#length()])
  /// @return true if so
  /// @throws IndexOutOfBoundsException if there is no such element
  public boolean isNull(long index) {
    return ElementReader.isNull(data, index);
  }

  /// An element of a column of texts, or of one whose dictionary has texts.
  ///
  /// @param index in [0, [#length()])
  /// @return the text; null where it is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if offsets or an index into the dictionary lead elsewhere
  /// @throws UnsupportedOperationException if the column has no texts
  public @Nullable String text(long index) {
    return ElementReader.text(data, index);
  }

  /// The bytes of an element of texts, of binary values, or of any type of fixed width.
  ///
  /// @param index in [0, [#length()])
  /// @return a copy; null where the value is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if offsets or an index into the dictionary lead elsewhere
  /// @throws UnsupportedOperationException if the column is nested or of bits
  public byte @Nullable [] bytes(long index) {
    return ElementReader.bytes(data, index);
  }

  /// The elements of one list, map or fixed-size list.
  ///
  /// @param index in [0, [#length()])
  /// @return the part of the child; null where the list is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if the offsets lead elsewhere
  /// @throws UnsupportedOperationException if the column has no lists
  public @Nullable Column row(long index) {
    return orNull(ElementReader.row(data, index));
  }

  /// Where lists, texts or binary values begin in what they are parts of: element i goes from
  /// offset i to offset i + 1, or, in a list-view, so far as [#sizes()] says. As they are in
  /// memory: nobody has checked those between the first and the last.
  ///
  /// @return a view, one more than elements; in a list-view, as many
  /// @throws UnsupportedOperationException if the column has no offsets
  public NDArray offsets() {
    return ElementReader.offsets(data);
  }

  /// How long the lists of a list-view are.
  ///
  /// @return a view
  /// @throws UnsupportedOperationException if the column is no list-view
  public NDArray sizes() {
    return ElementReader.sizes(data);
  }

  /// One tensor of a column of `arrow.fixed_shape_tensor` or `arrow.variable_shape_tensor`.
  ///
  /// @param index in [0, [#length()])
  /// @return a view, permuted as the metadata says; null where the tensor is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if the shape does not fit the elements, or values inside are
  ///   missing
  /// @throws UnsupportedOperationException if the column has no tensors
  public @Nullable NDArray tensor(long index) {
    return ElementReader.tensor(data, index);
  }

  /// The names of the axes of a tensor, in the order that [#tensor(long)] has them.
  ///
  /// @return the names; none where there are none
  public List<String> dimensionNames() {
    return ElementReader.dimensionNames(data.field());
  }

  // --- the same elsewhere

  /// The same elements with offset 0, also in the children: for consumers that know no offsets.
  /// Buffers begin later; only bitmaps that would begin within a byte, and the ends of runs, are
  /// copied. Runs end with the column.
  ///
  /// @return this column, if there is nothing to change; else another one of the same memory
  /// @throws IllegalArgumentException if the ends of runs do not increase
  public Column withoutOffset() {
    return same(Rebase.withoutOffset(data));
  }

  /// A deep copy of the column's own elements, in memory of the garbage collector. What list-views,
  /// dense unions, indices and views point into is copied as a whole.
  ///
  /// @return a new column, writable, with offset 0
  /// @throws IllegalArgumentException if offsets lead elsewhere, or the ends of runs do not
  ///   increase
  public Column copy() {
    return new Column(Rebase.copy(data));
  }

  /// The same column, but exports trust the caller to keep the memory alive until their release,
  /// whoever owns it.
  ///
  /// @return another column of the same memory
  public Column borrowed() {
    return new Column(Rebase.borrowed(data));
  }

  // --- lifetime

  /// Keeps all of the column's memory alive, also beyond the close of its arena: for bindings that
  /// hand its buffers out by another way than the C data interface.
  ///
  /// @return the lease; the caller releases it exactly once, on any thread
  /// @throws IllegalStateException if some of the memory cannot be kept alive, or has gone
  public Lease lease() {
    return ColumnLease.of(data);
  }

  /// Says what it is, never what it holds: `Column[3 of x: g]`, `Column[3 of x: g?, 1 missing]`.
  /// Never throws, and counts nothing.
  @Override
  public String toString() {
    return data.toString();
  }
}
