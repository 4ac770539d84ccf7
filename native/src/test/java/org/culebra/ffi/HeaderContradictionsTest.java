package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a prototype may add to that of a header, and what contradicts it.
class HeaderContradictionsTest {
  private static final String HEADER =
      """
      #include <stddef.h>
      typedef unsigned char Bytef;
      struct point { double x, y; };
      typedef struct handle handle;
      int bytes(Bytef *p, int n);
      int read_bytes(const Bytef *p, int n);
      int anything(void *p, int n);
      int read_anything(const void *p, int n);
      int points(struct point *p, int n);
      int handles(handle *h);
      int open_handle(handle **out);
      int open_any(void **out);
      int texts(const char **v, int n);
      int matrix(double (*a)[3], int n);
      int each(void *data, int n, int (*f)(const void *element, void *data));
      int number(int x);
      int small(signed char *p);
      int text(char *p);
      const char *name(void);
      void *get(void);
      double *numbers(void);
      """;

  private static final String SOURCE =
      HEADER
          + """
          int bytes(Bytef *p, int n) { return n; }
          int read_bytes(const Bytef *p, int n) { return n; }
          int anything(void *p, int n) { return n; }
          int read_anything(const void *p, int n) { return n; }
          int points(struct point *p, int n) { return n; }
          int handles(handle *h) { return 0; }
          int open_handle(handle **out) { return 0; }
          int open_any(void **out) { return 0; }
          int texts(const char **v, int n) { return n; }
          int matrix(double (*a)[3], int n) { return n; }
          int each(void *data, int n, int (*f)(const void *element, void *data)) { return n; }
          int number(int x) { return x; }
          int small(signed char *p) { return 0; }
          int text(char *p) { return 0; }
          const char *name(void) { return "name"; }
          void *get(void) { return 0; }
          double *numbers(void) { return 0; }
          """;

  @TempDir private Path folder;

  private CLibrary library() throws Exception {
    Files.writeString(folder.resolve("test.h"), HEADER);
    return CLibrary.compile(SOURCE).header(folder.resolve("test.h").toString());
  }

  @Test
  void anythingForTypedPointers_isRejected() throws Exception {
    CLibrary lib = library();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.function("int bytes(void *p, int n)"))
        .withMessage(
            """
            the prototype contradicts the header: parameter 1: expected unsigned char * but found void *
              expected int bytes(unsigned char *p, int n)
              but found int bytes(void *p, int n)\
            """);
    for (String prototype :
        List.of(
            "int bytes(void p[n], int n)",
            "int read_bytes(const void *p, int n)",
            "int points(void *p, int n)",
            "int points(struct other *p, int n)",
            "int points(void p[16 * n], int n)",
            "int handles(void *h)",
            "int open_handle(void **out)",
            "int matrix(void *a, int n)",
            "int small(char *p)",
            "void *numbers(void)")) {
      assertThatIllegalArgumentException()
          .as(prototype)
          .isThrownBy(() -> lib.function(prototype))
          .withMessageStartingWith("the prototype contradicts the header: ");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.declare("int bytes(void *p, int n);"))
        .withMessageStartingWith("the prototype contradicts the header: ");
  }

  @Test
  void specificTypesForAnything_areAccepted() throws Exception {
    CLibrary lib = library();

    for (String prototype :
        List.of(
            "int anything(void p[n], int n)",
            "int anything(double p[n], int n)",
            "int anything(const float *p, int n)",
            "int anything(struct point *p, int n)",
            "int anything(double (*p)[3], int n)",
            "int read_anything(const short p[n], int n)",
            "int open_any(double **out)",
            "int open_any(struct point **out)",
            "double *get(void)",
            "int each(void *data, int n, int (*f)(const double *element, double *data))")) {
      assertThat(lib.function(prototype)).as(prototype).hasToString(prototype);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            lib.function("int anything(double p[n], int n)")
                .call(NDArray.zeros(DType.FLOAT32, 4), 4))
        .withMessageContaining("expected float64");
  }

  @Test
  void equalTypes_areAccepted() throws Exception {
    CLibrary lib = library();

    for (String prototype :
        List.of(
            "int bytes(unsigned char p[n], int n)",
            "int bytes(const unsigned char *p, int n)",
            "int points(struct point p[n], int n)",
            "int handles(struct handle *h)",
            "int handles(struct other *h)",
            "int texts(const char *v[n], int n)",
            "int texts(const char *const v[n], int n)",
            "int matrix(double a[n][3], int n)",
            "int matrix(double *a, int n)",
            "int number(int x)",
            "int small(signed char p[3])",
            "int text(int8_t p[3])",
            "const char *name(void)")) {
      assertThat(lib.function(prototype)).as(prototype).hasToString(prototype);
    }
  }

  @Test
  void omittedConst_isRejectedAtEveryLevel() throws Exception {
    CLibrary lib = library();

    for (String prototype :
        List.of(
            "int read_bytes(unsigned char *p, int n)",
            "int read_anything(double *p, int n)",
            "int texts(char *v[n], int n)",
            "int each(void *data, int n, int (*f)(double *element, void *data))",
            "char *name(void)")) {
      assertThatIllegalArgumentException()
          .as(prototype)
          .isThrownBy(() -> lib.function(prototype))
          .withMessageStartingWith("the prototype contradicts the header: ");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            lib.function("int each(void *data, int n, int (*f)(double *element, void *data))"))
        .withMessageContaining(
            "parameter 3: parameter 1: expected const void * but found double *\n");
  }

  @Test
  void otherTypes_areRejected() throws Exception {
    CLibrary lib = library();

    for (String prototype :
        List.of(
            "int bytes(unsigned short *p, int n)",
            "int bytes(unsigned char *p, long n)",
            "int bytes(unsigned char *p)",
            "int number(int x, ...)",
            "int anything(int (*f)(void), int n)",
            "int matrix(float (*a)[3], int n)",
            "int open_handle(handle *out)",
            "int each(void *data, int n, int (*f)(const void *element))",
            "void number(int x)")) {
      assertThatIllegalArgumentException()
          .as(prototype)
          .isThrownBy(() -> lib.function(prototype))
          .withMessageStartingWith("the prototype contradicts the header: ");
    }
  }

  @Test
  void emptyParentheses_meanNoParameters() throws Exception {
    Files.writeString(folder.resolve("old.h"), "int number();");
    CLibrary lib =
        CLibrary.compile("int number(int x) { return x; }")
            .header(folder.resolve("old.h").toString());

    assertThat(lib.function("number")).hasToString("int number(void)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.function("int number(int x)"))
        .withMessageContaining("expected 0 parameters but found 1 parameter");
  }
}
