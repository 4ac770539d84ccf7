package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.ExchangeArena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the source texts do in Python, done by Python itself with functions of Java.
class SeedsPythonTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String INTEGRAND = "double (int n, const double x[n], void *user_data)";
  private static final String MAPPING =
      "int (const npy_intp output_coordinates[output_rank], double input_coordinates[input_rank],"
          + " int output_rank, int input_rank, void *user_data)";

  private static Python python;
  private PythonScope scope;

  @FunctionalInterface
  interface Integrand {
    double at(int n, DoubleView x, DoubleView data);
  }

  @FunctionalInterface
  interface Mapping {
    int at(LongView output, DoubleView input, int outputRank, int inputRank, DoubleView data);
  }

  @BeforeAll
  static void start() {
    python = TestPython.with("numpy", "scipy");
  }

  @BeforeEach
  void open() {
    scope = python.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private double nquad(PyObject capsule) {
    scope.importModule("__main__").setAttribute("capsule", capsule);
    scope.run(
        """
        from scipy import LowLevelCallable
        from scipy.integrate import nquad
        result, _ = nquad(LowLevelCallable(capsule), [[0, 10], [-10, 0], [-1, 1]])
        """);
    double result = scope.evaluate("result").asDouble();
    scope.run("del capsule, result");
    return result;
  }

  private PyObject integrand(NDArray c, Integrand f) {
    return scope.capsule(LOOKUP, Integrand.class, INTEGRAND, c, f);
  }

  @Test
  void nquadOfScipy_callsALambda() {
    NDArray c = NDArray.copyOf(new double[] {1}, 1);
    AtomicInteger calls = new AtomicInteger();
    PyObject capsule =
        integrand(
            c,
            (_, x, data) -> {
              calls.incrementAndGet();
              return data.get(0) + x.get(0) - x.get(1) * x.get(2);
            });
    assertThat(capsule.repr()).startsWith("<capsule object \"double (int, double *, void *)\"");
    assertThat(nquad(capsule)).isCloseTo(1200, within(1e-9));
    assertThat(calls).hasValue(9261);
    c.setDouble(0, 2);
    assertThat(nquad(capsule)).as("the same user data").isCloseTo(1400, within(1e-9));
  }

  @Test
  void nquadOfScipy_callsAFunctionOfC() {
    CLibrary library =
        CLibrary.compile(
            """
            double f(int n, double *x, void *user_data) {
              double c = *(double *) user_data;
              return c + x[0] - x[1] * x[2];
            }
            """);
    CFunction f = library.function("double f(int n, double *x, void *user_data)");
    NDArray c = NDArray.copyOf(new double[] {1}, 1);
    assertThat(nquad(scope.capsule(f, c))).isCloseTo(1200, within(1e-9));
  }

  @Test
  void geometricTransformOfScipy_callsALambda() {
    NDArray shift = NDArray.copyOf(new double[] {0.5}, 1);
    AtomicInteger calls = new AtomicInteger();
    Mapping mapping =
        (output, input, _, _, data) -> {
          calls.incrementAndGet();
          input.set(0, output.get(0) - data.get(0));
          input.set(1, output.get(1) - data.get(0));
          return 1;
        };
    PyObject capsule = scope.capsule(LOOKUP, Mapping.class, MAPPING, shift, mapping);
    scope.importModule("__main__").setAttribute("capsule", capsule);
    scope.run(
        """
        import numpy as np
        from scipy import LowLevelCallable, ndimage
        image = np.arange(12.0).reshape(4, 3)
        result = ndimage.geometric_transform(image, LowLevelCallable(capsule))
        """);
    try (Arena arena = Arena.ofConfined()) {
      NDArray result = scope.array(arena, scope.evaluate("result"));
      double[] expected = {0, 0, 0, 0, 1.3625, 2.7375, 0, 4.8125, 6.1875, 0, 8.2625, 9.6375};
      assertThat(result.toDoubleArray()).containsExactly(expected, within(1e-12));
    }
    assertThat(calls).hasValue(12);
    scope.run("del capsule");
  }

  @Test
  void failureOfAnIntegrand_isThrown_andPythonGoesOn() {
    NDArray c = NDArray.copyOf(new double[] {1}, 1);
    PyObject capsule =
        integrand(
            c,
            (_, _, _) -> {
              throw new IllegalStateException("in the integrand");
            });
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> nquad(capsule))
        .withRootCauseInstanceOf(IllegalStateException.class)
        .havingRootCause()
        .withMessage("in the integrand");
    assertThat(scope.evaluate("6 * 7").asInt()).isEqualTo(42);
  }

  @Test
  void signatureThatScipyLacks_isItsError() {
    PyObject capsule = scope.capsule(LOOKUP, FloatFunction.class, "float (float x)", x -> x);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> nquad(capsule))
        .withMessageContaining("Invalid scipy.LowLevelCallable signature \"float (float)\"");
  }

  @FunctionalInterface
  interface FloatFunction {
    float at(float x);
  }

  @Test
  void capsule_keepsItsUserData_untilPythonDeletesIt() {
    int before = python.capsules().live();
    PyObject capsule;
    try (ExchangeArena arena = ExchangeArena.ofShared()) {
      NDArray c = NDArray.zeros(arena, DType.FLOAT64, 1).fill(1);
      CLibrary library =
          CLibrary.compile(
              "double g(int n, double *x, void *d) { return *(double *) d + x[0] - x[1] * x[2]; }");
      capsule = scope.capsule(library.function("double g(int n, double *x, void *d)"), c);
    }
    assertThat(python.capsules().live()).isEqualTo(before + 1);
    assertThat(nquad(capsule)).isCloseTo(1200, within(1e-9));
    capsule.close();
    scope.run("import gc; gc.collect()");
    assertThat(python.capsules().live()).isEqualTo(before);
  }

  /// Bytes in CPython: a count of references, a pointer to the type, a length, a hash, the content.
  @Test
  void headOfAnObject_isSeenThroughAView() {
    scope.run("greeting = b'Hello, world!'");
    PyObject greeting = scope.evaluate("greeting");
    long size = scope.importModule("sys").callMethod("getsizeof", greeting).asLong();
    assertThat(size).isEqualTo(46);
    CStruct head =
        CLibrary.process()
            .declare("struct object { intptr_t ob_refcnt; void *ob_type; };")
            .struct("object");
    assertThat(head.byteSize()).isEqualTo(16);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = memoryOf(greeting, 46, arena);
      long before = memory.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0);
      try (PyObject other = scope.evaluate("greeting")) {
        assertThat(other.isSame(greeting)).isTrue();
        assertThat(memory.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0)).isEqualTo(before + 1);
      }
      assertThat(memory.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0)).isEqualTo(before);
      assertThat(memory.getString(32)).isEqualTo("Hello, world!");
      NDArray bytes = NDArray.of(memory, DType.UINT8, 46);
      assertThat(bytes.size()).isEqualTo(46);
      assertThatIllegalArgumentException()
          .as("the text's own view of 100 bytes")
          .isThrownBy(() -> NDArray.of(memory, DType.UINT8, 100));
    }
  }

  private static MemorySegment memoryOf(PyObject object, long bytes, Arena arena) {
    return org.culebra.ffi.Pointers.asReadOnlyArray(arena, object.pointer(), DType.UINT8, bytes)
        .segment();
  }
}
