package org.culebra.array;

/// One entry of a multi-dimensional index, as in the brackets of Python's `x[…]`. Import the
/// methods statically:
///
/// ```java
/// array.slice(range(1, 5), all(), reversed());
/// array.slice(at(-1), ellipsis(), newAxis());
/// ```
public sealed interface Index {

  /// One position on an axis, which is removed.
  ///
  /// @param index the position; a negative one counts from the end
  record At(long index) implements Index {}

  /// Every `step`-th position from `start` to `stop`, exclusive, by Python's rules: negative bounds
  /// count from the end, and bounds are clipped.
  ///
  /// @param start the first position
  /// @param stop the end, exclusive; [Long#MIN_VALUE] with a negative step includes position 0
  /// @param step the step, not 0
  record Range(long start, long stop, long step) implements Index {}

  /// A new axis of length 1.
  record NewAxis() implements Index {}

  /// As many full axes as the other entries leave, possibly none. At most one per index.
  record Ellipsis() implements Index {}

  /// One position; the axis is removed.
  ///
  /// @param index the position; a negative one counts from the end
  /// @return the entry
  static Index at(long index) {
    return new At(index);
  }

  /// The whole axis, Python's `:`.
  ///
  /// @return the entry
  static Index all() {
    return new Range(0, Long.MAX_VALUE, 1);
  }

  /// From `start` to `stop`, exclusive: Python's `start:stop`.
  ///
  /// @param start the first position
  /// @param stop the end, exclusive
  /// @return the entry
  static Index range(long start, long stop) {
    return new Range(start, stop, 1);
  }

  /// From `start` to `stop` in steps: Python's `start:stop:step`.
  ///
  /// @param start the first position
  /// @param stop the end, exclusive; [Long#MIN_VALUE] with a negative step includes position 0
  /// @param step the step, not 0
  /// @return the entry
  static Index range(long start, long stop, long step) {
    return new Range(start, stop, step);
  }

  /// From `start` to the end, Python's `start:`.
  ///
  /// @param start the first position
  /// @return the entry
  static Index from(long start) {
    return new Range(start, Long.MAX_VALUE, 1);
  }

  /// From the beginning to `stop`, exclusive: Python's `:stop`.
  ///
  /// @param stop the end, exclusive
  /// @return the entry
  static Index to(long stop) {
    return new Range(0, stop, 1);
  }

  /// The whole axis in steps, Python's `::step`; a negative step starts at the end.
  ///
  /// @param step the step, not 0
  /// @return the entry
  static Index step(long step) {
    return step < 0
        ? new Range(Long.MAX_VALUE, Long.MIN_VALUE, step)
        : new Range(0, Long.MAX_VALUE, step);
  }

  /// The whole axis reversed, Python's `::-1`.
  ///
  /// @return the entry
  static Index reversed() {
    return step(-1);
  }

  /// A new axis of length 1, Python's `None`.
  ///
  /// @return the entry
  static Index newAxis() {
    return new NewAxis();
  }

  /// As many full axes as remain, Python's `...`.
  ///
  /// @return the entry
  static Index ellipsis() {
    return new Ellipsis();
  }

  /// An index as Python writes it in brackets: `1:5, ::-1, ..., None, -1`. Every index that is
  /// accepted here means the same in NumPy:
  ///
  /// ```
  /// index  = [ entry { "," entry } [ "," ] ]
  /// entry  = number | [ bound ] ":" [ bound ] [ ":" [ bound ] ] | none | "..." | "Ellipsis"
  /// bound  = number | none
  /// none   = "None" | "newaxis" | "np.newaxis" | "numpy.newaxis"
  /// number = { "+" | "-" | "~" } Python's integers: 10, 1_000, 0x1f, 0o17, 0b11
  /// ```
  ///
  /// Blanks are allowed around all of these. As in Python, a bound or step outside the range of
  /// `long` means the nearest `long`. Unlike in Python, blank text is the empty index, `x[()]`, and
  /// no other expressions are accepted: no parentheses, no booleans, lists or arrays, for which
  /// NumPy makes copies.
  ///
  /// @param text the text
  /// @return its entries
  /// @throws IllegalArgumentException if the text is not an index
  static Index[] parse(String text) {
    return new IndexParser(text).read();
  }
}
