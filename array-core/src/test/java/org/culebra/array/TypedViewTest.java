package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.culebra.array.internal.Errors;
import org.culebra.arraycases.ArrayCase;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The six typed views; mapped memory is in [MappedMemoryTest].
final class TypedViewTest {

  static final List<Carrier> CARRIERS = Carrier.ALL;

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void get_everyTypeShapeAndLayout_readsTheElement(Carrier carrier) {
    try (Arena arena = Arena.ofConfined()) {
      for (DType type : carrier.types()) {
        ArrayCases.of(type).forEach(it -> assertReads(carrier, it, it.make(arena)));
      }
    }
  }

  private static void assertReads(Carrier carrier, ArrayCase it, NDArray array) {
    Carrier.Access view = carrier.on(array);
    ArrayCases.forEachIndex(
        it.shape(),
        index -> {
          Object expected = carrier.box().apply((long) it.value(index));
          assertThat(view.getAny(index)).as(it.toString()).isEqualTo(expected);
          if (index.length <= 4) {
            assertThat(view.get(index)).as(it.toString()).isEqualTo(expected);
          }
        });
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void set_everyShapeAndLayout_writesTheElementAndNothingElse(Carrier carrier) {
    try (Arena arena = Arena.ofConfined()) {
      ArrayCases.of(carrier.dtype())
          .filter(it -> it.arrangement() != ArrayCase.Arrangement.BROADCAST)
          .forEach(it -> assertWrites(carrier, it, it.make(arena), it.make(arena)));
    }
  }

  private static void assertWrites(Carrier carrier, ArrayCase it, NDArray array, NDArray twin) {
    Carrier.Access view = carrier.on(array);
    long[] next = {7};
    ArrayCases.forEachIndex(
        it.shape(),
        index -> {
          long value = next[0]++ % 100;
          twin.setLong(index, value);
          if (index.length <= 4 && value % 2 == 0) {
            view.set(value, index);
          } else {
            view.setAt(value, index);
          }
        });
    // The whole segments, gaps included.
    assertThat(array.segment().mismatch(twin.segment())).as(it.toString()).isEqualTo(-1);
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void asView_isTheViewOfTheType(Carrier carrier) {
    for (DType type : carrier.types()) {
      NDArray array = NDArray.zeros(type, 3, 4).slice("::2, 1:");
      ArrayView view = array.asView();
      assertThat(view).isExactlyInstanceOf(carrier.view());
      assertThat(view.segment()).isSameAs(array.segment());
      assertThat(view.layout()).isEqualTo(array.layout());
      assertThat(view.dtype()).isEqualTo(carrier.dtype());
      assertThat(view.rank()).isEqualTo(2);
      assertThat(view.shape(1)).isEqualTo(3);
      assertThat(view.intShape(-2)).isEqualTo(2);
      assertThat(view.size()).isEqualTo(6);
    }
  }

  @Test
  void asView_ofTypesWithoutOne_isRejected() {
    assertThat(ArrayView.class.getPermittedSubclasses()).hasSameSizeAs(Carrier.ALL);
    Rejections.argument(
        "asView: expected real numbers in native byte order but found complex64 of shape (2,),"
            + " strides (8,)",
        () -> NDArray.zeros(DType.COMPLEX64, 2).asView());
    DType swapped = DType.INT16.withByteOrder(ByteOrder.BIG_ENDIAN);
    assertThatThrownBy(() -> NDArray.zeros(swapped, 2).asView())
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("asShorts: expected int16 or uint16 in native byte order");
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void shape_isThatOfTheArray(Carrier carrier) {
    NDArray array = NDArray.zeros(carrier.dtype(), 2, 3, 4);
    Carrier.Access view = carrier.on(array);
    assertThat(view.invoke("rank", new Class<?>[0], new Object[0])).isEqualTo(3);
    assertThat(view.invoke("size", new Class<?>[0], new Object[0])).isEqualTo(24L);
    Class<?>[] axis = {int.class};
    assertThat(view.invoke("shape", axis, new Object[] {-1})).isEqualTo(4L);
    assertThat(view.invoke("intShape", axis, new Object[] {0})).isEqualTo(2);
    Rejections.argument(
        "expected an axis in [-3, 3) but found 3",
        () -> view.invoke("shape", axis, new Object[] {3}));
    NDArray wide = NDArray.zeros(carrier.dtype(), 1).broadcastTo(1L << 31);
    assertThatThrownBy(() -> carrier.on(wide).invoke("intShape", axis, new Object[] {0}))
        .isExactlyInstanceOf(ArithmeticException.class)
        .hasMessage("integer overflow");
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void index_outOfRangeOnAnyAxis_isRejectedAlsoInsideTheBuffer(Carrier carrier) {
    long[] lengths = {2, 3, 2, 3, 2};
    for (int rank = 1; rank <= 5; rank++) {
      long[] shape = Arrays.copyOf(lengths, rank);
      // Views of the middle of a greater array, so that a step too far still is in the buffer.
      NDArray whole =
          NDArray.zeros(carrier.dtype(), Arrays.stream(shape).map(n -> n + 2).toArray());
      NDArray middle = whole;
      for (int axis = 0; axis < rank; axis++) {
        middle = middle.sliceAxis(axis, 1, 1 + shape[axis]);
      }
      assertBounds(carrier.on(middle), shape);
      assertBounds(carrier.on(middle.flip(0).flip(rank - 1)), shape);
      assertBounds(carrier.on(middle.transpose()), middle.transpose().shape());
      assertBounds(carrier.on(NDArray.zeros(carrier.dtype(), shape)), shape);
    }
  }

  private static void assertBounds(Carrier.Access view, long... shape) {
    for (int axis = 0; axis < shape.length; axis++) {
      for (long wrong :
          new long[] {-1, shape[axis], 1L << 32, 1L << 61, Long.MIN_VALUE, Long.MAX_VALUE}) {
        long[] index = new long[shape.length];
        index[axis] = wrong;
        String message =
            "expected an index in [0, %d) on axis %d but found %d; shape %s"
                .formatted(shape[axis], axis, wrong, Errors.tuple(shape));
        Rejections.index(message, () -> view.getAny(index));
        Rejections.index(message, () -> view.setAt(1, index));
        if (shape.length <= 4) {
          Rejections.index(message, () -> view.get(index));
          Rejections.index(message, () -> view.set(1, index));
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void emptyArray_hasNoElement(Carrier carrier) {
    Rejections.index(
        "expected an index in [0, 0) on axis 0 but found 0; shape (0,)",
        () -> carrier.on(NDArray.zeros(carrier.dtype(), 0)).get(0));
    Rejections.index(
        "expected an index in [0, 0) on axis 1 but found 0; shape (3, 0)",
        () -> carrier.on(NDArray.zeros(carrier.dtype(), 3, 0)).set(1, 0, 0));
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void wrongNumberOfIndices_isRejected(Carrier carrier) {
    for (int rank = 0; rank <= 5; rank++) {
      long[] shape = new long[rank];
      Arrays.fill(shape, 2);
      Carrier.Access view = carrier.on(NDArray.zeros(carrier.dtype(), shape));
      for (int given = 0; given <= 5; given++) {
        if (given == rank) {
          continue;
        }
        long[] index = new long[given];
        String message =
            "expected %d indices for shape %s but found %d: %s"
                .formatted(rank, Errors.tuple(shape), given, Errors.tuple(index));
        Rejections.argument(message, () -> view.getAny(index));
        Rejections.argument(message, () -> view.setAt(1, index));
        if (given <= 4) {
          Rejections.argument(message, () -> view.get(index));
          Rejections.argument(message, () -> view.set(1, index));
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void otherTypes_areRejected(Carrier carrier) {
    for (DType type : ArrayCases.types()) {
      NDArray array = NDArray.zeros(type, 2, 3);
      if (carrier.types().contains(type)) {
        assertThat(carrier.on(array).get(1, 2)).isEqualTo(carrier.box().apply(0));
        continue;
      }
      String remedy =
          type.isNativeOrder()
              ? ""
              : "; copy(dtype.withByteOrder(nativeOrder())) makes a native copy";
      Rejections.argument(
          "%s: expected %s in native byte order but found %s of shape (2, 3), strides (%d, %d)%s"
              .formatted(
                  carrier.method(),
                  carrier.accepts(),
                  type,
                  3 * type.itemSize(),
                  type.itemSize(),
                  remedy),
          () -> carrier.on(array));
    }
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void byteSwapped_canBeReadAfterTheNamedCopy(Carrier carrier) {
    DType swapped = carrier.dtype().withByteOrder(ArrayCases.otherOrder());
    NDArray array = NDArray.copyOf(new int[] {1, 2, 3}, 3).copy(swapped);
    NDArray copy = array.copy(swapped.withByteOrder(ByteOrder.nativeOrder()));
    assertThat(carrier.on(copy).get(2)).isEqualTo(carrier.box().apply(3));
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void readOnly_rejectsEverySet(Carrier carrier) {
    long[] lengths = {1, 1, 1, 1, 1};
    for (int rank = 0; rank <= 5; rank++) {
      long[] shape = Arrays.copyOf(lengths, rank);
      NDArray array = NDArray.zeros(carrier.dtype(), shape).asReadOnly();
      Carrier.Access view = carrier.on(array);
      long[] index = new long[rank];
      assertThat(view.getAny(index)).isEqualTo(carrier.box().apply(0));
      assertThatThrownBy(() -> view.setAt(1, index))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("read-only");
      if (rank <= 4) {
        assertThatThrownBy(() -> view.set(1, index))
            .isExactlyInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("read-only");
      }
      assertThat(view.getAny(index)).isEqualTo(carrier.box().apply(0));
    }
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void closedArena_andWrongThread_throw(Carrier carrier) {
    for (int rank = 0; rank <= 5; rank++) {
      long[] shape = new long[rank];
      Arrays.fill(shape, 1);
      long[] index = new long[rank];
      Carrier.Access view;
      try (Arena arena = Arena.ofConfined()) {
        view = carrier.on(NDArray.zeros(arena, carrier.dtype(), shape));
        assertThat(Rejections.thrownElsewhere(() -> view.getAny(index)))
            .isExactlyInstanceOf(WrongThreadException.class);
        assertThat(Rejections.thrownElsewhere(() -> view.setAt(1, index)))
            .isExactlyInstanceOf(WrongThreadException.class);
        assertThat(view.getAny(index)).isEqualTo(carrier.box().apply(0));
      }
      Rejections.state("Already closed", () -> view.getAny(index));
      Rejections.state("Already closed", () -> view.setAt(1, index));
      if (rank <= 4) {
        Rejections.state("Already closed", () -> view.get(index));
        Rejections.state("Already closed", () -> view.set(1, index));
      }
    }
  }

  @Test
  void getUnsigned_readsEveryRankAsUnsigned() {
    for (int rank = 1; rank <= 6; rank++) {
      long[] shape = new long[rank];
      Arrays.fill(shape, 1);
      long[] z = new long[rank];
      ByteView bytes = NDArray.copyOf(new byte[] {-2}, shape).asBytes();
      ShortView shorts = NDArray.copyOf(new short[] {-2}, shape).asShorts();
      IntView ints = NDArray.copyOf(new int[] {-2}, shape).asInts();
      assertThat(bytes.getUnsigned(z)).isEqualTo(254);
      assertThat(shorts.getUnsigned(z)).isEqualTo(65_534);
      assertThat(ints.getUnsigned(z)).isEqualTo(4_294_967_294L);
      switch (rank) {
        case 1 -> {
          assertThat(bytes.getUnsigned(0)).isEqualTo(254);
          assertThat(shorts.getUnsigned(0)).isEqualTo(65_534);
          assertThat(ints.getUnsigned(0)).isEqualTo(4_294_967_294L);
        }
        case 2 -> {
          assertThat(bytes.getUnsigned(0, 0)).isEqualTo(254);
          assertThat(shorts.getUnsigned(0, 0)).isEqualTo(65_534);
          assertThat(ints.getUnsigned(0, 0)).isEqualTo(4_294_967_294L);
        }
        case 3 -> {
          assertThat(bytes.getUnsigned(0, 0, 0)).isEqualTo(254);
          assertThat(shorts.getUnsigned(0, 0, 0)).isEqualTo(65_534);
          assertThat(ints.getUnsigned(0, 0, 0)).isEqualTo(4_294_967_294L);
        }
        case 4 -> {
          assertThat(bytes.getUnsigned(0, 0, 0, 0)).isEqualTo(254);
          assertThat(shorts.getUnsigned(0, 0, 0, 0)).isEqualTo(65_534);
          assertThat(ints.getUnsigned(0, 0, 0, 0)).isEqualTo(4_294_967_294L);
        }
        default -> {
          // More indices go through getUnsigned(long...) only.
        }
      }
    }
    Rejections.index(
        "expected an index in [0, 1) on axis 1 but found 1; shape (1, 1)",
        () -> NDArray.zeros(DType.UINT8, 1, 1).asBytes().getUnsigned(0, 1));
  }

  @Test
  void floats_keepTheirBits() {
    FloatView floats = NDArray.zeros(DType.FLOAT32, 1).asFloats();
    DoubleView doubles = NDArray.zeros(DType.FLOAT64, 1).asDoubles();
    float oddNan = Float.intBitsToFloat(0x7fc1_2345);
    double oddDouble = Double.longBitsToDouble(0x7ff8_1234_5678_9abcL);
    floats.set(0, oddNan);
    doubles.set(0, oddDouble);
    assertThat(Float.floatToRawIntBits(floats.get(0))).isEqualTo(0x7fc1_2345);
    assertThat(Double.doubleToRawLongBits(doubles.get(0))).isEqualTo(0x7ff8_1234_5678_9abcL);
    floats.set(0, -0.0f);
    assertThat(1 / floats.get(0)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void guardOff_inAChildJvm_givesTheSameResults() {
    ChildJvm child = ChildJvm.of(ViewDigestMain.class);
    String on = digest(child, "guard true");
    String off = digest(child.flags("-Dculebra.segmentGuard=off"), "guard false");
    assertThat(off).isEqualTo(on);
  }

  private static String digest(ChildJvm child, String firstLine) {
    ChildJvm.Result result = child.flags("--illegal-native-access=deny").run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> lines = result.stdout().lines().toList();
    assertThat(lines.getFirst()).isEqualTo(firstLine);
    Stream<String> rest = lines.stream().skip(1);
    List<String> digest = rest.filter(line -> line.startsWith("digest ")).toList();
    assertThat(digest).hasSize(2);
    return String.join("\n", digest);
  }
}
