package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Exceptions in every operation that Java uses on an object: they propagate unchanged, nothing
/// leaks, and Python works afterwards.
class HooksTest {
  private final Python python = TestPython.with("numpy");
  private PythonScope py;
  private Arena arena;
  private long exports;

  @BeforeEach
  void open() {
    py = python.open();
    arena = Arena.ofConfined();
    exports = ExportTracker.count();
  }

  @AfterEach
  void close() {
    assertThat(py.evaluate("sum([1, 2])").asInt()).isEqualTo(3);
    TestPython.awaitCounts(python, exports, Integer.MAX_VALUE);
    arena.close();
    py.close();
  }

  /// What Java does with an object, and the method of the object's that this calls.
  record Hook(String method, Consumer<PyObject> use) {
    @Override
    public String toString() {
      return method;
    }
  }

  static List<Hook> hooks() {
    return List.of(
        new Hook("__getattr__", o -> o.attribute("x")),
        new Hook("__getattr__", o -> o.hasAttribute("x")),
        new Hook("__getattr__", o -> o.callMethod("x")),
        new Hook("__setattr__", o -> o.setAttribute("x", 1)),
        new Hook("__getitem__", o -> o.item(0)),
        new Hook("__setitem__", o -> o.setItem(0, 1)),
        new Hook("__call__", PyObject::call),
        new Hook("__call__", o -> o.call(new Object[] {1}, Map.of("k", 2))),
        new Hook("__eq__", o -> o.isEqual(1)),
        new Hook("__bool__", PyObject::asBoolean),
        new Hook("__index__", PyObject::asInt),
        new Hook("__index__", PyObject::asLong),
        new Hook("__index__", PyObject::asBigInteger),
        new Hook("__float__", PyObject::asDouble),
        new Hook("__complex__", PyObject::asComplex),
        new Hook("__len__", PyObject::size),
        new Hook("__iter__", PyObject::items),
        new Hook("__next__", o -> o.items().iterator().next()),
        new Hook("__next__", o -> assertThat(o.items().iterator().hasNext()).isTrue()),
        new Hook("__repr__", PyObject::repr));
  }

  /// An object whose method raises, for every method but those that a class has to have.
  private PyObject raising(String method, String exception) {
    py.run(
        """
        def boom(*args, **kwargs):
            raise %s("boom")
        """
            .formatted(exception));
    String more = method.equals("__next__") ? ", '__iter__': lambda self: self" : "";
    return py.evaluate("type('Raising', (), {'%s': boom%s})()".formatted(method, more));
  }

  @ParameterizedTest
  @MethodSource("hooks")
  void exceptionOfAHook_comesOut(Hook hook) {
    for (String type : List.of("ValueError", "KeyboardInterrupt", "SystemExit", "MemoryError")) {
      PyObject object = raising(hook.method(), type);

      PythonException thrown =
          catchThrowableOfType(PythonException.class, () -> hook.use().accept(object));

      assertThat(thrown).as(type).isNotNull();
      assertThat(thrown.type()).isEqualTo(type);
      assertThat(thrown.text()).isEqualTo("boom");
    }
  }

  /// As `hasattr` has it: an attribute is absent where it says so, not where it fails.
  @Test
  void hasAttribute_isFalse_forAttributeErrorsOnly() {
    assertThat(raising("__getattr__", "AttributeError").hasAttribute("x")).isFalse();
  }

  @Test
  void toString_hasAnAddress_whereStrFails() {
    assertThat(raising("__str__", "ValueError").toString()).startsWith("PyObject at 0x");
    assertThat(py.evaluate("__import__('sys').exc_info()[0]").isNone()).isTrue();
  }

  @Test
  void hashOfAKey_thatFails_makesNoDict() {
    PyObject key = raising("__hash__", "ValueError");

    assertThat(catchThrowable(() -> py.of(Collections.singletonMap(key, 1))))
        .isInstanceOf(PythonException.class)
        .hasMessageStartingWith("ValueError: boom");
  }

  @Test
  void moduleThatFails_isNotImported() {
    py.run(
        """
        import sys, importlib.abc, importlib.util
        class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
            def find_spec(self, name, path, target=None):
                return importlib.util.spec_from_loader(name, self) if name == "culebra_broken" else None
            def exec_module(self, module):
                raise ValueError("boom")
        sys.meta_path.insert(0, Finder())
        """);

    assertThat(catchThrowable(() -> py.importModule("culebra_broken")))
        .hasMessageStartingWith("ValueError: boom");
    py.run("sys.meta_path.pop(0)");
  }

