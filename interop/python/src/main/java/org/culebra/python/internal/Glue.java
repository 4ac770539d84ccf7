package org.culebra.python.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The part of the exported types that is written in Python, in `glue.py`.
final class Glue {
  private static final int FILE_INPUT = 257;

  private final Interpreter python;
  private final CPython c;

  /// The module's `dict`, never released.
  private final long names;

  Glue(Interpreter python) {
    this.python = python;
    this.c = python.c();
    long module = python.check(c.PyModule_New("_culebra"));
    this.names = c.PyModule_GetDict(module); // borrowed from the module, which is never released
    long builtins = python.values().importModule("builtins");
    python.check(c.PyDict_SetItemString(names, "__builtins__", builtins));
    c.Py_DecRef(builtins);
    long code = python.check(c.Py_CompileString(source(), "<culebra>", FILE_INPUT));
    try {
      c.Py_DecRef(python.check(c.PyEval_EvalCode(code, names, names)));
    } finally {
      c.Py_DecRef(code);
    }
  }

  private static String source() {
    try (InputStream in = Glue.class.getResourceAsStream("glue.py")) {
      if (in == null) {
        throw new IllegalStateException("expected the resource glue.py beside " + Glue.class);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Calls one of its functions.
  ///
  /// @param function its name
  /// @param arguments borrowed
  /// @return a new reference
  long call(String function, long... arguments) {
    long callable = function(function);
    long tuple = python.values().tuple(arguments);
    try {
      return python.check(c.PyObject_Call(callable, tuple, 0));
    } finally {
      c.Py_DecRef(tuple);
    }
  }

  /// Calls one of its functions without throwing if that raises an exception.
  ///
  /// @param function its name
  /// @param argument borrowed
  /// @return a new reference, or 0 with Python's exception set
  long attempt(String function, long argument) {
    return c.PyObject_CallOneArg(function(function), argument);
  }

  private long function(String name) {
    long callable = c.PyDict_GetItemString(names, name);
    if (callable == 0) {
      throw new IllegalStateException("expected a function " + name + " in glue.py");
    }
    return callable;
  }

  /// Adds the methods that are written in Python to a type.
  ///
  /// @param kind selects the function `complete_` + kind
  /// @param type the type
  /// @param full whether it has all of its methods: for an array also `__dlpack__`, for a column
  ///   also those of its rows
  void complete(String kind, long type, boolean full) {
    long flag = full ? python.constants().yes() : python.constants().no();
    c.Py_DecRef(call("complete_" + kind, type, flag));
  }
}
