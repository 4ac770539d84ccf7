package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

class CFunctionTest {
  private static final CLibrary LIB = TestLibrary.open();
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String RUNS_IN_C =
      "cannot call void runs_in_c(int n, double p[n], const double px[n], const double py[n],"
          + " const double pz[n])\n";

  interface RunsInC {
    void run(int n, NDArray p, NDArray px, DoubleView py, MemorySegment pz);
  }

  interface SumSmall {
    int sum(int a, int b, long c);
  }

  interface SumRaw {
    int sum(byte a, short b, int c);
  }

  interface SameByte {
    int same(short a);
  }

  interface Count {
    long count(ByteView text, long n);
  }

  interface Trace {
    double trace(int n, int m, NDArray a);
  }

  interface Two {
    void a();

    void b(int x);
  }

  private static NDArray doubles(double... values) {
    return NDArray.copyOf(values, values.length);
  }

  private static void rejected(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @Test
  void runsInC_calledBothWays_givesThirteen() {
    CFunction function = LIB.function("runs_in_c");
    NDArray p = NDArray.zeros(DType.FLOAT64, 1);

    assertThat(function.call(1, p, doubles(3), doubles(4), doubles(12))).isNull();
    assertThat(p.getDouble(0)).isEqualTo(13.0);

    p.setDouble(0, 0);
    RunsInC bound = function.as(LOOKUP, RunsInC.class);
    bound.run(1, p, doubles(3), doubles(4).asDoubles(), doubles(12).segment());
    assertThat(p.getDouble(0)).isEqualTo(13.0);
    assertThat(bound).hasToString(function.toString());
  }

  @Test
  void wrongArrays_boundCall_rejectsAllAtOnce() {
    RunsInC bound = LIB.function("runs_in_c").as(LOOKUP, RunsInC.class);

    rejected(
        () ->
            bound.run(
                1000,
                NDArray.zeros(DType.FLOAT64, 1000).asReadOnly(),
                NDArray.zeros(DType.FLOAT32, 500),
                NDArray.zeros(DType.FLOAT64, 2000).sliceAxis(0, 0, 2000, 2).asDoubles(),
                MemorySegment.NULL),
        RUNS_IN_C
            + "  argument 2 'p': expected float64, C-contiguous, at least n = 1000 elements,"
            + " writable but found float64 of shape (1000,), read-only\n"
            + "  argument 3 'px': expected float64, C-contiguous, at least n = 1000 elements but"
            + " found float32 of shape (500,)\n"
            + "  argument 4 'py': expected float64, C-contiguous, at least n = 1000 elements but"
            + " found DoubleView of shape (1000,), strides (16,)\n"
            + "  argument 5 'pz': expected float64, C-contiguous, at least n = 1000 elements but"
            + " found NULL");
  }

  @Test
  void wrongArguments_dynamicCall_rejectsAllAtOnce() {
    rejected(
        () ->
            LIB.function("runs_in_c")
                .call(
                    1,
                    null,
                    "text",
                    doubles(1).asReadOnly(),
                    MemorySegment.ofArray(new double[] {1})),
        RUNS_IN_C
            + "  argument 2 'p': expected float64, C-contiguous, at least n = 1 elements, writable"
            + " but found null; declare the parameter [[nullable]] to pass NULL\n"
            + "  argument 3 'px': expected float64, C-contiguous, at least n = 1 elements but found"
            + " a String\n"
            + "  argument 5 'pz': expected float64, C-contiguous, at least n = 1 elements but found"
            + " a MemorySegment on the heap of 8 bytes");
  }

  @Test
  void wrongByteOrder_call_rejects() {
    DType swapped =
        DType.FLOAT64.withByteOrder(
            ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? ByteOrder.LITTLE_ENDIAN
                : ByteOrder.BIG_ENDIAN);

    rejected(
        () -> LIB.function("trace").call(1, 2, NDArray.zeros(swapped, 2)),
        "cannot call double trace(int n, int m, const double a[n * m])\n"
            + "  argument 3 'a': expected float64, C-contiguous, at least n * m = 2 elements but"
            + " found >f8 of shape (2,)");
  }

  @Test
  void lengthExpressions_areComputedFromTheArguments() {
    NDArray six = doubles(1, 2, 3, 4, 5, 6);
    Trace trace = LIB.function("trace").as(LOOKUP, Trace.class);

    assertThat(trace.trace(2, 3, six)).isEqualTo(7.0);
    assertThat(LIB.function("half").call(5, NDArray.copyOf(new int[] {7, 8}, 2))).isEqualTo(8L);
    rejected(
        () -> trace.trace(2, 4, six),
        "cannot call double trace(int n, int m, const double a[n * m])\n"
            + "  argument 3 'a': expected float64, C-contiguous, at least n * m = 8 elements but"
            + " found float64 of shape (6,)");
    rejected(
        () -> trace.trace(-2, 3, six),
        "cannot call double trace(int n, int m, const double a[n * m])\n  argument 3 'a': expected"
            + " a non-negative length but found n * m = -6");
    rejected(
        () -> LIB.function("half").call(6, NDArray.copyOf(new int[] {7, 8}, 2)),
        "cannot call long half(int n, const int a[n / 2])\n"
            + "  argument 2 'a': expected int32, C-contiguous, at least n / 2 = 3 elements but"
            + " found int32 of shape (2,)");
  }

  @Test
  void unsignedNumbers_travelInWiderTypes_checkedForRange() {
    SumSmall wide = LIB.function("sum_small").as(LOOKUP, SumSmall.class);
    SumRaw raw = LIB.function("sum_small").as(LOOKUP, SumRaw.class);

    assertThat(wide.sum(200, 60000, 4_000_000_000L)).isEqualTo(2_000_060_200);
    assertThat(raw.sum((byte) 200, (short) 60000, (int) 4_000_000_000L)).isEqualTo(2_000_060_200);
    assertThat(LIB.function("same_byte").as(LOOKUP, SameByte.class).same((short) 255))
        .isEqualTo(255);
    assertThat(LIB.function("same_byte").call(200)).isEqualTo(200);
    assertThat(LIB.function("same_uint").call(4_000_000_000L)).isEqualTo(4_000_000_000L);
    assertThat(LIB.function("negate").call(true)).isEqualTo(false);
    rejected(
        () -> wide.sum(300, -1, 1L << 32),
        "cannot call int sum_small(unsigned char a, unsigned short b, unsigned int c)\n"
            + "  argument 1 'a': expected an integer from 0 to 255 (unsigned char) but found int"
            + " 300\n"
            + "  argument 2 'b': expected an integer from 0 to 65535 (unsigned short) but found int"
            + " -1\n"
            + "  argument 3 'c': expected an integer from 0 to 4294967295 (unsigned int) but found"
            + " long 4294967296");
    rejected(
        () -> LIB.function("same_byte").call(1.5),
        "cannot call unsigned char same_byte(unsigned char a)\n"
            + "  argument 1 'a': expected an integer from 0 to 255 (unsigned char) but found double"
            + " 1.5");
  }

  interface OfEnum {
    int of(int x);
  }

  /// An unsigned one is zero-extended, as its underlying type is.
  @Test
  void smallEnums_travelAsTheirUnderlyingType() {
    String enums =
        """
        enum __attribute__((packed)) tiny { A, B = 200 };
        enum __attribute__((packed)) small { C, D = 60000 };
        """;
    String apply = "int apply(enum tiny (*f)(enum small x), int x)";
    CLibrary c =
        CLibrary.compile(
                enums
                    + "int of_tiny(enum tiny x) { return x; }\n"
                    + "int of_small(enum small x) { return x; }\n"
                    + "enum tiny tiny(int x) { return (enum tiny) x; }\n"
                    + "static int last;\n"
                    + "int last_one(void) { return last; }\n"
                    + apply
                    + " { return last = f((enum small) x); }\n")
            .declare(
                enums
                    + "int of_tiny(enum tiny x); int of_small(enum small x); enum tiny tiny(int x);"
                    + " int last_one(void); "
                    + apply
                    + ";");

    assertThat(c.function("of_tiny").call(200)).isEqualTo(200);
    assertThat(c.function("of_small").call(60000)).isEqualTo(60000);
    assertThat(c.function("tiny").call(200)).isEqualTo(200);
    assertThat(c.function("of_tiny").as(LOOKUP, OfEnum.class).of(200)).isEqualTo(200);
    assertThat(c.function("of_small").as(LOOKUP, OfEnum.class).of(60000)).isEqualTo(60000);
    assertThat(c.function("tiny").as(LOOKUP, OfEnum.class).of(200)).isEqualTo(200);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> c.function("of_tiny").call(256))
        .withMessageContaining("expected an integer from 0 to 255");
    try (Arena arena = Arena.ofConfined()) {
      Callback.Builder builder = c.callback("enum tiny (enum small x)");
      Callback divide = builder.as(LOOKUP, OfEnum.class).in(arena, x -> x / 300);
      assertThat(c.function("apply").call(divide, 60000)).isEqualTo(200);
      Callback fails =
          builder
              .errorValue(201)
              .as(LOOKUP, OfEnum.class)
              .in(arena, x -> Math.toIntExact(1L << 40));
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> c.function("apply").call(fails, 1));
      assertThat(c.function("last_one").call()).isEqualTo(201);
      Callback failsToo =
          builder.as(LOOKUP, OfEnum.class).in(arena, x -> Math.toIntExact(1L << 40));
      assertThatExceptionOfType(ArithmeticException.class)
          .isThrownBy(() -> c.function("apply").call(failsToo, 1));
      assertThat(c.function("last_one").call()).isEqualTo(0);
    }
  }

  @Test
  void bytes_ofAnyOneByteType_passAsChar() {
    Count count = LIB.function("count").as(LOOKUP, Count.class);
    NDArray text = NDArray.copyOf(new byte[] {1, 2, 3}, 3);

    assertThat(count.count(text.asBytes(), 3)).isEqualTo(6);
    assertThat(LIB.function("count").call(NDArray.zeros(DType.UINT8, 3), 3)).isEqualTo(0L);
    rejected(
        () -> count.count(text.asBytes(), -1),
        "cannot call long count(const char text[n], size_t n)\n"
            + "  argument 2 'n': expected an integer from 0 to 9223372036854775807 (size_t;"
            + " uint64_t takes any 64 bits) but found long -1");
    rejected(
        () -> LIB.function("count").call(NDArray.zeros(DType.INT16, 3), 3),
        "cannot call long count(const char text[n], size_t n)\n"
            + "  argument 1 'text': expected a dtype of 1 byte, C-contiguous, at least n = 3"
            + " elements but found int16 of shape (3,)");
  }

  @Test
  void voidPointer_takesAnything_andNull() {
    CFunction same = LIB.function("same_pointer");
    NDArray array = doubles(1, 2, 3);

    assertThat(Calls.of(MemorySegment.class, same, array.sliceAxis(0, 1, 3, 1)).address())
        .isEqualTo(array.address() + 8);
    assertThat(same.call((Object) null)).isEqualTo(MemorySegment.NULL);
  }

  @Test
  void closedArena_isRejectedByTheJdk_beforeC() {
    RunsInC bound = LIB.function("runs_in_c").as(LOOKUP, RunsInC.class);
    Arena arena = Arena.ofConfined();
    NDArray dead = NDArray.zeros(arena, DType.FLOAT64, 1);
    arena.close();

    assertThatIllegalStateException()
        .isThrownBy(
            () -> bound.run(1, dead, doubles(3), doubles(4).asDoubles(), doubles(12).segment()))
        .withMessage("Already closed");
  }

  @Test
  void confinedArena_onAnotherThread_isRejectedByTheJdk() throws InterruptedException {
    try (Arena arena = Arena.ofConfined()) {
      NDArray p = NDArray.zeros(arena, DType.FLOAT64, 1);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread thread =
          new Thread(
              () -> LIB.function("runs_in_c").call(1, p, doubles(3), doubles(4), doubles(12)));
      thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
      thread.start();
      thread.join();

      assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
    }
  }

  @Test
  void confinedAndSharedArenas_areAccepted() {
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      NDArray p = NDArray.zeros(confined, DType.FLOAT64, 1);
      NDArray px = NDArray.copyOf(shared, new double[] {3}, 1);

      LIB.function("runs_in_c").call(1, p, px, doubles(4), doubles(12));

      assertThat(p.getDouble(0)).isEqualTo(13.0);
    }
  }

  @Test
  void wrongInterface_isRejectedAtBindTime_withAllDifferences() {
    rejected(
        () -> LIB.function("runs_in_c").as(LOOKUP, Trace.class),
        "cannot bind double trace(int, int, NDArray) to void runs_in_c(int n, double p[n], const"
            + " double px[n], const double py[n], const double pz[n])\n"
            + "  expected 5 parameters, or 4 without 'n', but found 3\n"
            + "  parameter 2 'p': expected double[], NDArray, DoubleView or MemorySegment but found"
            + " int\n"
            + "  result: expected void but found double");
  }

  @Test
  void severalAbstractMethods_areAmbiguous() {
    rejected(
        () -> LIB.function("runs_in_c").as(LOOKUP, Two.class),
        "expected exactly one abstract method in "
            + Two.class.getName()
            + " but found 2: void a(), void b(int)");
  }

  @Test
  void wrongNumberOfArguments_isRejected() {
    rejected(
        () -> LIB.function("negate").call(),
        "cannot call _Bool negate(_Bool b)\n  expected 1 argument but found 0");
  }

  @Test
  void lookupWithoutPrivileges_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("trace").as(MethodHandles.publicLookup(), Trace.class))
        .withMessageStartingWith("expected a lookup with full privileges");
  }

  @Test
  void of_null_isRejected() {
    rejected(
        () -> CFunction.of(MemorySegment.NULL, "void f(void)"),
        "expected the address of a function but found NULL");
  }

  @Test
  void of_address_calls() {
    MemorySegment address = LIB.function("negate").pointer();

    assertThat(CFunction.of(address, "_Bool f(_Bool x)").call(false)).isEqualTo(true);
  }
}