  /// The ways to an array, each of which may fail; the message has them all, and the causes too.
  @ParameterizedTest
  @ValueSource(strings = {"__dlpack__", "__array_interface__", "__arrow_c_array__"})
  void protocolThatFails_isNamedWithItsReason(String method) {
    boolean property = method.equals("__array_interface__");
    raising(method, "ValueError");
    PyObject object =
        py.evaluate(
            "type('Raising', (), {'%s': %s})()"
                .formatted(method, property ? "property(boom)" : "boom"));

    Throwable thrown = catchThrowable(() -> py.array(arena, object));

    assertThat(thrown)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an object that shares an array but found __main__.Raising")
        .hasMessageContaining(": ValueError: boom")
        .hasCauseInstanceOf(PythonException.class);
  }

  @Test
  void ctrlCWithinAProtocol_isNoReasonToTryTheNextOne() {
    raising("__dlpack__", "KeyboardInterrupt");
    PyObject object =
        py.evaluate(
            "type('Raising', (), {'__dlpack__': boom,"
                + " '__array_interface__': __import__('numpy').zeros(3).__array_interface__})()");

    assertThat(catchThrowable(() -> py.array(arena, object)))
        .isInstanceOf(PythonException.class)
        .hasMessageStartingWith("KeyboardInterrupt: boom");
  }

  @Test
  void exceptionsOfJava_withinAProtocol_comeOutAsThemselves() {
    IllegalStateException thrown = new IllegalStateException("from Java");
    PyObject function =
        JavaFunctions.of(
            py,
            o -> {
              throw thrown;
            });
    py.importModule("__main__").setAttribute("java", function);
    PyObject object =
        py.evaluate("type('Calls', (), {'__dlpack__': lambda self, **k: java(self)})()");

    assertThat(catchThrowable(() -> py.array(arena, object))).isSameAs(thrown);
  }

  @Test
  void columnsAndStreams_throwWhatTheirObjectsRaise() {
    PyObject array = raising("__arrow_c_array__", "ValueError");
    PyObject stream = raising("__arrow_c_stream__", "ValueError");

    assertThat(catchThrowable(() -> py.column(arena, array)))
        .hasMessageStartingWith("ValueError: boom");
    assertThat(catchThrowable(() -> py.stream(arena, stream)))
        .hasMessageStartingWith("ValueError: boom");
  }

  /// What Python passes to methods of Java's arrays.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.__dlpack__(max_version=(Bad(), 0))",
        "x.__dlpack__(max_version=(1, Bad()))",
        "x.__dlpack__(dl_device=(1, Bad()))",
        "x.__array__(Bad())",
        "np.array(x, dtype=Bad())"
      })
  void argumentsThatFail_raiseWhatTheyRaise(String expression) {
    py.importModule("__main__").setAttribute("x", NDArray.copyOf(new double[] {1, 2}, 2));
    py.run(
        """
        import numpy as np
        class Bad:
            def __index__(self): raise LookupError("boom")
            __int__ = __index__
            @property
            def dtype(self): raise LookupError("boom")
        """);

    Throwable thrown = catchThrowable(() -> py.evaluate(expression));

    assertThat(thrown).isInstanceOf(PythonException.class);
    assertThat(((PythonException) thrown).text()).contains("boom");
    py.importModule("__main__").setAttribute("x", null);
  }

  @Test
  void exceptionOfADestructor_goesNowhere() {
    py.run(
        "sys = __import__('sys'); sys.unraisablehook, old = (lambda e: None), sys.unraisablehook");
    raising("__del__", "ValueError").close();
    py.run("sys.unraisablehook = old");
  }

  @Test
  void failures_leaveNothingBehind() throws Exception {
    List<Runnable> failing = new ArrayList<>();
    for (Hook hook : hooks()) {
      PyObject object = raising(hook.method(), "ValueError");
      failing.add(() -> assertThat(catchThrowable(() -> hook.use().accept(object))).isNotNull());
    }
    for (String method : List.of("__dlpack__", "__arrow_c_array__")) {
      PyObject object = raising(method, "ValueError");
      failing.add(() -> assertThat(catchThrowable(() -> py.array(arena, object))).isNotNull());
      failing.add(() -> assertThat(catchThrowable(() -> py.column(arena, object))).isNotNull());
    }
    failing.forEach(Runnable::run);
    long before = objects();
    for (int i = 0; i < 100; i++) {
      failing.forEach(Runnable::run);
    }

    // exceptions and their frames go with the garbage collector
    long after = objects();
    for (int i = 0; i < 50 && after > before + 200; i++) {
      System.gc();
      Thread.sleep(20);
      try (PythonScope _ = python.open()) {
        after = objects();
      }
    }
    assertThat(after).isLessThanOrEqualTo(before + 200);
  }

  private long objects() {
    return py.evaluate("(__import__('gc').collect(), len(__import__('gc').get_objects()))[1]")
        .asLong();
  }
}
