package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.ColumnLease;
import org.culebra.arrow.internal.column.ArrayColumns;
import org.culebra.arrow.internal.column.ColumnToArray;
import org.culebra.arrow.internal.column.ElementReader;
import org.culebra.arrow.internal.column.FilledArrays;
import org.culebra.arrow.internal.column.ListViewColumns;
import org.culebra.arrow.internal.column.NestedColumns;
import org.culebra.arrow.internal.column.Rebase;
import org.culebra.arrow.internal.column.StringsReader;
import org.culebra.arrow.internal.column.TensorColumns;
import org.culebra.arrow.internal.column.TextColumns;
import org.culebra.arrow.internal.column.Validity;
import org.culebra.arrow.internal.column.ValueReader;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.print.TablePrinter;
import org.jspecify.annotations.Nullable;

/// Values of one Arrow type in buffers of memory: an array becomes a column before it is exported
/// to an Arrow consumer, and an import is a column before it becomes an array. Immutable, except
/// for the memory that it views; may be used by any thread that may use the memory's arena.
///
/// A column is a view: its memory ends with its arena, and an export leases it beyond that. A
/// *batch* is a struct column that is not nullable: named columns of the same length.
///
/// Factories are called `of…`, and each has a `get…` that reads what it creates from Java values:
/// [#ofStrings] and [#getString], [#ofLists] or [#ofListViews] and [#getList], [#ofTensors] and
/// [#getTensor]; [#of] and [#array()] convert whole arrays. [Columns] creates the other types, and
/// [#get(long)] reads any.
///
/// **Missing values.** [#validity()] marks the values that are present; at null positions,
/// [#values()] has unspecified values and [#filled(long)] the one that is passed.
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

  /// Creates a column from an array without a copy: [#of(String, NDArray, CopyPolicy)] with
  /// [CopyPolicy#NEVER].
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @return the column
  /// @throws IllegalArgumentException if the elements would have to be copied
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column of(String name, NDArray array) {
    return of(name, array, CopyPolicy.NEVER);
  }

  /// Creates a column from an array. Its first axis counts the column's elements; rank 0 results in
  /// one element.
  ///
  /// | elements | column |
  /// |---|---|
  /// | integers, floats of 16 to 64 bits | `c C s S i I l L e f g` |
  /// | booleans | `c`, `arrow.bool8`; [#ofBits] packs them |
  /// | `datetime64[s, ms, us, ns]` | `tss: tsm: tsu: tsn:`; "not a time" is missing |
  /// | `datetime64[D]` | `tdD`; a copy, since Arrow's days have 32 bits |
  /// | `timedelta64[s, ms, us, ns]` | `tDs tDm tDu tDn`; "not a time" is missing |
  /// | `S` and `V` of n bytes | `w:n`, padding included; [Columns#strings(String, NDArray)] for text |
  /// | `U` | `u`; a copy |
  /// | complex numbers | `+w:2` of `f` or `g`, `culebra.complex` |
  /// | `bfloat16` | `w:2`, `culebra.bfloat16` |
  /// | structs | `+s` of a column for each field; copies, unless one field fills the struct |
  ///
  /// More axes make each element an `arrow.fixed_shape_tensor`: `+w` of the types above except
  /// strings and complex numbers. Its axes may be permuted in memory if the permutation is its own
  /// inverse. See [#ofNested] for lists of lists and [#ofListViews] for rows that are not
  /// contiguous.
  ///
  /// Elements that are not contiguous, or not in native byte order, must be copied. With
  /// [CopyPolicy#IF_NEEDED], memory that cannot outlive its arena is copied too. Copies are in
  /// GC-managed memory, aligned and padded to 64 bytes.
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @param copy whether the elements may be copied
  /// @return the column
  /// @throws IllegalArgumentException if the elements would have to be copied and may not, a cell
  ///   has more than 2^31-1 elements, or a day does not fit 32 bits
  /// @throws UnsupportedOperationException if Arrow has no such type; the message suggests another
  public static Column of(String name, NDArray array, CopyPolicy copy) {
    return new Column(ArrayColumns.of(name, array, copy));
  }

  /// Packs booleans into bits, `b`: always a copy. ([#of] shares them, one byte each.)
  ///
  /// @param name the name, "" for none
  /// @param array booleans along one axis, of any stride; copied
  /// @return the column
  /// @throws IllegalArgumentException if they are not booleans, or there is more than one axis
  public static Column ofBits(String name, NDArray array) {
    return new Column(Validity.bits(name, array));
  }

  /// Creates lists of lists, `+w` of `+w` …, without a copy: [#ofNested(String,NDArray,CopyPolicy)]
  /// with [CopyPolicy#NEVER].
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @return the column
  /// @throws IllegalArgumentException if the elements would have to be copied
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column ofNested(String name, NDArray array) {
    return ofNested(name, array, CopyPolicy.NEVER);
  }

  /// Creates lists of lists: each axis except the first is a `+w`; the innermost elements are those
  /// of [#of], including strings, structs and complex numbers.
  ///
  /// @param name the name, "" for none
  /// @param array the array, borrowed
  /// @param copy whether the elements may be copied if they are not packed in C order
  /// @return the column
  /// @throws IllegalArgumentException if the elements would have to be copied and may not, or an
  ///   axis is longer than 2^31-1
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column ofNested(String name, NDArray array, CopyPolicy copy) {
    return new Column(ArrayColumns.nested(name, array, copy));
  }

  /// Creates list-views of the rows of a matrix, without copying an element: rows may have gaps
  /// between them, be reversed or repeated, and overlap. The type is `+vl`, or `+vL` if 32 bits do
  /// not suffice; each row takes 8 or 16 additional bytes. [#getList] reads a row.
  ///
  /// @param name the name, "" for none
  /// @param matrix two axes, borrowed; the elements within a row are contiguous
  /// @return the column
  /// @throws IllegalArgumentException if the elements within a row are not contiguous
  /// @throws UnsupportedOperationException if Arrow has no such type
  public static Column ofListViews(String name, NDArray matrix) {
    return new Column(ListViewColumns.of(name, matrix));
  }

  /// Combines tensors of different shapes in one column, `arrow.variable_shape_tensor`: always a
  /// copy.
  ///
  /// @param name the name, "" for none
  /// @param tensors at least one, of the same type and rank; copied
  /// @return the column
  /// @throws IllegalArgumentException if there is none, they differ in type or rank, or they have
  ///   more than 2^31-1 elements in all
  /// @throws UnsupportedOperationException if Arrow has no tensors of the type
  public static Column ofTensors(String name, List<NDArray> tensors) {
    return new Column(TensorColumns.of(name, tensors));
  }

  /// Creates a column of strings, `u`: always a copy. A null is a missing value.
  ///
  /// @param name the name, "" for none
  /// @param strings the strings
  /// @return the column
  /// @throws IllegalArgumentException if a string has an unpaired surrogate, or there are more than
  ///   2^31-1 bytes of UTF-8
  public static Column ofStrings(String name, List<@Nullable String> strings) {
    return new Column(TextColumns.of(name, strings));
  }

  // --- from columns

  /// Creates lists of any length, `+l`, or `+L` with int64 offsets. List i has the values in
  /// [offset i, offset i + 1).
  ///
  /// @param name the name, "" for none
  /// @param offsets int32 or int64, packed along one axis, one more than there are lists; borrowed,
  ///   and must not change after the call
  /// @param values of all lists
  /// @return the column
  /// @throws IllegalArgumentException if an offset is less than its predecessor or exceeds the
  ///   number of values
  public static Column ofLists(String name, NDArray offsets, Column values) {
    return new Column(NestedColumns.lists(name, offsets, values.data));
  }

  /// Creates a column of indices into values that have no order:
  /// [#ofDictionary(String,NDArray,Column,boolean)].
  ///
  /// @param name the name, "" for none
  /// @param indices integers, packed along one axis; borrowed, and must not change after the call
  /// @param values what the indices refer to
  /// @return the column
  /// @throws IllegalArgumentException if an index is out of bounds
  public static Column ofDictionary(String name, NDArray indices, Column values) {
    return ofDictionary(name, indices, values, false);
  }

  /// Creates a column of indices into values that are stored once each. Indices of missing elements
  /// are checked too.
  ///
  /// @param name the name, "" for none
  /// @param indices integers, packed along one axis; borrowed, and must not change after the call
  /// @param values what the indices refer to
  /// @param ordered whether the order of the values is significant
  /// @return the column
  /// @throws IllegalArgumentException if an index is out of bounds
  public static Column ofDictionary(String name, NDArray indices, Column values, boolean ordered) {
    return new Column(NestedColumns.dictionary(name, indices, values.data, ordered));
  }

  /// Makes columns the children of a struct, `+s`.
  ///
  /// @param name the name, "" for none
  /// @param columns of the same length
  /// @return the column
  /// @throws IllegalArgumentException if the lengths differ
  public static Column ofStruct(String name, Column... columns) {
    return new Column(NestedColumns.struct(name, all(columns)));
  }

  /// Combines columns in a record batch: a struct without a name.
  ///
  /// @param columns of the same length
  /// @return the batch
  /// @throws IllegalArgumentException if the lengths differ
  public static Column ofBatch(Column... columns) {
    return ofStruct("", columns);
  }

  /// Creates a column without elements.
  ///
  /// @param field the name and the type
  /// @return the column
  public static Column empty(ArrowField field) {
    return new Column(ArrayData.empty(field.type()));
  }

  /// Creates a column over buffers in the layout of the [columnar
  /// format](https://arrow.apache.org/docs/format/Columnar.html): for bindings that get them by
  /// other means than the C data interface.
  ///
  /// @param field the name and the type
  /// @param length elements
  /// @param offset in elements, from the start of each buffer
  /// @param nullCount missing elements, -1 for unknown
  /// @param buffers in Arrow's order; [MemorySegment#NULL] is an absent buffer
  /// @param owner keeps all buffers alive, see [org.culebra.array.Retention]
  /// @param children in the order of the field's
  /// @param dictionary the values of a dictionary, if the field has one
  /// @return the column
  /// @throws IllegalArgumentException if the parts are inconsistent, or a buffer is too small
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

  /// The name, the type, the flags and the metadata.
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

  /// The number of elements, including missing ones: the `length` of the `ArrowArray`, and the
  /// length of the first axis of [#array()]. It is not called `size` because an array's size counts
  /// the numbers along all axes, whereas an element here may be a list or a tensor of many.
  ///
  /// @return the number of elements
  public long length() {
    return data.length();
  }

  /// The position in its buffers at which the column begins; usually 0.
  ///
  /// @return the offset in elements
  public long offset() {
    return data.offset();
  }

  /// The number of missing values, by the column's own validity buffer. Counted at the first call
  /// if the producer did not specify it.
  ///
  /// @return the number of elements
  public long nullCount() {
    return data.nullCount();
  }

  /// The buffers in Arrow's order; [#offset()] is relative to their starts.
  ///
  /// @return each with its address and as many bytes as are known to exist; a segment at address 0
  ///   is an absent buffer
  public List<MemorySegment> buffers() {
    return data.buffers().stream().map(Buffer::memory).toList();
  }

  // --- changed copies; all of the same memory

  /// A slice of the column.
  ///
  /// @param start the first element
  /// @param end the element after the last
  /// @return the slice, of the same memory
  /// @throws IndexOutOfBoundsException if `start > end`, or either is out of bounds
  public Column slice(long start, long end) {
    return same(data.slice(start, end));
  }

  /// This column under another name.
  ///
  /// @param name the name, "" for none
  /// @return the changed column, of the same memory
  public Column withName(String name) {
    Objects.requireNonNull(name, "name");
    return new Column(data.withField(data.field().withName(name)));
  }

  /// This column with other metadata.
  ///
  /// @param metadata all of it
  /// @return the changed column, of the same memory
  public Column withMetadata(Metadata metadata) {
    Objects.requireNonNull(metadata, "metadata");
    return new Column(data.withField(data.field().withMetadata(metadata)));
  }

  /// This column with some values missing, and the field marked as nullable. The mask is packed
  /// into a new bitmap of one bit per element; no value is copied. Values that are already missing
  /// stay missing.
  ///
  /// @param mask booleans along one axis, of this length: true where a value is present; copied
  /// @return the changed column, of the same memory
  /// @throws IllegalArgumentException if the mask has another type or shape, or the column's type
  ///   has no validity buffer
  public Column withValidity(NDArray mask) {
    return new Column(Validity.marked(data, mask));
  }

  // --- parts

  /// The children: the columns of a batch or a struct, the values of lists. Those of structs and of
  /// fixed-size lists are sliced to this column's elements.
  ///
  /// @return the children, none of a primitive type
  public List<Column> children() {
    Column[] children = new Column[data.storedChildren().size()];
    for (int i = 0; i < children.length; i++) {
      children[i] = new Column(data.child(i));
    }
    return List.of(children);
  }

  /// One of [#children()].
  ///
  /// @param index counts from 0
  /// @return the child
  /// @throws IndexOutOfBoundsException if there is no such child
  public Column child(int index) {
    return new Column(data.child(Objects.checkIndex(index, data.storedChildren().size())));
  }

  /// One of [#children()].
  ///
  /// @param name its name; the first one if several have it
  /// @return the child
  /// @throws IllegalArgumentException if there is no such child; the message lists the names
  public Column child(String name) {
    return new Column(data.child(Objects.requireNonNull(name, "name")));
  }

  /// The values that the indices of [#values()] refer to. [#get(long)], [#toList()] and
  /// [#toStrings()] look them up; arrays of numbers without missing ones are those of
  /// [org.culebra.array.NDArrays#take]`(dictionary().array(), array(), 0)`.
  ///
  /// @return the dictionary; null if there is none
  public @Nullable Column dictionary() {
    return orNull(data.dictionary());
  }

  // --- reading

  /// The elements as an array: zero-copy, including the unspecified values at null positions.
  ///
  /// | column | array |
  /// |---|---|
  /// | `c C s S i I l L e f g` | integers, floats; indices where there is a dictionary |
  /// | `arrow.bool8`, `culebra.bfloat16` | bool (any byte other than 0 is true), bfloat16 |
  /// | `ts…`, `tD…` | datetime64, timedelta64 |
  /// | `td…`, `tt…` | the integers that Arrow stores for dates and times of day |
  /// | `w:N` | N raw bytes |
  /// | `+w:N`, also nested | one more axis of N |
  /// | `culebra.complex` | complex64, complex128 |
  /// | `arrow.fixed_shape_tensor` | one axis per axis of a cell, permuted as its metadata says |
  ///
  /// @return a view, read-only if the column is; its first axis has the column's length
  /// @throws UnsupportedOperationException if arrays have no such elements
  /// @throws IllegalArgumentException if this requires a copy: packed bits, `b`
  /// @throws org.culebra.array.FormatException if a tensor's metadata does not match its storage
  public NDArray values() {
    return ColumnToArray.values(data);
  }

  /// The elements as an array, including the unspecified values at null positions, which
  /// [#validity()] marks. With [CopyPolicy#IF_NEEDED], only two kinds of columns are copied: packed
  /// bits (`b`) become booleans, and 32-bit dates and times of day (`tdD`, `tts`, `ttm`) become
  /// datetime64 and timedelta64. Without a copy, the 64-bit ones (`tdm`, `ttu`, `ttn`) become those
  /// types too.
  ///
  /// @param copy [CopyPolicy#NEVER] is [#values()]; copies are GC-managed
  /// @return a view, or a copy; its first axis has the column's length
  /// @throws UnsupportedOperationException if arrays have no such elements
  /// @throws IllegalArgumentException if this requires a copy that the policy forbids, or more
  ///   bytes than a process can address
  /// @throws org.culebra.array.FormatException if a tensor's metadata does not match its storage
  public NDArray values(CopyPolicy copy) {
    return ColumnToArray.values(data, Objects.requireNonNull(copy, "copy"));
  }

  /// The elements as an array, without a copy: [#values()] if no value is missing.
  ///
  /// @return a view, read-only if the column is
  /// @throws IllegalArgumentException if values are missing, also inside fixed-size lists; or if
  ///   this requires a copy: packed bits, `b`
  /// @throws UnsupportedOperationException if arrays have no such elements
  public NDArray array() {
    return array(CopyPolicy.NEVER);
  }

  /// The elements as an array: [#values(CopyPolicy)] if no value is missing. [CopyPolicy#IF_NEEDED]
  /// copies only packed bits (`b`) and 32-bit dates and times of day (`tdD`, `tts`, `ttm`).
  ///
  /// @param copy [CopyPolicy#NEVER] is [#array()]; copies are GC-managed
  /// @return a view, or a copy
  /// @throws IllegalArgumentException if values are missing, also inside fixed-size lists; or if
  ///   this requires a copy that the policy forbids
  /// @throws UnsupportedOperationException if arrays have no such elements
  public NDArray array(CopyPolicy copy) {
    return ColumnToArray.array(data, Objects.requireNonNull(copy, "copy"));
  }

  /// The elements as a new array, with a value in the place of those that are missing: NumPy's
  /// `masked.filled(value)`. In the place of a missing list, all its elements have that value. What
  /// [CopyPolicy#IF_NEEDED] converts is converted.
  ///
  /// @param value see [NDArray#fill(long)]; for times it counts units, [Long#MIN_VALUE] is "not a
  ///   time"; for a dictionary's indices use -1
  /// @return a GC-managed copy of the type of [#values(CopyPolicy)]
  /// @throws IllegalArgumentException if the type cannot represent the value, missing or not; or if
  ///   parts of a tensor or of a complex number are missing
  /// @throws UnsupportedOperationException if arrays have no such elements
  public NDArray filled(long value) {
    return FilledArrays.of(data, array -> array.fill(value));
  }

  /// The elements as a new array, with a value such as NaN in the place of those that are missing:
  /// [#filled(long)] for floating-point numbers.
  ///
  /// @param value see [NDArray#fill(double)]
  /// @return a GC-managed copy of the type of [#values(CopyPolicy)]
  /// @throws IllegalArgumentException as for [#filled(long)]
  /// @throws UnsupportedOperationException if arrays have no such elements
  public NDArray filled(double value) {
    return FilledArrays.of(data, array -> array.fill(value));
  }

  /// The elements as a new array of another type, which a value such as NaN among integers needs:
  /// `filled(DType.FLOAT64, Double.NaN)`. Converts as [NDArray#copy(DType)].
  ///
  /// @param type of the array
  /// @param value see [NDArray#fill(double)]
  /// @return a GC-managed copy
  /// @throws IllegalArgumentException as for [#filled(long)]
  /// @throws UnsupportedOperationException if arrays have no such elements
  public NDArray filled(DType type, double value) {
    Objects.requireNonNull(type, "type");
    return FilledArrays.of(data, type, array -> array.fill(value));
  }

  /// Which values are present, by the column's own validity buffer. Unions and run-end encoded
  /// columns have no such buffer, so all are present; in a column of the null type, none is.
  ///
  /// @return a new GC-managed array of booleans, true where a value is present
  /// @throws IllegalArgumentException if the column is longer than any array in memory, as a column
  ///   of the null type may be
  public NDArray validity() {
    return ColumnToArray.validity(data);
  }

  /// Whether a value is missing, by the column's own validity buffer.
  ///
  /// @param index in [0, [#length()])
  /// @return true if it is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  public boolean isNull(long index) {
    return ElementReader.isNull(data, index);
  }

  /// An element as a Java value. Where there is a dictionary, runs or a union, it is the value that
  /// the element stands for.
  ///
  /// | column | value |
  /// |---|---|
  /// | `b`, `arrow.bool8` | [Boolean] |
  /// | `c C s S i I l` | [Long]; `L` is [java.math.BigInteger] |
  /// | `e f`, `culebra.bfloat16` | [Float]; `g` is [Double] |
  /// | `culebra.complex` | [org.culebra.array.Complex] |
  /// | `d:…` | [BigDecimal] |
  /// | `tdD tdm`, `tt…` | [java.time.LocalDate], [java.time.LocalTime] |
  /// | `ts…`, `ts…:zone` | [java.time.LocalDateTime], [java.time.ZonedDateTime] |
  /// | `tD…`, `ti…` | [java.time.Duration], [Interval] |
  /// | `u U vu` | [String] |
  /// | `z Z vz w:N` | `byte[]` |
  /// | lists of any kind | [List] of values |
  /// | `+m` | [List] of [java.util.Map.Entry], since keys may repeat |
  /// | `+s` | [java.util.Map] by name, in the order of the children; the first of those of one name |
  ///
  /// @param index in [0, [#length()])
  /// @return the value; null if it is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if an offset, an index or a type id is out of bounds, Java
  ///   does not know a time zone, or a list has more than 2^31-9 elements
  /// @throws ArithmeticException if a time is beyond the range of Java's class
  public @Nullable Object get(long index) {
    return ValueReader.value(data, index);
  }

  /// All elements, as [#get(long)] returns them. The list prints `byte[]` as Java does,
  /// `[B@1b2c3d`; [#toString()] prints bytes as in Python, `b'\x00a'`.
  ///
  /// @return a new list that cannot be changed
  /// @throws IllegalArgumentException as for [#get(long)], or if there are more than 2^31-9
  ///   elements
  /// @throws ArithmeticException as for [#get(long)]
  public List<@Nullable Object> toList() {
    return ValueReader.values(data);
  }

  /// All strings, as [#getString(long)] returns them, but those of runs and of a dictionary that is
  /// not longer than the column are decoded once each.
  ///
  /// @return a new array, null where a string is missing
  /// @throws IllegalArgumentException as for [#getString(long)], or if there are more than 2^31-9
  ///   elements
  /// @throws UnsupportedOperationException if the column has no strings
  public @Nullable String[] toStrings() {
    return StringsReader.strings(data);
  }

  /// An element of a column of decimals, also of their dictionary, runs or union.
  ///
  /// @param index in [0, [#length()])
  /// @return the number, with the type's scale; null if it is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException as for [#get(long)]
  /// @throws UnsupportedOperationException if the column has no decimals
  public @Nullable BigDecimal getDecimal(long index) {
    return ValueReader.decimal(data, index);
  }

  /// An element of a column of intervals, also of their dictionary, runs or union.
  ///
  /// @param index in [0, [#length()])
  /// @return the interval; null if it is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException as for [#get(long)]
  /// @throws UnsupportedOperationException if the column has no intervals
  public @Nullable Interval getInterval(long index) {
    return ValueReader.interval(data, index);
  }

  /// An element of a column of strings, also of their dictionary, runs or union.
  ///
  /// @param index in [0, [#length()])
  /// @return the string; null if it is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if an offset, or an index into the dictionary, is out of
  ///   bounds
  /// @throws UnsupportedOperationException if the column has no strings
  public @Nullable String getString(long index) {
    return ElementReader.string(data, index);
  }

  /// The bytes of a string, of a binary value, or of an element of any type of fixed width, also of
  /// their dictionary, runs or union.
  ///
  /// @param index in [0, [#length()])
  /// @return a copy; null if the value is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if an offset, or an index into the dictionary, is out of
  ///   bounds
  /// @throws UnsupportedOperationException if the column is nested, or of packed bits
  public byte @Nullable [] getBytes(long index) {
    return ElementReader.bytes(data, index);
  }

  /// The elements of one list, list-view, map or fixed-size list, also of their dictionary, runs or
  /// union.
  ///
  /// @param index in [0, [#length()])
  /// @return a slice of the child; null if the list is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if an offset is out of bounds
  /// @throws UnsupportedOperationException if the column has no lists
  public @Nullable Column getList(long index) {
    return orNull(ElementReader.list(data, index));
  }

  /// The offsets at which lists, strings or binary values begin in the child or the data buffer:
  /// element i spans [offset i, offset i + 1) or, in a list-view, as many as [#sizes()] states. In
  /// a dense union, the position of each element in the child of its type id. Of an import only the
  /// first and the last have been checked, of list-views and unions none.
  ///
  /// @return a view of one more than there are elements; in a list-view or a union, of as many
  /// @throws UnsupportedOperationException if the column has no offsets
  public NDArray offsets() {
    return ElementReader.offsets(data);
  }

  /// The lengths of the lists of a list-view.
  ///
  /// @return a view
  /// @throws UnsupportedOperationException if the column is not a list-view
  public NDArray sizes() {
    return ElementReader.sizes(data);
  }

  /// The type id of each element of a union, which names the child that has it. In a format such as
  /// `+us:0,1`, which lists the ids of the children, that is the child at the id's position.
  ///
  /// @return a view of int8
  /// @throws UnsupportedOperationException if the column is not a union
  public NDArray typeIds() {
    return ElementReader.typeIds(data);
  }

  /// One tensor of a column of `arrow.fixed_shape_tensor` or `arrow.variable_shape_tensor`.
  ///
  /// @param index in [0, [#length()])
  /// @return a view, permuted as the metadata says; null if the tensor is missing
  /// @throws IndexOutOfBoundsException if there is no such element
  /// @throws IllegalArgumentException if the shape does not match the elements, or values inside
  ///   are missing
  /// @throws UnsupportedOperationException if the column has no tensors
  public @Nullable NDArray getTensor(long index) {
    return ElementReader.tensor(data, index);
  }

  /// The names of the axes of a tensor, in the order of [#getTensor(long)].
  ///
  /// @return the names; empty if the metadata has none
  public List<String> dimensionNames() {
    return ElementReader.dimensionNames(data.field());
  }

  // --- the same elsewhere

  /// The same elements with offset 0, also in the children: for consumers that ignore offsets.
  /// Buffers begin later; only bitmaps that would begin within a byte, and the ends of runs, are
  /// copied. The last run ends with the column.
  ///
  /// @return this column if nothing has to change; otherwise another column over the same memory
  /// @throws IllegalArgumentException if the ends of runs do not increase
  public Column withoutOffset() {
    return same(Rebase.withoutOffset(data));
  }

  /// A deep copy of the column's own elements in GC-managed memory. The targets of list-views,
  /// dense unions, indices and views are copied as a whole.
  ///
  /// @return a new column, writable, with offset 0
  /// @throws IllegalArgumentException if an offset is out of bounds, or the ends of runs do not
  ///   increase
  public Column copy() {
    return new Column(Rebase.copy(data));
  }

  /// The same column, but its exports take no lease: the caller keeps the memory alive until they
  /// are released.
  ///
  /// @return another column over the same memory
  public Column borrowed() {
    return new Column(Rebase.borrowed(data));
  }

  // --- lifetime

  /// Leases all of the column's memory, which then outlives its arena: for bindings that export its
  /// buffers by other means than the C data interface.
  ///
  /// @return the lease; the caller releases it exactly once, on any thread
  /// @throws IllegalStateException if some of the memory cannot be leased, or has been freed
  public Lease lease() {
    return ColumnLease.of(data);
  }

  /// Prints a table: a column of text, or one for each of a batch, under its name and type. Of more
  /// than 20 rows the first and the last five are shown, likewise of more than 10 columns; long
  /// texts are cut. Strings are quoted, so that `null` is a missing value; bytes are `b'\x00a'`;
  /// `?` is an invalid one.
  ///
  /// ```text
  ///        t  city
  /// float64?  string
  /// --------  -------
  ///     20.5  'Basel'
  ///     null  'Bern'
  /// 2 rows, 2 columns
  /// ```
  ///
  /// Never throws, and counts nothing: a column that cannot be read is described, `Column[3 of x:
  /// g]: Already closed`.
  @Override
  public String toString() {
    return TablePrinter.print(data);
  }
}
