package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.kernel.AxisReductions;
import org.culebra.array.internal.kernel.Selections;

/// Joins arrays, and selects elements by indices and masks. The results are copies in C order, as
/// in NumPy; only [#split(NDArray, int, int)] returns views. A method without an arena makes
/// GC-managed memory.
///
/// ```java
/// NDArray both = NDArrays.concatenate(0, a, b);
/// NDArray some = NDArrays.take(a, NDArray.copyOf(new int[] {2, 0, -1}), 0);   // rows 2, 0 and the last
/// NDArray chosen = NDArrays.compress(a, mask);                                // a[mask]
/// ```
///
/// | here | NumPy | differences |
/// |---|---|---|
/// | `concatenate(axis, a, b)` | `np.concatenate((a, b), axis)` | types as [Casting#promote(DType...)]: numbers and text have no common one |
/// | `stack(axis, a, b)` | `np.stack((a, b), axis)` | as above |
/// | `split(a, n, axis)`, `split(a, at, axis)` | `np.split` | positions are checked, not clipped |
/// | `take(a, indices, axis)` | `np.take(a, indices, axis)` | no booleans as indices; rank 0 has no axis |
/// | `compress(a, mask, axis)` | `np.compress(mask, a, axis)` | the mask is `bool` and as long as the axis |
/// | `compress(a, mask)` | `a[mask]` | |
/// | `nonzero(a)` | `np.nonzero(a)` | numbers and booleans only |
/// | `put(a, indices, values)` | `np.put(a, indices, values)` | converts with [Casting#SAME_KIND], NumPy with any conversion; no elements that share memory |
///
/// A negative index counts from the end. All indices are checked before anything is copied. Joined
/// arrays are in this machine's byte order; the other methods keep the type as it is.
///
/// What computes more than this is not here: for `einsum`, linear algebra and FFT hand the memory
/// to BLAS, FFTW or NumPy, for sorting take `Arrays.sort` on [NDArray#toDoubleArray()], for random
/// numbers fill an array from [java.util.random.RandomGenerator] through its typed view.
public final class NDArrays {

  private NDArrays() {}

  // --- joining

  /// Joins arrays along an axis that they have: NumPy's `np.concatenate(arrays, axis)`.
  ///
  /// @param axis the axis; a negative one counts from the end
  /// @param arrays at least one; their shapes may differ along the axis only
  /// @return a new array of the type that holds the elements of all
  /// @throws ArithmeticException if a time does not fit 64 bits of the common unit
  /// @throws IllegalArgumentException if there is no array or no such axis, the shapes do not
  ///   match, or the types have no common one
  public static NDArray concatenate(int axis, NDArray... arrays) {
    return concatenate(Arena.ofAuto(), axis, arrays);
  }

  /// Joins arrays along an axis that they have, see [#concatenate(int, NDArray...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param axis the axis; a negative one counts from the end
  /// @param arrays at least one; their shapes may differ along the axis only
  /// @return a new array of the type that holds the elements of all
  /// @throws ArithmeticException as for [#concatenate(int, NDArray...)]
  /// @throws IllegalArgumentException as for [#concatenate(int, NDArray...)]
  public static NDArray concatenate(Arena arena, int axis, NDArray... arrays) {
    Objects.requireNonNull(arena, "arena");
    DType type = common(arrays);
    int at = axis(axis, arrays[0].rank());
    long[] shape = arrays[0].shape();
    for (int i = 1; i < arrays.length; i++) {
      requireShape(arrays[i], shape, at);
      shape[at] = LayoutErrors.exactSum(shape[at], arrays[i].shape(at));
    }
    NDArray joined = NDArray.empty(arena, type, shape);
    long done = 0;
    for (NDArray array : arrays) {
      long end = done + array.shape(at);
      joined.sliceAxis(at, done, end).copyFrom(array, Casting.UNSAFE);
      done = end;
    }
    return joined;
  }

