package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What cannot be exchanged: an exception states what was expected and found, nothing leaks, and
/// Python works afterwards.
class BadInputTest {
  private final Python python = TestPython.with("numpy", "torch", "pyarrow");
  private PythonScope py;
  private PyObject main;
  private long exports;
  private int live;

  @BeforeEach
  void open() {
    py = python.open();
    main = py.importModule("__main__");
    main.setAttribute("capsules", TestPython.script(py, "capsules"));
    py.run("import numpy as np, torch, pyarrow as pa, sys");
    exports = ExportTracker.count();
    live = python.interpreter().exports().live();
  }

  @AfterEach
  void close() {
    assertThat(py.evaluate("sum([1, 2])").asInt()).isEqualTo(3);
    TestPython.awaitCounts(python, exports, live);
    py.close();
  }

  private static String message(Throwable thrown) {
    assertThat(thrown).isNotNull();
    return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
  }

  // --- no protocol

  @ParameterizedTest
  @ValueSource(strings = {"None", "1", "'text'", "[1, 2]", "object()", "np", "{}", "iter([])"})
  void objectWithoutAProtocol_isRejected(String expression) {
    PyObject object = py.evaluate(expression);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(message(catchThrowable(() -> py.array(arena, object))))
          .startsWith(
              "IllegalArgumentException: expected an object that shares an array but found ");
      assertThat(message(catchThrowable(() -> py.column(arena, object))))
          .startsWith(
              "IllegalArgumentException: expected an object with __arrow_c_array__ or"
                  + " __arrow_c_stream__ but found ");
      assertThat(message(catchThrowable(() -> py.stream(arena, object))))
          .startsWith(
              "IllegalArgumentException: expected an object with __arrow_c_stream__ but found ");
    }
  }

  @Test
  void protocolThatIsNotAllowed_isNotTried() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              py.importArray(
                  arena,
                  py.evaluate("bytearray(3)"),
                  ImportOptions.SHARED.protocols(ArrayProtocol.DLPACK)))
          .withMessage(
              "expected an object that shares an array but found bytearray, which offers none of"
                  + " [DLPACK]");
    }
  }

  // --- capsules

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "None              | expected a capsule named dltensor_versioned or dltensor",
        "1                 | expected a capsule named dltensor_versioned or dltensor",
        "(1, 2)            | expected a capsule named dltensor_versioned or dltensor",
        "np.arange(3)      | expected a capsule named dltensor_versioned or dltensor",
        "used()            | found <capsule object \"used_dltensor",
        "pa.array([1]).__arrow_c_array__()[1] | found <capsule object \"arrow_array\""
      })
  void answerThatIsNoFreshCapsule_isRejected(String answer, String message) {
    py.run(
        """
        class Liar:
            def __init__(self, result): self.result = result
            def __dlpack__(self, **kwargs): return self.result
            def __dlpack_device__(self): return (1, 0)
        def used():
            c = np.arange(3).__dlpack__()
            np.from_dlpack(Liar(c))
            return c
        """);
    try (Arena arena = Arena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> py.array(arena, py.evaluate("Liar(" + answer + ")")))
          .withMessageContaining("expected an object that shares an array but found __main__.Liar")
          .withMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "None          | expected a tuple of two capsules from __arrow_c_array__() but found None",
        "1             | expected a tuple of two capsules from __arrow_c_array__() but found 1",
        "()            | expected a tuple of two capsules from __arrow_c_array__() but found ()",
        "(1,)          | expected a tuple of two capsules from __arrow_c_array__() but found (1,)",
        "(1, 2)        | expected a capsule named arrow_schema but found 1",
        "good()[::-1]  | expected a capsule named arrow_schema but found <capsule object"
            + " \"arrow_array\"",
        "(good()[0], good()[0]) | expected a capsule named arrow_array but found <capsule object"
            + " \"arrow_schema\"",
        "imported()    | released"
      })
  void answerThatIsNoPairOfFreshCapsules_isRejected(String answer, String message) {
    py.run(
        """
        class Liar:
            def __init__(self, result): self.result = result
            def __arrow_c_array__(self, requested_schema=None): return self.result
        def good(): return pa.array([1, 2]).__arrow_c_array__()
        def imported():
            pair = good()
            pa.array(Liar(pair))
            return pair
        """);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(catchThrowable(() -> py.column(arena, py.evaluate("Liar(" + answer + ")"))))
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "None          | expected a capsule named arrow_array_stream but found None",
        "used()        | released"
      })
  void answerThatIsNoFreshStream_isRejected(String answer, String message) {
    py.run(
        """
        class Liar:
            def __init__(self, result): self.result = result
            def __arrow_c_stream__(self, requested_schema=None): return self.result
        def used():
            c = pa.table({"n": [1]}).__arrow_c_stream__()
            pa.table(Liar(c))
            return c
        """);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(catchThrowable(() -> py.stream(arena, py.evaluate("Liar(" + answer + ")"))))
          .hasMessageContaining(message);
    }
  }

  @Test
  void exchangeTableOfAnotherVersion_isNotUsed_butAnOlderOneInItsChainIs() {
    py.run(
        """
        import ctypes
        get = ctypes.pythonapi.PyCapsule_GetPointer
        get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        torchs = get(torch.Tensor.__dlpack_c_exchange_api__, b"dlpack_exchange_api")
        name = b"dlpack_exchange_api"
        def newer(older):
            table = (ctypes.c_uint64 * 7)(2, older, 0, 0, 0, 0, 0)  # version 2.0, whose functions are nonsense
            capsules.kept.append(table)
            return new(ctypes.addressof(table), name, None)
        class Alone(torch.Tensor): __dlpack_c_exchange_api__ = newer(0)
        class Chained(torch.Tensor): __dlpack_c_exchange_api__ = newer(torchs)
        class Wrong(torch.Tensor): __dlpack_c_exchange_api__ = new(torchs, b"another_name", None)
        class NoCapsule(torch.Tensor): __dlpack_c_exchange_api__ = 7
        def made(cls): return torch.arange(3.0).as_subclass(cls)
        """);
    try (Arena arena = Arena.ofConfined()) {
      for (String type : List.of("Alone", "Chained", "Wrong", "NoCapsule")) {
        ImportedArray array =
            py.importArray(arena, py.evaluate("made(" + type + ")"), ImportOptions.SHARED);
        assertThat(array.array().toString()).isEqualTo("[0. 1. 2.]");
        assertThat(array.protocol())
            .as(type)
            .isEqualTo(
                type.equals("Chained") ? ArrayProtocol.EXCHANGE_TABLE : ArrayProtocol.DLPACK);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'version': 3}",
        "{'version': 3, 'typestr': '<f8', 'shape': (2,)}",
        "{'version': 3, 'typestr': '|O', 'shape': (1,), 'data': (8, False)}",
        "{'version': 3, 'typestr': '<f8', 'shape': (-1,), 'data': (4096, False)}",
        "{'version': 3, 'typestr': '<f8', 'shape': (2,), 'data': (0, False)}",
        "{'version': 3, 'typestr': 'nonsense', 'shape': (2,), 'data': (4096, False)}",
        "{'version': 3, 'typestr': '<f8', 'shape': (2,), 'data': (4096, False), 'mask': object()}",
        "1",
        "None",
        "'text'"
      })
  void arrayInterfaceThatDescribesNoArray_isRejected(String dict) {
    PyObject object = py.evaluate("type('Described', (), {'__array_interface__': " + dict + "})()");
    try (Arena arena = Arena.ofConfined()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> py.array(arena, object))
          .withMessageContaining("expected an object that shares an array but found")
          .withMessageContaining("ARRAY_INTERFACE: ");
    }
  }

  // --- arenas

  @ParameterizedTest
  @EnumSource
  void closedArena_takesNothing(ArrayProtocol protocol) {
    py.run("given = np.arange(3.0); tensor = torch.arange(3.0); column = pa.array([1.0, 2.0])");
    PyObject object =
        main.attribute(
            switch (protocol) {
              case EXCHANGE_TABLE -> "tensor";
              case ARROW -> "column";
              default -> "given";
            });
    Arena closed = Arena.ofConfined();
    closed.close();
    long references = references(object);

    assertThat(
            catchThrowable(
                () -> py.importArray(closed, object, ImportOptions.SHARED.protocols(protocol))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("losed");

    assertThat(references(object)).isEqualTo(references);
  }

  @ParameterizedTest
  @EnumSource
  void arenaOfAnotherThread_takesNothing(ArrayProtocol protocol) {
    py.run("given = np.arange(3.0); tensor = torch.arange(3.0); column = pa.array([1.0, 2.0])");
    PyObject object =
        main.attribute(
            switch (protocol) {
              case EXCHANGE_TABLE -> "tensor";
              case ARROW -> "column";
              default -> "given";
            });
    CompletableFuture<Arena> made = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try (Arena arena = Arena.ofConfined()) {
                made.complete(arena);
                done.join();
              }
            });
    long references = references(object);

    assertThat(
            catchThrowable(() ->
                py.importArray(made.join(), object, ImportOptions.SHARED.protocols(protocol))))
        .isInstanceOf(WrongThreadException.class);

    assertThat(references(object)).isEqualTo(references);
    done.complete(null);
    join(other);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long references(PyObject object) {
    return py.evaluate("sys.getrefcount").call(object).asLong();
  }

  @Test
  void arrayOfAClosedArena_isNotExported() {
    NDArray array;
    Column column;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      array = NDArray.zeros(arena, DType.FLOAT64, 3);
      column = Column.of("n", array);
    }

    for (Object closed : List.of(array, column)) {
      assertThat(message(catchThrowable(() -> py.of(closed)))).contains("IllegalStateException: ");
      assertThat(catchThrowable(() -> py.of(List.of(1, closed)))).isNotNull();
      assertThat(catchThrowable(() -> py.of(new Object[] {1, closed}))).isNotNull();
      assertThat(catchThrowable(() -> py.dict(java.util.Map.of("k", closed)))).isNotNull();
      assertThat(catchThrowable(() -> main.setAttribute("k", closed))).isNotNull();
      assertThat(catchThrowable(() -> py.evaluate("print").call(closed))).isNotNull();
    }
  }

  @Test
  void importedArray_afterItsArena_isInvalid() {
    NDArray array;
    try (Arena arena = Arena.ofConfined()) {
      array = py.array(arena, py.evaluate("np.arange(3.0)"));
    }

    assertThat(catchThrowable(() -> array.getDouble(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("losed");
    assertThat(catchThrowable(() -> py.of(array))).isInstanceOf(IllegalStateException.class);
  }

  // --- handles

  @Test
  void closedHandle_isRejectedByEverything() {
    PyObject closed = py.of("x");
    closed.close();
    try (Arena arena = Arena.ofConfined()) {
      List<Throwable> thrown =
          List.of(
              catchThrowable(closed::pointer),
              catchThrowable(() -> closed.attribute("x")),
              catchThrowable(() -> closed.hasAttribute("x")),
              catchThrowable(() -> closed.setAttribute("x", 1)),
              catchThrowable(() -> closed.item(0)),
              catchThrowable(() -> closed.setItem(0, 0)),
              catchThrowable(closed::call),
              catchThrowable(() -> closed.callMethod("x")),
              catchThrowable(closed::isNone),
              catchThrowable(() -> closed.isSame(closed)),
              catchThrowable(() -> closed.isEqual(1)),
              catchThrowable(closed::asBoolean),
              catchThrowable(closed::asInt),
              catchThrowable(closed::asLong),
              catchThrowable(closed::asBigInteger),
              catchThrowable(closed::asDouble),
              catchThrowable(closed::asComplex),
              catchThrowable(closed::asString),
              catchThrowable(closed::asBytes),
              catchThrowable(closed::size),
              catchThrowable(closed::items),
              catchThrowable(closed::repr),
              catchThrowable(() -> py.of(closed)),
              catchThrowable(() -> py.of(List.of(closed))),
              catchThrowable(() -> py.array(arena, closed)),
              catchThrowable(() -> py.column(arena, closed)),
              catchThrowable(() -> py.stream(arena, closed)));
      assertThat(thrown)
          .allSatisfy(e ->
              assertThat(message(e))
                  .isEqualTo(
                      "IllegalStateException: expected an open handle but found a closed one"));
    }
  }

  @Test
  void closedScope_isRejectedByEverything() {
    PythonScope closed;
    try (PythonScope inner = python.open()) {
      closed = inner;
    }
    try (Arena arena = Arena.ofConfined()) {
      PyObject object = py.of(new byte[3]);
      List<Throwable> thrown =
          List.of(
              catchThrowable(() -> closed.importModule("sys")),
              catchThrowable(() -> closed.run("pass")),
              catchThrowable(() -> closed.evaluate("1")),
              catchThrowable(() -> closed.of(1)),
              catchThrowable(closed::none),
              catchThrowable(() -> closed.array(arena, object)),
              catchThrowable(() -> closed.column(arena, object)),
              catchThrowable(() -> closed.stream(arena, object)));
      assertThat(thrown)
          .allSatisfy(e ->
              assertThat(message(e))
                  .isEqualTo(
                      "IllegalStateException: expected an open scope but found a closed one"));
    }
  }
}
