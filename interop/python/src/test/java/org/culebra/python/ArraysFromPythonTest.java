package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.ExchangeArena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays of NumPy, PyTorch, JAX and others, as Java sees them.
class ArraysFromPythonTest {
  private static final List<String> TYPES =
      List.of(
          "bool",
          "int8",
          "int16",
          "int32",
          "int64",
          "uint8",
          "uint16",
          "uint32",
          "uint64",
          "float16",
          "float32",
          "float64",
          "complex64",
          "complex128");

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

  private final Python python = TestPython.with("numpy", "torch", "jax", "pyarrow");
  private PythonScope py;
  private PyObject exchange;
  private Arena arena;

  @BeforeEach
  void open() {
    py = python.open();
    exchange = TestPython.script(py, "exchange");
    arena = Arena.ofConfined();
  }

  @AfterEach
  void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    py.close();
  }

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String dtype : TYPES) {
      for (String layout : LAYOUTS) {
        for (ArrayProtocol protocol :
            List.of(ArrayProtocol.DLPACK, ArrayProtocol.BUFFER, ArrayProtocol.ARRAY_INTERFACE)) {
          cases.add(Arguments.of(dtype, layout, protocol));
        }
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void arrayOfNumPy_hasItsElementsAtItsAddress(
      String dtype, String layout, ArrayProtocol protocol) {
    PyObject there = exchange.callMethod("array", dtype, layout);

    ImportedArray imported = py.importArray(arena, there, ImportOptions.SHARED.protocols(protocol));

    NDArray array = imported.array();
    assertThat(imported.protocol()).isEqualTo(protocol);
    assertThat(imported.isCopied()).isFalse();
    assertThat(array.dtype().toString()).isEqualTo(dtype);
    assertThat(py.of(array.shape().length == 0 ? new Object[0] : boxed(array.shape())).repr())
        .isEqualTo(exchange.callMethod("shape", there).repr());
    assertThat(ArraysToPythonTest.numbers(array))
        .isEqualTo(ArraysToPythonTest.numbersOf(exchange, there));
    boolean readOnly = layout.equals("read-only") || layout.equals("broadcast");
    assertThat(array.isReadOnly()).isEqualTo(readOnly);
    assertThat(imported.readOnlyReason().isPresent()).isEqualTo(readOnly);
    if (array.size() > 0) {
      assertThat(array.address()).isEqualTo(exchange.callMethod("address", there).asLong());
    }
  }

  private static Object[] boxed(long[] values) {
    return java.util.Arrays.stream(values).boxed().toArray();
  }

  @ParameterizedTest
  @EnumSource(
      value = ArrayProtocol.class,
      names = {"DLPACK", "BUFFER", "ARRAY_INTERFACE"})
  void writes_areSeenOnBothSides(ArrayProtocol protocol) {
    PyObject there = exchange.callMethod("array", "float64", "C");
    NDArray array = py.importArray(arena, there, ImportOptions.SHARED.protocols(protocol)).array();

    array.asDoubles().set(1, 2, 42);
    there.setItem(new Object[] {0, 1}, 7);

    assertThat(there.item(new Object[] {1, 2}).asDouble()).isEqualTo(42);
    assertThat(array.getDouble(0, 1)).isEqualTo(7);
  }

  static List<Arguments> others() {
    return List.of(
        // expression, protocol, dtype, elements, why it is read-only
        Arguments.of("b'abc'", "BUFFER", "uint8", "[97 98 99]", "its buffer is read-only"),
        Arguments.of("bytearray(b'abc')", "BUFFER", "uint8", "[97 98 99]", ""),
        Arguments.of("__import__('array').array('h', [1, -2])", "BUFFER", "int16", "[ 1 -2]", ""),
        Arguments.of(
            "(__import__('ctypes').c_double * 2)(1, 2)", "BUFFER", "float64", "[1. 2.]", ""),
        Arguments.of(
            "__import__('numpy').array(['2020-01-01', 'NaT'], 'M8[D]')",
            "ARRAY_INTERFACE",
            "datetime64[D]",
            "['2020-01-01'        'NaT']",
            ""),
        Arguments.of(
            "__import__('numpy').array([(1, 2.5)], [('a', 'i4'), ('b', 'f8')])",
            "BUFFER",
            "struct{a: int32 at 0, b: float64 at 4; 12 bytes}",
            "[(1, 2.5)]",
            ""),
        Arguments.of("__import__('numpy').array([1, 2], '>i4')", "BUFFER", ">i4", "[1 2]", ""),
        Arguments.of("__import__('torch').arange(3)", "EXCHANGE_TABLE", "int64", "[0 1 2]", ""),
        Arguments.of(
            "__import__('torch').ones(2, dtype=__import__('torch').bfloat16)",
            "EXCHANGE_TABLE",
            "bfloat16",
            "[1. 1.]",
            ""),
        Arguments.of(
            "__import__('jax').numpy.arange(3, dtype='int32')",
            "DLPACK",
            "int32",
            "[0 1 2]",
            "its producer has the first version of DLPack"),
        Arguments.of(
            "__import__('pyarrow').array([1.5, 2.5])",
            "DLPACK",
            "float64",
            "[1.5 2.5]",
            "its producer has the first version of DLPack"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void otherObjects_comeByTheirBestProtocol(
      String expression, String protocol, String dtype, String elements, String readOnly) {
    ImportedArray imported = py.importArray(arena, py.evaluate(expression), ImportOptions.SHARED);

    assertThat(imported.protocol().name()).isEqualTo(protocol);
    assertThat(imported.array().dtype().toString()).isEqualTo(dtype);
    assertThat(imported.array().toString()).isEqualTo(elements);
    assertThat(imported.readOnlyReason().orElse("")).startsWith(readOnly);
    assertThat(imported.readOnlyReason().isPresent()).isEqualTo(!readOnly.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz"})
  void typesOfMlDtypes_areThoseTypes(String name) {
    TestPython.with("ml_dtypes");
    PyObject there = exchange.callMethod("array", name, "C");

    NDArray array = py.array(arena, there);

    assertThat(array.dtype().toString()).isEqualTo(name);
    assertThat(ArraysToPythonTest.numbersOf(exchange, py.of(array).callMethod("numpy")))
        .isEqualTo(ArraysToPythonTest.numbersOf(exchange, there));
  }

  @ParameterizedTest
  @ValueSource(strings = {"conj()", "_neg_view()"})
  void tensorsThatMeanOtherNumbers_areRejected(String which) {
    PyObject tensor =
        py.evaluate(
            which.equals("conj()")
                ? "__import__('torch').tensor([1 + 2j]).conj()"
                : "__import__('torch')._neg_view(__import__('torch').tensor([1.0]))");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> py.array(arena, tensor))
        .withMessageContaining("expected a tensor whose memory has its elements but found one for")
        .withMessageContaining("makes a plain one");
  }

  @Test
  void objectsWithoutArrays_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> py.array(arena, py.evaluate("object()")))
        .withMessage(
            "expected an object that shares an array but found object, which offers none of"
                + " [EXCHANGE_TABLE, DLPACK, BUFFER, ARRAY_INTERFACE, ARROW]");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            py.array(arena, py.evaluate("__import__('numpy').array([object()], dtype=object)")))
        .withMessageContaining("expected an object that shares an array but found numpy.ndarray:")
        .withMessageContaining("DLPACK: BufferError")
        .withMessageContaining("BUFFER: ");
  }

  @Test
  void wrongVersionsAndCapsules_areRejected() {
    py.run(
        """
        class Liar:
            def __init__(self, result): self.result = result
            def __dlpack__(self, **kwargs):
                if isinstance(self.result, BaseException): raise self.result
                return self.result
            def __dlpack_device__(self): return (1, 0)
        """);
    for (String result :
        List.of("None", "1", "object()", "ValueError('no')", "__import__('numpy')")) {
      assertThatIllegalArgumentException()
          .as(result)
          .isThrownBy(() -> py.array(arena, py.evaluate("Liar(" + result + ")")))
          .withMessageContaining("expected an object that shares an array but found __main__.Liar");
    }
    // a producer from before the keywords
    py.run(
        """
        class Old:
            def __dlpack__(self): return __import__('numpy').arange(3).__dlpack__()
            def __dlpack_device__(self): return (1, 0)
        """);
    assertThat(py.array(arena, py.evaluate("Old()")).toString()).isEqualTo("[0 1 2]");
  }

  @Test
  void copies_areIndependentAndWritable() {
    PyObject there = exchange.callMethod("array", "int32", "read-only");

    for (ArrayProtocol protocol :
        List.of(ArrayProtocol.DLPACK, ArrayProtocol.BUFFER, ArrayProtocol.ARRAY_INTERFACE)) {
      ImportedArray copy = py.importArray(arena, there, ImportOptions.COPIED.protocols(protocol));
      assertThat(copy.isCopied()).isTrue();
      assertThat(copy.array().isReadOnly()).isFalse();
      assertThat(copy.array().address())
          .isNotEqualTo(exchange.callMethod("address", there).asLong());
    }
    assertThat(
            py.importArray(
                    arena,
                    py.evaluate("__import__('torch').arange(3)"),
                    ImportOptions.SHARED.copy(CopyPolicy.ALWAYS))
                .isCopied())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = ArrayProtocol.class,
      names = {"DLPACK", "BUFFER", "ARRAY_INTERFACE"})
  void object_isKeptUntilTheArenaCloses(ArrayProtocol protocol) {
    py.run("import weakref, numpy as np\nclass Sub(np.ndarray): pass");
    PyObject there = py.evaluate("np.arange(3.0).view(Sub)");
    PyObject weak = py.importModule("weakref").callMethod("ref", there);
    NDArray array = py.importArray(arena, there, ImportOptions.SHARED.protocols(protocol)).array();
    there.close();

    try (PyObject alive = weak.call()) {
      assertThat(alive.isNone()).isFalse();
    }
    assertThat(array.getDouble(2)).isEqualTo(2);
    arena.close();
    assertThat(weak.call().isNone()).isTrue();
    assertThatIllegalStateException().isThrownBy(() -> array.getDouble(0));
  }

  @Test
  void closingWithoutTheLock_isNotedAndDoneByTheNextScope() throws Exception {
    py.run("import weakref, numpy as np\nclass Sub(np.ndarray): pass");
    PyObject there = py.evaluate("np.arange(3.0).view(Sub)");
    PyObject weak = py.importModule("weakref").callMethod("ref", there);
    ExchangeArena shared = ExchangeArena.ofShared();
    py.array(shared, there);
    there.close();

    Thread other = new Thread(shared::close); // while this thread has the lock
    other.start();
    other.join(10_000);
    assertThat(other.isAlive()).isFalse();

    try (PythonScope _ = python.open()) {
      assertThat(weak.call().isNone()).isTrue();
    }
  }

  @Test
  void imports_goBackToPython_atTheSameAddress() {
    PyObject there = exchange.callMethod("array", "float32", "strided");
    NDArray array = py.array(arena, there);
    PyObject back = exchange.callMethod("by_dlpack", array);
    there.close();
    arena.close();

    assertThat(exchange.callMethod("address", back).asLong()).isEqualTo(array.address());
    assertThat(ArraysToPythonTest.numbersOf(exchange, back))
        .extracting(CComplex::re)
        .containsExactly(1.0, 3.0, 5.0, 13.0, 15.0, 17.0);
  }

  @Test
  void roundTrips_doNotGrow() {
    PyObject there = exchange.callMethod("array", "float64", "C");
    PyObject asarray = exchange.attribute("by_asarray");
    NDArray array = NDArray.zeros(DType.FLOAT64, 3);
    long rounds =
        Long.getLong(
            "culebra.long.rounds", Boolean.getBoolean("culebra.long") ? 1_000_000 : 100_000);
    int before = python.interpreter().exports().live();
    for (long i = 0; i < rounds; i++) {
      try (Arena each = Arena.ofConfined();
          PyObject view = asarray.call(array)) {
        py.array(each, there);
        py.array(each, view);
      }
    }

    // the collector may release what other tests have left
    assertThat(python.interpreter().exports().live()).isLessThanOrEqualTo(before);
    // what the collector finds without the lock is noted, up to a bound
    assertThat(python.interpreter().references().pending()).isLessThan(10_010);
  }
}
