package org.culebra.array;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.Objects;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.kernel.AxisReductions;
import org.culebra.array.internal.kernel.AxisReductions.Truth;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.array.internal.kernel.TotalReductions;

/// Reductions: of all elements to one value, or along an axis to an array with one axis less. Over
/// all elements, [NDArray#sum()], [NDArray#min()] and [NDArray#max()] are methods of the array.
///
/// ```java
/// double mean = Reductions.mean(image);
/// NDArray columns = Reductions.sum(image, 0);                  // image.sum(axis=0)
/// NDArray kept = Reductions.max(image, 1).expandDims(1);       // keepdims=True
/// ```
///
/// The results are new arrays in C order and in this machine's byte order:
///
/// | along an axis | types | result | without elements |
/// |---|---|---|---|
/// | `sum` | booleans, signed integers | `int64` | 0 |
/// | | unsigned integers | `uint64` | 0 |
/// | | floating-point, complex | the same type | 0 |
/// | `mean` | booleans, integers | `float64` | NaN |
/// | | floating-point, complex | the same type | NaN |
/// | `min`, `max` | booleans, real numbers, times | the same type | rejected |
/// | `argmin`, `argmax` | booleans, real numbers, times | `int64` | rejected |
/// | `any`, `all` | booleans, numbers | `bool` | false, true |
/// | `count` | booleans, numbers | `int64` | 0 |
///
/// These are NumPy's rules. What differs:
///
/// - Floating-point sums are added as `double` and rounded once to the type, so `float16` and
///   `float32` are more exact, and overflow later, than in NumPy. The order of additions is
///   unspecified; the error is at most `n * eps * sum(|x|)`.
/// - Integer sums along an axis keep 64 bits, without a check, as NumPy's do; [NDArray#sumLong()]
///   checks.
/// - NaN is the result of `min`, `max`, and its first position that of `argmin` and `argmax`; the
///   same holds for "not a time". -0.0 is less than 0.0 for `min` and `max`, where NumPy may return
///   either; for positions they are equal.
/// - Complex minima, sums of spans of time, and text are rejected.
public final class Reductions {

  private Reductions() {}

  /// The sum along an axis: NumPy's `a.sum(axis)`.
  ///
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, or the type is another
  public static NDArray sum(NDArray array, int axis) {
    return sum(Arena.ofAuto(), array, axis);
  }

  /// The sum along an axis, see [#sum(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException as for [#sum(NDArray, int)]
  public static NDArray sum(Arena arena, NDArray array, int axis) {
    DType type = array.dtype();
    requireNumbers(type);
    DType sums = type.isInteger() || type.kind() == Kind.BOOL ? wide(type) : type;
    NDArray result = result(arena, array, axis, sums);
    AxisReductions.sum(array.operand(), position(array, axis), result.operand());
    return result;
  }

  /// The mean of all elements: NumPy's `a.mean()`. Integers are added exactly.
  ///
  /// @param array real numbers or booleans
  /// @return the mean, NaN without elements
  /// @throws IllegalArgumentException if the type is another
  public static double mean(NDArray array) {
    return TotalReductions.mean(array.operand());
  }

  /// The mean along an axis: NumPy's `a.mean(axis)`.
  ///
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, or the type is another
  public static NDArray mean(NDArray array, int axis) {
    return mean(Arena.ofAuto(), array, axis);
  }

  /// The mean along an axis, see [#mean(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException as for [#mean(NDArray, int)]
  public static NDArray mean(Arena arena, NDArray array, int axis) {
    DType type = array.dtype();
    requireNumbers(type);
    DType means = type.isInteger() || type.kind() == Kind.BOOL ? DType.FLOAT64 : type;
    NDArray result = result(arena, array, axis, means);
    AxisReductions.mean(array.operand(), position(array, axis), result.operand());
    return result;
  }

