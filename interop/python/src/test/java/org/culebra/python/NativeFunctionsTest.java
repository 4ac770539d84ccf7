package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions of C that objects of Python point to, and the way back.
class NativeFunctionsTest {
  private static Python python;
  private PythonScope scope;
  private Arena arena;

  @BeforeAll
  static void start() {
    python = TestPython.with("numpy", "scipy", "cffi");
  }

  @BeforeEach
  void open() {
    scope = python.open();
    arena = Arena.ofConfined();
  }

  @AfterEach
  void close() {
    arena.close();
    scope.close();
  }

  private PyObject made(String source) {
    scope.run(source);
    return scope.evaluate("made");
  }

  private double sine(PyObject pointer) {
    CFunction function = scope.cFunction(arena, pointer, "double f(double x)");
    return (double) Objects.requireNonNull(function.call(0.5));
  }

  @Test
  void functionsOfCtypes() {
    assertThat(
            sine(
                made(
                    """
                    import ctypes, ctypes.util
                    made = ctypes.CDLL('libm.so.6').sin
                    made.restype = ctypes.c_double
                    made.argtypes = [ctypes.c_double]
                    """)))
        .isEqualTo(Math.sin(0.5));
  }

  @Test
  void callbacksOfCtypes() {
    PyObject callback =
        made(
            "import ctypes\n"
                + "made = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(lambda x: x * 3)");
    assertThat(sine(callback)).isEqualTo(1.5);
  }

