package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.column.BinaryColumns;
import org.culebra.arrow.internal.column.Concatenation;
import org.culebra.arrow.internal.column.DecimalColumns;
import org.culebra.arrow.internal.column.FixedWidthTexts;
import org.culebra.arrow.internal.column.IntervalColumns;
import org.culebra.arrow.internal.column.NestedColumns;
import org.culebra.arrow.internal.column.ZonedColumns;
import org.culebra.arrow.internal.model.ArrayData;
import org.jspecify.annotations.Nullable;

/// Creates columns of the types that arrays do not have, and joins columns.
///
/// ```java
/// Column price = Columns.decimals("price", List.of(new BigDecimal("9.90")), 10, 2);
/// Column both = Columns.concatenate(price, price); // of any type, also of batches
/// ```
///
/// | type | format | from Java's values, copied | over arrays and columns, without a copy |
/// |---|---|---|---|
/// | decimals | `d:p,s` … | [#decimals(String, List, int, int)] | [#decimals(String, NDArray, int, int)] |
/// | timestamps of a zone | `ts…:zone` | [#timestamps(String, List, String, ZoneId)] | [#timestamps(String, NDArray, ZoneId)] |
/// | intervals | `tin` `tiD` `tiM` | [#intervals(String, List)] | [#intervals(String, NDArray)] |
/// | strings | `U` `vu` | [#largeStrings(String, List)], [#stringViews] | [#strings(String, NDArray, NDArray)] |
/// | strings of NumPy's `S` and `U` | `u` `U` | [#strings(String, NDArray)], [#largeStrings(String, NDArray)] | |
/// | binary values | `z` `Z` `vz` | [#binary(String, List)], [#largeBinary], [#binaryViews] | [#binary(String, NDArray, NDArray)] |
/// | fixed-size lists | `+w:n` | | [#fixedSizeLists] |
/// | maps | `+m` | | [#maps(String, NDArray, Column, Column)] |
/// | unions | `+us` `+ud` | | [#sparseUnion], [#denseUnion] |
/// | runs | `+r` | | [#runs] |
///
/// Numbers, times, lists, structs, dictionaries and plain strings are in [Column], and
/// [Column#ofBuffers] has the rest, such as unions with other type ids. [Column#get(long)] reads
/// all of them.
///
/// Arrays are borrowed: packed, in native byte order, and not to be changed after the call. All of
/// their content is checked: offsets, type ids, run ends, digits, UTF-8. A null in a list is a
/// missing value; [Column#withValidity] marks those of the other columns. Copies are GC-managed.
public final class Columns {
  private Columns() {}

  // --- numbers and times

  /// Creates decimals of 128 bits, or of 256 if there are more than 38 digits.
  ///
  /// @param name the name, "" for none
  /// @param values the numbers
  /// @param precision the maximal number of digits, at most 76
  /// @param scale the number of digits after the point; may be negative
  /// @return the column
  /// @throws IllegalArgumentException if a number has more digits, in all or after the point
  public static Column decimals(
      String name, List<? extends @Nullable BigDecimal> values, int precision, int scale) {
    return decimals(name, values, precision, scale, DecimalColumns.bits(precision));
  }

  /// Creates decimals of 32, 64, 128 or 256 bits, which have up to 9, 18, 38 or 76 digits.
  ///
  /// @param name the name, "" for none
  /// @param values the numbers
  /// @param precision the maximal number of digits
  /// @param scale the number of digits after the point; may be negative
  /// @param bits of each number; some consumers know only 128
  /// @return the column
  /// @throws IllegalArgumentException if a number has more digits, in all or after the point, or
  ///   the bits do not suffice for the precision
  public static Column decimals(
      String name,
      List<? extends @Nullable BigDecimal> values,
      int precision,
      int scale,
      int bits) {
    return new Column(DecimalColumns.of(name, values, precision, scale, bits));
  }

