package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

/// Prototypes that say who frees a result, and which memory C keeps.
class ContractsTest {
  private static final CLibrary LIB =
      CLibrary.compile(
          """
          #include <stdlib.h>
          #include <string.h>
          struct point { double x, y; };
          static int frees, arrays, structs;
          static const double *kept;
          int count_frees(void) { return frees; }
          int count_arrays(void) { return arrays; }
          int count_structs(void) { return structs; }
          void drop_array(double *p) { arrays++; free(p); }
          void drop_struct(struct point *p) { structs++; free(p); }
          void drop(void *p) { if (p) frees++; free(p); }
          char *text(int kind) {
            return kind == 0 ? 0 : strdup(kind == 1 ? "gr\\303\\274n" : "\\377");
          }
          char *text_then(int kind, int (*f)(int)) { f(kind); return text(kind); }
          double *squares(int n) {
            double *x = n > 1000 ? 0 : malloc(8 * (n > 0 ? n : 1));
            for (int i = 0; x && i < n; i++) x[i] = i * i;
            return x;
          }
          int *table(unsigned char rows, long *columns) {
            int *x = calloc(rows * 3, sizeof(int));
            *columns = 3;
            x[rows * 3 - 1] = 7;
            return x;
          }
          struct point *point(double x) {
            struct point *p = x < 0 ? 0 : malloc(sizeof *p);
            if (p) *p = (struct point) {x, 2 * x};
            return p;
          }
          int keep(const double *x) { kept = x; return 1; }
          int keep_text(const char *x) { return x[0]; }
          double first(void) { return kept[0]; }
          """);

  private static final String TEXT = "[[owner(drop)]] char *text(int kind)";
  private static final String SQUARES = "[[owner(drop_array), length(n)]] double *squares(int n)";
  private static final String KEEP = "int keep([[keeps]] const double *x)";

  interface Text {
    String text(int kind);
  }

  interface TextAddress {
    long text(int kind);
  }

  interface Squares {
    NDArray squares(int n);
  }

  interface Point {
    MemorySegment point(double x);
  }

  interface Keep {
    int keep(NDArray x);
  }

  interface KeepView {
    int keep(DoubleView x);
  }

  interface KeepCopy {
    int keep(double[] x);
  }

  private static int frees() {
    return count("frees");
  }

  private static int count(String what) {
    return (int) call(LIB.function("int count_" + what + "(void)"));
  }

  private static Object call(CFunction function, Object... arguments) {
    return Objects.requireNonNull(function.call(arguments));
  }

  private static void await(String what, int expected) throws InterruptedException {
    for (int i = 0; i < 500 && count(what) < expected; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(count(what)).isEqualTo(expected);
  }

  @Test
  void ownedText_isCopiedAndFreedOnce() {
    CFunction function = LIB.function(TEXT);
    Text bound = function.as(MethodHandles.lookup(), Text.class);
    int before = frees();

    assertThat(function.call(1)).isEqualTo("grün");
    assertThat(frees()).isEqualTo(before + 1);
    assertThat(bound.text(1)).isEqualTo("grün");
    assertThat(frees()).isEqualTo(before + 2);

    assertThat(function.call(0)).isNull();
    assertThat(bound.text(0)).isNull();
    assertThat(frees()).isEqualTo(before + 2);
  }

  @Test
  void ownedTextThatIsNoText_isFreed() {
    CFunction function = LIB.function(TEXT);
    Text bound = function.as(MethodHandles.lookup(), Text.class);
    int before = frees();

    assertThatIllegalArgumentException().isThrownBy(() -> function.call(2));
    assertThat(frees()).isEqualTo(before + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> bound.text(2));
    assertThat(frees()).isEqualTo(before + 2);
  }

  @Test
  void ownedTextOfCallWithFailedCallback_isFreed() {
    CFunction function =
        LIB.function("[[owner(drop)]] char *text_then(int kind, int (*f)(int kind))");
    int before = frees();
    try (Arena arena = Arena.ofConfined()) {
      Callback failing =
          function
              .callback("f")
              .as(MethodHandles.lookup(), java.util.function.IntUnaryOperator.class)
              .in(
                  arena,
                  kind -> {
                    throw new IllegalStateException("in Java");
                  });
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> function.call(1, failing))
          .withMessageContaining("in Java");
    }
    assertThat(frees()).isEqualTo(before + 1);
  }

