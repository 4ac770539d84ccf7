package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.CInterface;
import org.culebra.arrow.Column;
import org.culebra.arrow.ImportOptions;
import org.culebra.ffi.ExportTracker;

/// pyarrow in this process, as an independent consumer and producer:
///
/// ```java
/// try (PyArrow pyarrow = PyArrow.open()) {
///   pyarrow.check("three longs", Column.of("x", longs), "[1, 2, 3]");
///   pyarrow.requireAllRight(1);
/// }
/// ```
///
/// A check that fails is noted with its name, and the next one runs. Each check also sees that
/// pyarrow has released all that it was given.
final class PyArrow implements AutoCloseable {
  /// How a column goes to pyarrow.
  enum Route {
    /// `pa.array`, through `__arrow_c_array__`.
    ARRAY,
    /// `pa.Array._import_from_c_device`, by addresses.
    DEVICE,
    /// `pa.chunked_array`, through `__arrow_c_stream__` of columns of any type.
    STREAM,
    /// `pa.record_batch`, through `__arrow_c_array__`; batches only.
    BATCH,
    /// `pa.RecordBatch._import_from_c_device`, by addresses; batches only.
    DEVICE_BATCH,
    /// `pa.RecordBatchReader.from_stream`, through `__arrow_c_stream__`; batches only.
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

  private final PythonScope scope;
  private final PyObject module;
  private final List<String> failures = new ArrayList<>();
  private int checks;

  private PyArrow(PythonScope scope) {
    this.scope = scope;
    this.module = TestPython.script(scope, "pyarrow_checks");
    python(TestPython.source("pyarrow_arrays.py"));
  }

  /// Opens a scope, for this thread.
  static PyArrow open() {
    return new PyArrow(TestPython.with("pyarrow").open());
  }

  @Override
  public void close() {
    module.close();
    scope.close();
  }

  /// Ends the test unless all checks were right, and at least so many.
  ///
  /// @param atLeast the number of checks below which the test has not tested what it says
  void requireAllRight(int atLeast) {
    assertThat(report()).isEmpty();
    assertThat(checks).isGreaterThanOrEqualTo(atLeast);
  }

  /// The first checks that failed; "" if none has.
  String report() {
    return failures.isEmpty()
        ? ""
        : "%d of %d checks failed, the first ones:%n%s"
            .formatted(
                failures.size(),
                checks,
                failures.stream().limit(20).collect(Collectors.joining("\n\n")));
  }

  /// How many bytes pyarrow has allocated, once the garbage collectors have released what other
  /// tests in this process have left.
  long settledBytes() {
    return TestPython.settled(
        TestPython.with("pyarrow"), () -> Long.parseLong(string("pa.total_allocated_bytes()")));
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
    guarded(name + " by " + route, () -> given(route, column, "check", list + ", " + how));
  }

  /// Gives a column of a type to pyarrow that it has no class for.
  ///
  /// @param text has to be in what it says
  void checkRejected(String name, Route route, Column column, String text) {
    guarded(
        name + " by " + route,
        () -> {
          String said = given(route, column, "check", route.isStream() ? "[[]]" : "[]");
          return said.contains(text) ? "" : "expected " + text + " but found: " + said;
        });
  }

  /// Gives a stream to pyarrow and compares all its batches.
  ///
  /// @param source of batches for [Route#READER], of any columns for [Route#STREAM]
  /// @param expected a Python list of lists
  void checkStream(String name, Route route, BatchSource source, String expected) {
    guarded(
        name + " by " + route,
        () -> given(source, "check(%s, %s)".formatted(route.text(), expected)));
  }

  /// Gives a column to pyarrow and has it compared with an array of pyarrow's own: the type, and
  /// the values by `equals`.
  ///
  /// @param expected a Python expression
  void checkEqual(String name, Route route, Column column, String expected) {
    guarded(name + " by " + route, () -> given(route, column, "check_equal", expected));
  }

  /// Gives an array or a batch to pyarrow for good: until the variable is deleted.
  void give(String variable, Route route, Column column) {
    String message = given(route, column, "keep", PyArrowLiteral.of(variable));
    expect(variable + " is imported", "", message);
  }

  private String given(Route route, Column column, String function, String rest) {
    String call = "%s(%s, %s)".formatted(function, route.text(), rest);
    if (route.isDevice()) {
      try (Arena arena = Arena.ofConfined()) {
        return given(device(arena, column), call);
      }
    }
    return given(route.isStream() ? BatchSource.of(column) : column, call);
  }

  private static Object device(Arena arena, Column column) {
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment array = Arrow.newArray(arena, CInterface.DEVICE);
    Arrow.exportSchema(column.field(), schema);
    Arrow.exportArray(column, array, CInterface.DEVICE);
    return List.of(array.address(), schema.address());
  }

  /// The message of an expression in `GIVEN`.
  String given(Object object, String expression) {
    module.setAttribute("GIVEN", object);
    try {
      return messageOf(expression);
    } finally {
      module.setAttribute("GIVEN", null);
    }
  }

  /// Evaluates an expression that has to give None, or else says what is wrong.
  void checkPython(String name, Supplier<String> expression) {
    guarded(name, () -> messageOf(expression.get()));
  }

  // --- in

  /// Takes over an array of pyarrow's.
  ///
  /// @param arena ends Java's access
  /// @param expression the array, in Python; a batch too
  Column adopt(Arena arena, String expression) {
    try (PyObject array = evaluate(expression)) {
      return scope.column(arena, array);
    }
  }

  /// Has pyarrow export an array through the device interface, and takes it over.
  Column adoptDevice(Arena arena, String expression) {
    MemorySegment schema = Arrow.newSchema(arena);
    MemorySegment array = Arrow.newArray(arena, CInterface.DEVICE);
    python(
        "(%s)._export_to_c_device(%d, %d)"
            .formatted(expression, array.address(), schema.address()));
    return Arrow.adopt(arena, schema, array, ImportOptions.DEVICE);
  }

  /// Takes over a reader of batches of pyarrow's.
  ArrowStream adoptReader(Arena arena, String expression) {
    try (PyObject reader = evaluate(expression)) {
      return scope.stream(arena, reader);
    }
  }

  // --- Python itself

  /// Runs statements; their names stay for later ones.
  ///
  /// @throws AssertionError with Python's traceback
  void python(String statements) {
    String failure = said("run", statements);
    if (!failure.isEmpty()) {
      throw new AssertionError(failure + "in:\n" + statements);
    }
  }

  private PyObject evaluate(String expression) {
    python("_value = " + expression);
    try {
      return module.attribute("_value");
    } finally {
      module.setAttribute("_value", null);
    }
  }

  /// The value of an expression, as `str` has it.
  ///
  /// @throws AssertionError if it throws
  String string(String expression) {
    try (PyObject text = evaluate("str(" + expression + ")")) {
      return text.asString();
    }
  }

  private String messageOf(String expression) {
    return said("message_of", expression);
  }

  private String said(String function, String code) {
    try (PyObject text = module.callMethod(function, code)) {
      return text.asString();
    }
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
    if (ExportTracker.count() > before) {
      python("gc.collect()"); // a traceback holds what it has seen
      long left = ExportTracker.count() - before;
      message += left <= 0 ? "" : "\nexpected no live export but found " + left;
    }
    if (!message.isEmpty()) {
      failures.add(name + ": " + message);
    }
  }
}
