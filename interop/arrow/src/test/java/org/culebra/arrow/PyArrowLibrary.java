package org.culebra.arrow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CText;

/// A Python in this process. Used only by the thread that started it, which always holds Python's
/// lock.
final class PyArrowLibrary {
  private static final String DECLARATIONS =
      """
      void Py_InitializeEx(int initsigs);
      int PyRun_SimpleString(const char *command);
      void *PyImport_AddModule(const char *name);
      void *PyObject_GetAttrString(void *object, const char *name);
      const char *PyUnicode_AsUTF8(void *text);
      void Py_DecRef(void *object);
      """;

  interface Api {
    void Py_InitializeEx(int signals);

    int PyRun_SimpleString(String command);

    MemorySegment PyImport_AddModule(String name);

    MemorySegment PyObject_GetAttrString(MemorySegment object, String name);

    MemorySegment PyUnicode_AsUTF8(MemorySegment text);

    void Py_DecRef(MemorySegment object);
  }

  private final Api api;
  private final MemorySegment main;

  private PyArrowLibrary(Api api) {
    this.api = api;
    this.main = api.PyImport_AddModule("__main__");
  }

  /// Starts Python with pyarrow.
  ///
  /// @param library the path of libpython; its symbols become global, since extension modules of
  ///   Python are not linked with it
  /// @param path what becomes `sys.path`
  static PyArrowLibrary start(String library, List<String> path) {
    Api api =
        CLibrary.open(library, CLibrary.Visibility.GLOBAL)
            .declare(DECLARATIONS)
            .bind(MethodHandles.lookup(), Api.class);
    api.Py_InitializeEx(0); // signals stay the JVM's
    PyArrowLibrary python = new PyArrowLibrary(api);
    python.simple("import sys; sys.path = " + PyArrowLiteral.of(path));
    python.simple(script("pyarrow_checks.py"));
    python.simple(script("pyarrow_arrays.py"));
    return python;
  }

  private static String script(String name) {
    try (InputStream in = PyArrowLibrary.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void simple(String code) {
    if (api.PyRun_SimpleString(code) != 0) {
      throw new IllegalStateException("Python failed, see its traceback in the error stream");
    }
  }

  /// Runs statements in `__main__`.
  ///
  /// @throws AssertionError with Python's traceback
  void run(String statements) {
    String code = PyArrowLiteral.of(statements);
    String failure = evaluate("guarded(lambda: exec(" + code + ", globals()))");
    if (!failure.isEmpty()) {
      throw new AssertionError(failure + "in:\n" + statements);
    }
  }

  /// The value of an expression, as `str` has it.
  ///
  /// @throws AssertionError if it throws
  String string(String expression) {
    run("_string = str(" + expression + ")");
    return attribute("_string");
  }

  /// The message of an expression that gives none if all is well; else the message or traceback.
  String messageOf(String expression) {
    String code = PyArrowLiteral.of(expression);
    return evaluate("guarded(lambda: eval(" + code + ", globals()))");
  }

  private String evaluate(String expression) {
    simple("_value = " + expression);
    return attribute("_value");
  }

  private String attribute(String name) {
    MemorySegment text = api.PyObject_GetAttrString(main, name);
    try {
      return Objects.requireNonNull(CText.read(api.PyUnicode_AsUTF8(text), 1 << 24), name);
    } finally {
      api.Py_DecRef(text);
    }
  }
}
