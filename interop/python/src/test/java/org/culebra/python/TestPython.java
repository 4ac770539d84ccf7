package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Assumptions;

/// The one Python of the tests' process.
final class TestPython {
  private static final int MOST_COLLECTIONS = 250;

  /// So many collections in a row that release nothing have released all.
  private static final int SETTLED = 3;

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

  /// A Python of one version with a shared library, wherever it is: beside pyenv's others, or on
  /// the `PATH`.
  static Path version(String version) {
    List<String> places = new ArrayList<>(List.of("python" + version));
    Path versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        all.filter(path -> path.getFileName().toString().startsWith(version + "."))
            .forEach(path -> places.add(path.resolve("bin").resolve("python3").toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String shared =
        "import sysconfig, sys; sys.exit(not sysconfig.get_config_var('Py_ENABLE_SHARED'))";
    for (String place : places) {
      try {
        if (Command.run(List.of(place, "-c", shared)).status() == 0) {
          return Path.of(place);
        }
      } catch (IllegalStateException e) {
        // no such program
      }
    }
    Assumptions.abort("no Python " + version + " with a shared library on this machine");
    throw new AssertionError();
  }

  /// Waits until the garbage collectors of both languages have released what tests have left, or
  /// fails; within a scope.
  ///
  /// @param exports as many as there may be
  /// @param live as many objects of Java's as Python may have
  static void awaitCounts(Python python, long exports, int live) {
    for (int i = 0; i < MOST_COLLECTIONS && !isWithin(python, exports, live); i++) {
      collect(python);
    }
    assertThat(ExportTracker.count()).as("exports").isLessThanOrEqualTo(exports);
    assertThat(python.interpreter().exports().live()).as("objects").isLessThanOrEqualTo(live);
  }

  /// A count from which to start, once the garbage collectors of both languages have released what
  /// other tests in this process have left; within a scope.
  static long settled(Python python, LongSupplier count) {
    long now = count.getAsLong();
    for (int i = 0, same = 0; i < MOST_COLLECTIONS && same < SETTLED; i++) {
      collect(python);
      long before = now;
      now = count.getAsLong();
      same = now == before ? same + 1 : 0;
    }
    return now;
  }

  /// Runs the garbage collectors of both languages, once.
  private static void collect(Python python) {
    System.gc();
    sleep(); // for the thread of the cleaner
    try (PythonScope py = python.open()) {
      py.run("__import__('gc').collect()");
    }
  }

  private static boolean isWithin(Python python, long exports, int live) {
    return ExportTracker.count() <= exports && python.interpreter().exports().live() <= live;
  }

  private static void sleep() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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