  /// Creates decimals over their unscaled values, without a copy.
  ///
  /// @param name the name, "" for none
  /// @param unscaled int32, int64, or raw bytes (`V16`, `V32`) that are signed integers; one axis
  /// @param precision the maximal number of digits
  /// @param scale the number of digits after the point; may be negative
  /// @return the column; 5 with scale 2 is 0.05
  /// @throws IllegalArgumentException if a value has more digits, the bits do not suffice for the
  ///   precision, or the array has another type or would have to be copied
  public static Column decimals(String name, NDArray unscaled, int precision, int scale) {
    return new Column(DecimalColumns.of(name, unscaled, precision, scale));
  }

  /// Creates timestamps of a time zone, without a copy. "Not a time" is missing.
  ///
  /// @param name the name, "" for none
  /// @param times `datetime64[s, ms, us, ns]` along one axis, in UTC
  /// @param zone where they are shown: a region or an offset of whole minutes
  /// @return the column
  /// @throws IllegalArgumentException if the zone's offset has seconds, or the array has another
  ///   type or unit or would have to be copied
  public static Column timestamps(String name, NDArray times, ZoneId zone) {
    return new Column(ZonedColumns.of(name, times, zone));
  }

  /// Creates timestamps of a time zone. What the unit cannot express is rounded towards the past.
  ///
  /// @param name the name, "" for none
  /// @param instants the times
  /// @param unit `s`, `ms`, `us` or `ns`
  /// @param zone where they are shown: a region or an offset of whole minutes
  /// @return the column
  /// @throws ArithmeticException if a time does not fit 64 bits of the unit
  /// @throws IllegalArgumentException if the zone's offset has seconds, or the unit is another
  public static Column timestamps(
      String name, List<? extends @Nullable Instant> instants, String unit, ZoneId zone) {
    return new Column(ZonedColumns.of(name, instants, unit, zone));
  }

  /// Creates intervals of months, days and nanoseconds, `tin`.
  ///
  /// @param name the name, "" for none
  /// @param intervals the intervals
  /// @return the column
  public static Column intervals(String name, List<? extends @Nullable Interval> intervals) {
    return new Column(IntervalColumns.of(name, intervals));
  }

  /// Creates intervals over an array, without a copy. Its type decides which.
  ///
  /// | elements | column |
  /// |---|---|
  /// | int32 along one axis | months, `tiM` |
  /// | int32 of shape (n, 2) | days and milliseconds, `tiD` |
  /// | structs of int32, int32, int64 | months, days and nanoseconds, `tin` |
  ///
  /// @param name the name, "" for none
  /// @param array the parts
  /// @return the column
  /// @throws IllegalArgumentException if the array has another type or would have to be copied
  public static Column intervals(String name, NDArray array) {
    return new Column(IntervalColumns.of(name, array));
  }

  // --- strings and bytes

  /// Creates strings with offsets of 64 bits, `U`: there may be more than 2^31-1 bytes in all.
  ///
  /// @param name the name, "" for none
  /// @param strings the strings
  /// @return the column
  /// @throws IllegalArgumentException if a string has an unpaired surrogate
  public static Column largeStrings(String name, List<? extends @Nullable String> strings) {
    return new Column(BinaryColumns.strings(name, "U", strings));
  }

  /// Creates strings, `u`, from text of fixed width, copied: from NumPy's `S`, whose bytes are
  /// taken as UTF-8, and `U`, of any stride and byte order. Trailing NULs are padding and dropped,
  /// others are kept.
  ///
  /// Without a copy, `S` is binary values of fixed size, padding included: [Column#of(String,
  /// NDArray)]. Text in Latin-1 becomes code points first, by
  /// `array.copy(DType.string(array.itemSize()))`.
  ///
  /// @param name the name, "" for none
  /// @param text `S` or `U` along one axis
  /// @return the column
  /// @throws IllegalArgumentException if bytes are not UTF-8 or a code point is none of a
  ///   character, with the element; if there are more than 2^31-1 bytes in all, which
  ///   `largeStrings` can have; or if the array has another type or rank
  public static Column strings(String name, NDArray text) {
    return new Column(FixedWidthTexts.of(name, "u", text));
  }

