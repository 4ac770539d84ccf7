package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.DataModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Declarations against the compiler's own view of the headers.
class VerifyTest {
  private static final String RIGHT =
      """
      #define N 4
      enum color { RED, BLUE = 5 };
      union number { int i; double d; };
      struct s { int a; short b; struct { float x, y; } at[3]; union number n; long c; };
      """;

  @TempDir private Path folder;
  private CompileOptions options;
  private String header;

  @BeforeEach
  void prepare() throws IOException {
    options = CompileOptions.defaults().withCache(folder.toRealPath().resolve("cache"));
    header = Files.writeString(folder.resolve("real.h"), RIGHT).toString();
  }

  @Test
  void agreement_isEmpty() {
    CDeclarations right = CDeclarations.parse(RIGHT);

    assertThat(right.verify(options, header)).isEmpty();
    assertThat(right.verify(options)).isEmpty();
    assertThat(CDeclarations.parse("").verify(options)).isEmpty();
  }

  @Test
  void systemHeaders_areFound() {
    CDeclarations div = CDeclarations.parse("typedef struct { int quot; int rem; } div_t;");

    assertThat(div.verify(options, "<stdlib.h>")).isEmpty();
  }

  @Test
  void differences_areAllListed() {
    CDeclarations wrong =
        CDeclarations.parse(
            """
            #define N 5
            enum color { RED, BLUE = 6 };
            union number { int i; double d; };
            struct s { int a; int b; struct { float x, y; } at[3]; union number n; long c; };
            """);

    assertThat(wrong.verify(options, header))
        .containsExactly(
            "struct s.b size: declared as 4 but the compiler has 2",
            "constant N: declared as 5 but the compiler has 4",
            "constant BLUE: declared as 6 but the compiler has 5");
  }

  @Test
  void unknownNames_areReportedBesideTheDifferences() {
    CDeclarations wrong =
        CDeclarations.parse(
            """
            #define N 5
            #define UNKNOWN 6
            struct s { int nowhere; };
            struct other { int a; };
            """);

    assertThat(wrong.verify(options, header))
        .anyMatch(line -> line.matches("struct s.nowhere offset: not compared: .*nowhere.*"))
        .anyMatch(line -> line.matches("struct other size: not compared: .*struct other.*"))
        .anyMatch(line -> line.matches("constant UNKNOWN: not compared: .*UNKNOWN.*"))
        .contains("constant N: declared as 5 but the compiler has 4");
  }

  @Test
  void macroThatIsNotConstant_doesNotAffectOthers() throws IOException {
    String macros =
        Files.writeString(
                folder.resolve("macros.h"),
                """
                int check(void);
                #define CHECKED (check(), 3)
                #define PLAIN 4
                """)
            .toString();

    assertThat(CDeclarations.parse("#define PLAIN 4").verify(options, macros)).isEmpty();
    assertThat(CDeclarations.parse("#define CHECKED 3\n#define PLAIN 5").verify(options, macros))
        .containsExactly(
            "constant CHECKED: not compared: initializer element is not constant",
            "constant PLAIN: declared as 5 but the compiler has 4");
  }

