package org.culebra.array;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.Objects;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.kernel.AxisReductions;
import org.culebra.array.internal.kernel.AxisReductions.Truth;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.array.internal.kernel.Operand;
import org.culebra.array.internal.kernel.TotalReductions;

/// Reductions: of all elements to one value, or along axes, which the result does not have. Over
/// all elements, [NDArray#sum()], [NDArray#min()] and [NDArray#max()] are methods of the array.
///
/// ```java
/// double mean = Reductions.mean(image);
/// NDArray columns = Reductions.sum(image, 0);                  // image.sum(axis=0)
/// NDArray channels = Reductions.mean(image, 0, 1);             // image.mean(axis=(0, 1))
/// NDArray kept = Reductions.max(image, 1).expandDims(1);       // keepdims=True
/// double sample = Reductions.var(image, Reductions.ddof(1));   // image.var(ddof=1)
/// ```
///
/// Each axis is named once; negative ones count from the end. The results are new arrays in C order
/// and in this machine's byte order:
///
/// | along axes | types | result | without elements |
/// |---|---|---|---|
/// | `sum` | booleans, signed integers | `int64` | 0 |
/// | | unsigned integers | `uint64` | 0 |
/// | | floating-point, complex | the same type | 0 |
/// | `mean` | booleans, integers | `float64` | NaN |
/// | | floating-point, complex | the same type | NaN |
/// | `var`, `std` | booleans, integers | `float64` | NaN |
/// | | floating-point | the same type | NaN |
/// | | complex | the type of the real part | NaN |
/// | `min`, `max` | booleans, real numbers, times | the same type | rejected |
/// | `argmin`, `argmax`, along one axis | booleans, real numbers, times | `int64` | rejected |
/// | `any`, `all` | booleans, numbers | `bool` | false, true |
/// | `count` | booleans, numbers | `int64` | 0 |
///
/// These are NumPy's rules. What differs:
///
/// - Floating-point sums are added as `double` and rounded once to the type, so `float16` and
///   `float32` are more exact, and overflow later, than in NumPy. The order of additions is
///   unspecified; the error is at most `n * eps * sum(|x|)`.
/// - Variances are computed in two passes, as in NumPy, but as `double` and rounded once. The error
///   is at most `n * eps * var + (n * eps * mean(|x|))²`. Without elements, one with a negative
///   `ddof` is 0, as in NumPy.
/// - Integer sums along axes keep 64 bits, without a check, as NumPy's do; [NDArray#sumLong()]
///   checks.
/// - NaN is the result of `min`, `max`, and its first position that of `argmin` and `argmax`; the
///   same holds for "not a time". -0.0 is less than 0.0 for `min` and `max`, where NumPy may return
///   either; for positions they are equal.
/// - Complex minima, sums of spans of time, and text are rejected; so is an empty list of axes.
public final class Reductions {

  private static final Ddof POPULATION = new Ddof(0);

  private Reductions() {}

  /// The "delta degrees of freedom" of a variance, whose divisor is the number of elements less
  /// this value: 0, the default, for a whole population, 1 for a sample of one.
  ///
  /// @param value what is subtracted from the number of elements; a negative difference counts as 0
  public record Ddof(double value) {}

  /// The delta degrees of freedom: NumPy's argument `ddof=1`. A type of its own, so that it is not
  /// taken for an axis.
  ///
  /// @param value what is subtracted from the number of elements
  /// @return an argument for `var` and `std`
  public static Ddof ddof(double value) {
    return new Ddof(value);
  }

  /// The sum along axes: NumPy's `a.sum(axes)`.
  ///
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or the type is
  ///   another
  public static NDArray sum(NDArray array, int... axes) {
    return sum(Arena.ofAuto(), array, axes);
  }

  /// The sum along axes, see [#sum(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#sum(NDArray, int...)]
  public static NDArray sum(Arena arena, NDArray array, int... axes) {
    DType type = array.dtype();
    requireNumbers(type);
    return reduce(arena, array, sums(type), AxisReductions::sum, axes);
  }

  /// The mean of all elements: NumPy's `a.mean()`. Integers are added exactly.
  ///
  /// @param array real numbers or booleans
  /// @return the mean, NaN without elements
  /// @throws IllegalArgumentException if the type is another
  public static double mean(NDArray array) {
    return TotalReductions.mean(array.operand());
  }

  /// The mean along axes: NumPy's `a.mean(axes)`.
  ///
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or the type is
  ///   another
  public static NDArray mean(NDArray array, int... axes) {
    return mean(Arena.ofAuto(), array, axes);
  }

