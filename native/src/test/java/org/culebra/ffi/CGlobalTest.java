package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.NoSuchElementException;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Global variables: of the C library, SQLite, GSL and a library made for it.
class CGlobalTest {
  private static final String DECLARATIONS =
      """
      typedef struct { double x, y; const char *label; } point;
      typedef int (*handler)(int x);
      extern _Bool flag;
      extern unsigned char small;
      extern unsigned limit;
      extern unsigned long bits;
      extern double scale;
      extern const int version;
      extern const char *name;
      extern const char *const fixed;
      extern char buffer[16];
      extern const char release[];
      extern double table[2][3];
      extern const short powers[];
      extern point origin;
      extern double *weights;
      extern point *points;
      extern handler hook;
      extern struct hidden secret;
      """;
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "variables",
                      """
                      typedef struct { double x, y; const char *label; } point;
                      _Bool flag = 1; unsigned char small = 200; unsigned limit = 4000000000u;
                      unsigned long bits = ~0ul; double scale = 0.5;
                      const int version = 3; const char *name = "début"; const char *const fixed = "x";
                      char buffer[16] = "abc"; const char release[] = "1.2.3";
                      double table[2][3] = {{1, 2, 3}, {4, 5, 6}};
                      const short powers[] = {1, 2, 4, 8};
                      point origin = {1, 2, "here"}; double *weights;
                      static point two[] = {{1, 2, "a"}, {3, 4, "b"}};
                      point *points = two;
                      int (*hook)(int x);
                      int secret;
                      void reset(void) {
                        flag = 1; small = 200; limit = 4000000000u; scale = 0.5; name = "début";
                        for (int i = 0; i < 6; i++) table[0][i] = i + 1;
                        origin = (point) {1, 2, "here"}; weights = 0; hook = 0;
                      }
                      int call_hook(int x) { return hook ? hook(x) : -1; }
                      double weight(int i) { return weights[i]; }
                      double sum(void) { double s = scale + limit + small; for (int i = 0; i < 6; i++) s += table[0][i]; return s; }
                      const char *the_name(void) { return name; }
                      """)
                  .toString())
          .declare(
              DECLARATIONS
                  + "void reset(void); int call_hook(int x); double weight(int i); double"
                  + " sum(void); const char *the_name(void);");

  interface Hook {
    int of(int x);
  }

  @BeforeEach
  void reset() {
    LIB.function("reset").call();
  }

  @Test
  void values_areRead() {
    assertThat(LIB.variable("flag").get()).isEqualTo(true);
    assertThat(LIB.variable("small").get()).isEqualTo(200);
    assertThat(LIB.variable("version").get()).isEqualTo(3);
    assertThat(LIB.variable("bits").get()).isEqualTo(-1L);
    assertThat(LIB.variable("name").text()).isEqualTo("début");
    assertThat(LIB.variable("fixed").text()).isEqualTo("x");
    assertThat(LIB.variable("release").text()).isEqualTo("1.2.3");
    assertThat(LIB.variable("powers").pointer().asArray(4).toString()).isEqualTo("[1 2 4 8]");
    assertThat(LIB.variable("powers").pointer().asArray(4).isReadOnly()).isTrue();
    CStruct.Value origin = (CStruct.Value) LIB.variable("origin").get();
    assertThat(origin.get("y")).isEqualTo(2.0);
    assertThat(origin.text("label")).isEqualTo("here");
    assertThat(LIB.variable("points").pointer().asStructs(2).get(1).text("label")).isEqualTo("b");
    assertThat(LIB.variable("limit")).hasToString("extern unsigned int limit");
    assertThat(LIB.variable("table").segment().byteSize()).isEqualTo(48);
  }

  @Test
  void values_areWritten() {
    NDArray table = (NDArray) LIB.variable("table").get();
    LIB.variable("limit").set(3_000_000_000L);
    LIB.variable("small").set(255);
    LIB.variable("scale").set(0.25);
    table.slice("1, 2").fill(10.0);
    assertThat(LIB.function("sum").call()).isEqualTo(3_000_000_000.25 + 255 + 25);
    LIB.variable("table").set(NDArray.zeros(DType.FLOAT64, 2, 3));
    assertThat(table.toDoubleArray()).containsOnly(0.0);
    LIB.variable("buffer").set("new");
    assertThat(LIB.variable("buffer").text()).isEqualTo("new");
    LIB.variable("flag").set(false);
    assertThat(LIB.variable("flag").get()).isEqualTo(false);
    LIB.variable("origin").set(LIB.struct("point").allocate(Arena.ofAuto()).set("x", 9.0));
    assertThat(((CStruct.Value) LIB.variable("origin").get()).get("x")).isEqualTo(9.0);
  }

  /// The library keeps what was stored, also when Java has forgotten it.
  @Test
  void pointers_areKept() {
    LIB.variable("weights").set(NDArray.copyOf(new double[] {0.5, 0.25}));
    LIB.variable("name").set("né");
    LIB.variable("hook")
        .set(
            LIB.callback("handler")
                .as(MethodHandles.lookup(), Hook.class)
                .in(Arena.ofAuto(), x -> 2 * x));
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    assertThat(LIB.function("weight").call(1)).isEqualTo(0.25);
    assertThat(CText.read(Calls.of(MemorySegment.class, LIB.function("the_name")), 99))
        .isEqualTo("né");
    assertThat(LIB.function("call_hook").call(21)).isEqualTo(42);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.variable("weights").pointer().asArray(3))
        .withMessageStartingWith("variable 'weights': expected at most 16 bytes from");
    LIB.variable("hook").set(null);
    assertThat(LIB.function("call_hook").call(21)).isEqualTo(-1);
  }

  @Test
  void memoryThatCanBeFreed_isRejected() {
    try (Arena arena = Arena.ofConfined()) {
      assertThatIllegalStateException()
          .isThrownBy(
              () -> LIB.variable("weights").set(NDArray.copyOf(arena, new double[] {0.5, 0.25})))
          .withMessageStartingWith(
              "variable 'weights': expected memory of an automatic or global arena");
    }
  }

  @Test
  void constAndWrongValues_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.variable("version").set(4))
        .withMessage("expected a variable that may be set but found extern const int version");
    assertThat(LIB.variable("version").segment().isReadOnly()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.variable("small").set(256))
        .withMessage(
            "variable 'small': expected an integer from 0 to 255 (unsigned char) but found int"
                + " 256");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.variable("smal"))
        .withMessage("expected a declared variable but found 'smal'; did you mean 'small'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.variable("secret"))
        .withMessageContaining("expected a variable of a complete type");
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> LIB.variable("extern int missing"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.variable("int f(void)"))
        .withMessageStartingWith("expected the declaration of one variable but found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.variable("scale").pointer())
        .withMessage("variable 'scale': expected a pointer or an array but found double");
  }

  // --- real libraries ---

  @Test
  void environment_isThatOfTheProcess() {
    CLibrary process = CLibrary.process();
    CPointer environ = process.variable("extern char **environ").pointer();
    assertThat(environ.asPointers(1).getFirst().asText()).contains("=");
    CFunction write = process.function("int fprintf(FILE *stream, const char *format, ...)");
    Object stdout = process.variable("extern FILE *stdout").get();
    assertThat(write.call(stdout, "")).isEqualTo(0);
  }

  @Test
  void version_isSqlites() {
    CLibrary sqlite = CLibrary.open("sqlite3").declare("const char *sqlite3_libversion(void);");
    MemorySegment version = Calls.of(MemorySegment.class, sqlite.function("sqlite3_libversion"));
    assertThat(sqlite.variable("const char sqlite3_version[]").text())
        .isEqualTo(CText.read(version, 99));
  }

  @Test
  void generator_isGsls() {
    CLibrary gsl =
        CLibrary.open("gsl")
            .declare(
                """
                typedef struct { const char *name; unsigned long max, min; size_t size;
                  void (*set)(void *state, unsigned long seed); } gsl_rng_type;
                extern const gsl_rng_type *gsl_rng_mt19937;
                extern unsigned long gsl_rng_default_seed;
                """);
    CStruct.Value type = gsl.variable("gsl_rng_mt19937").pointer().asStruct();
    assertThat(type.text("name")).isEqualTo("mt19937");
    assertThat(type.get("max")).isEqualTo(0xFFFFFFFFL);
    gsl.variable("gsl_rng_default_seed").set(7);
    assertThat(gsl.variable("gsl_rng_default_seed").get()).isEqualTo(7L);
  }
}
