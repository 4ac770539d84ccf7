package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Structs by value that are too large for the JDK, and too many arguments: rejected when bound.
class LargeArgumentsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String TYPES =
      """
      struct large { double x[125]; };
      struct larger { double x[500]; };
      struct nested { int n; struct larger inner; };
      union either { char bytes[3000]; int n; };
      """;
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "large_arguments",
                      TYPES
                          + """
                          double last(struct large s) { return s.x[124]; }
                          double last_at(const struct larger *s) { return s->x[499]; }
                          double larger(struct larger s) { return s.x[0]; }
                          double nested(struct nested s) { return s.n; }
                          double two(struct large a, int n, struct large b) { return n; }
                          int either(union either u) { return u.n; }
                          struct larger make(double x) { struct larger s = {{x}}; return s; }
                          double ask(double (*f)(struct large), double x) {
                            struct large s = {{0}}; s.x[124] = x; return f(s);
                          }
                          double asks(struct larger (*f)(double)) { return f(2).x[0]; }
                          """)
                  .toString())
          .declare(TYPES);

  interface OfStruct {
    double of(CStruct.Value s);
  }

  interface ToStruct {
    CStruct.Value of(double x);
  }

  private static void rejected(ThrowingCallable call, String... parts) {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "double larger(struct larger s)",
        "double nested(struct nested s)",
        "int either(union either u)",
        "double two(struct large a, int n, struct large b)"
      })
  void structTooLargeByValue_isRejectedWhenBound(String prototype) {
    CFunction[] bound = new CFunction[1];

    rejected(
        () -> bound[0] = LIB.function(prototype),
        "expected arguments that fit the 255 slots of a Java method, 2 for each 8 bytes of a"
            + " struct, but found '",
        " bytes: " + prototype + "; pass its address");
    assertThat(bound[0]).isNull();
  }

  @Test
  void structTooLargeByValue_isNamedWithItsBytes() {
    rejected(
        () -> LIB.function("double nested(struct nested s)"), "'struct nested s' of 4008 bytes:");
  }

  @Test
  void structThatJustFits_passesBothWays() {
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value s = LIB.struct("struct large").allocate(arena);
      s.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, 124, 7.5);
      CFunction last = LIB.function("double last(struct large s)");
      FunctionType type =
          CDeclarations.function("double f(struct large s)", CDeclarations.parse(TYPES)).type();
      Callback f =
          Callback.of(type)
              .as(LOOKUP, OfStruct.class)
              .in(arena, v -> v.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, 124));

      assertThat(last.call(s)).isEqualTo(7.5);
      assertThat(last.as(LOOKUP, OfStruct.class).of(s)).isEqualTo(7.5);
      assertThat(LIB.function("double ask(double (*f)(struct large s), double x)").call(f, 2.5))
          .isEqualTo(2.5);
    }
  }

  @Test
  void structTooLarge_byItsAddress_passes() {
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value s = LIB.struct("struct larger").allocate(arena);
      s.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, 499, 7.5);

      assertThat(LIB.function("double last_at(const struct larger *s)").call(s)).isEqualTo(7.5);
    }
  }

  @Test
  void largeResult_isReturned() {
    CFunction make = LIB.function("struct larger make(double x)");

    CStruct.Value made = Calls.of(CStruct.Value.class, make, 2.5);
    assertThat(made.segment().get(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(2.5);
    try (Arena arena = Arena.ofConfined()) {
      CDeclarations types = CDeclarations.parse(TYPES);
      FunctionType type = CDeclarations.function("struct larger f(double x)", types).type();
      CStruct larger = LIB.struct("struct larger");
      Callback f =
          Callback.of(type)
              .as(LOOKUP, ToStruct.class)
              .in(
                  arena,
                  x -> {
                    CStruct.Value s = larger.allocate(arena);
                    s.segment().set(ValueLayout.JAVA_DOUBLE, 0, 2 * x);
                    return s;
                  });
      assertThat(LIB.function("double asks(struct larger (*f)(double x))").call(f)).isEqualTo(4.0);
    }
  }

  @Test
  void callbackOfAStructTooLarge_isRejectedWhenMade() {
    CDeclarations types = CDeclarations.parse(TYPES);
    try (Arena arena = Arena.ofConfined()) {
      for (String struct : new String[] {"struct larger", "struct nested", "union either"}) {
        FunctionType type = CDeclarations.function("double f(" + struct + " s)", types).type();
        rejected(
            () -> Callback.of(type).as(LOOKUP, OfStruct.class).in(arena, s -> 0),
            "but found '" + struct + " s' of ",
            "pass its address");
      }
    }
  }

  @Test
  void tooManyParameters_areRejectedWhenBound() {
    String many = String.join(", ", Collections.nCopies(130, "double"));

    rejected(
        () -> LIB.function("double last(" + many + ")"),
        "but found 130 parameters: double last(double, ",
        "; pass some of them in a struct by its address");
    assertThat(CDeclarations.function("double last(" + many + ")").type().parameters())
        .hasSize(130);
  }
}
