package org.culebra.python;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.NDArray;

/// The text of [Python#report()]: the interpreter, how it was found, and whether an array survives
/// a round trip.
final class PythonReport {
  /// Facts about Python, each with the expression that returns it.
  private static final Map<String, String> FACTS = facts();

  private PythonReport() {}

  private static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("executable", "__import__('sys').executable");
    facts.put("version", "__import__('sys').version.replace('\\n', ' ')");
    facts.put(
        "build",
        "'free-threaded (untested)' if __import__('sysconfig').get_config_var('Py_GIL_DISABLED')"
            + " else 'GIL'");
    facts.put("home", "__import__('sys').base_prefix");
    facts.put("environment", "__import__('sys').prefix");
    facts.put("site-packages", "__import__('sysconfig').get_paths()['platlib']");
    facts.put(
        "faulthandler", "'enabled' if __import__('faulthandler').is_enabled() else 'not enabled'");
    return facts;
  }

  private static final List<String> MODULES =
      List.of("numpy", "torch", "jax", "pyarrow", "polars", "pandas", "duckdb", "ml_dtypes");

  /// Writes the report.
  ///
  /// @param python the interpreter
  /// @param library where libpython is, in words
  /// @param origin who started it
  /// @param tries what was tried to find it
  /// @return lines of text
  static String of(Python python, String library, String origin, List<String> tries) {
    List<String> lines = new ArrayList<>();
    lines.add("Python: " + origin);
    lines.add(line("library", library));
    python.run(scope -> {
      FACTS.forEach((name, expression) -> lines.add(line(name, value(scope, expression))));
      for (String module : MODULES) {
        lines.add(line(module, version(scope, module)));
      }
      lines.add(line("round trip", roundTrip(scope)));
    });
    lines.add("How it was found:");
    tries.forEach(attempt -> lines.add("  " + attempt));
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private static String line(String name, String value) {
    return "  %-14s %s".formatted(name, value);
  }

  private static String value(PythonScope scope, String expression) {
    try {
      return scope.evaluate(expression).toString();
    } catch (PythonException e) {
      return "unknown: " + e.type() + ": " + e.text();
    }
  }

  /// Without an import, which may take seconds.
  private static String version(PythonScope scope, String module) {
    try {
      return scope.importModule("importlib.metadata").callMethod("version", module).toString();
    } catch (PythonException e) {
      return "not installed";
    }
  }

  private static String roundTrip(PythonScope scope) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 2, 3);
    try (Arena arena = Arena.ofConfined()) {
      NDArray back = scope.array(arena, scope.evaluate("memoryview").call(array));
      return back.address() == array.address()
          ? "a Java array, viewed by Python and by Java again: the same address"
          : "expected the address 0x%x but found 0x%x".formatted(array.address(), back.address());
    } catch (RuntimeException e) {
      return "failed: " + e.getMessage();
    }
  }
}