  /// Joins arrays of one shape along a new axis: NumPy's `np.stack(arrays, axis)`.
  ///
  /// @param axis the position of the new axis in the result; a negative one counts from its end
  /// @param arrays at least one
  /// @return a new array of the type that holds the elements of all
  /// @throws ArithmeticException if a time does not fit 64 bits of the common unit
  /// @throws IllegalArgumentException if there is no array or no such position, the shapes differ,
  ///   or the types have no common one
  public static NDArray stack(int axis, NDArray... arrays) {
    return stack(Arena.ofAuto(), axis, arrays);
  }

  /// Joins arrays of one shape along a new axis, see [#stack(int, NDArray...)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param axis the position of the new axis in the result; a negative one counts from its end
  /// @param arrays at least one
  /// @return a new array of the type that holds the elements of all
  /// @throws ArithmeticException as for [#stack(int, NDArray...)]
  /// @throws IllegalArgumentException as for [#stack(int, NDArray...)]
  public static NDArray stack(Arena arena, int axis, NDArray... arrays) {
    Objects.requireNonNull(arena, "arena");
    DType type = common(arrays);
    int at = axis(axis, arrays[0].rank() + 1);
    long[] one = arrays[0].shape();
    for (NDArray array : arrays) {
      requireShape(array, one, -1);
    }
    NDArray joined = NDArray.empty(arena, type, replaced(one, at, 0, arrays.length));
    for (int i = 0; i < arrays.length; i++) {
      joined.select(at, i).copyFrom(arrays[i], Casting.UNSAFE);
    }
    return joined;
  }

  private static DType common(NDArray... arrays) {
    if (arrays.length == 0) {
      throw Errors.argument("expected at least one array but found none");
    }
    return Casting.promote(Arrays.stream(arrays).map(NDArray::dtype).toArray(DType[]::new));
  }

