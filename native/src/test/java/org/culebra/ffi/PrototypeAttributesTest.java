package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CPrototype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The attributes of a prototype are parts of it: parsed once, printed, and compared.
class PrototypeAttributesTest {
  private static final String SOURCE =
      """
      #include <stdlib.h>
      #include <string.h>
      char *text(const char *from) { return from ? strdup(from) : strdup("none"); }
      int keep(const double *x) { return x == 0; }
      const int *three(void) { int *x = calloc(3, sizeof *x); x[1] = 7; return x; }
      """;

  private static final String TEXT = "[[owner(free)]] char *text([[nullable]] const char *from)";
  private static final String KEEP = "int keep([[keeps, nullable]] const double *x)";

  @TempDir private Path folder;

  private static CPrototype parsed(String text) {
    return CDeclarations.function(text);
  }

  @Test
  void attributes_arePrinted() {
    assertThat(parsed(TEXT)).hasToString(TEXT);
    assertThat(parsed(KEEP)).hasToString(KEEP);
    assertThat(parsed(KEEP).type()).hasToString("int ([[keeps, nullable]] const double *x)");
    assertThat(parsed(KEEP).type().parameters().getFirst())
        .hasToString("[[keeps, nullable]] const double *x");
    assertThat(
            parsed(
                "[[ owner ( f ) , length ( n , * m ) ]] T *g(int n, int *m)".replace("T", "int")))
        .hasToString("[[owner(f), length(n, *m)]] int *g(int n, int *m)");
    assertThat(parsed("[[__owner__(f)]] [[nodiscard(\"why\"), length(3)]] int *g(void)"))
        .hasToString("[[owner(f), length(3)]] int *g(void)");
    assertThat(
            parsed(
                "void *plan([[ nullable, keeps ( destroy ( return ) ) ]] double *x,"
                    + " [[__keeps__(close(*out))]] int *y, void **out)"))
        .hasToString(
            "void *plan([[keeps(destroy(return)), nullable]] double *x,"
                + " [[keeps(close(*out))]] int *y, void **out)");
    assertThat(parsed(KEEP).type().signature()).isEqualTo("int (double *)");
    assertThat(parsed(TEXT).type().withoutLengths()).hasToString("char *(const char *from)");
  }

  @Test
  void attributes_mayStandWhereverC23AllowsThem() {
    for (String parameter :
        List.of(
            "[[keeps]] const double *x",
            "const double [[keeps]] *x",
            "const double *[[keeps]] x",
            "const double *[[gnu::aligned(16), keeps]] x",
            "const double *x [[keeps]]",
            "const double (*x [[keeps]])",
            "const double *x [[keeps]] __attribute__((unused))")) {
      assertThat(parsed("int keep(" + parameter + ")"))
          .as(parameter)
          .hasToString("int keep([[keeps]] const double *x)");
    }
    assertThat(parsed("int keep(const double x[3] [[keeps]])"))
        .hasToString("int keep([[keeps]] const double x[3])");
    assertThat(parsed("char *text(int n) [[owner(free)]]"))
        .hasToString("[[owner(free)]] char *text(int n)");
  }

  @Test
  void attributesOfDeclarations_belongToTheFunction() {
    CLibrary lib = CLibrary.compile(SOURCE).declare(TEXT + ";" + KEEP + ";");

    assertThat(lib.function("text")).hasToString(TEXT);
    assertThat(lib.function("text").type())
        .hasToString("[[owner(free)]] char *([[nullable]] const char *from)");
    assertThat(lib.function("text").call((Object) null)).isEqualTo("none");
    assertThat(lib.function("text").withErrno()).hasToString(TEXT);
    assertThat(lib.function("keep").call((Object) null)).isEqualTo(1);
    assertThat(lib.declarations().prototype("keep")).hasToString(KEEP);
  }

  @Test
  void attributesOfAHeader_belongToTheFunction() throws Exception {
    Files.writeString(folder.resolve("test.h"), TEXT + ";\n" + KEEP + ";\n");
    CLibrary lib = CLibrary.compile(SOURCE).header(folder.resolve("test.h").toString());

    assertThat(lib.function("text").call((Object) null)).isEqualTo("none");
    assertThat(lib.function("keep").call((Object) null)).isEqualTo(1);
    assertThat(lib.describe().lines()).contains(TEXT + ";", KEEP + ";");
  }

  @Test
  void givenPrototype_remainsInTheDescription() {
    CLibrary c = CLibrary.process().header("string.h");
    c.function("[[owner(free)]] char *strdup(const char *s)");
    c.function("strdup");

    assertThat(c.describe().lines()).contains("[[owner(free)]] char *strdup(const char *s);");
  }

