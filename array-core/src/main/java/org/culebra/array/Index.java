package org.culebra.array;

/// One entry of a multi-dimensional index, as between the brackets of Python's `x[…]`. Import the
/// methods statically:
///
/// ```java
/// array.slice(range(1, 5), all(), reversed());
/// array.slice(at(-1), ellipsis(), newAxis());
/// ```
public sealed interface Index {

  /// One position on an axis, which goes away.
  ///
  /// @param index the position; a negative one counts from the end
  record At(long index) implements Index {}

  /// Every `step`-th position from `start` towards `stop`, which is not included, with Python's
  /// rules: negative bounds count from the end and bounds are clipped.
  ///
  /// @param start the first position
  /// @param stop the position before which to stop; [Long#MIN_VALUE] with a negative step includes
  ///   position 0
  /// @param step the step, not 0
  record Range(long start, long stop, long step) implements Index {}

  /// A new axis of length 1.
  record NewAxis() implements Index {}

  /// As many full axes as the other entries leave over, possibly none. At most one in an index.
  record Ellipsis() implements Index {}

  /// One position; the axis goes away.
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

  /// From `start` to before `stop`, Python's `start:stop`.
  ///
  /// @param start the first position
  /// @param stop the position before which to stop
  /// @return the entry
  static Index range(long start, long stop) {
    return new Range(start, stop, 1);
  }

  /// From `start` towards `stop` in steps, Python's `start:stop:step`.
  ///
  /// @param start the first position
  /// @param stop the position before which to stop; [Long#MIN_VALUE] with a negative step includes
  ///   position 0
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

  /// From the beginning to before `stop`, Python's `:stop`.
  ///
  /// @param stop the position before which to stop
  /// @return the entry
  static Index to(long stop) {
    return new Range(0, stop, 1);
  }

  /// The whole axis in steps, Python's `::step`; backwards from the end for a negative step.
  ///
  /// @param step the step, not 0
  /// @return the entry
  static Index step(long step) {
    return step < 0
        ? new Range(Long.MAX_VALUE, Long.MIN_VALUE, step)
        : new Range(0, Long.MAX_VALUE, step);
  }

  /// The whole axis backwards, Python's `::-1`.
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

  /// As many full axes as are left over, Python's `...`.
  ///
  /// @return the entry
  static Index ellipsis() {
    return new Ellipsis();
  }

  /// An index as Python writes it between brackets: `1:5, ::-1, ..., None, -1`. What is an index
  /// here is the same index in NumPy:
  ///
  /// ```
  /// index  = [ entry { "," entry } [ "," ] ]
  /// entry  = number | [ bound ] ":" [ bound ] [ ":" [ bound ] ] | none | "..." | "Ellipsis"
  /// bound  = number | none
  /// none   = "None" | "newaxis" | "np.newaxis" | "numpy.newaxis"
  /// number = { "+" | "-" | "~" } Python's integers: 10, 1_000, 0x1f, 0o17, 0b11
  /// ```
  ///
  /// Blanks may stand around all of these. As in Python, a bound or a step that is no `long` is as
  /// good as the nearest one. Different from Python: blank text is the empty index, `x[()]`; and no
  /// other expression is taken, no parentheses, no truth values, lists or arrays, with which NumPy
  /// makes copies.
  ///
  /// @param text the text
  /// @return its entries
  /// @throws IllegalArgumentException if the text is not an index
  static Index[] parse(String text) {
    return new IndexText(text).read();
  }
}
