package org.culebra.arraycases;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.Shapes;

/// Tables of arrays, and random views of them. Random ones take a generator from
/// `org.culebra.testsupport.Seeds`, so that `-Dculebra.seed=N` repeats them.
public final class ArrayCases {

  private static final List<long[]> SHAPES =
      List.of(
          new long[] {},
          new long[] {1},
          new long[] {5},
          new long[] {0},
          new long[] {3, 4},
          new long[] {1, 6},
          new long[] {3, 0},
          new long[] {2, 3, 4},
          new long[] {2, 1, 3, 2},
          new long[] {2, 3, 0, 2},
          new long[] {2, 2, 1, 3, 2},
          new long[] {2, 1, 2, 3, 1, 2});

  private ArrayCases() {}

  /// The boolean and number types that every conversion knows, in this machine's byte order.
  ///
  /// @return the types
  public static List<DType> nativeTypes() {
    return List.of(
        DType.BOOL,
        DType.INT8,
        DType.INT16,
        DType.INT32,
        DType.INT64,
        DType.UINT8,
        DType.UINT16,
        DType.UINT32,
        DType.UINT64,
        DType.FLOAT16,
        DType.BFLOAT16,
        DType.FLOAT32,
        DType.FLOAT64);
  }

  /// [#nativeTypes()] and those of them that exist in the other byte order too.
  ///
  /// @return the types
  public static List<DType> types() {
    return Stream.concat(
            nativeTypes().stream(),
            nativeTypes().stream()
                .filter(type -> type.itemSize() > 1)
                .map(type -> type.withByteOrder(otherOrder())))
        .toList();
  }

  /// The byte order that this machine does not have.
  ///
  /// @return the order
  public static ByteOrder otherOrder() {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? ByteOrder.LITTLE_ENDIAN
        : ByteOrder.BIG_ENDIAN;
  }

  /// Shapes of rank 0 to 6, some without elements, some with axes of length 1.
  ///
  /// @return new arrays
  public static List<long[]> shapes() {
    return SHAPES.stream().map(long[]::clone).toList();
  }

  /// Every shape in every arrangement, in one type.
  ///
  /// @param type the type
  /// @return the cases
  public static Stream<ArrayCase> of(DType type) {
    return SHAPES.stream()
        .flatMap(shape ->
            Stream.of(ArrayCase.Arrangement.values())
                .map(arrangement -> new ArrayCase(type, arrangement, shape)));
  }

  /// Every type of [#types()] with every shape in every arrangement.
  ///
  /// @return the cases
  public static Stream<ArrayCase> all() {
    return types().stream().flatMap(ArrayCases::of);
  }

  /// A random case of rank 0 to 6.
  ///
  /// @param random where chance comes from
  /// @param type the type
  /// @return the case
  public static ArrayCase random(Random random, DType type) {
    ArrayCase.Arrangement[] arrangements = ArrayCase.Arrangement.values();
    return new ArrayCase(
        type, arrangements[random.nextInt(arrangements.length)], Shapes.random(random, 6, 300));
  }

  /// A random view of an array, after a chain of view operations that never repeat an element.
  ///
  /// @param random where chance comes from
  /// @param array the array
  /// @param operations how many
  /// @return the view, of the same memory
  public static NDArray randomView(Random random, NDArray array, int operations) {
    NDArray view = array;
    for (int i = 0; i < operations; i++) {
      view = randomStep(random, view);
    }
    return view;
  }

  private static NDArray randomStep(Random random, NDArray array) {
    int rank = array.rank();
    if (rank == 0) {
      return array.expandDims(0);
    }
    int axis = random.nextInt(rank);
    long length = array.shape(axis);
    return switch (random.nextInt(7)) {
      case 0 -> array.flip(axis);
      case 1 -> array.permute(randomPermutation(random, rank));
      case 2 -> array.sliceAxis(axis, random.nextInt(2), Long.MAX_VALUE, 1 + random.nextInt(2));
      case 3 -> array.sliceAxis(axis, Long.MAX_VALUE, Long.MIN_VALUE, -1 - random.nextInt(2));
      case 4 -> length > 1 && rank > 1 ? array.select(axis, random.nextLong(length)) : array;
      case 5 -> rank < 6 ? array.expandDims(random.nextInt(rank + 1)) : array.squeeze();
      default -> array.swapAxes(axis, random.nextInt(rank));
    };
  }

  /// Each axis once, in random order.
  ///
  /// @param random where chance comes from
  /// @param rank the number of axes
  /// @return the axes
  public static int[] randomPermutation(Random random, int rank) {
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.shuffle(axes, random);
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Visits every index of a shape in C order. Returns a new array for each.
  ///
  /// @param shape the shape
  /// @param visitor takes each index
  public static void forEachIndex(long[] shape, Consumer<long[]> visitor) {
    for (long n : shape) {
      if (n == 0) {
        return;
      }
    }
    long[] index = new long[shape.length];
    int axis;
    do {
      visitor.accept(index.clone());
      axis = shape.length - 1;
      while (axis >= 0 && ++index[axis] == shape[axis]) {
        index[axis--] = 0;
      }
    } while (axis >= 0);
  }
}
