package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.testsupport.CFixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a callback is made of, in every combination, and what C gets from one that fails.
class CallbackBuilderTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String SIGNATURE = "double (double x, void *params)";
  private static final String TYPES = "struct point { double x, y; };\n";
  private static final List<String> RESULTS =
      List.of(
          "_Bool",
          "char",
          "unsigned char",
          "short",
          "unsigned short",
          "int",
          "unsigned",
          "long",
          "size_t",
          "float",
          "double",
          "void *",
          "struct point");

  private static final CLibrary LIB =
      CLibrary.open(CFixtures.sharedLibrary("callback_builder", source()).toString())
          .declare(TYPES + declarations());

  /// `T ask_0(T (*f)(int), int x)` for each type of result, and one function with user data.
  private static String source() {
    StringBuilder all = new StringBuilder("#include <stddef.h>\n").append(TYPES);
    for (int i = 0; i < RESULTS.size(); i++) {
      all.append(ask(i)).append(" { return f(x); }\n");
    }
    return all
        + """
        double apply(double (*f)(double x, void *params), double x, void *params) {
          return f(x, params);
        }
        void three(int (*f)(int), int *out) {
          for (int i = 0; i < 3; i++) out[i] = f(i);
        }
        """;
  }

  private static String declarations() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < RESULTS.size(); i++) {
      all.append(ask(i)).append(";\n");
    }
    return all
        + """
        double apply(double (*f)(double x, void *params), double x, void *params);
        void three(int (*f)(int), int out[3]);
        """;
  }

  private static String ask(int i) {
    return "%1$s ask_%2$d(%1$s (*f)(int), int x)".formatted(RESULTS.get(i), i);
  }

  interface Scaled {
    double at(double x, MemorySegment params);
  }

  interface ToInt {
    int of(int x);
  }

  interface ToNothing {
    void of(int x);
  }

  private final Arena arena = Arena.ofConfined();
  private final Thread thread = Thread.currentThread();
  private final Thread.UncaughtExceptionHandler usual = thread.getUncaughtExceptionHandler();
  private final List<Throwable> handled = new ArrayList<>();

  @BeforeEach
  void handle() {
    thread.setUncaughtExceptionHandler((t, thrown) -> handled.add(thrown));
  }

  @AfterEach
  void close() {
    thread.setUncaughtExceptionHandler(usual);
    arena.close();
  }

  /// What C gets from a callback, also where it fails: C does not know that it is one.
  private static Object answer(String function, Callback callback, Object... arguments) {
    List<Object> all =
        new ArrayList<>(List.of(MemorySegment.ofAddress(callback.pointer().address())));
    all.addAll(List.of(arguments));
    return Objects.requireNonNull(LIB.function(function).call(all.toArray()), "result");
  }

  // --- every combination ---

  /// @param declared whether the signature comes as a type
  /// @param open whether the interface is public and needs no lookup
  record Combination(boolean declared, boolean open, String data, String error) {}

  static Stream<Combination> combinations() {
    List<Combination> all = new ArrayList<>();
    for (boolean declared : new boolean[] {true, false}) {
      for (boolean open : new boolean[] {true, false}) {
        for (String data : List.of("none", "array", "struct")) {
          for (String error : List.of("usual", "value", "function", "both")) {
            all.add(new Combination(declared, open, data, error));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void everyCombination_works(Combination of) {
    NDArray array = NDArray.copyOf(arena, new double[] {10, 20});
    CStruct.Value struct = LIB.struct("point").allocate(arena).set("x", 10.0).set("y", 20.0);
    Callback.Builder builder =
        of.declared ? Callback.of(CDeclarations.callback(SIGNATURE)) : Callback.of(SIGNATURE);
    builder =
        switch (of.error) {
          case "value" -> builder.errorValue(-1);
          case "function" -> builder.onError(thrown -> -2);
          case "both" ->
              builder
                  .onError(thrown -> thrown instanceof ArithmeticException ? -2 : null)
                  .errorValue(-1);
          default -> builder;
        };
    builder =
        switch (of.data) {
          case "array" -> builder.userData(array);
          case "struct" -> builder.userData(struct);
          default -> builder;
        };
    Callback callback =
        of.open
            ? builder.as(PublicApi.Scaled.class).in(arena, CallbackBuilderTest::scaled)
            : builder.as(LOOKUP, Scaled.class).in(arena, CallbackBuilderTest::scaled);

    MemorySegment data = of.data.equals("struct") ? struct.segment() : array.segment();
    boolean typed = !of.data.equals("none");
    assertThat(answer("apply", callback, 3, data)).isEqualTo(typed ? 50.0 : 3.0);
    assertThat(handled).isEmpty();
    double divided = of.error.equals("function") || of.error.equals("both") ? -2 : -1;
    assertThat(answer("apply", callback, 0, data))
        .isEqualTo(of.error.equals("usual") ? Double.NaN : divided);
    double other = of.error.equals("function") ? -2 : -1;
    assertThat(answer("apply", callback, -1, data))
        .isEqualTo(of.error.equals("usual") ? Double.NaN : other);
    assertThat(callback.failures()).isEqualTo(2);
    assertThat(callback.failure()).isInstanceOf(ArithmeticException.class);
  }

  /// C's bare pointer has no bytes; what is stated arrives with all of them.
  private static double scaled(double x, MemorySegment params) {
    if (x == 0) {
      throw new ArithmeticException("zero");
    }
    if (x < 0) {
      throw new IllegalStateException("negative");
    }
    return params.byteSize() == 0
        ? x
        : params.get(ValueLayout.JAVA_DOUBLE, 0) * x + params.get(ValueLayout.JAVA_DOUBLE, 8);
  }

  @Test
  void builders_areNotChanged() {
    Callback.Builder builder = Callback.of("int (int)");
    Callback.Builder one = builder.errorValue(1);
    Callback.Builder two = one.onError(thrown -> 2);
    List<Object> answers = new ArrayList<>();
    for (Callback.Builder each : List.of(builder, one, two, two.errorValue(3))) {
      Callback.Binding<ToInt> binding = each.as(LOOKUP, ToInt.class);
      answers.add(answer("ask_5", binding.in(arena, x -> Math.floorDiv(x, 0)), 4));
      answers.add(answer("ask_5", binding.in(arena, x -> x / 2), 4));
    }
    assertThat(answers).containsExactly(0, 2, 1, 2, 2, 2, 2, 2);
  }

  // --- error functions ---

  /// Beside each type a value that it can hold, and what Java sees of it.
  static Stream<List<Object>> values() {
    MemorySegment place = Arena.global().allocate(8);
    return Stream.of(
        List.of("_Bool", true, true),
        List.of("char", -5, (byte) -5),
        List.of("unsigned char", 250, 250),
        List.of("short", -300, (short) -300),
        List.of("unsigned short", 65000, 65000),
        List.of("int", -70000, -70000),
        List.of("unsigned", 4000000000L, 4000000000L),
        List.of("long", Long.MIN_VALUE, Long.MIN_VALUE),
        List.of("size_t", -1, -1L),
        List.of("float", 0.5, 0.5f),
        List.of("double", 0.1, 0.1),
        List.of("void *", place, MemorySegment.ofAddress(place.address())),
        List.of("struct point", LIB.struct("point").allocate(Arena.ofAuto()).set("y", 7.0), 7.0));
  }

  @ParameterizedTest
  @MethodSource("values")
  void errorsOfEveryType_reachC(List<Object> row) {
    int index = RESULTS.indexOf((String) row.getFirst());
    CType.Pointer pointer =
        (CType.Pointer) LIB.function("ask_" + index).type().parameters().get(0).type();
    Callback.Builder builder = Callback.of(pointer.function().orElseThrow());
    for (Callback.Builder each :
        List.of(builder.errorValue(row.get(1)), builder.onError(thrown -> row.get(1)))) {
      Callback callback = failing(index, each);
      Object answer = answer("ask_" + index, callback, 3);
      assertThat(answer instanceof CStruct.Value struct ? struct.get("y") : answer)
          .isEqualTo(row.get(2));
      assertThat(Objects.requireNonNull(callback.failure()).getSuppressed()).isEmpty();
    }
  }

  interface ToBoolean {
    boolean of(int x);
  }

  interface ToByte {
    byte of(int x);
  }

  interface ToShort {
    short of(int x);
  }

  interface ToLong {
    long of(int x);
  }

  interface ToFloat {
    float of(int x);
  }

  interface ToDouble {
    double of(int x);
  }

  interface ToPointer {
    MemorySegment of(int x);
  }

  interface ToStruct {
    CStruct.Value of(int x);
  }

  private Callback failing(int index, Callback.Builder builder) {
    return switch (RESULTS.get(index)) {
      case "_Bool" -> builder.as(LOOKUP, ToBoolean.class).in(arena, x -> fail());
      case "char", "unsigned char" -> builder.as(LOOKUP, ToByte.class).in(arena, x -> fail());
      case "short", "unsigned short" -> builder.as(LOOKUP, ToShort.class).in(arena, x -> fail());
      case "int", "unsigned" -> builder.as(LOOKUP, ToInt.class).in(arena, x -> fail());
      case "long", "size_t" -> builder.as(LOOKUP, ToLong.class).in(arena, x -> fail());
      case "float" -> builder.as(LOOKUP, ToFloat.class).in(arena, x -> fail());
      case "double" -> builder.as(LOOKUP, ToDouble.class).in(arena, x -> fail());
      case "void *" -> builder.as(LOOKUP, ToPointer.class).in(arena, x -> fail());
      default -> builder.as(LOOKUP, ToStruct.class).in(arena, x -> fail());
    };
  }

  @SuppressWarnings("TypeParameterUnusedInFormals") // of whatever type the lambda returns
  private static <T> T fail() {
    throw new ArithmeticException("wanted");
  }

  private Callback failing(Function<Throwable, @Nullable Object> onError) {
    return Callback.of("int (int)")
        .errorValue(-1)
        .onError(onError)
        .as(LOOKUP, ToInt.class)
        .in(arena, x -> fail());
  }

  @Test
  void whatAnErrorFunctionCannotAnswer_isTheErrorValue() {
    Callback none = failing(thrown -> null);
    Callback wrong = failing(thrown -> "minus two");
    Callback wide = failing(thrown -> 1L << 40);
    Callback throwing =
        failing(thrown -> {
          throw new IllegalStateException("as well");
        });
    Callback again =
        failing(thrown -> {
          throw (ArithmeticException) thrown;
        });

    for (Callback each : List.of(none, wrong, wide, throwing, again)) {
      assertThat(answer("ask_5", each, 3)).isEqualTo(-1);
    }
    assertThat(none.failure()).hasNoSuppressedExceptions();
    assertThat(again.failure()).hasNoSuppressedExceptions();
    assertThat(wrong.failure())
        .hasSuppressedException(
            new IllegalArgumentException(
                "error function: expected a value of int but found a String"));
    assertThat(wide.failure())
        .hasSuppressedException(
            new IllegalArgumentException(
                "error function: expected a value of int but found long 1099511627776"));
    assertThat(throwing.failure()).hasSuppressedException(new IllegalStateException("as well"));
    assertThat(handled).hasSize(5);
  }

  /// The call throws the failure all the same; what C asks for meanwhile is the error value.
  @Test
  void failureInACall_isAnsweredOnce_andThrown() {
    NDArray out = NDArray.copyOf(arena, new int[] {9, 9, 9});
    List<Throwable> seen = new ArrayList<>();
    Callback callback =
        Callback.of("int (int)")
            .errorValue(-1)
            .onError(thrown -> {
              seen.add(thrown);
              return -2;
            })
            .as(LOOKUP, ToInt.class)
            .in(arena, x -> x == 0 ? 5 : Math.floorDiv(x, 0));

    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> LIB.function("three").call(callback, out))
        .satisfies(thrown -> assertThat(seen).containsExactly(thrown));
    assertThat(out.toIntArray()).containsExactly(5, -2, -1);
    assertThat(callback.failures()).isEqualTo(1);
    assertThat(handled).isEmpty();
  }

  /// Deep in the error function the stack ends: C gets the error value, and nothing breaks.
  @Test
  void errorFunctionWithoutStack_isTheErrorValue() {
    Callback callback = failing(CallbackBuilderTest::overflow);
    assertThat(answer("ask_5", callback, 3)).isEqualTo(-1);
    assertThat(Objects.requireNonNull(callback.failure()).getSuppressed())
        .singleElement()
        .isInstanceOf(StackOverflowError.class);
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private static @Nullable Object overflow(Throwable thrown) {
    return List.of(Objects.requireNonNull(overflow(thrown)), thrown);
  }

  // --- what is rejected, and where ---

  @Test
  void errorsOfACallbackWithoutResult_areRejected() {
    Callback.Builder builder = Callback.of("void (int)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.errorValue(1))
        .withMessage("expected no error value for a callback that returns nothing but found int 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.onError(thrown -> 1))
        .withMessageStartingWith(
            "expected no error function for a callback that returns nothing but found ");
    assertThat(builder.as(LOOKUP, ToNothing.class).in(arena, x -> {}).type())
        .hasToString("void (int)");
  }

  @Test
  void nulls_areRejected() {
    Callback.Builder builder = Callback.of("int (int)");
    assertThatNullPointerException().isThrownBy(() -> builder.errorValue(nothing()));
    assertThatNullPointerException().isThrownBy(() -> builder.onError(nothing()));
    assertThatNullPointerException().isThrownBy(() -> builder.userData((NDArray) nothing()));
    assertThatNullPointerException().isThrownBy(() -> builder.userData((CStruct.Value) nothing()));
    assertThatNullPointerException().isThrownBy(() -> builder.as(nothing()));
    assertThatNullPointerException().isThrownBy(() -> builder.as(LOOKUP, nothing()));
    assertThatNullPointerException().isThrownBy(() -> builder.as(nothing(), ToInt.class));
    Callback.Binding<ToInt> binding = builder.as(LOOKUP, ToInt.class);
    assertThatNullPointerException().isThrownBy(() -> binding.in(nothing(), x -> x));
    assertThatNullPointerException().isThrownBy(() -> binding.in(arena, nothing()));
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller may do
  private static <T> T nothing() {
    return null;
  }
}