  /// Creates strings with offsets of 64 bits, `U`, from text of fixed width, copied: otherwise as
  /// [#strings(String, NDArray)].
  ///
  /// @param name the name, "" for none
  /// @param text `S` or `U` along one axis
  /// @return the column
  /// @throws IllegalArgumentException as for [#strings(String, NDArray)], but of any size
  public static Column largeStrings(String name, NDArray text) {
    return new Column(FixedWidthTexts.of(name, "U", text));
  }

  /// Creates strings as views, `vu`: those of up to 12 bytes are stored without an offset.
  ///
  /// @param name the name, "" for none
  /// @param strings the strings
  /// @return the column
  /// @throws IllegalArgumentException if a string has an unpaired surrogate
  public static Column stringViews(String name, List<? extends @Nullable String> strings) {
    return new Column(BinaryColumns.strings(name, "vu", strings));
  }

  /// Creates strings over arrays, without a copy: `u`, or `U` with int64 offsets. String i has the
  /// bytes in [offset i, offset i + 1).
  ///
  /// @param name the name, "" for none
  /// @param offsets int32 or int64 along one axis, one more than there are strings
  /// @param utf8 uint8 or int8 along one axis
  /// @return the column
  /// @throws IllegalArgumentException if an offset is less than its predecessor or exceeds the
  ///   bytes, a string is not UTF-8, or an array has another type or would have to be copied
  public static Column strings(String name, NDArray offsets, NDArray utf8) {
    return new Column(BinaryColumns.over(name, "uU", offsets, utf8));
  }

  /// Creates byte sequences of any length, `z`.
  ///
  /// @param name the name, "" for none
  /// @param values the sequences
  /// @return the column
  /// @throws IllegalArgumentException if there are more than 2^31-1 bytes in all
  public static Column binary(String name, List<? extends byte @Nullable []> values) {
    return new Column(BinaryColumns.of(name, "z", values));
  }

  /// Creates byte sequences with offsets of 64 bits, `Z`.
  ///
  /// @param name the name, "" for none
  /// @param values the sequences
  /// @return the column
  public static Column largeBinary(String name, List<? extends byte @Nullable []> values) {
    return new Column(BinaryColumns.of(name, "Z", values));
  }

  /// Creates byte sequences as views, `vz`: those of up to 12 bytes are stored without an offset.
  ///
  /// @param name the name, "" for none
  /// @param values the sequences
  /// @return the column
  public static Column binaryViews(String name, List<? extends byte @Nullable []> values) {
    return new Column(BinaryColumns.of(name, "vz", values));
  }

  /// Creates byte sequences over arrays, without a copy: `z`, or `Z` with int64 offsets. Sequence i
  /// has the bytes in [offset i, offset i + 1).
  ///
  /// @param name the name, "" for none
  /// @param offsets int32 or int64 along one axis, one more than there are sequences
  /// @param bytes uint8 or int8 along one axis
  /// @return the column
  /// @throws IllegalArgumentException if an offset is less than its predecessor or exceeds the
  ///   bytes, or an array has another type or would have to be copied
  public static Column binary(String name, NDArray offsets, NDArray bytes) {
    return new Column(BinaryColumns.over(name, "zZ", offsets, bytes));
  }

  // --- of columns

  /// Creates lists of the same length, `+w`: the values one after the other, without a copy.
  ///
  /// @param name the name, "" for none
  /// @param values of all lists
  /// @param size elements of each list, at least 1
  /// @return the column
  /// @throws IllegalArgumentException if the number of values is not a multiple of the size
  public static Column fixedSizeLists(String name, Column values, int size) {
    Objects.requireNonNull(values, "values");
    return new Column(NestedColumns.fixedSizeLists(name, values.data(), size));
  }

  /// Creates maps, `+m`: [#maps(String, NDArray, Column, Column, boolean)] with keys in any order.
  ///
  /// @param name the name, "" for none
  /// @param offsets int32 along one axis, one more than there are maps
  /// @param keys of all maps
  /// @param values as many as keys
  /// @return the column
  /// @throws IllegalArgumentException if an offset is less than its predecessor or exceeds the
  ///   keys, a key is missing, or the lengths differ
  public static Column maps(String name, NDArray offsets, Column keys, Column values) {
    return maps(name, offsets, keys, values, false);
  }