  /// The least element along an axis: NumPy's `a.min(axis)`.
  ///
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, it has no elements, or the type is
  ///   another
  public static NDArray min(NDArray array, int axis) {
    return min(Arena.ofAuto(), array, axis);
  }

  /// The least element along an axis, see [#min(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException as for [#min(NDArray, int)]
  public static NDArray min(Arena arena, NDArray array, int axis) {
    requireOrdered(array.dtype());
    NDArray result = result(arena, array, axis, array.dtype());
    int k = position(array, axis);
    AxisReductions.extreme(array.operand(), k, result.operand(), false);
    return result;
  }

  /// The greatest element along an axis: NumPy's `a.max(axis)`.
  ///
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, it has no elements, or the type is
  ///   another
  public static NDArray max(NDArray array, int axis) {
    return max(Arena.ofAuto(), array, axis);
  }

  /// The greatest element along an axis, see [#max(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array with one axis less
  /// @throws IllegalArgumentException as for [#max(NDArray, int)]
  public static NDArray max(Arena arena, NDArray array, int axis) {
    requireOrdered(array.dtype());
    NDArray result = result(arena, array, axis, array.dtype());
    int k = position(array, axis);
    AxisReductions.extreme(array.operand(), k, result.operand(), true);
    return result;
  }

  /// The position of the first least element in C order: NumPy's `a.argmin()`.
  ///
  /// @param array real numbers, booleans or times
  /// @return the position, counted over all axes
  /// @throws IllegalArgumentException if there are no elements, or the type is another
  public static long argmin(NDArray array) {
    requireOrdered(array.dtype());
    return AxisReductions.position(array.operand(), true);
  }

  /// The index of the first least element along an axis: NumPy's `a.argmin(axis)`.
  ///
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `int64` array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, it has no elements, or the type is
  ///   another
  public static NDArray argmin(NDArray array, int axis) {
    return argmin(Arena.ofAuto(), array, axis);
  }

  /// The index of the first least element along an axis, see [#argmin(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `int64` array with one axis less
  /// @throws IllegalArgumentException as for [#argmin(NDArray, int)]
  public static NDArray argmin(Arena arena, NDArray array, int axis) {
    requireOrdered(array.dtype());
    NDArray result = result(arena, array, axis, DType.INT64);
    int k = position(array, axis);
    AxisReductions.position(array.operand(), k, result.operand(), true);
    return result;
  }

  /// The position of the first greatest element in C order: NumPy's `a.argmax()`.
  ///
  /// @param array real numbers, booleans or times
  /// @return the position, counted over all axes
  /// @throws IllegalArgumentException if there are no elements, or the type is another
  public static long argmax(NDArray array) {
    requireOrdered(array.dtype());
    return AxisReductions.position(array.operand(), false);
  }

  /// The index of the first greatest element along an axis: NumPy's `a.argmax(axis)`.
  ///
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `int64` array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, it has no elements, or the type is
  ///   another
  public static NDArray argmax(NDArray array, int axis) {
    return argmax(Arena.ofAuto(), array, axis);
  }

  /// The index of the first greatest element along an axis, see [#argmax(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array real numbers, booleans or times
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `int64` array with one axis less
  /// @throws IllegalArgumentException as for [#argmax(NDArray, int)]
  public static NDArray argmax(Arena arena, NDArray array, int axis) {
    requireOrdered(array.dtype());
    NDArray result = result(arena, array, axis, DType.INT64);
    int k = position(array, axis);
    AxisReductions.position(array.operand(), k, result.operand(), false);
    return result;
  }

  /// Whether an element is true, which all but zero are: NumPy's `a.any()`. Looks no further than
  /// it has to.
  ///
  /// @param array numbers or booleans
  /// @return false without elements
  /// @throws IllegalArgumentException if the type is another
  public static boolean any(NDArray array) {
    requireNumbers(array.dtype());
    return AxisReductions.contains(array.operand(), true);
  }

