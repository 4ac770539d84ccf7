package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CDeclarationsTest {
  private static final String FRACTAL =
      """
      typedef struct _Img{
          int width;
          int height;
          unsigned char * data;
      } cImg;



      int create_fractal(cImg img, int iters);
      int mandel(float real, float imag, int max_iters, unsigned char * val);
      """;

  private static CDeclarations lp64(String text) {
    return CDeclarations.parse(text, CDeclarations.empty(DataModel.LP64));
  }

  @Test
  void parse_headerOfTheFractal_isUnderstoodUnchanged() {
    CDeclarations header = CDeclarations.parse(FRACTAL);

    assertThat(header.prototypes()).containsOnlyKeys("create_fractal", "mandel");
    assertThat(header.prototype("create_fractal"))
        .hasToString("int create_fractal(struct _Img img, int iters)");
    assertThat(header.prototype("mandel"))
        .hasToString("int mandel(float real, float imag, int max_iters, unsigned char *val)");
    assertThat(header.struct("cImg"))
        .isSameAs(header.struct("_Img"))
        .isSameAs(header.struct("struct _Img"))
        .isSameAs(header.typedefs().get("cImg"))
        .isSameAs(header.tags().get("struct _Img"));
  }

  @Test
  void prototype_inText_knowsItsPlace() {
    CPrototype mandel = CDeclarations.parse(FRACTAL).prototype("mandel");

    assertThat(List.of(mandel.line(), mandel.column())).containsExactly(10, 5);
  }

  /// Declaration, and what it is printed as.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int f();|int f(void)",
        "int f(void);|int f(void)",
        "extern int f(int);|int f(int)",
        "static inline double f(double x);|double f(double x)",
        "__extension__ extern __inline__ int f(void);|int f(void)",
        "int printf(const char *restrict format, ...);|int printf(const char *restrict format,"
            + " ...)",
        "void (*signal(int sig, void (*func)(int)))(int);|void (*signal(int sig, void"
            + " (*func)(int)))(int)",
        "char *(*(*f(void))[3])(int);|char *(*(*f(void))[3])(int)",
        "int const * const * f(void);|const int *const *f(void)",
        "long unsigned int long f(short signed a);|unsigned long long f(short a)",
        "unsigned f(signed, char, signed char, unsigned char);|unsigned int f(int, char, signed"
            + " char, unsigned char)",
        "_Bool f(bool b);|_Bool f(_Bool b)",
        "size_t f(ssize_t a, intptr_t b, npy_intp c);|size_t f(ssize_t a, intptr_t b, npy_intp c)",
        "uint8_t f(int64_t *a);|uint8_t f(int64_t *a)",
        "wchar_t f(ptrdiff_t d);|wchar_t f(ptrdiff_t d)",
        "FILE *f(const char *path);|FILE *f(const char *path)",
        "double _Complex f(float _Complex z);|double _Complex f(float _Complex z)",
        "double complex f(double complex *z);|double _Complex f(double _Complex *z)",
        "void f(double p[]);|void f(double *p)",
        "void f(double p[5]);|void f(double p[5])",
        "void f(double p[static 2*3]);|void f(double p[6])",
        "void f(int n, double p[n]);|void f(int n, double p[n])",
        "void f(double p[n], int n);|void f(double p[n], int n)",
        "void f(int n, int m, double p[static restrict n * m + 1]);|void f(int n, int m, double"
            + " p[restrict n * m + 1])",
        "void f(int n, int m, const double a[n][m]);|void f(int n, int m, const double a[n][m])",
        "void f(int n, double a[*]);|void f(int n, double *a)",
        "void f(double (*a)[4]);|void f(double (*a)[4])",
        "void f(const int);|void f(int)",
        "void f(int g(double));|void f(int (*g)(double))",
        "void f(int (double));|void f(int (*)(double))",
        "void f(int (*)(void), void *);|void f(int (*)(void), void *)",
        "void f(volatile int *p, int *const q);|void f(volatile int *p, int *q)",
        "void f(struct opaque *p);|void f(struct opaque *p)",
        "int (f)(int);|int f(int)",
        "void f(double((*p)));|void f(double *p)",
      })
  void parse_prototype_isPrintedInC(String text, String printed) {
    assertThat(lp64(text).prototypes().values())
        .extracting(CPrototype::toString)
        .containsExactly(printed);
  }

  @Test
  void parse_commentsAndContinuedLines_areBlanks() {
    CDeclarations table = lp64("/* a */ int // b\\\n still b\n f\\\r\n(/* c\n */ void) ;\r\n");

    assertThat(table.prototype("f")).hasToString("int f(void)");
    assertThat(table.prototype("f").line()).isEqualTo(3);
  }

  @Test
  void parse_printedPrototype_givesTheSameTypeAgain() {
    String text = "const char *f(int n, const double x[n + 1], void (*g)(int, char *const *))";
    FunctionType type = CDeclarations.function(text).type();

    assertThat(CDeclarations.function(type.declaration("f")).type()).isEqualTo(type);
  }

  @Test
  void parse_typedefWithSeveralDeclarators_namesAll() {
    CDeclarations table =
        lp64("typedef const double cd, *pcd, vec[3]; void f(cd *a, pcd b, vec c);");

    assertThat(table.typedefs().keySet()).containsExactly("cd", "pcd", "vec");
    assertThat(table.prototype("f"))
        .hasToString("void f(const double *a, const double *b, const double c[3])");
  }

  @Test
  void parse_typedefOfFunctionType_declaresFunctions() {
    CDeclarations table = lp64("typedef double fn(double); fn sin, cos; void apply(fn *f, fn g);");

    assertThat(table.prototype("cos")).hasToString("double cos(double)");
    assertThat(table.prototype("apply"))
        .hasToString("void apply(double (*f)(double), double (*g)(double))");
  }

  @Test
  void parse_selfReferentialStruct_pointsToItself() {
    StructType list = lp64("struct list { double x; struct list *next; };").struct("list");

    assertThat(((CType.Pointer) list.field("next").type()).target()).isSameAs(list);
    assertThat(list.byteSize()).isEqualTo(16);
  }

  @Test
  void parse_anonymousMembers_arePromoted() {
    StructType s =
        lp64("struct s { int kind; const union { double d; struct { short a, b; }; }; };")
            .struct("s");

    assertThat(s.field("b")).isEqualTo(new StructType.Field("b", s.field("a").type(), 10, true));
    assertThat(s.fields()).extracting(StructType.Field::name).containsExactly("kind", "");
  }

  @Test
  void parse_nameInAnInnerScopeOfC_doesNotDisturb() {
    CDeclarations table = lp64("typedef int T; struct s { T T; }; int f(int T, double p[T]);");

    assertThat(table.struct("s").field("T").type()).hasToString("int");
    assertThat(table.prototype("f")).hasToString("int f(int T, double p[T])");
  }

  @Test
  void parse_enum_countsOnFromEachValue() {
    CDeclarations table = lp64("enum e { A, B = 5, C, D = B * 2 - 1, E = 'x', F = -1, G, };");

    assertThat(table.constants().values())
        .extracting(CConstant::value)
        .containsExactly(0L, 5L, 6L, 9L, 120L, -1L, 0L);
    assertThat(table.tags()).containsOnlyKeys("enum e");
  }

  @Test
  void parse_enumWithALargeMember_isUnsigned() {
    CDeclarations table = lp64("typedef enum { BIG = 0xFFFFFFFF } big; big f(enum { X } x);");

    assertThat(((CType.Enum) table.type("big")).underlying()).hasToString("unsigned int");
    assertThat(table.prototype("f").type().returns()).hasToString("big");
    assertThat(table.constants().get("BIG")).hasToString("BIG = 4294967295");
  }

  @Test
  void parse_definesInsideStructs_areConstants() {
    CDeclarations table =
        lp64(
            """
            struct s {
            #define N 4
              int a[N];
            # /* nothing */
            #define MASK (1u << 31 | \\
                          1)
            };
            #define SIZE sizeof(struct s)
            """);

    assertThat(table.constant("MASK")).isEqualTo(0x80000001L);
    assertThat(table.constant("SIZE")).isEqualTo(16);
  }

  @Test
  void parse_headerWithGuardAndCplusplus_isUnderstood() {
    CDeclarations table =
        lp64(
            """
            #ifndef LIB_H
            #define LIB_H
            #pragma once
            #ifdef __cplusplus
            template <class T> // it's C++
            #if 1
            extern "C" {
            #endif
            #endif
            int f(void);
            #if defined(__cplusplus)
            }
            #endif
            #endif
            """);

    assertThat(table.prototypes()).containsOnlyKeys("f");
    assertThat(table.constants()).isEmpty();
  }

  @Test
  void parse_externC_isTransparent() {
    CDeclarations table =
        lp64("extern \"C\" { int f(void); extern \"C\" { int g(void); } } extern \"C\" int h();");

    assertThat(table.prototypes()).containsOnlyKeys("f", "g", "h");
  }

  @Test
  void parse_globals_areVariables() {
    CDeclarations table =
        lp64("extern const double table[]; int counter, *cursor; extern const char *const name;");

    assertThat(table.variables().values())
        .extracting(CVariable::toString)
        .containsExactly(
            "extern const double table[]",
            "extern int counter",
            "extern int *cursor",
            "extern const char *const name");
  }

  @Test
  void parse_sameMeaningTwice_isAccepted() {
    String text =
        """
        typedef struct s { struct s *next; } S; enum e { A }; int f(S *s, int n, double p[n]);
        extern int v;
        #define N 3
        """;
    CDeclarations twice = lp64(text + text);

    assertThat(twice).hasToString(lp64(text).toString());
    assertThat(twice.prototype("f").line()).isEqualTo(1);
  }

  @Test
  void parse_standardNamesDefinedAgain_keepTheirSpelling() {
    CDeclarations table =
        lp64("typedef unsigned char uint8_t; typedef struct _IO FILE; uint8_t f(FILE *f);");

    assertThat(table.prototype("f")).hasToString("uint8_t f(struct _IO *f)");
  }

  @Test
  void parse_moreText_sharesTheTypesOfTheEarlier() {
    CDeclarations first = CDeclarations.parse("typedef struct { int x; } P; struct opaque;");
    CDeclarations both = CDeclarations.parse("P f(P *p, struct opaque *o);", first);

    assertThat(both.struct("P")).isSameAs(first.struct("P"));
    assertThat(both.prototypes()).containsOnlyKeys("f");
    assertThat(first.prototypes()).isEmpty();
  }

  @Test
  void parse_moreTextThatCompletesAStruct_leavesTheEarlierTableAsItWas() {
    CDeclarations first = CDeclarations.parse("struct s; void f(struct s *p);");
    CDeclarations both =
        CDeclarations.parse("struct s { int x; }; int size[sizeof(struct s)];", first);

    assertThat(first.struct("s").isComplete()).isFalse();
    assertThat(both.struct("s").byteSize()).isEqualTo(4);
    CType.Pointer parameter = (CType.Pointer) both.prototype("f").type().parameters().get(0).type();
    assertThat(parameter.target()).isSameAs(both.struct("s"));
  }

  @Test
  void parse_onWindows_hasAShortLong() {
    CDeclarations table =
        CDeclarations.parse(
            "struct s { long a; wchar_t b; size_t c; };\n#define X sizeof(long)\n#define Y (-1L)\n",
            CDeclarations.empty(DataModel.LLP64));

    assertThat(table.struct("s").describe())
        .isEqualTo(
            """
            struct s: 16 bytes, alignment 8
              offset    size  field
                   0       4  long a
                   4       2  wchar_t b
                   6       2  (padding)
                   8       8  size_t c\
            """);
    assertThat(table.constants().values())
        .extracting(c -> c.name() + " is " + c.type())
        .containsExactly("X is unsigned long long", "Y is int");
  }

  @Test
  void function_withAndWithoutSemicolon_isRead() {
    assertThat(CDeclarations.function("int f(int a)")).hasToString("int f(int a)");
    assertThat(CDeclarations.function(" extern int f(int a) ; ")).hasToString("int f(int a)");
  }

  @Test
  void function_withKnownTypes_usesThem() {
    CDeclarations known = CDeclarations.parse("typedef struct { int x; } P;\n#define N 3\n");
    CPrototype f = CDeclarations.function("void f(P p[N])", known);

    assertThat(((CType.Pointer) f.type().parameters().get(0).type()).target())
        .isSameAs(known.struct("P"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double (int, double *, void *)|double (int, double *, void *)",
        "double(int,double*,void*)|double (int, double *, void *)",
        "double (*)(int n, const double x[n], const double *c);|double (int, double *, double *)",
        "double (*f)(intptr_t *, char **)|double (intptr_t *, char **)",
        "int f(npy_intp *, double *, int, int, void *)|int (npy_intp *, double *, int, int, void"
            + " *)",
        "void (void)|void (void)",
        "int (int (*)(double), ...)|int (int (*)(double), ...)",
      })
  void callback_anyForm_hasSciPysSignature(String text, String signature) {
    assertThat(CDeclarations.callback(text).signature()).isEqualTo(signature);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "const double *|const double *",
        "double (*)(int)|double (*)(int)",
        "int [3][4]|int [3][4]",
        "int (*[2])(void)|int (*[2])(void)",
        "struct nobody *|struct nobody *",
        "unsigned|unsigned int",
      })
  void type_name_isRead(String text, String printed) {
    assertThat(CDeclarations.empty(DataModel.LP64).type(text)).hasToString(printed);
  }

  @Test
  void lookups_unknownName_suggestSimilarOnes() {
    CDeclarations table = lp64("struct image { int x; }; int render(void);\n#define LIMIT 3\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.prototype("rendre"))
        .withMessage("expected a declared function but found 'rendre'; did you mean 'render'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.constant("LIMITS"))
        .withMessage("expected a declared constant but found 'LIMITS'; did you mean 'LIMIT'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.struct("size_t"))
        .withMessageStartingWith("expected a struct or union but found 'size_t', which is size_t");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.struct("image").field("y"))
        .withMessage("expected a field of struct image but found 'y'; the fields are x");
  }

  @Test
  void tables_handedOut_cannotBeChanged() {
    CDeclarations table = lp64(FRACTAL);

    assertThatThrownBy(() -> table.prototypes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> table.struct("cImg").fields().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
