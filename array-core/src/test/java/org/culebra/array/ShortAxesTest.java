package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.kernel.Elements;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Copies and casts of arrays with one short axis, such as pixels and samples of sound: from every
/// layout to every other, compared element by element; what is beside the elements stays as it is.
final class ShortAxesTest {

  private static final byte MARK = 0x5a;

  /// Around the blocks of the kernels.
  private static final int[] LINES = {1, 2, 3, 7, 8, 9, 64, 255, 256, 257, 513, 1025};

  private final Random random = Seeds.random("ShortAxesTest");

  /// Memory at an odd address that ends with the last element.
  private static NDArray marked(DType type, long... shape) {
    long bytes = Arrays.stream(shape).reduce(type.itemSize(), (a, b) -> a * b);
    MemorySegment segment = Arena.ofAuto().allocate(bytes + 1, 8).fill(MARK);
    return NDArray.of(segment.asSlice(1), type, shape);
  }

  /// Lines of so many elements in every layout.
  private static List<NDArray> layouts(DType type, int lines, int length) {
    List<NDArray> all = new ArrayList<>();
    for (int turn = 0; turn < 3; turn++) {
      for (NDArray a :
          List.of(
              marked(type, lines, length),
              marked(type, lines, length + 1).sliceAxis(1, 0, length),
              marked(type, lines, length + 1).sliceAxis(1, 1, length + 1),
              marked(type, length, lines).transpose(),
              marked(type, lines, 9L * length).sliceAxis(1, 0, 9L * length, 9))) {
        all.add(turn == 0 ? a : a.flip(turn - 1));
      }
    }
    return all;
  }

  private void fill(NDArray a) {
    for (int i = 0; i < a.shape(0); i++) {
      for (int j = 0; j < a.shape(1); j++) {
        long at = a.layout().byteOffset(i, j);
        Elements.putBits(a.segment(), at, a.dtype(), random.nextLong());
      }
    }
  }

  private static long marks(NDArray a) {
    byte[] bytes = a.segment().toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < a.shape(0); i++) {
      for (int j = 0; j < a.shape(1); j++) {
        int at = (int) a.layout().byteOffset(i, j);
        Arrays.fill(bytes, at, at + a.itemSize(), (byte) 0);
      }
    }
    long count = 0;
    for (byte b : bytes) {
      count += b == MARK ? 1 : 0;
    }
    return count;
  }

  private static long bits(NDArray a, int i, int j) {
    return Elements.bits(a.segment(), a.layout().byteOffset(i, j), a.dtype());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void copies_fromAndToEveryLayout(int length) {
    for (DType type : List.of(DType.UINT8, DType.INT16, DType.FLOAT32, DType.FLOAT64)) {
      for (int lines : LINES) {
        for (NDArray from : layouts(type, lines, length)) {
          fill(from);
          DType other = type.withByteOrder(ArrayCases.otherOrder());
          for (NDArray to : layouts(random.nextInt(3) == 0 ? other : type, lines, length)) {
            long beside = marks(to);
            to.copyFrom(from);
            for (int i = 0; i < lines; i++) {
              for (int j = 0; j < length; j++) {
                if (bits(to, i, j) != bits(from, i, j)) {
                  assertThat(bits(to, i, j))
                      .as("[%d, %d] of %s from %s", i, j, to.layout(), from.layout())
                      .isEqualTo(bits(from, i, j));
                }
              }
            }
            assertThat(marks(to)).as("beside %s", to.layout()).isEqualTo(beside);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void casts_fromAndToEveryLayout(int length) {
    for (List<DType> pair :
        List.of(
            List.of(DType.UINT8, DType.FLOAT32),
            List.of(DType.INT16, DType.FLOAT32),
            List.of(DType.UINT8, DType.INT32),
            List.of(DType.INT32, DType.FLOAT64))) {
      for (int lines : LINES) {
        for (NDArray from : layouts(pair.get(0), lines, length)) {
          fill(from);
          for (NDArray to : layouts(pair.get(1), lines, length)) {
            long beside = marks(to);
            to.copyFrom(from);
            for (int i = 0; i < lines; i++) {
              for (int j = 0; j < length; j++) {
                if (to.getDouble(i, j) != from.getDouble(i, j)) {
                  assertThat(to.getDouble(i, j))
                      .as("[%d, %d] of %s from %s", i, j, to.layout(), from.layout())
                      .isEqualTo(from.getDouble(i, j));
                }
              }
            }
            assertThat(marks(to)).as("beside %s", to.layout()).isEqualTo(beside);
          }
        }
      }
    }
  }
}
