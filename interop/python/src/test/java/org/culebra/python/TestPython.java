package org.culebra.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.culebra.testsupport.Peers;

/// The one Python of the tests' process.
final class TestPython {
  private TestPython() {}

  /// Starts it, or finds it started.
  ///
  /// @param modules that it must have
  static synchronized Python with(String... modules) {
    Path executable = Peers.python(modules);
    return started(executable);
  }

  /// A module of the tests' own, from a resource beside this class.
  ///
  /// @param name without `.py`
  static PyObject script(PythonScope scope, String name) {
    PyObject modules = scope.importModule("sys").attribute("modules");
    if (!modules.callMethod("__contains__", "culebra_" + name).asBoolean()) {
      PyObject module = scope.importModule("types").callMethod("ModuleType", "culebra_" + name);
      scope
          .importModule("builtins")
          .callMethod("exec", source(name + ".py"), module.attribute("__dict__"));
      modules.setItem("culebra_" + name, module);
    }
    return modules.item("culebra_" + name);
  }

  static String source(String name) {
    try (InputStream in = TestPython.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Python started(Path executable) {
    try {
      return Python.attach();
    } catch (IllegalStateException none) {
      return Python.start(PythonOptions.defaults().executable(executable));
    }
  }
}
