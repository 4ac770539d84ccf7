package org.culebra.ffi.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.culebra.ffi.CompileOptions;
import org.culebra.ffi.internal.call.CallPlan;
import org.junit.jupiter.api.Test;

/// Every function of Python's stable ABI can be called as `Python.h` declares it, but those that
/// take a `va_list` and those of other platforms.
class StableAbiTest {
  private static final String VA_LIST = "va_list";
  private static final String UNDECLARED = "undeclared";

  /// Functions with a `va_list`.
  private static final Set<String> LISTS =
      Set.of(
          "PyArg_VaParse",
          "PyArg_VaParseTupleAndKeywords",
          "PyBytes_FromFormatV",
          "PyErr_FormatV",
          "PyOS_vsnprintf",
          "PyUnicode_FromFormatV",
          "Py_VaBuildValue",
          "_PyArg_VaParseTupleAndKeywords_SizeT",
          "_PyArg_VaParse_SizeT",
          "_Py_VaBuildValue_SizeT");

  /// Symbols for modules compiled with an earlier Python, which only internal headers declare.
  private static final Set<String> INTERNAL =
      Set.of("_PyState_AddModule", "_PyThreadState_Init", "_Py_CheckRecursiveCall");

  /// The macros that no Python on this platform defines, but on Windows or when built for
  /// debugging.
  private static final Set<String> ELSEWHERE =
      Set.of("MS_WINDOWS", "USE_STACKCHECK", "Py_REF_DEBUG");

  /// The functions, each with the feature macro that it depends on; empty for none.
  private static Map<String, String> functions() throws IOException {
    Map<String, String> functions = new TreeMap<>();
    try (InputStream list = StableAbiTest.class.getResourceAsStream("stable_abi_3.11.txt")) {
      byte[] text = Objects.requireNonNull(list, "the list").readAllBytes();
      new String(text, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> (line + " ").split(" ", -1))
          .forEach(parts -> functions.put(parts[0], parts[1]));
    }
    return functions;
  }

  /// The header alone, and as modules include it that count in `Py_ssize_t`, which renames some
  /// functions.
  private static List<CHeader> headers() {
    SystemHeader python =
        new SystemHeader(
            List.of("Python.h", "structmember.h", "marshal.h"), List.of("python3-embed"));
    CHeader plain = python.read();
    CompileOptions clean =
        CompileOptions.defaults().withFlags("-DPY_SSIZE_T_CLEAN").withPkgConfig("python3-embed");
    return List.of(plain, CHeader.read(clean, "Python.h"));
  }

  /// Why a function cannot be called; empty if it can.
  private static String problem(Map<CHeader, HeaderScope> scopes, String name) {
    for (Map.Entry<CHeader, HeaderScope> entry : scopes.entrySet()) {
      if (entry.getKey().functions().contains(name)) {
        return problem(entry.getValue(), name);
      }
    }
    return UNDECLARED;
  }

  private static String problem(HeaderScope scope, String name) {
    try {
      CallPlan.of(name, scope.prototype(name).type());
      return "";
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("found __builtin_va_list by value") ? VA_LIST : message;
    }
  }

  @Test
  void functions_canBeCalled_butThoseWithListsOfArgumentsAndOfOtherPlatforms() throws IOException {
    Map<CHeader, HeaderScope> scopes = new LinkedHashMap<>();
    for (CHeader header : headers()) {
      HeaderScope scope = new HeaderScope();
      scope.add(header);
      scopes.put(header, scope);
    }
    Map<String, String> functions = functions();
    Map<String, String> problems = new TreeMap<>();
    Map<String, String> expected = new TreeMap<>();

    functions.forEach((name, macro) -> {
      String problem = problem(scopes, name);
      if (!problem.isEmpty()) {
        problems.put(name, problem);
      }
      if (LISTS.contains(name)) {
        expected.put(name, VA_LIST);
      } else if (INTERNAL.contains(name) || ELSEWHERE.contains(macro)) {
        expected.put(name, UNDECLARED);
      }
    });

    System.out.printf(
        "stable ABI: %d of %d functions%n", functions.size() - problems.size(), functions.size());
    assertThat(functions).hasSizeGreaterThan(700);
    assertThat(problems).isEqualTo(expected);
  }
}