  /// Creates maps, `+m`, without a copy. Map i has the keys and values in [offset i, offset i + 1).
  /// That the keys of a map are different, and sorted if that is stated, is not checked.
  ///
  /// @param name the name, "" for none
  /// @param offsets int32 along one axis, one more than there are maps
  /// @param keys of all maps
  /// @param values as many as keys
  /// @param sorted whether the keys of each map are sorted
  /// @return the column
  /// @throws IllegalArgumentException if an offset is less than its predecessor or exceeds the
  ///   keys, a key is missing, or the lengths differ
  public static Column maps(
      String name, NDArray offsets, Column keys, Column values, boolean sorted) {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    return new Column(NestedColumns.maps(name, offsets, keys.data(), values.data(), sorted));
  }

  /// Creates a sparse union, `+us`, without a copy: element i is element i of the column whose
  /// position is type id i.
  ///
  /// @param name the name, "" for none
  /// @param typeIds int8 along one axis: positions of columns
  /// @param columns at most 128, each as long as the type ids
  /// @return the column
  /// @throws IllegalArgumentException if there is no column of a type id, or the lengths differ
  public static Column sparseUnion(String name, NDArray typeIds, Column... columns) {
    return new Column(NestedColumns.sparseUnion(name, typeIds, all(columns)));
  }

  /// Creates a dense union, `+ud`, without a copy: element i is the element at offset i of the
  /// column whose position is type id i.
  ///
  /// @param name the name, "" for none
  /// @param typeIds int8 along one axis: positions of columns
  /// @param offsets int32 along one axis, as many; those of a column do not decrease
  /// @param columns at most 128, of any lengths
  /// @return the column
  /// @throws IllegalArgumentException if there is no column of a type id, or no element at an
  ///   offset, or offsets of a column decrease
  public static Column denseUnion(
      String name, NDArray typeIds, NDArray offsets, Column... columns) {
    return new Column(NestedColumns.denseUnion(name, typeIds, offsets, all(columns)));
  }

  /// Creates a column of runs of equal elements, `+r`, without a copy: run i has value i, and ends
  /// before element end i.
  ///
  /// @param name the name, "" for none
  /// @param ends int16, int32 or int64 along one axis; the last one is the column's length
  /// @param values one for each run
  /// @return the column
  /// @throws IllegalArgumentException if the ends do not increase from above 0, or there are more
  ///   or fewer values
  public static Column runs(String name, NDArray ends, Column values) {
    Objects.requireNonNull(values, "values");
    return new Column(NestedColumns.runs(name, ends, values.data()));
  }

  private static List<ArrayData> all(Column... columns) {
    return List.of(columns).stream().map(Column::data).toList();
  }

  // --- joining

  /// Joins columns of one type, or batches of one schema, in GC-managed memory:
  /// [#concatenate(Arena, Column...)].
  ///
  /// @param columns at least one
  /// @return a new column with the elements of all
  /// @throws IllegalArgumentException as for [#concatenate(Arena, Column...)]
  public static Column concatenate(Column... columns) {
    return concatenate(Arena.ofAuto(), columns);
  }

  /// Joins columns of one type, or batches of one schema: always a copy, of no more than the
  /// columns' own elements.
  ///
  /// The result has the first column's name and metadata, and is nullable where any is. Types match
  /// as in a stream: names of struct fields count, other names and nullability do not. Different
  /// dictionaries become one, unless their order is significant. Values at missing positions are
  /// unspecified.
  ///
  /// @param arena owns the memory of the result
  /// @param columns at least one
  /// @return a new column with the elements of all, at offset 0
  /// @throws IllegalArgumentException if there is none, the types differ, an offset or an index in
  ///   a column is invalid, or the type's offsets, run ends or indices cannot reach as far; the
  ///   message names a larger type
  public static Column concatenate(Arena arena, Column... columns) {
    Objects.requireNonNull(arena, "arena");
    return new Column(Concatenation.of(arena, all(columns)));
  }
}
