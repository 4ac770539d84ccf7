package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Order;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.ExchangeArena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays of Java, as NumPy, PyTorch and JAX see them.
class ArraysToPythonTest {
  private static final List<DType> TYPES =
      List.of(
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
          DType.FLOAT32,
          DType.FLOAT64,
          DType.COMPLEX64,
          DType.COMPLEX128);

  private static final List<String> LAYOUTS =
      List.of(
          "C",
          "F",
          "transposed",
          "reversed",
          "strided",
          "broadcast",
          "row",
          "0-d",
          "empty",
          "one",
          "read-only",
          "unaligned");

  private static final List<String> ROUTES =
      List.of(
          "by_asarray",
          "by_numpy",
          "by_memoryview",
          "by_interface",
          "by_dlpack",
          "by_dlpack_legacy",
          "by_torch",
          "by_jax");

  private final Python python = TestPython.with("numpy", "torch", "jax");
  private PythonScope py;
  private PyObject exchange;

  @BeforeEach
  void open() {
    py = python.open();
    exchange = TestPython.script(py, "exchange");
  }

  @AfterEach
  void close() {
    py.close();
  }

  /// `(4, 6)` with 0, 1, 2 ... as far as the type has them.
  static NDArray array(DType dtype, String layout) {
    NDArray numbers = NDArray.zeros(DType.INT32, 4, 6);
    for (int i = 0; i < 24; i++) {
      numbers.asInts().set(i / 6, i % 6, dtype.equals(DType.BOOL) ? i % 2 : i);
    }
    NDArray base = numbers.copy(dtype);
    return switch (layout) {
      case "C" -> base;
      case "F" -> numbers.copy(dtype).copy(Order.F);
      case "transposed" -> base.transpose();
      case "reversed" -> base.slice("::-1, ::-1");
      case "strided" -> base.slice("::2, 1::2");
      case "broadcast" -> base.slice(":, :1").broadcastTo(4, 6);
      case "row" -> base.slice("1");
      case "0-d" -> base.slice("1, 2");
      case "empty" -> base.slice(":0");
      case "one" -> base.slice("1:2, 2:3");
      case "read-only" -> base.asReadOnly();
      case "unaligned" -> unaligned(base);
      default -> throw new IllegalArgumentException(layout);
    };
  }

  private static NDArray unaligned(NDArray array) {
    NDArray bytes = NDArray.zeros(DType.UINT8, array.byteSize() + 1);
    NDArray shifted = bytes.slice("1:").reinterpret(array.dtype()).reshape(4, 6);
    shifted.copyFrom(array);
    return shifted;
  }

  static List<CComplex> numbers(NDArray array) {
    NDArray packed = array.copy().reshape(array.size());
    List<CComplex> numbers = new ArrayList<>();
    boolean complex = array.dtype().kind() == DType.Kind.COMPLEX;
    NDArray real = complex ? packed.real() : packed;
    for (long i = 0; i < array.size(); i++) {
      double im = complex ? packed.imag().getDouble(i) : 0;
      numbers.add(
          new CComplex(
              array.dtype().equals(DType.BOOL) ? real.getBoolean(i) ? 1 : 0 : real.getDouble(i),
              im));
    }
    return numbers;
  }