  @Test
  void functionsOfCtypes_ofAnotherType_areRejected() {
    PyObject pointer =
        made(
            """
            import ctypes
            made = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_int, ctypes.POINTER(ctypes.c_float))(lambda n, x: 0)
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, pointer, "double f(int n, double x[n])"))
        .withMessageStartingWith(
            "expected double f(int n, double x[n]) but found a function of ctypes of type double"
                + " (int, float *): ");
  }

  @Test
  void functionsOfCtypesWithoutATypes_areTrusted() {
    PyObject pointer = made("import ctypes\nmade = ctypes.CDLL('libm.so.6').cos");
    assertThat(sine(pointer)).isEqualTo(Math.cos(0.5));
  }

  @Test
  void functionsOfCffi() {
    PyObject pointer =
        made(
            """
            import cffi
            ffi = cffi.FFI()
            ffi.cdef("double sin(double);")
            m = ffi.dlopen('libm.so.6')
            made = m.sin
            """);
    assertThat(sine(pointer)).isEqualTo(Math.sin(0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, pointer, "float f(float x)"))
        .withMessageStartingWith(
            "expected float f(float x) but found a function of cffi of type double(double): ");
  }

  @Test
  void callbacksOfCffi() {
    scope.run(
        """
        import cffi
        ffi = cffi.FFI()
        five = ffi.callback("int(void)", lambda: 5)
        apply = ffi.callback("double(double(*)(double), double)", lambda f, x: f(x))
        """);
    assertThat(scope.cFunction(arena, scope.evaluate("five"), "int f(void)").call()).isEqualTo(5);
    PyObject apply = scope.evaluate("apply");
    CFunction applied =
        scope.cFunction(arena, apply, "double apply(double (*f)(double), double x)");
    Callback square =
        Callback.of("double (double)").as(DoubleUnaryOperator.class).in(arena, x -> x * x);
    assertThat(applied.call(square, 3.0)).isEqualTo(9.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, apply, "double apply(double (*f)(int), double x)"))
        .withMessageContaining("but found a function of cffi of type double(double(*)(double), ");
  }

  @Test
  void cfuncsOfNumba() {
    Peers.python("numba");
    PyObject pointer =
        made(
            """
            import numba
            @numba.cfunc("float64(float64)")
            def made(x):
                return x * 4
            """);
    assertThat(sine(pointer)).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, pointer, "double f(long x)"))
        .withMessageContaining("but found a cfunc of Numba of type double (double)");
  }

  @Test
  void cythonsNames_areRead() {
    PyObject capi = scope.importModule("scipy._lib._ccallback_c").attribute("__pyx_capi__");
    CFunction plus1 =
        scope.cFunction(
            arena,
            capi.item("plus1_cython"),
            "double plus1(double a, int *error_flag, void *user_data)");
    NDArray flag = NDArray.copyOf(new int[] {0}, 1);
    assertThat(plus1.call(1.5, flag, NDArray.copyOf(new double[] {1}, 1))).isEqualTo(2.5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, capi.item("sine"), "double f(double x, int n)"))
        .withMessageContaining("but found a capsule of type double (double, void *): ");
  }

  @Test
  void cythonsMangledNames_areUnknownTypes() {
    PyObject capi = scope.importModule("scipy.linalg.cython_blas").attribute("__pyx_capi__");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            scope.cFunction(
                arena,
                capi.item("ddot"),
                "double ddot(int *n, double *x, int *incx, double *y, int *incy)"))
        .withMessageContaining("__pyx_t_5scipy_6linalg_11cython_blas_d")
        .withMessageContaining("CFunction.of(address, prototype) trusts another one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"float64(int, float64*)", "float64 (int32, float64 *)", "double(int,double*)"})
  void spellingsOfPythran(String name) {
    CLibrary library = CLibrary.compile("double second(int n, double *x) { return n * x[1]; }");
    scope.importModule("__main__").setAttribute("name", name);
    scope.importModule("__main__").setAttribute("address", library.symbol("second").address());
    PyObject capsule =
        made(
            """
            import ctypes
            new = ctypes.pythonapi.PyCapsule_New
            new.restype = ctypes.py_object
            new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
            kept_name = name.encode()
            made = new(address, kept_name, None)
            """);
    CFunction second = scope.cFunction(arena, capsule, "double second(int n, double x[n])");
    assertThat(second.call(2, NDArray.copyOf(new double[] {1, 5}, 2))).isEqualTo(10.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, capsule, "double second(int n, float x[n])"))
        .withMessageContaining("of type " + name);
  }

  @Test
  void tableOfNumpy_hasItsVersions() {
    PyObject api = scope.importModule("numpy._core._multiarray_umath").attribute("_ARRAY_API");
    CFunction abi =
        scope.cFunction(arena, api, null, 0, "unsigned PyArray_GetNDArrayCVersion(void)");
    assertThat(abi.call()).isEqualTo(0x2000000L);
    CFunction endianness =
        scope.cFunction(arena, api, null, 210, "int PyArray_GetEndianness(void)");
    assertThat(endianness.call()).as("NPY_CPU_LITTLE").isEqualTo(1);
    CFunction feature =
        scope.cFunction(arena, api, null, 211, "unsigned PyArray_GetNDArrayCFeatureVersion(void)");
    assertThat((long) Objects.requireNonNull(feature.call())).isBetween(0xdL, 0x30L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, api, "numpy", 0, "int f(void)"))
        .withMessageStartingWith(
            "expected a capsule named \"numpy\" but found <capsule object NULL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.cFunction(arena, api, null, -1, "int f(void)"))
        .withMessage("expected an index into a table, 0 or more, but found -1");
  }

  @Test
  void otherObjects_areRejected() {
    for (String object :
        new String[] {"5", "len", "(lambda x: x)", "__import__('ctypes').c_int(5)"}) {
      PyObject other = scope.evaluate(object);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scope.cFunction(arena, other, "double f(double x)"))
          .withMessageStartingWith(
              "expected a capsule, or a function pointer of ctypes, cffi or Numba, but found a ");
    }
  }

  @Test
  void closedArena_endsTheFunction() {
    PyObject callback =
        made(
            "import ctypes\n"
                + "made = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double)(lambda x: x)");
    CFunction function;
    try (Arena inner = Arena.ofConfined()) {
      function = scope.cFunction(inner, callback, "double f(double x)");
      callback.close();
      scope.run("del made; import gc; gc.collect()");
      assertThat(function.call(0.25)).isEqualTo(0.25);
    }
    assertThatIllegalStateException().isThrownBy(() -> function.call(0.25));
  }

  @Test
  void functionsOfC_goToPython_andBack() {
    CLibrary library = CLibrary.compile("double half(double x) { return x / 2; }");
    CFunction half = library.function("double half(double x)");
    PyObject capsule = scope.capsule(half);
    assertThat(capsule.repr()).startsWith("<capsule object \"double (double)\"");
    assertThat(sine(capsule)).isEqualTo(0.25);
    MemorySegment address = half.pointer();
    assertThat(address.address()).isNotZero();
  }
}