  @Test
  void functionThatCanBeUsedLater_isDescribed() throws Exception {
    Files.writeString(folder.resolve("test.h"), "later abs(later x);");
    CLibrary lib = CLibrary.process().header(folder.resolve("test.h").toString());
    assertThatIllegalArgumentException().isThrownBy(() -> lib.function("abs"));
    assertThat(lib.describe()).contains("cannot be used");

    lib.declare("typedef int later;");
    assertThat(lib.function("abs").call(-3)).isEqualTo(3);
    assertThat(lib.describe()).contains("int abs(int x);").doesNotContain("cannot be used");
  }

  @Test
  void functionByAddress_hasAttributes() {
    CLibrary lib = CLibrary.compile(SOURCE);
    CFunction text = CFunction.of(lib.symbol("text"), TEXT);

    assertThat(text.call("abc")).isEqualTo("abc");
    assertThat(text.call((Object) null)).isEqualTo("none");
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(
            () -> CFunction.of(lib.symbol("text"), "[[owner(no_such)]] char *text(const char *s)"))
        .withMessage("expected a function of the process for [[owner(no_such)]] but found none");
    MemorySegment keep = lib.symbol("keep");
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = NDArray.copyOf(arena, new double[] {1});
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CFunction.of(keep, KEEP).call(x))
          .withMessageContaining("which C keeps");
    }
  }

  @Test
  void arrayOfConstElements_isReadOnly() {
    CLibrary lib = CLibrary.compile(SOURCE);
    NDArray three =
        (NDArray)
            Objects.requireNonNull(
                lib.function("[[owner(free), length(3)]] const int *three(void)").call());

    assertThat(three.isReadOnly()).isTrue();
    assertThat(three.getLong(1)).isEqualTo(7);
    NDArray writable =
        (NDArray)
            Objects.requireNonNull(
                lib.function("[[owner(free), length(3)]] int *three(void)").call());
    assertThat(writable.isReadOnly()).isFalse();
  }

  @Test
  void repeatedDeclaration_mustHaveTheSameAttributes() {
    CDeclarations once = CDeclarations.parse(TEXT + ";");

    assertThat(CDeclarations.parse(TEXT + ";", once).prototypes()).hasSize(1);
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> CDeclarations.parse("char *text(const char *from);", once))
        .withMessageContaining(
            "expected the earlier declaration, "
                + TEXT
                + ", but found char *text(const char *from)");
  }

  @Test
  void misplacedAttributes_areRejected() {
    Stream.of(
            "[[nullable]] char *text(int n)",
            "int *f([[owner(free)]] int *x)",
            "int *f([[length(3)]] int *x)",
            "int *f([[owner(free), length(3)]] int *(*make)(void))")
        .forEach(text ->
            assertThatExceptionOfType(CDeclarationException.class)
                .as(text)
                .isThrownBy(() -> parsed(text))
                .withMessageContaining(
                    "expected [[nullable]] and [[keeps]] before a parameter, and [[owner(f)]]"
                        + " and [[length(n)]] before a function, but found one of them before "));
    Stream.of(
            "[[keeps]] extern int *variable;",
            "typedef [[owner(free)]] char *make(int n);",
            "struct s { [[nullable]] int *x; };")
        .forEach(text ->
            assertThatExceptionOfType(CDeclarationException.class)
                .as(text)
                .isThrownBy(() -> CDeclarations.parse(text))
                .withMessageContaining("but found one of them before a "));
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> CDeclarations.callback("[[owner(free)]] char *(int)"))
        .withMessageContaining("before the type of a callback");
  }

  @Test
  void malformedAttributes_areRejected() {
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> parsed("int f([[nulable]] int *x)"))
        .withMessageContaining(
            "expected a known attribute but found 'nulable'; did you mean 'nullable'?");
    for (String attribute :
        List.of(
            "owner", "owner()", "owner(1)", "owner(a, b)", "length", "length(n", "nullable(1)")) {
      assertThatExceptionOfType(CDeclarationException.class)
          .as(attribute)
          .isThrownBy(() -> parsed("[[" + attribute + "]] int *f(int n)"));
    }
    for (String call :
        List.of("", "close", "close()", "close(1)", "close(*)", "close(x, y)", "close(x", "1(x)")) {
      assertThatExceptionOfType(CDeclarationException.class)
          .as(call)
          .isThrownBy(() -> parsed("int f([[keeps(" + call + ")]] int *x)"));
    }
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> parsed("int f([[keeps()]] int *x)"))
        .withMessageContaining(
            "expected the name of a function, as in [[keeps(fclose(stream))]], but found ')'");
    assertThat(parsed("[[deprecated, maybe_unused, nodiscard, noreturn, unsequenced]] int f(void)"))
        .hasToString("int f(void)");
  }
}
