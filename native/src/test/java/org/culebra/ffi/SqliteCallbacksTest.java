package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// SQLite: callbacks by the library's names, rows as strings, functions that it keeps.
class SqliteCallbacksTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary SQLITE =
      CLibrary.open("sqlite3")
          .declare(
              """
              typedef struct sqlite3 sqlite3;
              typedef struct sqlite3_context sqlite3_context;
              typedef struct sqlite3_value sqlite3_value;
              typedef void (*function)(sqlite3_context *context, int n, sqlite3_value *values[n]);
              int sqlite3_open(const char *filename, sqlite3 **db);
              int sqlite3_close(sqlite3 *db);
              int sqlite3_exec(sqlite3 *db, const char *sql,
                  int (*callback)(void *data, int n, char *values[n], char *names[n]),
                  void *data, char **errmsg);
              int sqlite3_create_function(sqlite3 *db, const char *name, int n, int encoding,
                  void *app, function f, void *step, void *final);
              double sqlite3_value_double(sqlite3_value *value);
              void sqlite3_result_double(sqlite3_context *context, double value);
              """);

  interface Row {
    int of(long data, int n, String[] values, String[] names);
  }

  interface Function {
    void of(long context, int n, MemorySegment values);
  }

  private final Arena arena = Arena.ofConfined();
  private final List<String> rows = new ArrayList<>();
  private final MemorySegment none = MemorySegment.NULL;
  private MemorySegment db = none;

  @BeforeEach
  void open() {
    MemorySegment out = arena.allocate(ValueLayout.ADDRESS);
    assertThat(SQLITE.function("sqlite3_open").call(":memory:", out)).isEqualTo(0);
    db = out.get(ValueLayout.ADDRESS, 0);
  }

  @AfterEach
  void close() {
    assertThat(SQLITE.function("sqlite3_close").call(db)).isEqualTo(0);
    arena.close();
  }

  private int execute(String sql) {
    CFunction exec = SQLITE.function("sqlite3_exec");
    Callback row =
        exec.callback("callback")
            .as(LOOKUP, Row.class)
            .in(
                arena,
                (data, n, values, names) -> {
                  rows.add(Arrays.toString(names) + Arrays.toString(values));
                  return 0;
                });
    return Calls.of(Integer.class, exec, db, sql, row, null, none);
  }

  private void define(Function target) {
    Callback f = SQLITE.callback("function").as(LOOKUP, Function.class).in(arena, target);
    CFunction create = SQLITE.function("sqlite3_create_function");
    assertThat(create.call(db, "half", 1, 1, null, f, null, null)).isEqualTo(0);
  }

  @Test
  void rows_areStrings() {
    assertThat(execute("select 1 as a, null as b, 'é' as c union select 2, 'x', 'y'")).isEqualTo(0);
    assertThat(rows).containsExactly("[a, b, c][1, null, é]", "[a, b, c][2, x, y]");
  }

  @Test
  void keptFunction_computes_andItsFailureIsThrownByTheStatement() {
    define((context, n, values) -> {
      MemorySegment value = values.get(ValueLayout.ADDRESS, 0);
      double x = Calls.of(Double.class, SQLITE.function("sqlite3_value_double"), value);
      if (x < 0) {
        throw new ArithmeticException("negative: " + x);
      }
      SQLITE.function("sqlite3_result_double").call(MemorySegment.ofAddress(context), x / 2);
    });
    assertThat(execute("select half(5)")).isEqualTo(0);
    assertThat(rows).containsExactly("[half(5)][2.5]");
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> execute("select half(-5)"))
        .withMessage("negative: -5.0");
    assertThat(execute("select half(7)")).isEqualTo(0);
    assertThat(rows).last().isEqualTo("[half(7)][3.5]");
  }
}