  /// The mean along axes, see [#mean(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#mean(NDArray, int...)]
  public static NDArray mean(Arena arena, NDArray array, int... axes) {
    DType type = array.dtype();
    requireNumbers(type);
    return reduce(arena, array, means(type), AxisReductions::mean, axes);
  }

  /// The variance of all elements: NumPy's `a.var()`.
  ///
  /// @param array numbers or booleans
  /// @return the variance, NaN without elements
  /// @throws IllegalArgumentException if the type is another
  public static double var(NDArray array) {
    return var(array, POPULATION);
  }

  /// The variance of all elements: NumPy's `a.var(ddof=ddof)`.
  ///
  /// @param array numbers or booleans
  /// @param ddof what is subtracted from the number of elements to get the divisor
  /// @return the variance, NaN without elements
  /// @throws IllegalArgumentException if the type is another
  public static double var(NDArray array, Ddof ddof) {
    requireNumbers(array.dtype());
    return AxisReductions.variance(array.operand(), ddof.value(), false);
  }

  /// The variance along axes: NumPy's `a.var(axes)`.
  ///
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or the type is
  ///   another
  public static NDArray var(NDArray array, int... axes) {
    return var(Arena.ofAuto(), array, POPULATION, axes);
  }

  /// The variance along axes, see [#var(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#var(NDArray, int...)]
  public static NDArray var(Arena arena, NDArray array, int... axes) {
    return var(arena, array, POPULATION, axes);
  }

  /// The variance along axes: NumPy's `a.var(axes, ddof=ddof)`.
  ///
  /// @param array numbers or booleans
  /// @param ddof what is subtracted from the number of elements to get the divisor
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#var(NDArray, int...)]
  public static NDArray var(NDArray array, Ddof ddof, int... axes) {
    return var(Arena.ofAuto(), array, ddof, axes);
  }

  /// The variance along axes, see [#var(NDArray, Ddof, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param ddof what is subtracted from the number of elements to get the divisor
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#var(NDArray, int...)]
  public static NDArray var(Arena arena, NDArray array, Ddof ddof, int... axes) {
    return variance(arena, array, ddof, false, axes);
  }

  /// The standard deviation of all elements: NumPy's `a.std()`.
  ///
  /// @param array numbers or booleans
  /// @return the standard deviation, NaN without elements
  /// @throws IllegalArgumentException if the type is another
  public static double std(NDArray array) {
    return std(array, POPULATION);
  }

  /// The standard deviation of all elements: NumPy's `a.std(ddof=ddof)`.
  ///
  /// @param array numbers or booleans
  /// @param ddof what is subtracted from the number of elements to get the divisor
  /// @return the standard deviation, NaN without elements
  /// @throws IllegalArgumentException if the type is another
  public static double std(NDArray array, Ddof ddof) {
    requireNumbers(array.dtype());
    return AxisReductions.variance(array.operand(), ddof.value(), true);
  }

  /// The standard deviation along axes: NumPy's `a.std(axes)`.
  ///
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or the type is
  ///   another
  public static NDArray std(NDArray array, int... axes) {
    return std(Arena.ofAuto(), array, POPULATION, axes);
  }

  /// The standard deviation along axes, see [#std(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#std(NDArray, int...)]
  public static NDArray std(Arena arena, NDArray array, int... axes) {
    return std(arena, array, POPULATION, axes);
  }

  /// The standard deviation along axes: NumPy's `a.std(axes, ddof=ddof)`.
  ///
  /// @param array numbers or booleans
  /// @param ddof what is subtracted from the number of elements to get the divisor
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#std(NDArray, int...)]
  public static NDArray std(NDArray array, Ddof ddof, int... axes) {
    return std(Arena.ofAuto(), array, ddof, axes);
  }

  /// The standard deviation along axes, see [#std(NDArray, Ddof, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param ddof what is subtracted from the number of elements to get the divisor
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#std(NDArray, int...)]
  public static NDArray std(Arena arena, NDArray array, Ddof ddof, int... axes) {
    return variance(arena, array, ddof, true, axes);
  }

  private static NDArray variance(
      Arena arena, NDArray array, Ddof ddof, boolean root, int... axes) {
    DType type = array.dtype();
    requireNumbers(type);
    double value = ddof.value();
    DType spreads = type.kind() == Kind.COMPLEX ? Elements.partOf(type) : means(type);
    return reduce(
        arena,
        array,
        spreads,
        (from, bits, to) -> AxisReductions.variance(from, bits, to, value, root),
        axes);
  }

  /// The least element along axes: NumPy's `a.min(axes)`.
  ///
  /// @param array real numbers, booleans or times
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, they have no
  ///   elements, or the type is another
  public static NDArray min(NDArray array, int... axes) {
    return min(Arena.ofAuto(), array, axes);
  }

