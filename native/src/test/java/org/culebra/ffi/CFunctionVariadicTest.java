package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.math.BigInteger;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

class CFunctionVariadicTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CFunction SNPRINTF =
      CLibrary.process()
          .function("int snprintf(char buffer[size], size_t size, const char *format, ...)");
  private static final CFunction SSCANF =
      CLibrary.process().function("int sscanf(const char *text, const char *format, ...)");

  private final NDArray buffer = NDArray.zeros(DType.INT8, 100);

  interface Print {
    int print(
        NDArray buffer, long size, String format, boolean a, short b, char c, float d, String e);
  }

  interface PrintNothing {
    int print(NDArray buffer, long size, String format);
  }

  interface PrintObject {
    int print(NDArray buffer, long size, String format, Object value);
  }

  interface Scan {
    int scan(String text, String format, NDArray value);
  }

  private String text() {
    return CText.read(MemorySegment.ofAddress(buffer.address()), 99);
  }

  @Test
  void call_promotesAsCDoes() {
    Object length =
        SNPRINTF.call(
            buffer,
            100,
            "%d %d %d %c %lld %.2f %.1f %s %p",
            true,
            (byte) -1,
            (short) 7,
            'x',
            1L << 40,
            1.5f,
            2.5,
            "text",
            null);

    assertThat(text()).isEqualTo("1 -1 7 x 1099511627776 1.50 2.5 text (nil)");
    assertThat(length).isEqualTo(text().length());
    assertThat(SNPRINTF.call(buffer, 100, "plain")).isEqualTo(5);
  }

  @Test
  void as_fixesTheTypes() {
    SNPRINTF
        .as(LOOKUP, Print.class)
        .print(buffer, 100, "%d %d %c %.2f %s", true, (short) -3, 'y', 0.25f, "end");
    assertThat(text()).isEqualTo("1 -3 y 0.25 end");

    assertThat(SNPRINTF.as(LOOKUP, PrintNothing.class).print(buffer, 100, "none")).isEqualTo(4);
  }

  @Test
  void memory_goesByItsAddress() {
    NDArray value = NDArray.zeros(DType.INT32, 1);

    assertThat(SSCANF.call("42", "%d", value)).isEqualTo(1);
    assertThat(value.getLong(0)).isEqualTo(42);
    assertThat(SSCANF.as(LOOKUP, Scan.class).scan("43", "%d", value)).isEqualTo(1);
    assertThat(value.getLong(0)).isEqualTo(43);
  }

  @Test
  void wrongArguments_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SNPRINTF.call(buffer))
        .withMessage(
            "cannot call int snprintf(char buffer[size], size_t size, const char *format, ...)\n"
                + "  expected at least 3 arguments but found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SNPRINTF.call(buffer, 100, "%d", BigInteger.ONE))
        .withMessage(
            "cannot call int snprintf(char buffer[size], size_t size, const char *format, ...)\n"
                + "  argument 4: expected a number, a String or memory but found biginteger 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SSCANF.call("42", "%d", NDArray.zeros(DType.INT32, 1).asReadOnly()))
        .withMessage(
            "cannot call int sscanf(const char *text, const char *format, void *, ...)\n"
                + "  argument 3: expected an array or a MemorySegment, writable but found int32 of"
                + " shape (1,), read-only");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SNPRINTF.call(buffer, 1000, "%s", "a\0"))
        .withMessage(
            "cannot call int snprintf(char buffer[size], size_t size, const char *format, const"
                + " char *, ...)\n"
                + "  argument 1 'buffer': expected a dtype of 1 byte, C-contiguous, at least size ="
                + " 1000 elements, writable but found int8 of shape (100,)\n"
                + "  argument 4: expected text without NUL but found one at index 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SNPRINTF.as(LOOKUP, PrintObject.class))
        .withMessage(
            "cannot bind int print(NDArray, long, String, Object) to int snprintf(char"
                + " buffer[size], size_t size, const char *format, ...)\n"
                + "  parameter 4: expected a number, a String or memory but found Object");
  }

  interface Twice {
    double of(double x);
  }

  /// As for `curl_easy_setopt`.
  @Test
  void call_takesCallbacksAndStructs() {
    CLibrary lib =
        CLibrary.compile(
                """
                #include <stdarg.h>
                struct pair { int a, b; };
                double both(int n, ...) {
                  va_list all;
                  va_start(all, n);
                  double (*f)(double) = va_arg(all, double (*)(double));
                  struct pair *p = va_arg(all, struct pair *);
                  va_end(all);
                  return f(p->a + p->b);
                }
                """)
            .declare("struct pair { int a, b; }; double both(int n, ...);");
    try (Arena arena = Arena.ofConfined()) {
      Callback twice =
          lib.callback("double (double x)").as(LOOKUP, Twice.class).in(arena, x -> 2 * x);
      CStruct.Value pair = lib.struct("pair").allocate(arena).set("a", 3).set("b", 4);
      assertThat(lib.function("both").call(2, twice, pair)).isEqualTo(14.0);
    }
  }

  @Test
  void variadicCallback_isRejected() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() ->
            Callback.of("int (const int *a, ...)")
                .as(LOOKUP, CallbackTest.Compare.class)
                .in(Arena.ofAuto(), (a, b) -> 0))
        .withMessage(
            "expected a callback with a fixed number of arguments but found 'int (const int *a,"
                + " ...)'; implement it in C, and pass the arguments that it reads to a callback"
                + " without '...'");
  }
}