  private static int axis(int axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw LayoutErrors.noSuchAxis(axis, rank);
    }
    return axis < 0 ? axis + rank : axis;
  }

  /// @param free the axis on which the length may differ; -1 for none
  private static void requireShape(NDArray array, long[] shape, int free) {
    long[] found = array.shape();
    boolean same = found.length == shape.length;
    for (int k = 0; k < shape.length && same; k++) {
      same = k == free || found[k] == shape[k];
    }
    if (!same) {
      throw Errors.argument(
          "expected arrays of shape %s%s but found %s",
          Errors.tuple(shape), free < 0 ? "" : ", but for axis " + free + ",", Errors.tuple(found));
    }
  }

  /// A shape with other lengths in the place of some.
  ///
  /// @param count how many lengths are replaced
  private static long[] replaced(long[] shape, int at, int count, long... lengths) {
    long[] result = new long[shape.length - count + lengths.length];
    System.arraycopy(shape, 0, result, 0, at);
    System.arraycopy(lengths, 0, result, at, lengths.length);
    System.arraycopy(shape, at + count, result, at + lengths.length, shape.length - at - count);
    return result;
  }

  /// Cuts an array into parts of one length: NumPy's `np.split(a, parts, axis)`.
  ///
  /// @param array the array
  /// @param parts how many parts, at least 1
  /// @param axis the axis; a negative one counts from the end
  /// @return views, in order
  /// @throws IllegalArgumentException if there is no such axis, or its length is not a multiple of
  ///   the number of parts
  public static List<NDArray> split(NDArray array, int parts, int axis) {
    int k = axis(axis, array.rank());
    long length = array.shape(k);
    if (parts < 1 || length % parts != 0) {
      throw Errors.argument(
          "expected a number of parts that divides %d but found %d", length, parts);
    }
    List<NDArray> views = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      views.add(array.sliceAxis(k, i * (length / parts), (i + 1) * (length / parts)));
    }
    return List.copyOf(views);
  }

  /// Cuts an array at positions of an axis: NumPy's `np.split(a, positions, axis)`. `{2, 5}` makes
  /// the parts `[0, 2)`, `[2, 5)` and `[5, length)`.
  ///
  /// @param array the array
  /// @param positions where the second and each further part begins, ascending
  /// @param axis the axis; a negative one counts from the end
  /// @return views, one more than positions
  /// @throws IllegalArgumentException if there is no such axis, or the positions descend or lie
  ///   outside of it
  public static List<NDArray> split(NDArray array, long[] positions, int axis) {
    Objects.requireNonNull(positions, "positions");
    int k = axis(axis, array.rank());
    List<NDArray> views = new ArrayList<>();
    long from = 0;
    for (int i = 0; i <= positions.length; i++) {
      long to = i == positions.length ? array.shape(k) : positions[i];
      if (to < from || to > array.shape(k)) {
        throw Errors.argument(
            "expected ascending positions in [0, %d] but found %s",
            array.shape(k), Errors.tuple(positions));
      }
      views.add(array.sliceAxis(k, from, to));
      from = to;
    }
    return List.copyOf(views);
  }

  // --- selecting

  /// The elements, rows or sub-arrays at indices of an axis: NumPy's `np.take(a, indices, axis)`,
  /// and on axis 0 `a[indices]`.
  ///
  /// @param array the array
  /// @param indices integers of any type and shape; negative ones count from the end
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array, with the shape of the indices in the place of the axis
  /// @throws IllegalArgumentException if there is no such axis, the indices are not integers, or
  ///   the axes would be more than [StridedLayout#MAX_RANK]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public static NDArray take(NDArray array, NDArray indices, int axis) {
    return take(Arena.ofAuto(), array, indices, axis);
  }

  /// The elements, rows or sub-arrays at indices of an axis, see [#take(NDArray, NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array the array
  /// @param indices integers of any type and shape; negative ones count from the end
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array, with the shape of the indices in the place of the axis
  /// @throws IllegalArgumentException as for [#take(NDArray, NDArray, int)]
  /// @throws IndexOutOfBoundsException if an index is out of range
  public static NDArray take(Arena arena, NDArray array, NDArray indices, int axis) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(indices, "indices");
    int k = axis(axis, array.rank());
    long[] shape = array.shape();
    NDArray taken = NDArray.empty(arena, array.dtype(), replaced(shape, k, 1, indices.shape()));
    NDArray flat = taken.reshape(replaced(shape, k, 1, indices.size()));
    Selections.take(flat.operand(), array.operand(), k, indices.operand());
    return taken;
  }

  /// The elements at which a mask is true, in C order: NumPy's `a[mask]`. The mask covers all axes
  /// of the array, or the first ones; the others stay.
  ///
  /// @param array the array
  /// @param mask truth values, of a shape that the array's begins with
  /// @return a new array: an axis of as many elements as are true, then the axes that the mask
  ///   leaves
  /// @throws IllegalArgumentException if the mask is not of `bool` or its shape does not match
  public static NDArray compress(NDArray array, NDArray mask) {
    return compress(Arena.ofAuto(), array, mask);
  }

  /// The elements at which a mask is true, see [#compress(NDArray, NDArray)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array the array
  /// @param mask truth values, of a shape that the array's begins with
  /// @return a new array: an axis of as many elements as are true, then the axes that the mask
  ///   leaves
  /// @throws IllegalArgumentException as for [#compress(NDArray, NDArray)]
  public static NDArray compress(Arena arena, NDArray array, NDArray mask) {
    Objects.requireNonNull(arena, "arena");
    long[] shape = array.shape();
    requireMask(mask);
    int rank = mask.rank();
    boolean begins =
        rank <= shape.length && Arrays.equals(mask.shape(), Arrays.copyOf(shape, rank));
    if (!begins) {
      throw Errors.argument(
          "expected a mask of shape %s, or of its first axes, but found %s",
          Errors.tuple(shape), Errors.tuple(mask.shape()));
    }
    long[] joined = replaced(shape, 0, rank, mask.size());
    NDArray flat = array.reshape(CopyPolicy.IF_NEEDED, Order.C, joined);
    return compressed(arena, flat, mask, 0);
  }

  /// The sub-arrays of an axis at which a mask is true: NumPy's `np.compress(mask, a, axis)`.
  ///
  /// @param array the array
  /// @param mask truth values, as many as the axis is long
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array, as long on the axis as elements are true
  /// @throws IllegalArgumentException if there is no such axis, or the mask is not of `bool` or has
  ///   another length
  public static NDArray compress(NDArray array, NDArray mask, int axis) {
    return compress(Arena.ofAuto(), array, mask, axis);
  }

  /// The sub-arrays of an axis at which a mask is true, see [#compress(NDArray, NDArray, int)].
  ///
  /// @param arena the arena, which owns the result's memory
  /// @param array the array
  /// @param mask truth values, as many as the axis is long
  /// @param axis the axis; a negative one counts from the end
  /// @return a new array, as long on the axis as elements are true
  /// @throws IllegalArgumentException as for [#compress(NDArray, NDArray, int)]
  public static NDArray compress(Arena arena, NDArray array, NDArray mask, int axis) {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(mask, "mask");
    int k = axis(axis, array.rank());
    requireMask(mask);
    if (mask.rank() != 1 || mask.size() != array.shape(k)) {
      throw Errors.argument(
          "expected a mask of shape (%d,) but found %s",
          array.shape(k), Errors.tuple(mask.shape()));
    }
    return compressed(arena, array, mask, k);
  }

  private static void requireMask(NDArray mask) {
    if (mask.dtype().kind() != DType.Kind.BOOL) {
      throw Errors.argument("expected a mask of bool but found %s", mask.dtype());
    }
  }

  private static NDArray compressed(Arena arena, NDArray array, NDArray mask, int axis) {
    long count = AxisReductions.count(mask.operand());
    NDArray taken = NDArray.empty(arena, array.dtype(), replaced(array.shape(), axis, 1, count));
    Selections.compress(taken.operand(), array.operand(), axis, mask.operand());
    return taken;
  }

  /// The indices of the elements that are not zero, in C order: NumPy's `np.nonzero(a)`. NaN is not
  /// zero.
  ///
  /// @param array numbers or booleans, not of rank 0
  /// @return for each axis a new `int64` array of the indices on it
  /// @throws IllegalArgumentException if the type is another, or the rank is 0
  public static List<NDArray> nonzero(NDArray array) {
    return nonzero(Arena.ofAuto(), array);
  }

  /// The indices of the elements that are not zero, see [#nonzero(NDArray)].
  ///
  /// @param arena the arena, which owns the results' memory
  /// @param array numbers or booleans, not of rank 0
  /// @return for each axis a new `int64` array of the indices on it
  /// @throws IllegalArgumentException as for [#nonzero(NDArray)]
  public static List<NDArray> nonzero(Arena arena, NDArray array) {
    Objects.requireNonNull(arena, "arena");
    long count = Reductions.count(array);
    if (array.rank() == 0) {
      throw Errors.argument("expected an array with axes but found a single element");
    }
    List<NDArray> indices = new ArrayList<>();
    for (int k = 0; k < array.rank(); k++) {
      indices.add(NDArray.empty(arena, DType.INT64, count));
    }
    Selections.nonzero(
        array.operand(), indices.stream().map(NDArray::segment).toArray(MemorySegment[]::new));
    return List.copyOf(indices);
  }

  /// Sets the elements at indices, counted in C order over all axes: NumPy's `np.put(a, indices,
  /// values)`. Of several values for one element the last stays.
  ///
  /// @param array the array, which is changed
  /// @param indices integers of any type and shape; negative ones count from the end
  /// @param values the values in C order, repeated as often as needed; none changes nothing
  /// @throws ArithmeticException if a time does not fit 64 bits of the type's unit
  /// @throws IllegalArgumentException if the array is read-only or has elements that share memory,
  ///   the indices are not integers, or the conversion is not allowed, see [Casting#SAME_KIND]
  /// @throws IndexOutOfBoundsException if an index is out of range; the array is unchanged
  public static void put(NDArray array, NDArray indices, NDArray values) {
    Objects.requireNonNull(indices, "indices");
    Objects.requireNonNull(values, "values");
    Selections.put(array.operand(), indices.operand(), values.operand(), Casting.SAME_KIND);
  }
}
