package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lengths that are negative or too large, axis by axis, and what honest memory of no bytes is.
class LengthRulesTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB =
      CLibrary.open(
          CFixtures.sharedLibrary(
                  "length_rules",
                  """
                  #include <stddef.h>
                  #include <stdint.h>
                  int64_t grid(uint64_t n, uint64_t m, const double *x) { return 1; }
                  int64_t one(uint64_t n, const double *x) { return n; }
                  uint64_t same(uint64_t n) { return n; }
                  int narrow(unsigned n, const double *x) { return n == 4294967295u; }
                  void drive(uint64_t n, uint64_t m, double *x, void (*g)(uint64_t, uint64_t, double *)) {
                    g(n, m, x);
                  }
                  size_t ask(size_t (*g)(int)) { return g(0); }
                  """)
              .toString());

  interface Grid {
    long of(long n, long m, NDArray x);
  }

  interface One {
    long of(long n, NDArray x);
  }

  interface OfSegment {
    long of(long n, MemorySegment x);
  }

  interface Same {
    long of(long n);
  }

  interface Narrow {
    int of(int n, NDArray x);
  }

  interface OnArray {
    void on(long n, long m, NDArray x);
  }

  interface OnSegment {
    void on(long n, long m, MemorySegment x);
  }

  interface Answer {
    long of(int x);
  }

  private final NDArray x = NDArray.zeros(DType.FLOAT64, 6);

  private static void rejected(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"long", "int64_t", "ssize_t", "long long", "intptr_t"})
  void negativeSignedLengths_areRejectedAxisByAxis(String type) {
    CFunction f =
        LIB.function("int64_t grid(%1$s n, %1$s m, const double x[n][m])".formatted(type));
    String heading = "cannot call " + f + "\n  argument 3 'x': ";

    for (long[] lengths :
        new long[][] {{-1, -1}, {-2, -3}, {Long.MIN_VALUE, -1}, {0, -1}, {-1, 0}}) {
      long n = lengths[0];
      long m = lengths[1];
      String message =
          heading
              + "expected a non-negative length but found "
              + (n < 0 ? "n = " + n : "")
              + (n < 0 && m < 0 ? " and " : "")
              + (m < 0 ? "m = " + m : "");
      rejected(() -> f.call(n, m, x), message);
      rejected(() -> f.as(LOOKUP, Grid.class).of(n, m, x), message);
    }
    assertThat(f.call(2, 3, x)).isEqualTo(1L);
    assertThat(f.as(LOOKUP, Grid.class).of(3, 2, x)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsigned long", "uint64_t", "unsigned long long", "uintptr_t"})
  void unsignedLengthsFrom2To63_areRejected(String type) {
    CFunction f =
        LIB.function("int64_t grid(%1$s n, %1$s m, const double x[n][m])".formatted(type));
    String message =
        "cannot call "
            + f
            + "\n  argument 3 'x': expected a length below 2^63 but found n = 18446744073709551615";

    rejected(() -> f.call(-1L, -1L, x), message);
    rejected(() -> f.as(LOOKUP, Grid.class).of(-1, -1, x), message);
    CFunction half = LIB.function("int64_t one(%s n, const double x[n / 2])".formatted(type));
    rejected(
        () -> half.call(-1L, x),
        "cannot call "
            + half
            + "\n  argument 2 'x': expected a length below 2^63 but found n ="
            + " 18446744073709551615 in n / 2");
    assertThat(half.as(LOOKUP, One.class).of(12, x)).isEqualTo(12);
  }

  @Test
  void sizeT_isNeverNegative() {
    CFunction grid = LIB.function("int64_t grid(size_t n, size_t m, const double x[n][m])");
    CFunction half = LIB.function("int64_t one(size_t n, const double x[n / 2])");
    CFunction same = LIB.function("size_t same(size_t n)");
    String found =
        "expected an integer from 0 to 9223372036854775807 (size_t; uint64_t takes any 64 bits) but"
            + " found long -1";

    rejected(
        () -> grid.call(-1L, -1L, x),
        "cannot call " + grid + "\n  argument 1 'n': " + found + "\n  argument 2 'm': " + found);
    rejected(
        () -> grid.as(LOOKUP, Grid.class).of(-1, -1, x),
        "cannot call " + grid + "\n  argument 1 'n': " + found + "\n  argument 2 'm': " + found);
    rejected(() -> half.call(-1L, x), "cannot call " + half + "\n  argument 1 'n': " + found);
    rejected(
        () -> half.as(LOOKUP, One.class).of(-1, x),
        "cannot call " + half + "\n  argument 1 'n': " + found);
    rejected(() -> same.call(-1L), "cannot call " + same + "\n  argument 1 'n': " + found);
    rejected(
        () -> same.as(LOOKUP, Same.class).of(-1),
        "cannot call " + same + "\n  argument 1 'n': " + found);
    assertThat(same.as(LOOKUP, Same.class).of(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void bitsOfAnyMeaning_passAsALong() {
    CFunction same = LIB.function("uint64_t same(uint64_t hash)");

    assertThat(same.call(same.call(0xFEDC_BA98_7654_3210L))).isEqualTo(0xFEDC_BA98_7654_3210L);
    assertThat(same.as(LOOKUP, Same.class).of(-1)).isEqualTo(-1);
    rejected(
        () -> same.call(-1),
        "cannot call uint64_t same(uint64_t hash)\n  argument 1 'hash': expected an integer of at"
            + " least 0, or its 64 bits as a long (uint64_t) but found int -1");
  }

  @Test
  void unsignedInt_isACountOf32BitsInAnInterface() {
    CFunction f = LIB.function("int narrow(unsigned n, const double x[n])");
    Narrow narrow = f.as(LOOKUP, Narrow.class);

    rejected(
        () -> narrow.of(-1, x),
        "cannot call int narrow(unsigned int n, const double x[n])\n  argument 2 'x': expected"
            + " float64, C-contiguous, at least n = 4294967295 elements but found float64 of shape"
            + " (6,)");
    assertThat(narrow.of(6, x)).isZero();
    CFunction bare = LIB.function("int narrow(unsigned n, const double *x)");
    assertThat(bare.as(LOOKUP, Narrow.class).of(-1, x)).isEqualTo(1);
    rejected(
        () -> bare.as(LOOKUP, Narrow.class).of(-1, NDArray.zeros(DType.INT8, 1)),
        "cannot call int narrow(unsigned int n, const double *x)\n  argument 2 'x': expected"
            + " float64, C-contiguous but found int8 of shape (1,)");
  }

  /// Length, value of n, and how it is rejected; nothing where 6 elements are enough.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "n - 1; 0; a non-negative length but found n - 1 = -1",
        "n - 1; 7; ",
        "(n + 3) / 4; 24; ",
        "(n + 3) / 4; 9223372036854775807; a value of 64 bits but found 9223372036854775807 + 3 in"
            + " (n + 3) / 4",
        "n * n; 4294967296; a value of 64 bits but found 4294967296 * 4294967296 in n * n",
        "n << 62; 2; a value of 64 bits but found 2 << 62 in n << 62",
        "n / (n - 1); 1; a divisor other than 0 but found 0 in n / (n - 1)",
        "n / 2; -1; ",
        "n < 0 ? -n : n; -6; ",
        "n < 0 ? -n : n; -9223372036854775808; a value of 64 bits but found 0 -"
            + " -9223372036854775808 in n < 0 ? -n : n",
        "n * sizeof(int) - 8; 1; a non-negative length but found n * 4 - 8 = -4",
      })
  void expressions_areExact(String length, long n, String rejection) {
    CFunction f = LIB.function("int64_t one(int64_t n, const double x[%s])".formatted(length));

    if (rejection == null) {
      assertThat(f.call(n, x)).isEqualTo(n);
      assertThat(f.as(LOOKUP, One.class).of(n, x)).isEqualTo(n);
    } else {
      String message = "cannot call " + f + "\n  argument 2 'x': expected " + rejection;
      rejected(() -> f.call(n, x), message);
      rejected(() -> f.as(LOOKUP, One.class).of(n, x), message);
    }
  }

  @Test
  void axesTogether_mustStayBelow2To63() {
    CFunction f = LIB.function("int64_t grid(uint64_t n, uint64_t m, const double x[n][m])");
    MemorySegment bare = MemorySegment.ofAddress(x.address());

    rejected(
        () -> f.call(1L << 32, 1L << 31, bare),
        "cannot call "
            + f
            + "\n  argument 3 'x': expected a length below 2^63 but found n * m ="
            + " 9223372036854775808");
    // 2^60 doubles are 2^63 bytes
    assertThatIllegalArgumentException().isThrownBy(() -> f.call(1L << 30, 1L << 30, bare));
    assertThat(f.call(1L << 30, (1L << 30) - 1, bare)).isEqualTo(1L);
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> CDeclarations.function("void f(double x[1 << 30][1 << 30])"))
        .withMessageContaining("expected a size below 2^63 bytes");
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "-1, 1", "1, -1", "0, -1", "4611686018427387904, 4"})
  void callback_ofLengthsThatCannotBe_fails(long n, long m) {
    try (Arena arena = Arena.ofConfined()) {
      for (String type : new String[] {"int64_t", "uint64_t", "size_t"}) {
        String signature = "void (%1$s n, %1$s m, double x[n][m])".formatted(type);
        for (Callback g :
            new Callback[] {
              Callback.of(signature).as(LOOKUP, OnArray.class).in(arena, (i, j, y) -> {}),
              Callback.of(signature).as(LOOKUP, OnSegment.class).in(arena, (i, j, y) -> {})
            }) {
          CFunction drive =
              LIB.function(
                  "void drive(uint64_t n, uint64_t m, double *x, void (*g)(%1$s n, %1$s m, double *x))"
                      .formatted(type));
          assertThatExceptionOfType(RuntimeException.class)
              .isThrownBy(() -> drive.call(n, m, x, g))
              .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
        }
      }
    }
  }

  @Test
  void sizeT_asAResult_mayBeAnError() {
    try (Arena arena = Arena.ofConfined()) {
      CFunction ask = LIB.function("size_t ask(size_t (*g)(int))");
      Callback minusOne = Callback.of("size_t (int x)").as(LOOKUP, Answer.class).in(arena, y -> -1);
      Callback fails =
          Callback.of("size_t (int x)")
              .errorValue(-1)
              .as(LOOKUP, Answer.class)
              .in(
                  arena,
                  y -> {
                    throw new IllegalStateException("fails");
                  });

      assertThat(ask.call(minusOne)).isEqualTo(-1L);
      assertThat(fails.type().returns()).hasToString("size_t");
    }
  }

  @Test
  void typedefsOfSizeT_areNeverNegative() {
    String types =
        "typedef size_t my_size; typedef const my_size its_size; typedef its_size last_size; ";
    String negative = "expected an integer from 0 to 9223372036854775807 (size_t";
    for (String name : new String[] {"my_size", "its_size", "last_size"}) {
      CFunction same = LIB.declare(types).function(name + " same(" + name + " n)");
      assertThat(same.call(7L)).isEqualTo(7L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> same.call(-1L))
          .withMessageContaining(negative);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> same.as(LOOKUP, Same.class).of(-1))
          .withMessageContaining(negative);
    }
  }

  @Test
  void sizeT_asAField_isNeverNegative() {
    CStruct type = CStruct.of("struct s { size_t n; uint64_t bits; };");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value value = type.allocate(arena);

      value.set("bits", -1L);
      assertThat(value.get("bits")).isEqualTo(-1L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> value.set("n", -1L))
          .withMessageContaining("expected an integer from 0 to 9223372036854775807 (size_t");
    }
  }

  @Test
  void honestMemoryOfNoBytes_isNoBarePointer() {
    CFunction one = LIB.function("int64_t one(int64_t n, const double x[n])");
    OfSegment bound = one.as(LOOKUP, OfSegment.class);
    try (Arena arena = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(64, 8);
      MemorySegment[] empty = {
        arena.allocate(0),
        memory.asSlice(64),
        memory.asSlice(8, 0),
        shared.allocate(0, 8),
        Arena.ofAuto().allocate(0, 8),
        MemorySegment.ofAddress(memory.address()).reinterpret(arena, null),
      };
      String message =
          "cannot call int64_t one(int64_t n, const double x[n])\n  argument 2 'x': expected"
              + " float64, C-contiguous, at least n = 1000 elements but found a MemorySegment of 0"
              + " bytes";
      for (MemorySegment none : empty) {
        rejected(() -> one.call(1000, none), message);
        rejected(() -> bound.of(1000, none), message);
        assertThat(one.call(0, none)).isEqualTo(0L);
        assertThat(one.call(none)).as("the length is taken").isEqualTo(0L);
      }
      MemorySegment bare = MemorySegment.ofAddress(memory.address());
      assertThat(one.call(1000, bare)).isEqualTo(1000L);
      assertThat(bound.of(1000, bare)).isEqualTo(1000);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> one.call(bare))
          .withMessageContaining("expected a length to take from 'x' but found none");
      CFunction plain = LIB.function("int64_t one(int64_t n, const double *x)");
      assertThatIllegalArgumentException().isThrownBy(() -> plain.call(1, memory.asSlice(64)));
    }
  }
}