  @Test
  void functions_areCheckedToo() {
    CLibrary lib =
        CLibrary.process()
            .declare(
                """
                double hypot(double x, double y);
                size_t fwrite(const double from[n], size_t size, size_t n, FILE *file);
                int abs(long x);
                int no_such_function(void);
                """);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.verify(options, "<math.h>", "<stdlib.h>", "<stdio.h>"))
        .withMessage(
            """
            the declarations of the process are not the compiler's
              function abs: declared as 'int abs(long x)' but <math.h> <stdlib.h> <stdio.h> has 'int abs(int __x)'
              function no_such_function: not declared in <math.h> <stdlib.h> <stdio.h>\
            """);
  }

  @Test
  void library_throwsTheDifferences() {
    CLibrary lib = CLibrary.process().declare("typedef struct { int quot; long rem; } div_t;");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.verify("<stdlib.h>"))
        .withMessage(
            """
            the declarations of the process are not the compiler's
              div_t size: declared as 16 but the compiler has 8
              div_t alignment: declared as 8 but the compiler has 4
              div_t.rem offset: declared as 8 but the compiler has 4
              div_t.rem size: declared as 8 but the compiler has 4\
            """);
    assertThat(CLibrary.process().declare(RIGHT).verify()).isNotNull();
  }

  @Test
  void prototypes_thatAgree() {
    CDeclarations right =
        CDeclarations.parse(
            """
            double hypot(double x, double y);
            double frexp(double x, int *exponent);
            void *memcpy(void to[restrict n], const void from[restrict n], size_t n);
            size_t strlen(const char *text);
            void qsort(void base[n * size], size_t n, size_t size, int (*compare)(const void *, const void *));
            int printf(const char *format, ...);
            void exit(int status);
            """);

    assertThat(right.verifyPrototypes(options, "<math.h>", "<string.h>", "<stdlib.h>", "<stdio.h>"))
        .isEmpty();
    assertThat(CDeclarations.parse("").verifyPrototypes(options, "<math.h>")).isEmpty();
  }

  @Test
  void lengths_areNotShownToTheCompiler() throws IOException {
    CDeclarations types =
        CDeclarations.parse(
            """
            struct io {
              long (*read)(struct io *self, void buffer[n], size_t n);
              double (*sum)(const double x[n], int n);
              void (*grid)(double a[restrict n][m + 1], int n, int m);
              double (*apply)(double (*f)(const double x[n], int n), char *v[n], int n);
              double (*table[3])(const void p[8]);
            };
            """);
    assertThat(types.verify(options)).isEmpty();
    String functions =
        Files.writeString(
                folder.resolve("nested.h"),
                """
                #define n 3
                double apply(double (*f)(const double *x, int k), const void *p, char **v, long k);
                """)
            .toString();
    CDeclarations apply =
        CDeclarations.parse(
            "double apply(double (*f)(const double x[n], int n), const void p[n], char *v[n], long"
                + " n);");
    assertThat(apply.verifyPrototypes(options, functions)).isEmpty();
  }

  @Test
  void prototypes_thatDiffer_areAllListed() throws IOException {
    String functions =
        Files.writeString(
                folder.resolve("functions.h"),
                """
                typedef struct { double x; } point;
                double sum(int n, const double *p);
                double rows(int n, int m, double *a);
                double matrix(int n, int m, double a[n][m]);
                double cube(int n, const float a[n][n][n], double (*f)(int k, double *b));
                point mirror(point p);
                void wide(long long n);
                int both(int a, int b);
                void fill(void *data);
                """)
            .toString();
    CDeclarations wrong =
        CDeclarations.parse(
            """
            typedef struct { double x; } point;
            double sum(int n, double p[n]);
            double rows(int n, int m, double a[n][m]);
            double matrix(int n, int m, double a[n][m]);
            double cube(int n, const float a[n][n][n], double (*f)(int k, double *b));
            point mirror(point p);
            void wide(long n);
            int both(int a);
            void fill(double data[8]);
            """);

    assertThat(wrong.verifyPrototypes(options, functions))
        .containsExactly(
            "function sum: declared as 'double sum(int n, double p[n])' but the headers have"
                + " another type",
            "function wide: declared as 'void wide(long n)' but the headers have another type",
            "function both: declared as 'int both(int a)' but the headers have another type",
            "function fill: declared as 'void fill(double data[8])' but the headers have another"
                + " type");
    assertThat(CDeclarations.parse("int nowhere(void);").verifyPrototypes(options, functions))
        .singleElement()
        .asString()
        .startsWith("function nowhere: not compared: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wrong.verifyPrototypes(options))
        .withMessage("expected the headers that declare the functions but found none");
  }

  @Test
  void anotherPlatformsDeclarations_areRejected() {
    DataModel other = DataModel.host() == DataModel.LLP64 ? DataModel.LP64 : DataModel.LLP64;
    CDeclarations foreign =
        CDeclarations.parse("struct s { long a; };", CDeclarations.empty(other));

    assertThatIllegalStateException()
        .isThrownBy(() -> foreign.verify(options))
        .withMessage(
            "expected declarations for this host, " + DataModel.host() + ", but found " + other);
  }
}