  /// Whether an element is true along an axis: NumPy's `a.any(axis)`.
  ///
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `bool` array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, or the type is another
  public static NDArray any(NDArray array, int axis) {
    return any(Arena.ofAuto(), array, axis);
  }

  /// Whether an element is true along an axis, see [#any(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `bool` array with one axis less
  /// @throws IllegalArgumentException as for [#any(NDArray, int)]
  public static NDArray any(Arena arena, NDArray array, int axis) {
    return truth(arena, array, axis, DType.BOOL, Truth.ANY);
  }

  /// Whether all elements are true, which all but zero are: NumPy's `a.all()`. Looks no further
  /// than it has to.
  ///
  /// @param array numbers or booleans
  /// @return true without elements
  /// @throws IllegalArgumentException if the type is another
  public static boolean all(NDArray array) {
    requireNumbers(array.dtype());
    return !AxisReductions.contains(array.operand(), false);
  }

  /// Whether all elements are true along an axis: NumPy's `a.all(axis)`.
  ///
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `bool` array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, or the type is another
  public static NDArray all(NDArray array, int axis) {
    return all(Arena.ofAuto(), array, axis);
  }

  /// Whether all elements are true along an axis, see [#all(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `bool` array with one axis less
  /// @throws IllegalArgumentException as for [#all(NDArray, int)]
  public static NDArray all(Arena arena, NDArray array, int axis) {
    return truth(arena, array, axis, DType.BOOL, Truth.ALL);
  }

  /// The number of elements that are not zero: NumPy's `np.count_nonzero(a)`.
  ///
  /// @param array numbers or booleans
  /// @return how many
  /// @throws IllegalArgumentException if the type is another
  public static long count(NDArray array) {
    requireNumbers(array.dtype());
    return AxisReductions.count(array.operand());
  }

  /// The number of elements that are not zero along an axis: NumPy's `np.count_nonzero(a, axis)`.
  ///
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `int64` array with one axis less
  /// @throws IllegalArgumentException if there is no such axis, or the type is another
  public static NDArray count(NDArray array, int axis) {
    return count(Arena.ofAuto(), array, axis);
  }

  /// The number of elements that are not zero along an axis, see [#count(NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axis the axis; a negative one counts from the end
  /// @return a new `int64` array with one axis less
  /// @throws IllegalArgumentException as for [#count(NDArray, int)]
  public static NDArray count(Arena arena, NDArray array, int axis) {
    return truth(arena, array, axis, DType.INT64, Truth.COUNT);
  }

  private static NDArray truth(Arena arena, NDArray array, int axis, DType type, Truth what) {
    requireNumbers(array.dtype());
    NDArray result = result(arena, array, axis, type);
    int k = position(array, axis);
    AxisReductions.truth(array.operand(), k, result.operand(), what);
    return result;
  }

  private static void requireNumbers(DType type) {
    if (!type.isNumeric()) {
      throw Errors.argument("expected a type of numbers but found %s", type);
    }
  }

  private static void requireOrdered(DType type) {
    if (type.unit().isEmpty()) {
      Elements.requireReal(type);
    }
  }

  private static DType wide(DType type) {
    return type.kind() == Kind.UINT ? DType.UINT64 : DType.INT64;
  }

  /// The axis, not negative.
  private static int position(NDArray array, int axis) {
    int rank = array.rank();
    if (axis < -rank || axis >= rank) {
      throw LayoutErrors.noSuchAxis(axis, rank);
    }
    return axis < 0 ? axis + rank : axis;
  }

  private static NDArray result(Arena arena, NDArray array, int axis, DType type) {
    Objects.requireNonNull(arena, "arena");
    int k = position(array, axis);
    long[] shape = array.shape();
    long[] rest = new long[shape.length - 1];
    System.arraycopy(shape, 0, rest, 0, k);
    System.arraycopy(shape, k + 1, rest, k, rest.length - k);
    return NDArray.empty(arena, type.withByteOrder(ByteOrder.nativeOrder()), rest);
  }
}
