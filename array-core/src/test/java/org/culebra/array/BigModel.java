package org.culebra.array;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Where every element of a view lies, without strides: each operation says from which index of the
/// array before it an element comes, and the first array's offsets are sums of unbounded integers.
///
/// @param shape elements per axis
/// @param offset the byte offset of an index
record BigModel(long[] shape, Function<long[], BigInteger> offset) {

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  static BigModel of(long byteOffset, long[] shape, long[] strides) {
    return new BigModel(
        shape,
        index -> {
          BigInteger sum = big(byteOffset);
          for (int k = 0; k < index.length; k++) {
            sum = sum.add(big(index[k]).multiply(big(strides[k])));
          }
          return sum;
        });
  }

  private BigModel from(long[] newShape, Function<long[], long[]> source) {
    return new BigModel(newShape, index -> offset.apply(source.apply(index)));
  }

  int rank() {
    return shape.length;
  }

  /// CPython's `slice.indices`, for a start and a stop that are given.
  BigModel sliceAxis(int axis, long start, long stop, long step) {
    BigInteger n = big(shape[axis]);
    boolean back = step < 0;
    BigInteger low = big(back ? -1 : 0);
    BigInteger high = back ? n.subtract(BigInteger.ONE) : n;
    BigInteger first = counted(start, n).max(low).min(high);
    BigInteger last = counted(stop, n).max(low).min(high);
    BigInteger span = back ? first.subtract(last) : last.subtract(first);
    BigInteger wide = big(step).abs();
    BigInteger count =
        span.signum() <= 0 ? BigInteger.ZERO : span.add(wide).subtract(BigInteger.ONE).divide(wide);
    long[] sliced = shape.clone();
    sliced[axis] = count.longValueExact();
    return from(
        sliced,
        index -> {
          long[] source = index.clone();
          source[axis] = first.add(big(index[axis]).multiply(big(step))).longValueExact();
          return source;
        });
  }

  private static BigInteger counted(long bound, BigInteger n) {
    return bound < 0 ? big(bound).add(n) : big(bound);
  }

  BigModel select(int axis, long position) {
    return from(without(shape, axis), index -> with(index, axis, position));
  }

  BigModel expandDims(int axis) {
    return from(with(shape, axis, 1), index -> without(index, axis));
  }

  BigModel permute(int... axes) {
    long[] permuted = Arrays.stream(axes).mapToLong(k -> shape[k]).toArray();
    return from(
        permuted,
        index -> {
          long[] source = new long[index.length];
          for (int k = 0; k < axes.length; k++) {
            source[axes[k]] = index[k];
          }
          return source;
        });
  }

  BigModel transpose() {
    return permute(IntStream.range(0, rank()).map(k -> rank() - 1 - k).toArray());
  }

  BigModel squeeze() {
    BigModel squeezed = this;
    for (int k = rank() - 1; k >= 0; k--) {
      squeezed = shape[k] == 1 ? squeezed.select(k, 0) : squeezed;
    }
    return squeezed;
  }

  /// The diagonal of the last two axes.
  BigModel diagonal(long k) {
    int a = rank() - 2;
    long down = Math.max(0, -k);
    long right = Math.max(0, k);
    long length = Math.min(shape[a] - down, shape[a + 1] - right);
    long[] shorter = Arrays.copyOf(shape, rank() - 1);
    shorter[a] = Math.max(0, length);
    return from(
        shorter,
        index -> {
          long[] source = Arrays.copyOf(index, index.length + 1);
          source[a] = index[a] + down;
          source[a + 1] = index[a] + right;
          return source;
        });
  }

  /// One axis in front, and axes of length 1 stretched.
  BigModel broadcast(long... stretched) {
    return from(
        stretched,
        index -> {
          long[] source = Arrays.copyOfRange(index, 1, index.length);
          for (int k = 0; k < source.length; k++) {
            source[k] = shape[k] == 1 ? 0 : source[k];
          }
          return source;
        });
  }

  BigModel slidingWindow(long... window) {
    long[] windows = Arrays.copyOf(shape, 2 * rank());
    for (int k = 0; k < rank(); k++) {
      windows[k] -= window[k] - 1;
      windows[rank() + k] = window[k];
    }
    return from(
        windows,
        index -> {
          long[] source = new long[rank()];
          Arrays.setAll(source, k -> index[k] + index[rank() + k]);
          return source;
        });
  }

  /// In C order.
  BigModel reshape(long... reshaped) {
    return from(
        reshaped,
        index -> {
          long position = 0;
          for (int k = 0; k < index.length; k++) {
            position = position * reshaped[k] + index[k];
          }
          long[] source = new long[rank()];
          for (int k = rank() - 1; k >= 0; k--) {
            source[k] = position % shape[k];
            position /= shape[k];
          }
          return source;
        });
  }

  /// Some bytes further inside each element.
  BigModel within(long bytes) {
    return new BigModel(shape, index -> offset.apply(index).add(big(bytes)));
  }

  private static long[] with(long[] values, int k, long value) {
    long[] longer = new long[values.length + 1];
    System.arraycopy(values, 0, longer, 0, k);
    longer[k] = value;
    System.arraycopy(values, k, longer, k + 1, values.length - k);
    return longer;
  }

  private static long[] without(long[] values, int k) {
    long[] shorter = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, k + 1, shorter, k, values.length - 1 - k);
    return shorter;
  }
}
