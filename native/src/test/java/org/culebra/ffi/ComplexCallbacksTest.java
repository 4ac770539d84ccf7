package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Callbacks and fields with complex numbers by value. C's own function is called in the same way,
/// for comparison.
class ComplexCallbacksTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final CLibrary LIB =
      CLibrary.compile(
              """
              #include <complex.h>
              typedef double _Complex (*map)(double _Complex z, int n, float _Complex w);
              double _Complex apply(map f, double _Complex z) {
                return f(z, 3, 1.5f - 0.25f * I) + f(conj(z), -1, 2.0f * I);
              }
              double _Complex inC(double _Complex z, int n, float _Complex w) {
                return z * z * n + w;
              }
              float _Complex twice(float _Complex (*f)(double x, float _Complex z), float _Complex z) {
                return 2 * f(0.5, z);
              }
              static double _Complex last;
              void record(map f, double _Complex z) { last = f(z, 0, 0); }
              double _Complex recorded(void) { return last; }
              double many(double (*f)(double _Complex a, double _Complex b, double _Complex c,
                                      double _Complex d, double _Complex e)) {
                return f(1 + 2 * I, 3 + 4 * I, 5 + 6 * I, 7 + 8 * I, 9 + 10 * I);
              }
              """)
          .declare(
              """
              typedef double _Complex (*map)(double _Complex z, int n, float _Complex w);
              double _Complex apply(map f, double _Complex z);
              double _Complex inC(double _Complex z, int n, float _Complex w);
              float _Complex twice(float _Complex (*f)(double x, float _Complex z), float _Complex z);
              void record(map f, double _Complex z);
              double _Complex recorded(void);
              double many(double (*f)(double _Complex a, double _Complex b, double _Complex c,
                                      double _Complex d, double _Complex e));
              """);

  private static final CComplex Z = new CComplex(2, -3);

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  interface Map {
    @Nullable CComplex of(CComplex z, int n, CComplex w);
  }

  interface Single {
    CComplex of(double x, CComplex z);
  }

  interface Five {
    double of(CComplex a, CComplex b, CComplex c, CComplex d, CComplex e);
  }

  interface Apply {
    CComplex apply(Callback f, CComplex z);
  }

  private static CComplex times(CComplex a, CComplex b) {
    return new CComplex(a.re() * b.re() - a.im() * b.im(), a.re() * b.im() + a.im() * b.re());
  }

  private Callback map(Map target) {
    return LIB.callback("map").as(LOOKUP, Map.class).in(arena, target);
  }

  @Test
  void complexNumbers_passInBothDirections() {
    Callback java =
        map((z, n, w) -> {
          CComplex square = times(z, z);
          return new CComplex(square.re() * n + w.re(), square.im() * n + w.im());
        });
    Object expected = LIB.function("apply").call(LIB.symbol("inC"), Z);
    assertThat(LIB.function("apply").call(java, Z)).isEqualTo(expected);
    Apply bound = LIB.bind(LOOKUP, Apply.class);
    assertThat(bound.apply(java, Z)).isEqualTo(expected);
  }

  @Test
  void floatNumbers_passInBothDirections() {
    Callback f =
        LIB.function("twice")
            .callback("f")
            .as(LOOKUP, Single.class)
            .in(arena, (x, z) -> new CComplex(z.re() * x, z.im() + x));
    assertThat(LIB.function("twice").call(f, new CComplex(8, 0.25)))
        .isEqualTo(new CComplex(8, 1.5));
  }

  /// The fifth does not fit into registers.
  @Test
  void manyNumbers_arriveInOrder() {
    Callback f =
        LIB.function("many")
            .callback("f")
            .as(LOOKUP, Five.class)
            .in(
                arena,
                (a, b, c, d, e) ->
                    a.re() + 10 * b.im() + 100 * c.re() + 1000 * d.im() + 10_000 * e.im());
    assertThat(LIB.function("many").call(f)).isEqualTo(1 + 40 + 500 + 8000 + 100_000.0);
  }

  @Test
  void failure_isThrown_andCGetsNaN_theErrorValue_orTheAnswer() {
    Callback.Builder builder = LIB.callback("map");
    assertThat(whatCGets(builder)).isEqualTo(new CComplex(Double.NaN, Double.NaN));
    assertThat(whatCGets(builder.errorValue(new CComplex(1, -2)))).isEqualTo(new CComplex(1, -2));
    assertThat(whatCGets(builder.onError(thrown -> new CComplex(0, thrown.toString().length()))))
        .isEqualTo(new CComplex(0, 41));
  }

  private CComplex whatCGets(Callback.Builder builder) {
    Map failing =
        (z, n, w) -> {
          throw new IllegalStateException("no value");
        };
    Callback f = builder.as(LOOKUP, Map.class).in(arena, failing);
    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("record").call(f, Z))
        .withMessage("no value");
    return (CComplex) Objects.requireNonNull(LIB.function("recorded").call());
  }

  @Test
  void resultThatDoesNotFit_isRejected() {
    CFunction twice = LIB.function("twice");
    Callback inexact =
        twice.callback("f").as(LOOKUP, Single.class).in(arena, (x, z) -> new CComplex(0.1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> twice.call(inexact, Z))
        .withMessageStartingWith(
            "callback result: expected a CComplex whose parts are exact as float but found ");
    Callback none = map((z, n, w) -> null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").call(none, Z))
        .withMessageStartingWith("callback result: expected a CComplex but found ");
  }

  @Test
  void fields_areSetAndRead() {
    CLibrary lib =
        CLibrary.compile(
                """
                #include <complex.h>
                #pragma pack(1)
                struct wave { char tag; double _Complex z; float _Complex w; };
                double _Complex sum(const struct wave *x) { return x->z + x->w; }
                """)
            .declare(
                """
                #pragma pack(1)
                struct wave { char tag; double _Complex z; float _Complex w; };
                double _Complex sum(const struct wave *x);
                """);
    CStruct.Value wave =
        lib.struct("wave").allocate(arena).set("z", Z).set("w", new CComplex(0.5, 1));
    assertThat(lib.function("sum").call(wave)).isEqualTo(new CComplex(2.5, -2));
    assertThat(wave.get("z")).isEqualTo(Z);
    assertThat(wave.get("w")).isEqualTo(new CComplex(0.5, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wave.set("w", new CComplex(0.1, 0)))
        .withMessage(
            "field 'w': expected a CComplex whose parts are exact as float but found"
                + " CComplex[re=0.1, im=0.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wave.set("z", 1.0))
        .withMessage("field 'z': expected a CComplex but found double 1.0");
  }

  @Test
  void methodOfOtherTypes_isRejected() {
    @SuppressWarnings("UnusedMethod") // only bound
    interface Wrong {
      double of(double z, int n, CComplex w);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.callback("map").as(LOOKUP, Wrong.class))
        .withMessageContaining("parameter 1 'z': expected CComplex but found double")
        .withMessageContaining("result: expected CComplex but found double");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.callback("map").errorValue(1.0))
        .withMessageContaining("expected a value of double _Complex but found ");
  }
}
