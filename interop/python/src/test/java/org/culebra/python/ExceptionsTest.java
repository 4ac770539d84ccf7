package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Exceptions that cross from one language into the other, and back, at several depths.
class ExceptionsTest {
  private final Python python = TestPython.with();
  private PythonScope py;
  private Arena arena;
  private PyObject main;

  @BeforeEach
  void open() {
    py = python.open();
    arena = Arena.ofConfined();
    main = py.importModule("__main__");
  }

  @AfterEach
  void close() {
    assertThat(py.evaluate("1 + 1").asInt()).isEqualTo(2); // Python works afterwards
    arena.close();
    py.close();
  }

  /// Makes a function of Java a name in Python.
  private void define(String name, JavaFunctions.Body body) {
    main.setAttribute(name, JavaFunctions.of(py, body));
  }

  /// `java(n)`, which calls itself by way of Python until n is 0, and then throws.
  private void defineRecursion(Throwable thrown) {
    define(
        "java",
        n -> {
          if (n.asInt() == 0) {
            throw thrown;
          }
          return py.evaluate("python").call(n.asInt() - 1);
        });
    py.run("def python(n): return java(n)");
  }

  /// What C's strings cannot represent.
  @ParameterizedTest
  @ValueSource(strings = {"\\0", "\\ud800"})
  void exceptionOfAnyText_hasItsType(String escape) {
    main.setAttribute("x", NDArray.zeros(DType.INT8, 2));
    PythonException e =
        catchThrowableOfType(
            PythonException.class, () -> py.evaluate("x.__dlpack__(**{'a" + escape + "b': 1})"));

    assertThat(e.type()).isEqualTo("TypeError");
    assertThat(e.text()).contains("a");
    main.setAttribute("x", null);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10})
  void exceptionOfJava_comesOutAsItself_throughEachDepth(int depth) {
    IllegalStateException cause = new IllegalStateException("cause");
    IOException thrown = new IOException("from Java", cause);
    defineRecursion(thrown);

    Throwable caught = catchThrowable(() -> py.evaluate("python").call(depth));

    assertThat(caught).isSameAs(thrown).hasMessage("from Java").hasCause(cause);
    assertThat(caught.getSuppressed()).hasSize(depth + 1);
    assertThat(caught.getSuppressed()[0])
        .isInstanceOf(PythonException.class)
        .hasMessageContaining("culebra.JavaError: java.io.IOException: from Java")
        .hasMessageContaining("in python");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 10})
  void exceptionOfPython_comesOutAsItself_throughEachDepth(int depth) {
    define(
        "java",
        n -> {
          if (n.asInt() == 0) {
            py.run("raise thrown");
          }
          return py.evaluate("python").call(n.asInt() - 1);
        });
    py.run(
        """
        thrown = KeyError("from Python")
        thrown.__cause__ = ValueError("cause")
        def python(n): return java(n)
        def caught(n):
            try:
                python(n)
            except Exception as e:
                return e
        """);

    PyObject caught = py.evaluate("caught").call(depth);

    assertThat(caught.isSame(main.attribute("thrown"))).isTrue();
    assertThat(caught.attribute("__cause__").repr()).isEqualTo("ValueError('cause')");
    PythonException inJava =
        catchThrowableOfType(PythonException.class, () -> py.evaluate("python").call(depth));
    assertThat(inJava.type()).isEqualTo("KeyError");
    assertThat(inJava.pointer()).isEqualTo(main.attribute("thrown").pointer());
  }

  @Test
  void exceptionOfJava_isACause_ofWhatPythonRaisesFromIt() {
    IOException thrown = new IOException("from Java");
    defineRecursion(thrown);
    py.run(
        """
        def wrapped():
            try:
                python(3)
            except RuntimeError as e:
                try:
                    raise ValueError("first") from e
                except ValueError as f:
                    raise KeyError("second") from f
        """);

    PythonException caught =
        catchThrowableOfType(PythonException.class, () -> py.evaluate("wrapped").call());

    assertThat(caught.type()).isEqualTo("KeyError");
    assertThat(caught).hasCause(thrown);
    assertThat(caught.getCause()).isSameAs(thrown);
  }

  @Test
  void exceptionOfPython_isACause_ofWhatJavaThrowsFromIt() {
    define(
        "java",
        n -> {
          try {
            py.run("raise ValueError('inner')");
          } catch (PythonException e) {
            throw new IOException("outer", new IllegalStateException("middle", e));
          }
          return n;
        });
    py.run(
        """
        def caught():
            try:
                java(0)
            except Exception as e:
                return e
        """);

    PyObject caught = py.evaluate("caught").call();

    assertThat(caught.repr()).isEqualTo("JavaError('java.io.IOException: outer')");
    assertThat(caught.attribute("__cause__").repr()).isEqualTo("ValueError('inner')");
    assertThat(caught.attribute("__notes__").item(0).asString())
        .startsWith("java.io.IOException: outer\n\tat ")
        .contains("Caused by: java.lang.IllegalStateException: middle");
  }

  @Test
  void textsOfExceptionsThatContainEachOther_areBounded() {
    define(
        "java",
        exception -> {
          try {
            return py.evaluate("raising").call(exception);
          } catch (PythonException e) {
            throw new IOException("from Java", e);
          }
        });
    py.run(
        """
        def raising(exception): raise exception
        def wrapped(exception):
            try:
                java(exception)
            except Exception as e:
                try:
                    raise ValueError("from Python: %s" % e) from e
                except ValueError as f:
                    return f
        chain = ValueError("the first")
        for i in range(12):
            chain = wrapped(chain)
        """);

    PythonException caught =
        catchThrowableOfType(PythonException.class, () -> py.run("raise chain"));

    assertThat(caught.text()).isEqualTo("from Python: java.io.IOException: from Java");
    assertThat(caught.getMessage()).contains(" characters more ").contains("the first");
    assertThat(caught.getMessage()).hasSizeLessThan(100_000);
    PyObject note = py.evaluate("chain.__cause__.__notes__[0]");
    assertThat(note.asString()).hasSizeLessThan(100_000);
    assertThat(note.asString())
        .contains("Caused by: org.culebra.python.PythonException: ValueError: ");
  }

  @Test
  void pythonThatCatches_goesOn() {
    defineRecursion(new IOException("from Java"));
    py.run(
        """
        def caught():
            try:
                python(2)
            except RuntimeError as e:
                return type(e).__module__, type(e).__name__, str(e)
        """);

    assertThat(py.evaluate("caught()").repr())
        .isEqualTo("('culebra', 'JavaError', 'java.io.IOException: from Java')");
  }

  @Test
  void errorsAndInterrupts_comeOutAsThemselves() {
    for (Throwable thrown :
        new Throwable[] {
          new OutOfMemoryError("no"), new StackOverflowError(), new InterruptedException("stop")
        }) {
      defineRecursion(thrown);
      assertThat(catchThrowable(() -> py.evaluate("python").call(2))).isSameAs(thrown);
    }
  }

  /// What Python's interpreter treats as its own.
  @ParameterizedTest
  @ValueSource(strings = {"KeyboardInterrupt", "SystemExit", "StopIteration", "GeneratorExit"})
  void exceptionsWithAMeaning_comeOutAsThemselves(String type) {
    define(
        "java",
        n -> {
          py.run("raise " + type + "('meant')");
          return n;
        });

    PythonException caught =
        catchThrowableOfType(PythonException.class, () -> py.evaluate("java").call(0));

    assertThat(caught.type()).isEqualTo(type);
    assertThat(caught.text()).isEqualTo("meant");
  }

  /// An exception whose own methods fail is still one.
  @Test
  void exceptionsThatCannotSayWhatTheyAre_areThrownAllTheSame() {
    py.run(
        """
        class Mute(Exception):
            def __str__(self): raise ValueError("no words")
            def __repr__(self): raise ValueError("no words")
        """);

    PythonException ofPython =
        catchThrowableOfType(PythonException.class, () -> py.run("raise Mute()"));
    assertThat(ofPython.type()).isEqualTo("__main__.Mute");
    assertThat(ofPython.text()).isEqualTo("<str failed>");

    class Mute extends RuntimeException {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        throw new IllegalStateException("no words");
      }
    }
    Mute ofJava = new Mute();
    defineRecursion(ofJava);
    assertThat(catchThrowable(() -> py.evaluate("python").call(1))).isSameAs(ofJava);
  }

  @Test
  void exceptions_leaveNothingBehind() {
    defineRecursion(new IOException("from Java"));
    PyObject function = py.evaluate("python");
    int before = python.interpreter().exports().live();
    for (int i = 0; i < 1000; i++) {
      Throwable first = catchThrowable(() -> function.call(2));
      assertThat(first).isNotNull();
      Throwable second = catchThrowable(() -> py.run("raise ValueError('x')"));
      assertThat(second).isNotNull();
    }

    assertThat(python.interpreter().exports().live()).isLessThanOrEqualTo(before + 1);
  }
}