  static List<CComplex> numbersOf(PyObject exchange, PyObject array) {
    List<CComplex> numbers = new ArrayList<>();
    for (PyObject number : exchange.callMethod("numbers", array).items()) {
      numbers.add(number.asComplex());
    }
    return numbers;
  }

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (DType dtype : TYPES) {
      for (String layout : LAYOUTS) {
        for (String route : ROUTES) {
          cases.add(Arguments.of(dtype, layout, route));
        }
      }
    }
    return cases;
  }

  /// What a library does not take without a copy, by a rule of its own.
  private static boolean mayReject(DType dtype, String layout, String route) {
    boolean readOnly = layout.equals("read-only") || layout.equals("broadcast");
    boolean complex = dtype.kind() == DType.Kind.COMPLEX;
    return switch (route) {
      case "by_torch" -> layout.equals("reversed") || (complex && layout.equals("unaligned"));
      case "by_jax" ->
          readOnly
              || List.of("unaligned", "reversed", "strided", "transposed", "F").contains(layout);
      case "by_dlpack_legacy" -> readOnly;
      default -> false;
    };
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void array_hasItsElementsAtItsAddress(DType dtype, String layout, String route) {
    NDArray array = array(dtype, layout);
    PyObject x = py.of(array);
    PyObject there;
    try {
      there = exchange.callMethod(route, x);
    } catch (PythonException e) {
      assertThat(mayReject(dtype, layout, route)).as(e.getMessage()).isTrue();
      return;
    }

    assertThat(exchange.callMethod("shape", there).repr()).isEqualTo(x.attribute("shape").repr());
    assertThat(numbersOf(exchange, there)).isEqualTo(numbers(array));
    // JAX copies as it likes
    if (array.size() > 0 && !route.equals("by_jax")) {
      assertThat(exchange.callMethod("address", there).asLong()).isEqualTo(array.address());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "by_asarray",
        "by_numpy",
        "by_memoryview",
        "by_interface",
        "by_dlpack",
        "by_torch"
      })
  void writes_areSeenOnBothSides(String route) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 2, 3);
    PyObject there = exchange.callMethod(route, array);

    there.setItem(new Object[] {0, 1}, 42.0);
    array.asDoubles().set(1, 2, 7);

    assertThat(array.getDouble(0, 1)).isEqualTo(42);
    assertThat(there.item(new Object[] {1, 2}).asDouble()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"by_asarray", "by_numpy", "by_memoryview", "by_interface", "by_dlpack"})
  void readOnlyArrays_cannotBeWritten(String route) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 2).asReadOnly();
    PyObject there = exchange.callMethod(route, array);

    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> there.setItem(0, 1))
        .matches(e -> e.text().contains("read-only"), "text");
  }

  static List<Arguments> protocols() {
    return List.of(
        // dtype, buffer, dlpack, interface
        Arguments.of(DType.FLOAT64, true, true, true),
        Arguments.of(DType.COMPLEX64, true, true, true),
        Arguments.of(DType.BOOL, true, true, true),
        Arguments.of(DType.BFLOAT16, false, true, false),
        Arguments.of(DType.FLOAT8_E4M3FN, false, true, false),
        Arguments.of(DType.datetime64("ns"), false, false, true),
        Arguments.of(DType.timedelta64("s"), false, false, true),
        Arguments.of(DType.string(3), true, false, true),
        Arguments.of(DType.bytes(3), true, false, true),
        Arguments.of(DType.raw(3), false, false, true));
  }

  /// Consumers choose a protocol by the methods that are present.
  @ParameterizedTest
  @MethodSource("protocols")
  void methods_arePresentIfTheyWork(DType dtype, boolean buffer, boolean dlpack, boolean iface) {
    PyObject x = py.of(NDArray.zeros(dtype, 2));

    assertThat(x.hasAttribute("__dlpack__")).isEqualTo(dlpack);
    assertThat(x.hasAttribute("__dlpack_device__")).isEqualTo(dlpack);
    assertThat(x.hasAttribute("__array_interface__")).isEqualTo(iface);
    assertThat(x.hasAttribute("__array__")).isTrue();
    assertThat(x.hasAttribute("__arrow_c_array__")).isFalse();
    assertThat(x.hasAttribute("__arrow_c_stream__")).isFalse();
    PyObject memoryview = py.evaluate("memoryview");
    if (buffer) {
      assertThat(memoryview.call(x).attribute("shape").repr()).isEqualTo("(2,)");
    } else {
      assertThatExceptionOfType(PythonException.class)
          .isThrownBy(() -> memoryview.call(x))
          .matches(e -> e.type().equals("TypeError"), "type");
    }
  }

  /// 0, 1, 2, 3 in each type.
  static List<Arguments> smallFloats() {
    return List.of(
        Arguments.of("bfloat16", new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0x40, 0x40, 0x40}),
        Arguments.of("float8_e4m3fn", new byte[] {0, 0x38, 0x40, 0x44}),
        Arguments.of("float8_e5m2", new byte[] {0, 0x3c, 0x40, 0x42}));
  }

  @ParameterizedTest
  @MethodSource("smallFloats")
  void typesOfMlDtypes_areSeenAsThose(String name, byte[] bytes) {
    DType dtype = name.equals("bfloat16") ? DType.BFLOAT16 : DType.ofName(name);
    NDArray array = NDArray.copyOf(bytes, bytes.length).reinterpret(dtype);
    PyObject there = py.of(array).callMethod("numpy");

    assertThat(there.attribute("dtype").toString()).isEqualTo(name);
    assertThat(numbersOf(exchange, there))
        .extracting(CComplex::re)
        .containsExactly(0.0, 1.0, 2.0, 3.0);
    assertThat(exchange.callMethod("address", there).asLong()).isEqualTo(array.address());
  }

  @Test
  void times_areNumPysTimes() {
    NDArray array = NDArray.copyOf(new long[] {0, 1}, 2).reinterpret(DType.datetime64("D"));

    assertThat(exchange.callMethod("by_asarray", array).callMethod("tolist").repr())
        .isEqualTo("[datetime.date(1970, 1, 1), datetime.date(1970, 1, 2)]");
  }

  @Test
  void arraysOf64Axes_areShared() {
    long[] shape = new long[64];
    java.util.Arrays.fill(shape, 1);
    shape[63] = 2;
    NDArray array = NDArray.zeros(DType.INT32, shape);

    for (String route : List.of("by_asarray", "by_dlpack", "by_torch")) {
      PyObject there = exchange.callMethod(route, array);
      assertThat(exchange.callMethod("shape", there).size()).as(route).isEqualTo(64);
    }
  }

  @Test
  void memory_outlivesTheArrayAndItsArena() {
    PyObject there;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.FLOAT64, 3);
      array.fill(5);
      there = py.of(array);
    }

    for (String route : ROUTES) {
      assertThat(numbersOf(exchange, exchange.callMethod(route, there)))
          .as(route)
          .extracting(CComplex::re)
          .containsExactly(5.0, 5.0, 5.0);
    }
    assertThat(there.repr()).isEqualTo("culebra.Array([5. 5. 5.])");
  }

  @Test
  void arrays_haveWhatPeopleAskFor() {
    PyObject x = py.of(NDArray.zeros(DType.INT16, 2, 3).transpose());

    assertThat(x.attribute("shape").repr()).isEqualTo("(3, 2)");
    assertThat(x.attribute("strides").repr()).isEqualTo("(2, 6)");
    assertThat(x.attribute("ndim").asInt()).isEqualTo(2);
    assertThat(x.attribute("itemsize").asInt()).isEqualTo(2);
    assertThat(x.attribute("readonly").asBoolean()).isFalse();
    assertThat(x.attribute("dtype").toString()).isEqualTo("int16");
    assertThat(x.size()).isEqualTo(3);
    assertThat(x.repr()).isEqualTo("culebra.Array([[0 0]\n [0 0]\n [0 0]])");
  }

  @Test
  void weakReferences_endWithTheObject() {
    PyObject weak;
    try (PyObject x = py.of(NDArray.zeros(DType.INT16, 2))) {
      weak = py.importModule("weakref").callMethod("ref", x);
      try (PyObject same = weak.call()) {
        assertThat(same.isSame(x)).isTrue();
      }
    }
    assertThat(weak.call().isNone()).isTrue();
  }

  @Test
  void pickling_isRejectedWithAWayOut() {
    PyObject x = py.of(NDArray.zeros(DType.INT16, 2));

    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> py.importModule("pickle").callMethod("dumps", x))
        .matches(
            e ->
                e.text()
                    .equals(
                        "cannot pickle a culebra.Array, which is memory of this process: pickle"
                            + " its numpy(), or use shared memory"),
            "text");
  }

  @Test
  void __array___takesTypeAndCopy() {
    PyObject x = py.of(NDArray.copyOf(new double[] {1, 2}, 2));
    PyObject method = x.attribute("__array__");

    assertThat(method.call(new Object[] {"f4"}, Map.of()).attribute("dtype").toString())
        .isEqualTo("float32");
    PyObject copy = method.call(new Object[0], Map.of("copy", true));
    assertThat(exchange.callMethod("address", copy).asLong())
        .isNotEqualTo(exchange.callMethod("address", x.callMethod("numpy")).asLong());
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> method.call(new Object[] {"f4"}, Map.of("copy", false)))
        .matches(e -> e.type().equals("ValueError"), "type");
  }
}
