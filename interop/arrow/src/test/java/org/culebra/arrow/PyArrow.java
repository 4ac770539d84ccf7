package org.culebra.arrow;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.culebra.ffi.ExportTracker;

/// pyarrow in this process, as an independent consumer and producer. It runs in a child JVM,
/// started by [PyArrowPeer#run]:
///
/// ```java
/// public static void main(String[] arguments) {
///   PyArrow.run(arguments, pyarrow -> {
///     pyarrow.check("three longs", Column.of("x", longs), "[1, 2, 3]");
///   });
/// }
/// ```
///
/// A check that fails is noted with its name, and the next one runs. Each check also sees that
/// pyarrow has released all that it was given. Everything happens on the main thread.
final class PyArrow {
  /// The ways of passing a column to pyarrow.
  enum Route {
    /// `pa.Array._import_from_c`.
    ARRAY,
    /// `pa.Array._import_from_c_device`.
    DEVICE,
    /// `pa.ChunkedArray`, through a stream of columns of any type.
    STREAM,
    /// `pa.RecordBatch._import_from_c`; batches only.
    BATCH,
    /// `pa.RecordBatch._import_from_c_device`; batches only.
    DEVICE_BATCH,
    /// `pa.RecordBatchReader._import_from_c`; batches only.
    READER;

    /// The routes of a column of any type.
    static final List<Route> OF_COLUMNS = List.of(ARRAY, DEVICE, STREAM);

    /// The routes of a batch without missing rows.
    static final List<Route> OF_BATCHES = List.of(values());

    boolean isStream() {
      return this == STREAM || this == READER;
    }

    boolean isDevice() {
      return this == DEVICE || this == DEVICE_BATCH;
    }

    String text() {
      return "'" + name().toLowerCase(Locale.ROOT).replace('_', ' ') + "'";
    }
  }

  private final PyArrowLibrary python;
  private final List<String> failures = new ArrayList<>();
  private int checks;

  private PyArrow(PyArrowLibrary python) {
    this.python = python;
  }

  /// Starts Python, makes the checks, and says how many there were; throws if one failed.
  ///
  /// Python is not finalized: extension modules (NumPy's too) do not stand it well, and the process
  /// ends anyway.
  ///
  /// @param arguments those of `main`, from [PyArrowPeer]
  /// @param checks makes them
  static void run(String[] arguments, Consumer<PyArrow> checks) {
    List<String> all = List.of(arguments);
    PyArrow pyarrow = new PyArrow(PyArrowLibrary.start(all.get(0), all.subList(1, all.size())));
    checks.accept(pyarrow);
    pyarrow.python.run("sys.stdout.flush(); sys.stderr.flush()");
    if (!pyarrow.failures.isEmpty()) {
      throw new AssertionError(
          "%d of %d checks failed, the first ones:%n%s"
              .formatted(pyarrow.failures.size(), pyarrow.checks, pyarrow.firstFailures()));
    }
    System.out.println(PyArrowPeer.passed(pyarrow.checks));
  }

  private String firstFailures() {
    return failures.stream().limit(20).collect(Collectors.joining("\n\n"));
  }

  // --- out

  /// Gives a column to pyarrow as an array, has it validated, and compares the values.
  ///
  /// @param name of the check
  /// @param column what to export
  /// @param expected a list as a Python expression: times as integers, structs as dicts, `None`
  ///   where a value is missing; see [PyArrowLiteral]
  void check(String name, Column column, String expected) {
    check(name, Route.ARRAY, column, expected);
  }

  /// The same, by any route. A stream has the column once.
  void check(String name, Route route, Column column, String expected) {
    check(name, route, column, expected, "True");
  }

  /// The same, with a condition more.
  ///
  /// @param also a Python expression in `a`, the array, that has to be true
  void check(String name, Route route, Column column, String expected, String also) {
    compare(name, route, column, expected, "lambda a: " + also);
  }

  /// Gives a column of `arrow.fixed_shape_tensor` to pyarrow and compares the arrays that NumPy has
  /// of it, axes permuted.
  ///
  /// @param expected lists in lists
  void checkTensor(String name, Route route, Column column, String expected) {
    compare(name, route, column, expected, "read=tensors");
  }