  /// The least element along axes, see [#min(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array real numbers, booleans or times
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#min(NDArray, int...)]
  public static NDArray min(Arena arena, NDArray array, int... axes) {
    requireOrdered(array.dtype());
    return reduce(
        arena,
        array,
        array.dtype(),
        (from, bits, to) -> AxisReductions.extreme(from, bits, to, false),
        axes);
  }

  /// The greatest element along axes: NumPy's `a.max(axes)`.
  ///
  /// @param array real numbers, booleans or times
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, they have no
  ///   elements, or the type is another
  public static NDArray max(NDArray array, int... axes) {
    return max(Arena.ofAuto(), array, axes);
  }

  /// The greatest element along axes, see [#max(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array real numbers, booleans or times
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new array without the axes
  /// @throws IllegalArgumentException as for [#max(NDArray, int...)]
  public static NDArray max(Arena arena, NDArray array, int... axes) {
    requireOrdered(array.dtype());
    return reduce(
        arena,
        array,
        array.dtype(),
        (from, bits, to) -> AxisReductions.extreme(from, bits, to, true),
        axes);
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
    return reduce(
        arena,
        array,
        DType.INT64,
        (from, bits, to) -> AxisReductions.position(from, bits, to, true),
        axis);
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
    return reduce(
        arena,
        array,
        DType.INT64,
        (from, bits, to) -> AxisReductions.position(from, bits, to, false),
        axis);
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

  /// Whether an element is true along axes: NumPy's `a.any(axes)`.
  ///
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new `bool` array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or the type is
  ///   another
  public static NDArray any(NDArray array, int... axes) {
    return any(Arena.ofAuto(), array, axes);
  }

  /// Whether an element is true along axes, see [#any(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new `bool` array without the axes
  /// @throws IllegalArgumentException as for [#any(NDArray, int...)]
  public static NDArray any(Arena arena, NDArray array, int... axes) {
    return truth(arena, array, DType.BOOL, Truth.ANY, axes);
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

  /// Whether all elements are true along axes: NumPy's `a.all(axes)`.
  ///
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new `bool` array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or the type is
  ///   another
  public static NDArray all(NDArray array, int... axes) {
    return all(Arena.ofAuto(), array, axes);
  }

  /// Whether all elements are true along axes, see [#all(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new `bool` array without the axes
  /// @throws IllegalArgumentException as for [#all(NDArray, int...)]
  public static NDArray all(Arena arena, NDArray array, int... axes) {
    return truth(arena, array, DType.BOOL, Truth.ALL, axes);
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

  /// The number of elements that are not zero along axes: NumPy's `np.count_nonzero(a, axes)`.
  ///
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new `int64` array without the axes
  /// @throws IllegalArgumentException if there is no such axis, one is named twice, or the type is
  ///   another
  public static NDArray count(NDArray array, int... axes) {
    return count(Arena.ofAuto(), array, axes);
  }

  /// The number of elements that are not zero along axes, see [#count(NDArray, int...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array numbers or booleans
  /// @param axes the axes, at least one; negative ones count from the end
  /// @return a new `int64` array without the axes
  /// @throws IllegalArgumentException as for [#count(NDArray, int...)]
  public static NDArray count(Arena arena, NDArray array, int... axes) {
    return truth(arena, array, DType.INT64, Truth.COUNT, axes);
  }

  private static NDArray truth(Arena arena, NDArray array, DType type, Truth what, int... axes) {
    requireNumbers(array.dtype());
    return reduce(
        arena, array, type, (from, bits, to) -> AxisReductions.truth(from, bits, to, what), axes);
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

  private static DType sums(DType type) {
    return switch (type.kind()) {
      case BOOL, INT -> DType.INT64;
      case UINT -> DType.UINT64;
      default -> type;
    };
  }

  private static DType means(DType type) {
    return type.isInteger() || type.kind() == Kind.BOOL ? DType.FLOAT64 : type;
  }

  /// A kernel that reduces the axes whose bits are set.
  private interface Kernel {
    void reduce(Operand from, long axes, Operand to);
  }

  private static NDArray reduce(
      Arena arena, NDArray array, DType type, Kernel kernel, int... axes) {
    Objects.requireNonNull(arena, "arena");
    if (axes.length == 0) {
      throw Errors.argument(
          "expected at least one axis but found none: methods without axes reduce all, such as"
              + " NDArray.sum()");
    }
    long reduced = Shapes.named(axes.clone(), array.rank());
    long[] kept = Operand.ofAxes(array.shape(), ~reduced);
    NDArray result = NDArray.empty(arena, type.withByteOrder(ByteOrder.nativeOrder()), kept);
    kernel.reduce(array.operand(), reduced, result.operand());
    return result;
  }
}
