package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What C passes back to a callback arrives with its type.
class CallbackUserDataTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String SIGNATURE = "double (double x, void *params)";
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "user_data",
                      """
                      double apply(double (*f)(double x, void *params), void *params, double x) {
                        return f(x, params);
                      }
                      struct function { double (*function)(double x, void *params); void *params; };
                      double apply_struct(const struct function *f, double x) {
                        return f->function(x, f->params);
                      }
                      double apply_wrong(double (*f)(double x, void *params), double x) {
                        return f(x, &x);
                      }
                      """)
                  .toString())
          .declare(
              """
              double apply(double (*f)(double x, void *params), void *params, double x);
              struct function { double (*function)(double x, void *params); void *params; };
              double apply_struct(const struct function *f, double x);
              double apply_wrong(double (*f)(double x, void *params), double x);
              """);

  static CLibrary library() {
    return LIB;
  }

  interface Doubles {
    double at(double x, DoubleView params);
  }

  interface Floats {
    double at(double x, FloatView params);
  }

  interface Struct {
    double at(double x, CStruct.Value params);
  }

  interface Raw {
    double at(double x, MemorySegment params);
  }

  interface Address {
    double at(double x, long params);
  }

  interface Apply {
    double apply(Callback f, @Nullable NDArray params, double x);
  }

  private final Arena arena = Arena.ofConfined();
  private final NDArray weights = NDArray.copyOf(new double[] {10, 20}, 2);

  @AfterEach
  void close() {
    arena.close();
  }

  private Callback weighted() {
    return Callback.of(SIGNATURE)
        .userData(weights)
        .as(LOOKUP, Doubles.class)
        .in(arena, (x, w) -> w.get(0) * x + w.get(1));
  }

  @Test
  void array_arrivesTyped_bothWays() {
    Callback f = weighted();
    Apply apply = LIB.function("apply").as(LOOKUP, Apply.class);

    assertThat(LIB.function("apply").call(f, weights, 3)).isEqualTo(50.0);
    assertThat(apply.apply(f, weights, 3)).isEqualTo(50.0);
    assertThat(f.failure()).isNull();
  }

  @Test
  void nothing_standsForIt() {
    assertThat(LIB.function("apply").call(weighted(), null, 3)).isEqualTo(50.0);
    assertThat(LIB.function("apply").as(LOOKUP, Apply.class).apply(weighted(), null, 3))
        .isEqualTo(50.0);
  }

  @Test
  void segmentAndAddress_arriveToo() {
    Callback raw =
        Callback.of(SIGNATURE)
            .userData(weights)
            .as(LOOKUP, Raw.class)
            .in(arena, (x, w) -> w.byteSize());
    Callback address =
        Callback.of(SIGNATURE)
            .userData(weights)
            .as(LOOKUP, Address.class)
            .in(arena, (x, w) -> w == weights.address() ? 1 : 0);

    assertThat(LIB.function("apply").call(raw, weights, 3)).isEqualTo(16.0);
    assertThat(LIB.function("apply").call(address, weights, 3)).isEqualTo(1.0);
  }

  @Test
  void struct_arrivesTyped() {
    CStruct.Value pair =
        CStruct.of("struct pair { double a; int b; };").allocate(arena).set("a", 2.5).set("b", 4);
    Callback f =
        Callback.of(SIGNATURE)
            .userData(pair)
            .as(LOOKUP, Struct.class)
            .in(arena, (x, p) -> (double) p.get("a") + (int) p.get("b"));

    assertThat(LIB.function("apply").call(f, pair, 3)).isEqualTo(6.5);
  }

  @Test
  void anotherType_doesNotBind() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of(SIGNATURE)
                .userData(weights)
                .as(LOOKUP, Floats.class)
                .in(arena, (x, w) -> w.get(0)))
        .withMessage(
            "cannot bind double at(double, FloatView) to double (double x, void *params)\n"
                + "  parameter 2 'params': expected NDArray, DoubleView, MemorySegment or long for"
                + " user data of float64 of shape (2,) but found FloatView");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of("double (double x, float *params)")
                .userData(weights)
                .as(LOOKUP, Doubles.class)
                .in(arena, (x, w) -> w.get(0)))
        .withMessage(
            "user data 'params': expected float32, C-contiguous, writable but found float64 of"
                + " shape (2,)");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of("double (double x, int y)")
                .userData(weights)
                .as(LOOKUP, Doubles.class)
                .in(arena, (x, w) -> w.get(0)))
        .withMessage(
            "expected one void * parameter, or one named user_data, params or data, for the user"
                + " data but found double (double x, int y)");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            Callback.of(SIGNATURE)
                .userData(weights.asReadOnly())
                .as(LOOKUP, Doubles.class)
                .in(arena, (x, w) -> w.get(0)))
        .withMessage(
            "user data 'params': expected an array or a MemorySegment, writable but found float64"
                + " of shape (2,), read-only");
  }

  @Test
  void constUserData_isReadOnly() {
    Callback writer =
        Callback.of("double (double x, const void *params)")
            .userData(weights)
            .as(LOOKUP, Doubles.class)
            .in(
                arena,
                (x, w) -> {
                  w.set(0, 1);
                  return 0;
                });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").call(writer, weights, 3));
    assertThat(weights.getDouble(0)).isEqualTo(10);
  }

  @Test
  void otherDataBesideTheCallback_isRejectedBeforeTheCall() {
    NDArray other = NDArray.zeros(DType.FLOAT32, 2);
    String message =
        "cannot call double apply(double (*f)(double x, void *params), void *params, double x)\n"
            + "  argument 2 'params': expected the callback's user data, float64 of shape (2,), or"
            + " null but found float32 of shape (2,)";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").call(weighted(), other, 3))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("apply").as(LOOKUP, Apply.class).apply(weighted(), other, 3))
        .withMessage(message);
  }

  @Test
  void otherDataFromC_isAFailure() {
    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("apply_wrong").call(weighted(), 3))
        .withMessageMatching(
            "callback: expected its user data at 0x[0-9a-f]+ from C but found 0x[0-9a-f]+");
  }

  @Test
  void struct_getsTheDataWithTheCallback() {
    CStruct.Value function = LIB.struct("function").allocate(arena).set("function", weighted());

    assertThat(((MemorySegment) function.get("params")).address()).isEqualTo(weights.address());
    assertThat(LIB.function("apply_struct").call(function, 3)).isEqualTo(50.0);
  }

  @Test
  void closedUserData_isRejectedBeforeTheCall() {
    CStruct.Value function = LIB.struct("function").allocate(arena);
    Callback f;
    try (Arena own = Arena.ofConfined()) {
      NDArray data = NDArray.zeros(own, DType.FLOAT64, 1);
      f =
          Callback.of(SIGNATURE)
              .userData(data)
              .as(LOOKUP, Doubles.class)
              .in(arena, (x, w) -> w.get(0));
      function.set("function", f);
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("apply").call(f, null, 3))
        .withMessage("Already closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> LIB.function("apply_struct").call(function, 3))
        .withMessage(
            "struct function, field 'params': expected memory that is alive but found that its"
                + " arena has been closed");
  }
}