  private void compare(String name, Route route, Column column, String expected, String how) {
    String list = route.isStream() ? "[" + expected + "]" : expected;
    guarded(
        name + " by " + route,
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            return given(route, column, arena, "check", list + ", " + how);
          }
        });
  }

  /// Gives a column of a type to pyarrow that it has no class for.
  ///
  /// @param text has to be in what it says
  void checkRejected(String name, Route route, Column column, String text) {
    guarded(
        name + " by " + route,
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            String said = given(route, column, arena, "check", route.isStream() ? "[[]]" : "[]");
            return said.contains(text) ? "" : "expected " + text + " but found: " + said;
          }
        });
  }

  /// Gives a stream to pyarrow and compares all its batches.
  ///
  /// @param source of batches for [Route#READER], of any columns for [Route#STREAM]
  /// @param expected a Python list of lists
  void checkStream(String name, Route route, BatchSource source, String expected) {
    guarded(
        name + " by " + route,
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment stream = Arrow.newStream(arena);
            Arrow.exportStream(source, stream);
            return python.messageOf(
                "check(%s, %d, 0, %s)".formatted(route.text(), stream.address(), expected));
          }
        });
  }

  /// Gives a column to pyarrow and has it compared with an array of pyarrow's own: the type, and
  /// the values by `equals`.
  ///
  /// @param expected a Python expression
  void checkEqual(String name, Route route, Column column, String expected) {
    guarded(
        name + " by " + route,
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            return given(route, column, arena, "check_equal", expected);
          }
        });
  }

  /// Gives an array or a batch to pyarrow for good: until the variable is deleted.
  void give(String variable, Route route, Column column) {
    try (Arena arena = Arena.ofConfined()) {
      String message = given(route, column, arena, "keep", PyArrowLiteral.of(variable));
      expect(variable + " is imported", "", message);
    }
  }

  private String given(Route route, Column column, Arena arena, String function, String rest) {
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment struct;
    if (route.isStream()) {
      struct = Arrow.newStream(arena);
      Arrow.exportStream(BatchSource.of(column), struct);
    } else if (route.isDevice()) {
      struct = Arrow.newArray(arena, CInterface.DEVICE);
      Arrow.exportSchema(column.field(), schema);
      Arrow.exportArray(column, struct, CInterface.DEVICE);
    } else {
      struct = Arrow.newArray(arena);
      Arrow.export(column, schema, struct);
    }
    return python.messageOf(
        "%s(%s, %d, %d, %s)"
            .formatted(function, route.text(), struct.address(), schema.address(), rest));
  }

  /// Evaluates an expression that has to give None, or else says what is wrong.
  void checkPython(String name, Supplier<String> expression) {
    guarded(name, () -> python.messageOf(expression.get()));
  }

  // --- in

  /// Has pyarrow export an array, and takes it over.
  ///
  /// @param arena ends Java's access
  /// @param expression the array, in Python; a batch too
  Column adopt(Arena arena, String expression) {
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment array = Arrow.newArray(arena);
    python.run(
        "(%s)._export_to_c(%d, %d)".formatted(expression, array.address(), schema.address()));
    return Arrow.adopt(arena, schema, array);
  }

  /// Has pyarrow export an array through the device interface, and takes it over.
  Column adoptDevice(Arena arena, String expression) {
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment array = Arrow.newArray(arena, CInterface.DEVICE);
    python.run(
        "(%s)._export_to_c_device(%d, %d)"
            .formatted(expression, array.address(), schema.address()));
    return Arrow.adopt(arena, schema, array, ImportOptions.DEVICE);
  }

  /// Has pyarrow export a reader of batches, and takes it over.
  ArrowStream adoptReader(Arena arena, String expression) {
    MemorySegment stream = Arrow.newStream(arena);
    python.run("(%s)._export_to_c(%d)".formatted(expression, stream.address()));
    return Arrow.adoptStream(arena, stream);
  }

  // --- Python itself

  /// Runs statements; their names stay for later ones.
  ///
  /// @throws AssertionError with Python's traceback
  void python(String statements) {
    python.run(statements);
  }

  /// The value of an expression, as `str` has it.
  String string(String expression) {
    return python.string(expression);
  }

  // --- failures

  /// Compares two values of Java's.
  void expect(String name, Object expected, Object found) {
    checks++;
    if (!expected.equals(found)) {
      failures.add("%s: expected %s but found %s".formatted(name, expected, found));
    }
  }

  /// Compares two texts, the second of which pyarrow has a part in: as in all checks, nothing may
  /// stay exported.
  void checkText(String name, String expected, Supplier<String> found) {
    guarded(
        name,
        () -> {
          String text = found.get();
          return text.equals(expected)
              ? ""
              : "expected \"%s\" but found \"%s\"".formatted(expected, text);
        });
  }

  /// What a check does.
  @FunctionalInterface
  interface Check {
    /// {@return what is wrong; "" if nothing is}
    String make();
  }

  /// Makes a check, after which nothing may be exported that was not before.
  void guarded(String name, Check check) {
    checks++;
    long before = ExportTracker.count();
    String message;
    try {
      message = check.make();
    } catch (RuntimeException | AssertionError e) {
      message = e.toString();
    }
    if (ExportTracker.count() != before) {
      python.run("gc.collect()"); // a traceback holds what it has seen
      long left = ExportTracker.count() - before;
      message += left == 0 ? "" : "\nexpected no live export but found " + left;
    }
    if (!message.isEmpty()) {
      failures.add(name + ": " + message);
    }
  }
}