  @Test
  void ownedArray_isFreedWhenUnreachable() throws InterruptedException {
    CFunction function = LIB.function(SQUARES);
    Squares bound = function.as(MethodHandles.lookup(), Squares.class);
    int before = count("arrays");

    NDArray called = (NDArray) call(function, 4);
    NDArray squares = bound.squares(3);
    assertThat(called.toString()).isEqualTo("[0. 1. 4. 9.]");
    assertThat(squares.sum()).isEqualTo(5.0);
    assertThat(function.call(2000)).isNull();
    assertThat(bound.squares(2000)).isNull();
    assertThat(call(function.withErrno(), 2).toString()).isEqualTo("[0. 1.]");
    assertThat(((NDArray) call(function.critical(), 0)).size()).isZero();
    await("arrays", before + 2);

    assertThat(called.getDouble(3) + squares.getDouble(2)).isEqualTo(13.0);
    called = null;
    squares = null;
    await("arrays", before + 4);
  }

  @Test
  void ownedArrayOfWrongLength_isFreed() {
    CFunction function = LIB.function(SQUARES);
    Squares bound = function.as(MethodHandles.lookup(), Squares.class);
    int before = count("arrays");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> function.call(-1))
        .withMessageContaining("-1")
        .withMessageEndingWith("; the result has been released");
    assertThatIllegalArgumentException().isThrownBy(() -> bound.squares(-1));
    assertThat(count("arrays")).isEqualTo(before + 2);
  }

  @Test
  void ownedArray_hasLengthsThatTheCallStores() {
    CFunction table =
        LIB.function(
            "[[owner(free), length(rows, *columns)]] int *table(unsigned char rows, long"
                + " *columns)");
    NDArray found = (NDArray) call(table, 200, Ref.ofLong());
    assertThat(found.shape()).containsExactly(200, 3);
    assertThat(found.getLong(199, 2)).isEqualTo(7);

    CFunction one = LIB.function("[[owner(free), length(1)]] int *table(unsigned char r, long *c)");
    assertThat(((NDArray) call(one, 1, Ref.ofLong())).shape()).containsExactly(1);
  }

  @Test
  void ownedStruct_isFreedWhenUnreachable() throws InterruptedException {
    LIB.declare(
        "struct point { double x, y; }; [[owner(drop_struct)]] struct point *point(double x);");
    CFunction function = LIB.function("point");
    Point bound = function.as(MethodHandles.lookup(), Point.class);
    int before = count("structs");

    MemorySegment called = (MemorySegment) call(function, 3);
    assertThat(called.byteSize()).isEqualTo(16);
    assertThat(called.get(ValueLayout.JAVA_DOUBLE, 8)).isEqualTo(6);
    assertThat(bound.point(-1)).isEqualTo(MemorySegment.NULL);
    assertThat(bound.point(4).get(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(4);
    await("structs", before + 1);
    assertThat(called.get(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(3);
    called = null;
    await("structs", before + 2);
  }

  @Test
  void ownerThatCannotBe_isRejected() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> LIB.function("[[owner(no_such)]] char *text(int kind)"))
        .withMessageStartingWith("expected a function of ")
        .withMessageEndingWith("or of the process for [[owner(no_such)]] but found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("[[owner(drop)]] int count_frees(void)"))
        .withMessage(
            "expected a pointer to data as the result for [[owner(drop)]] but found"
                + " [[owner(drop)]] int count_frees(void)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("[[length(n)]] double *squares(int n)"))
        .withMessageStartingWith(
            "line 1, column 3: expected [[owner(f)]] beside [[length(n)]] but found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("[[owner(drop), length(m)]] double *squares(int n)"))
        .withMessageStartingWith("expected a number, an integer parameter or a pointer")
        .withMessageEndingWith(
            "but found 'm' in [[owner(drop), length(m)]] double *squares(int n)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("[[owner(drop), length(n)]] void *squares(int n)"))
        .withMessageStartingWith("expected a pointer to numbers as the result for [[length(n)]]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function(TEXT).as(MethodHandles.lookup(), TextAddress.class))
        .withMessageContaining("result: expected String but found long");
  }

  @Test
  void strdup_isFreedByTheProcess() {
    CLibrary c = CLibrary.process().header("string.h");
    CFunction strdup = c.function("[[owner(free)]] char *strdup(const char *s)");
    for (int i = 0; i < 1000; i++) {
      assertThat(strdup.call("text " + i)).isEqualTo("text " + i);
    }
  }

  @Test
  void sqlite_freesItsText() {
    CLibrary sqlite = CLibrary.open("sqlite3").header("sqlite3.h");
    Ref.OfPointer db = Ref.ofPointer();
    Ref.OfPointer statement = Ref.ofPointer();
    sqlite.function("sqlite3_open").call(":memory:", db);
    sqlite
        .function("sqlite3_prepare_v2")
        .call(db.get(), "select ?", -1, statement, MemorySegment.NULL);
    sqlite.function("sqlite3_bind_int").call(statement.get(), 1, 42);
    long before = (long) call(sqlite.function("sqlite3_memory_used"));
    CFunction expanded =
        sqlite.function("[[owner(sqlite3_free)]] char *sqlite3_expanded_sql(sqlite3_stmt *stmt)");

    assertThat(expanded.call(statement.get())).isEqualTo("select 42");

    assertThat(sqlite.function("sqlite3_memory_used").call()).isEqualTo(before);
    sqlite.function("sqlite3_finalize").call(statement.get());
    sqlite.function("sqlite3_close").call(db.get());
  }

  @Test
  void gslVector_isFreedByGsl() {
    CLibrary gsl = CLibrary.open("gsl").header("gsl/gsl_vector.h");
    CFunction alloc =
        gsl.function("[[owner(gsl_vector_free)]] gsl_vector *gsl_vector_calloc(const size_t n)");
    MemorySegment vector = (MemorySegment) call(alloc, 5);
    gsl.function("gsl_vector_set_all").call(vector, 1.5);
    assertThat(gsl.function("gsl_vector_max").call(vector)).isEqualTo(1.5);
    assertThat(vector.byteSize()).isEqualTo(gsl.struct("gsl_vector").type().byteSize());
  }

  @Test
  void keptMemory_outlivesItsReferencesAndArena() throws InterruptedException {
    CFunction keep = LIB.function(KEEP);
    Keep bound = keep.as(MethodHandles.lookup(), Keep.class);
    KeepView view = keep.as(MethodHandles.lookup(), KeepView.class);
    CFunction first = LIB.function("double first(void)");

    keep.call(NDArray.copyOf(new double[] {1}));
    System.gc();
    assertThat(first.call()).isEqualTo(1.0);
    bound.keep(NDArray.copyOf(new double[] {2}));
    System.gc();
    assertThat(first.call()).isEqualTo(2.0);
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      view.keep(NDArray.zeros(arena, DType.FLOAT64, 1000).fill(3).asDoubles());
    }
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray.zeros(arena, DType.FLOAT64, 1000).fill(9); // may get freed memory
    }
    assertThat(first.call()).isEqualTo(3.0);
    try (ExchangeArena arena = ExchangeArena.ofShared()) {
      NDArray array = NDArray.zeros(arena, DType.FLOAT64, 1000).fill(4);
      for (int i = 0; i < 10; i++) {
        keep.call(array);
        keep.call(array.slice("5:"));
        keep.call(array.segment());
      }
    }
    assertThat(first.call()).isEqualTo(4.0);
    keep.call(Arena.global().allocateFrom(ValueLayout.JAVA_DOUBLE, 5));
    keep.call(Arena.ofAuto().allocateFrom(ValueLayout.JAVA_DOUBLE, 6));
    System.gc();
    assertThat(first.call()).isEqualTo(6.0);
    keep.call(Ref.ofDouble().set(7));
    System.gc();
    assertThat(first.call()).isEqualTo(7.0);
  }

  @Test
  void memoryThatCannotBeKept_isRejected() {
    CFunction keep = LIB.function(KEEP);
    KeepView view = keep.as(MethodHandles.lookup(), KeepView.class);
    String message =
        "cannot call int keep([[keeps]] const double *x)\n"
            + "  parameter 1 'x', which C keeps: expected memory that is never freed or that can be"
            + " leased, of Arena.global(), Arena.ofAuto() or an ExchangeArena, but found ";
    try (Arena arena = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      NDArray array = NDArray.zeros(arena, DType.FLOAT64, 2);
      for (Object argument :
          new Object[] {
            array,
            array.asDoubles(),
            array.segment(),
            Strided.of(array),
            Ref.ofDouble(shared),
            shared.allocate(8)
          }) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> keep.call(argument))
            .withMessage(message + "memory of an arena that may be closed");
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> view.keep(array.asDoubles()))
          .withMessage(message + "memory of an arena that may be closed");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keep.call((Object) new double[] {1}))
        .withMessage(message + "a copy of double[] of length 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keep.call(1.5))
        .withMessageStartingWith(message + "a copy of ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("int keep_text([[keeps]] const char *x)").call("label"))
        .withMessageContaining("which C keeps: ")
        .withMessageContaining("a copy of ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keep.as(MethodHandles.lookup(), KeepCopy.class))
        .withMessageContaining(
            "parameter 1 'x': expected memory, not a copy, as C keeps it, but found double[]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("[[owner(drop)]] char *text([[keeps]] int kind)"))
        .withMessageStartingWith("expected a pointer to data for [[keeps]] but found 'int kind'");
  }

  @Test
  void keptLength_cannotBeOmitted() {
    CFunction keep = LIB.function("int keep(const double x[*n], [[keeps]] const int *n)");
    NDArray x = NDArray.zeros(DType.FLOAT64, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keep.as(MethodHandles.lookup(), Keep.class))
        .withMessageContaining("const int *n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keep.call(x))
        .withMessageContaining("const int *n");
    assertThat(keep.call(x, Ref.ofInt().set(3))).isEqualTo(1);
  }

  @Test
  void directBuffer_isKept() {
    CFunction keep = LIB.function("int keep_text([[keeps]] const char *x)");
    assertThat(keep.call(ByteBuffer.allocateDirect(4).put(0, (byte) 3))).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keep.call(ByteBuffer.allocate(4)))
        .withMessageContaining("a copy of ");
  }

  @Test
  void description_hasAttributesAndConstants() {
    CLibrary c = CLibrary.process().header("string.h", "stdio.h");
    c.function("[[owner(free)]]\n  char *strdup(const char *s)");
    c.constant("BUFSIZ");
    c.constant("BUFSIZ");
    assertThat(c.describe().lines())
        .containsOnlyOnce("#define BUFSIZ 8192", "[[owner(free)]] char *strdup(const char *s);");
  }

  @Test
  void setvbuf_keepsItsBuffer() {
    CLibrary c = CLibrary.process().header("stdio.h");
    CFunction setvbuf =
        c.function("int setvbuf(FILE *f, [[keeps, nullable]] char buf[n], int mode, size_t n)");
    MemorySegment file = (MemorySegment) c.function("tmpfile").call();
    try (ExchangeArena arena = ExchangeArena.ofConfined();
        Arena confined = Arena.ofConfined()) {
      NDArray tooShort = NDArray.zeros(confined, DType.INT8, 64);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> setvbuf.call(file, tooShort, 0, 64))
          .withMessageContaining("parameter 2 'buf', which C keeps");
      NDArray buffer = NDArray.zeros(arena, DType.INT8, 256);
      assertThat(setvbuf.call(file, buffer, 0, 256)).isEqualTo(0);
      c.function("fputs").call("abc", file);
      assertThat(buffer.getLong(2)).isEqualTo('c');
    }
    c.function("fclose").call(file); // flushes the buffer
  }
}
