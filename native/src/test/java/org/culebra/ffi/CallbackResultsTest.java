package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pointers that callbacks return, and strings that they take: C reads what it gets.
class CallbackResultsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String TYPES =
      """
      typedef struct { double x, y; } point;
      typedef const char *(*name_of)(int i);
      typedef double *(*row_of)(int i);
      typedef const point *(*point_of)(int i);
      typedef int (*twice)(int x);
      typedef twice (*function_of)(int i);
      typedef void *(*anything_of)(int i);
      """;
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "callback_results",
                      "#include <stddef.h>\n#include <string.h>\n"
                          + TYPES
                          + """
                          static const char *kept[2];
                          int joined(name_of f, int n, char *out) {
                            out[0] = 0;
                            for (int i = 0; i < n; i++) {
                              const char *name = f(i);
                              kept[i % 2] = name;
                              strcat(out, name ? name : "-");
                            }
                            return (int) strlen(out);
                          }
                          const char *kept_name(int i) { return kept[i]; }
                          double sum(row_of f, int n) { double *row = f(n); double s = 0;
                            if (!row) return -1;
                            for (int i = 0; i < n; i++) s += row[i];
                            return s; }
                          double sum_point(point_of f) { const point *p = f(0); return p ? p->x + p->y : -1; }
                          int call_twice(function_of f, int x) { twice g = f(0); return g ? g(x) : -1; }
                          void *anything(anything_of f) { return f(0); }
                          void rows(int (*f)(void *data, int n, char **values, char **names)) {
                            char *values[] = {"one", NULL, "dr\\xc3\\xa9i"};
                            char *names[] = {"a", "b", "c"};
                            f(NULL, 3, values, names);
                          }
                          int text(int (*f)(const char *text, const char *part, int n)) {
                            return f("whole", "part of it", 4) + f(NULL, "", 0);
                          }
                          int not_utf8(int (*f)(const char *text)) { return f("\\xff"); }
                          """)
                  .toString())
          .declare(
              TYPES
                  + """
                  int joined(name_of f, int n, char *out);
                  const char *kept_name(int i);
                  double sum(row_of f, int n);
                  double sum_point(point_of f);
                  int call_twice(function_of f, int x);
                  void *anything(anything_of f);
                  void rows(int (*f)(void *data, int n, char *values[n], char *names[n]));
                  int text(int (*f)(const char *text, const char part[n], int n));
                  int not_utf8(int (*f)(const char *text));
                  """);

  interface NameOf {
    @Nullable String of(int i);
  }

  interface AddressOf {
    long of(int i);
  }

  interface SegmentOf {
    MemorySegment of(int i);
  }

  interface ArrayOf {
    @Nullable NDArray of(int i);
  }

  interface ViewOf {
    DoubleView of(int i);
  }

  interface StructOf {
    CStruct.Value of(int i);
  }

  interface CallbackOf {
    @Nullable Callback of(int i);
  }

  interface Twice {
    int of(int x);
  }

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private String joined(Callback names, int n) {
    NDArray out = NDArray.zeros(arena, DType.INT8, 1000);
    LIB.function("joined").call(names, n, out);
    return CText.read(out.segment(), 999);
  }

  @Test
  void strings_areNulTerminatedUtf8_andStayForC() {
    Callback names =
        LIB.callback("name_of").as(LOOKUP, NameOf.class).in(arena, i -> i == 2 ? null : "né" + i);
    assertThat(joined(names, 4)).isEqualTo("né0né1-né3");
    assertThat(joined(names, 2)).isEqualTo("né0né1");
    System.gc();
    assertThat(CText.read(Calls.of(MemorySegment.class, LIB.function("kept_name"), 0), 9))
        .isEqualTo("né0");
    assertThat(CText.read(Calls.of(MemorySegment.class, LIB.function("kept_name"), 1), 9))
        .isEqualTo("né1");
  }

  @Test
  void equalStrings_areOneCopy() {
    Callback names =
        LIB.callback("name_of")
            .as(LOOKUP, NameOf.class)
            .in(arena, i -> new String(new char[] {'a'}));
    joined(names, 2);
    assertThat(LIB.function("kept_name").call(0)).isEqualTo(LIB.function("kept_name").call(1));
  }

  @Test
  void stringWithNul_isAFailure() {
    Callback names = LIB.callback("name_of").as(LOOKUP, NameOf.class).in(arena, i -> "a\0b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> joined(names, 1))
        .withMessage("callback result: expected text without NUL but found one at index 1");
  }

  @Test
  void addresses_areReturnedAsTheyAre() {
    MemorySegment text = arena.allocateFrom("x");
    assertThat(
            joined(
                LIB.callback("name_of").as(LOOKUP, AddressOf.class).in(arena, i -> text.address()),
                3))
        .isEqualTo("xxx");
    assertThat(joined(LIB.callback("name_of").as(LOOKUP, SegmentOf.class).in(arena, i -> text), 2))
        .isEqualTo("xx");
    assertThat(joined(LIB.callback("name_of").as(LOOKUP, AddressOf.class).in(arena, i -> 0), 2))
        .isEqualTo("--");
  }

  @Test
  void closedMemory_isAFailure() {
    NDArray row;
    MemorySegment text;
    try (Arena closed = Arena.ofConfined()) {
      row = NDArray.copyOf(closed, new double[] {1, 2});
      text = closed.allocateFrom("x");
    }
    Callback rows = LIB.callback("row_of").as(LOOKUP, ArrayOf.class).in(arena, i -> row);
    Callback names = LIB.callback("name_of").as(LOOKUP, SegmentOf.class).in(arena, i -> text);

    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("sum").call(rows, 1))
        .withMessageStartingWith("callback result: expected memory that is alive");
    assertThatIllegalStateException().isThrownBy(() -> joined(names, 1));
  }

  @Test
  void arrays_views_structs_andCallbacks_areReturnedByAddress() {
    NDArray row = NDArray.copyOf(arena, new double[] {1, 2, 4});
    Callback.Builder rows = LIB.callback("row_of");
    assertThat(LIB.function("sum").call(rows.as(LOOKUP, ArrayOf.class).in(arena, i -> row), 3))
        .isEqualTo(7.0);
    DoubleView view = row.asDoubles();
    assertThat(LIB.function("sum").call(rows.as(LOOKUP, ViewOf.class).in(arena, i -> view), 2))
        .isEqualTo(3.0);
    assertThat(LIB.function("sum").call(rows.as(LOOKUP, ArrayOf.class).in(arena, i -> null), 2))
        .isEqualTo(-1.0);

    CStruct.Value point = LIB.struct("point").allocate(arena).set("x", 1.5).set("y", 2.0);
    Callback points = LIB.callback("point_of").as(LOOKUP, StructOf.class).in(arena, i -> point);
    assertThat(LIB.function("sum_point").call(points)).isEqualTo(3.5);

    Callback twice = LIB.callback("twice").as(LOOKUP, Twice.class).in(arena, x -> 2 * x);
    Callback.Builder functions = LIB.callback("function_of");
    Callback function = functions.as(LOOKUP, CallbackOf.class).in(arena, i -> twice);
    assertThat(LIB.function("call_twice").call(function, 21)).isEqualTo(42);
    Callback none = functions.as(LOOKUP, CallbackOf.class).in(arena, i -> null);
    assertThat(LIB.function("call_twice").call(none, 21)).isEqualTo(-1);
  }

  /// An array that nothing else keeps is valid until the next one is returned.
  @Test
  void arrayOfTheGarbageCollector_staysReachable() {
    Callback rows =
        LIB.callback("row_of")
            .as(LOOKUP, ArrayOf.class)
            .in(
                arena,
                n -> {
                  NDArray row = NDArray.zeros(DType.FLOAT64, n);
                  row.fill(2.0);
                  System.gc();
                  return row;
                });
    for (int i = 0; i < 3; i++) {
      assertThat(LIB.function("sum").call(rows, 100_000)).isEqualTo(200_000.0);
    }
  }

  @Test
  void resultsThatDoNotFit_areFailures() {
    NDArray floats = NDArray.zeros(DType.FLOAT32, 3);
    Callback rows = LIB.callback("row_of").as(LOOKUP, ArrayOf.class).in(arena, i -> floats);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("sum").call(rows, 3))
        .withMessage(
            "callback result: expected float64, C-contiguous, writable but found float32 of shape"
                + " (3,)");
    CStruct.Value other = CStruct.of("struct other { int i; };").allocate(arena);
    Callback points = LIB.callback("point_of").as(LOOKUP, StructOf.class).in(arena, i -> other);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("sum_point").call(points))
        .withMessageStartingWith("callback result: expected a point");
    Callback wrong = LIB.callback("int (double)").as(LOOKUP, OfDouble.class).in(arena, x -> 0);
    Callback functions =
        LIB.callback("function_of").as(LOOKUP, CallbackOf.class).in(arena, i -> wrong);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("call_twice").call(functions, 1))
        .withMessageStartingWith("callback result: expected a callback 'int (int x)'");
  }

  interface OfDouble {
    int of(double x);
  }

  @Test
  void errorValues_areStringsAndAddressesToo() {
    Callback.Builder builder = LIB.callback("name_of");
    for (Callback.Builder each :
        List.of(builder.errorValue("none"), builder.onError(thrown -> thrown.getMessage()))) {
      Callback failing =
          each.as(LOOKUP, NameOf.class)
              .in(
                  arena,
                  i -> {
                    throw new IllegalStateException("none");
                  });
      System.gc();
      CFunction joined =
          CFunction.of(LIB.symbol("joined"), "int joined(void *f, int n, char *out)");
      NDArray out = NDArray.zeros(arena, DType.INT8, 1000);
      assertThatIllegalStateException()
          .isThrownBy(() -> joined.call(failing, 1, out))
          .satisfies(thrown -> assertThat(thrown).isSameAs(failing.failure()));
      assertThat(CText.read(out.segment(), 9)).isEqualTo("none");
    }
    Callback failing =
        LIB.callback("anything_of")
            .errorValue(4096L)
            .uncaught(thrown -> {})
            .as(LOOKUP, SegmentOf.class)
            .in(
                arena,
                i -> {
                  throw new IllegalStateException("none");
                });
    assertThat(failing.toString()).isEqualTo("Callback[void *(int i)]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.callback("anything_of").errorValue("text"))
        .withMessageContaining("expected a value of void * but found a String");
  }

  @Test
  void returnTypes_areChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.callback("name_of").as(LOOKUP, Twice.class))
        .withMessageContaining(
            "result: expected String, NDArray, ByteView or MemorySegment or long but found int");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.callback("row_of").as(LOOKUP, NameOf.class))
        .withMessageContaining(
            "result: expected NDArray, DoubleView or MemorySegment or long but found String");
  }

  // --- strings that C passes ---

  interface Row {
    int of(long data, int n, String[] values, String[] names);
  }

  interface Text {
    int of(@Nullable String text, String part, int n);
  }

  interface OneText {
    int of(String text);
  }

  @Test
  void stringsOfC_arriveAsStrings() {
    AtomicReference<String> seen = new AtomicReference<>("");
    Callback row =
        LIB.function("rows")
            .callback("f")
            .as(LOOKUP, Row.class)
            .in(
                arena,
                (data, n, values, names) -> {
                  seen.set(Arrays.toString(values) + Arrays.toString(names));
                  return n;
                });
    LIB.function("rows").call(row);
    assertThat(seen.get()).isEqualTo("[one, null, dréi][a, b, c]");

    Callback text =
        LIB.function("text")
            .callback("f")
            .as(LOOKUP, Text.class)
            .in(
                arena,
                (whole, part, n) -> {
                  seen.set(seen.get() + "|" + whole + "," + part);
                  return part.length();
                });
    seen.set("");
    assertThat(LIB.function("text").call(text)).isEqualTo(4);
    assertThat(seen.get()).isEqualTo("|whole,part|null,");
  }

  @Test
  void otherBytes_areAFailure() {
    Callback text =
        LIB.function("not_utf8").callback("f").as(LOOKUP, OneText.class).in(arena, t -> 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("not_utf8").call(text))
        .withMessageStartingWith("expected text in UTF-8 but found other bytes");
  }

  @Test
  void arraysOfStringsWithoutALength_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of("int (void *data, int n, char **values, char **names)")
                .as(LOOKUP, Row.class))
        .withMessageContaining(
            "parameter 3 'values': expected MemorySegment or long, or String[] if declared char"
                + " *x[n], but found String[]");
  }
}
