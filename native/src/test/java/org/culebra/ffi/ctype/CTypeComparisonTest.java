package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CTypeComparisonTest {
  private static final CDeclarations TYPES =
      CDeclarations.parse(
          """
          typedef long mylong;
          typedef double real;
          struct point { double x, y; };
          struct coords { real a; double b; };
          struct points { float x, y; };
          union u { double x, y; };
          struct list { int v; struct list *next; };
          struct chain { int w; struct chain *next; };
          struct bad { int w; struct point *next; };
          struct holder { int n; struct { int k; float z; } in; };
          struct holder2 { int n; struct { int k; int z; } in; };
          struct shut; struct other;
          enum e { A };
          typedef union { double d; } __attribute__((packed)) one;
          """,
          CDeclarations.empty(DataModel.LP64));

  private static String difference(String a, String b, CType.Comparison comparison) {
    return CType.difference(TYPES.type(a), TYPES.type(b), comparison).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double (int, double *)|double(int,double*)",
        "intptr_t *|long *",
        "npy_intp|mylong",
        "long|long long",
        "size_t|unsigned long",
        "real (real)|double (double)",
        "const double *|double *",
        "struct point|struct coords",
        "struct list *|struct chain *",
        "enum e|int",
        "enum e|unsigned",
        "int (const char *const *)|int (char **)",
        "void (double a[3][4])|void (double *)",
        "void (double a[3])|void (const double *restrict)",
        "void (int f(void))|void (int (*)(void))",
        "struct shut *|struct shut *",
        "char|signed char",
        "double _Complex|double _Complex",
      })
  void sameAbi_differentSpelling_isTrue(String a, String b) {
    assertThat(difference(a, b, CType.Comparison.ABI)).isEmpty();
    assertThat(difference(b, a, CType.Comparison.ABI)).isEmpty();
    assertThat(CType.sameAbi(TYPES.type(a), TYPES.type(b))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double (int, double *)|double (int, float *)|parameter 2: expected double * but found"
            + " float *",
        "double (int)|float (int)|return type: expected double but found float",
        "double (int)|double (int, int)|expected double (int) but found double (int, int)",
        "int (int)|int (int, ...)|expected int (int) but found int (int, ...)",
        "int|unsigned int|expected int but found unsigned int",
        "int|float|expected int but found float",
        "_Bool|unsigned char|expected _Bool but found unsigned char",
        "enum e|long|expected enum e but found long",
        "double *|double|expected double * but found double",
        "double **|double *|expected double ** but found double *",
        "double *|void *|expected double * but found void *",
        "int [3]|int [4]|expected int [3] but found int [4]",
        "float _Complex|double _Complex|expected float _Complex but found double _Complex",
        "struct point|union u|expected struct point but found union u",
        "struct point|struct points|struct point: expected double y at offset 8 but found float y"
            + " at offset 4",
        "struct shut *|struct other *|expected struct shut * but found struct other *",
        "struct list *|struct bad *|field 'next': field 'v': expected int but found double",
        "void (struct holder)|void (struct holder2)|parameter 1: field 'in': field 'z': expected"
            + " float but found int",
        "void (int (*)(char))|void (int (*)(short))|parameter 1: parameter 1: expected char but"
            + " found short",
      })
  void difference_otherAbi_namesTheWay(String a, String b, String message) {
    assertThat(difference(a, b, CType.Comparison.ABI)).isEqualTo(message);
    assertThat(CType.sameAbi(TYPES.type(b), TYPES.type(a))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "void (const double *)|void (double *)|parameter 1: expected const double * but found"
            + " double *",
        "char *const *|char **|expected char *const * but found char **",
        "volatile int *|int *|expected volatile int * but found int *",
      })
  void difference_strict_countsQualifiers(String a, String b, String message) {
    assertThat(difference(a, b, CType.Comparison.STRICT)).isEqualTo(message);
    assertThat(difference(a, b, CType.Comparison.ABI)).isEmpty();
    assertThat(difference(a, a, CType.Comparison.STRICT)).isEmpty();
  }

  @Test
  void difference_voidPointers_agreeWithPointersToObjects() {
    String typed = "double (int n, const double *x, const double *c)";

    assertThat(difference("double (int, double *, void *)", typed, CType.Comparison.VOID_POINTERS))
        .isEmpty();
    assertThat(difference(typed, "double (int, double *, void *)", CType.Comparison.VOID_POINTERS))
        .isEmpty();
    assertThat(difference("double (int, double *, void *)", typed, CType.Comparison.ABI))
        .isEqualTo("parameter 3: expected void * but found const double *");
    assertThat(difference("void *", "void (*)(void)", CType.Comparison.VOID_POINTERS))
        .isEqualTo("expected void * but found void (*)(void)");
  }

  @Test
  void difference_opaqueAndCompleteStructOfOneTag_areTheSame() {
    CType opaque = CDeclarations.parse("struct s;").type("struct s *");
    CType complete = CDeclarations.parse("struct s { int x; };").type("struct s *");

    assertThat(CType.sameAbi(opaque, complete)).isTrue();
  }

  @Test
  void difference_packedAndPadded_isFound() {
    CDeclarations t =
        CDeclarations.parse(
            "struct a { int x; char c; }; struct __attribute__((packed)) b { int x; char c; };");

    assertThat(CType.difference(t.struct("a"), t.struct("b"), CType.Comparison.ABI))
        .contains("struct a: expected 8 bytes, alignment 4 but found 5 bytes, alignment 1");
  }

  @Test
  void difference_oneTypeSpelledOnTwoPlatforms_isFound() {
    CType lp64 = CDeclarations.empty(DataModel.LP64).type("wchar_t *");
    CType llp64 = CDeclarations.empty(DataModel.LLP64).type("wchar_t *");

    assertThat(CType.sameAbi(lp64, llp64)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int a; double b;|int a; double b; long c;|true",
        "int a; char b;|int a; char b; char c;|true",
        "int a : 3, b : 5;|int a : 3, b : 5; int c;|true",
        "char a[4]; int *b;|char a[4]; int *b; char *c;|true",
        "union { int i; float f; } u; enum e e;|union { int i; float f; } u; enum e e; int n;|true",
        "int a; void (*f)(struct shut *);|int a; void (*f)(struct shut *); int n;|true",
        "int a; double b;|struct first first; int c;|true",
        "int a; double b;|struct { struct first first; } outer; int c;|true",
        "int a; double b;|union { int i; struct first first; } u;|true",
        "int a; double b;|int a; int b;|false",
        "int a; double b;|int a; float b; long c;|false",
        "int a; double b;|int b; double a; long c;|false",
        "int a; int b;|int a; const int b; int c;|false",
        "int a : 3, b : 5;|int a : 3, b : 6; int c;|false",
        "char a[4];|char a[5]; int b;|false",
        "union { int i; float f; } u;|union { int i; float g; } u; int n;|false",
        "struct point *a;|struct coords *a; int b;|false",
        "int a; double b;|int c; struct first first;|false",
        "int a; double b;|union { int i; } u; struct first first;|false",
      })
  void startsWith_comparesTheFirstMembers(String first, String found, boolean expected) {
    CDeclarations types =
        CDeclarations.parse("struct first {%s}; struct found {%s};".formatted(first, found), TYPES);

    assertThat(types.struct("found").startsWith(types.struct("first"))).isEqualTo(expected);
    assertThat(types.struct("first").startsWith(types.struct("found"))).isFalse();
    assertThat(types.struct("first").startsWith(types.struct("first"))).isTrue();
  }

  @Test
  void startsWith_hiddenStruct_isByName() {
    assertThat(TYPES.struct("shut").startsWith(TYPES.struct("shut"))).isTrue();
    assertThat(TYPES.struct("shut").startsWith(TYPES.struct("other"))).isFalse();
    assertThat(TYPES.struct("point").startsWith(TYPES.struct("shut"))).isFalse();
    assertThat(TYPES.struct("shut").startsWith(TYPES.struct("point"))).isFalse();
  }
}
