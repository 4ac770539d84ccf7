package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.IntView;
import org.culebra.array.NDArray;
import org.culebra.testsupport.Peers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Arguments of which C gets a copy: numbers by address, texts, Java arrays; and the results that
/// are text.
class CopiedArgumentsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIBC = CLibrary.process();
  private static final CLibrary LIB =
      CLibrary.compile(
          """
          #include <string.h>
          #include <stdlib.h>
          int add(const int *a, const long *b, const unsigned char *c) { return *a + (int) *b + *c; }
          double half(const double *x, const float *y) { return (*x + *y) / 2; }
          int truth(const _Bool *x) { return *x ? 10 : 20; }
          unsigned long as_size(const size_t *n) { return *n; }
          unsigned wide(const unsigned *n) { return *n / 2; }
          long lengths(int n, const char **v) {
            long all = 0;
            for (int i = 0; i < n; i++) all = 100 * all + (long) strlen(v[i]);
            return all;
          }
          int count(char *const v[]) { int n = 0; while (v[n]) n++; return n; }
          double sum(int n, const double *x) { double s = 0; for (int i = 0; i < n; i++) s += x[i]; return s; }
          void square(int n, double *x) { for (int i = 0; i < n; i++) x[i] *= x[i]; }
          void fill(unsigned char *x, long n, int value) { memset(x, value, n); }
          int first(const void *x) { return *(const unsigned char *) x; }
          int low_bits(const char *text, const void *x) { return (unsigned long long) x & 15; }
          static int nested(const int *depth);
          typedef int again(const int *depth);
          int recurse(const int *depth, again *f, const char *text) {
            int before = *depth;
            int below = before > 0 && f ? f(depth) : 0;
            return *depth == before && strlen(text) == (size_t) before ? below + before : -1000000;
          }
          const char *name(int i) { return i ? "Grüße" : 0; }
          double sum_by_address(const int *n, const double *x) { return sum(*n, x); }
          unsigned char same(unsigned char x) { return x; }
          char *changeable(void) { static char text[] = "x"; return text; }
          """);

  interface Add {
    int of(int a, long b, byte c);
  }

  interface AddWide {
    int of(int a, long b, int c);
  }

  interface Half {
    double of(double x, float y);
  }

  interface Truth {
    int of(boolean x);
  }

  interface Size {
    long of(long n);
  }

  interface Wide {
    long of(long n);
  }

  interface Lengths {
    long of(int n, String... v);
  }

  interface LengthsOnly {
    long of(String[] v);
  }

  interface Sum {
    double of(int n, double @Nullable [] x);
  }

  interface Square {
    void of(int n, double[] x);
  }

  interface Fill {
    void of(byte[] x, long n, int value);
  }

  interface FillBuffer {
    void of(ByteBuffer x, long n, int value);
  }

  interface WrongArray {
    double of(int n, float[] x);
  }

  interface Again {
    int of(long depth);
  }

  interface Recurse {
    int of(int depth, @Nullable Callback f, String text);
  }

  interface Name {
    String of(int i);
  }

  interface Address {
    long of(int i);
  }

  interface Changeable {
    String of();
  }

  private static void rejected(ThrowingCallable call, String... parts) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContainingAll(parts);
  }

  @Test
  void numbersByAddress_areNumbers() {
    CFunction add = LIB.function("int add(const int *a, const long *b, const unsigned char *c)");

    assertThat(add.call(1, 20, 200)).isEqualTo(221);
    assertThat(add.call(1L, (byte) 20, (short) 200)).isEqualTo(221);
    assertThat(add.call(NDArray.copyOf(new int[] {5}, 1), 20, Ref.ofByte().set((byte) -1)))
        .isEqualTo(280);
    assertThat(add.as(LOOKUP, Add.class).of(-1, 20, (byte) 200)).isEqualTo(219);
    assertThat(add.as(LOOKUP, AddWide.class).of(-1, 20, 200)).isEqualTo(219);
    assertThat(LIB.function("double half(const double *x, const float *y)").call(3, 0.5f))
        .isEqualTo(1.75);
    assertThat(
            LIB.function("double half(const double *x, const float *y)")
                .as(LOOKUP, Half.class)
                .of(3, 0.5f))
        .isEqualTo(1.75);
    assertThat(LIB.function("int truth(const _Bool *x)").call(true)).isEqualTo(10);
    assertThat(LIB.function("int truth(const _Bool *x)").as(LOOKUP, Truth.class).of(false))
        .isEqualTo(20);
    assertThat(
            LIB.function("unsigned wide(const unsigned *n)")
                .as(LOOKUP, Wide.class)
                .of(4_000_000_000L))
        .isEqualTo(2_000_000_000L);
  }

  interface SumByAddress {
    double of(int n, NDArray x);
  }

  @Test
  void numbersByAddress_areLengths() {
    CFunction sum = LIB.function("double sum_by_address(const int *n, const double x[*n])");
    NDArray x = NDArray.copyOf(new double[] {1, 2, 3}, 3);

    assertThat(sum.call(2, x)).isEqualTo(3.0);
    assertThat(sum.as(LOOKUP, SumByAddress.class).of(3, x)).isEqualTo(6.0);
    rejected(() -> sum.call(4, x), "argument 2 'x'", "4 elements");
    rejected(() -> sum.as(LOOKUP, SumByAddress.class).of(4, x), "argument 2 'x'", "4 elements");
  }

  @Test
  void numbersOutOfRange_areRejected() {
    CFunction add = LIB.function("int add(const int *a, const long *b, const unsigned char *c)");
    CFunction size = LIB.function("unsigned long as_size(const size_t *n)");

    rejected(
        () -> add.call(1L << 31, 20, 256),
        "argument 1 'a': expected an integer from -2147483648 to 2147483647 (int) but found long"
            + " 2147483648",
        "argument 3 'c': expected an integer from 0 to 255 (unsigned char) but found int 256");
    rejected(
        () -> add.as(LOOKUP, AddWide.class).of(1, 2, 256),
        "argument 3 'c': expected an integer from 0 to 255 (unsigned char) but found int 256");
    rejected(() -> add.as(LOOKUP, AddWide.class).of(1, 2, -1), "but found int -1");
    rejected(
        () -> size.as(LOOKUP, Size.class).of(-1), "expected an integer from 0 to", "found long -1");
    rejected(() -> size.call(-1), "found int -1");
    rejected(
        () -> LIB.function("double half(const double *x, const float *y)").call("a", 0.1),
        "argument 1 'x': expected float64, C-contiguous but found a String",
        "argument 2 'y': expected a number that is exact as float but found double 0.1");
    rejected(
        () -> LIB.function("void square(int n, double *x)").call(1, 2.0),
        "argument 2 'x': expected float64, C-contiguous, writable but found" + " double 2.0");
    rejected(
        () -> LIB.function("double sum(int n, const double x[n])").call(1, 2.0),
        "expected float64",
        "found double 2.0");
    rejected(() -> LIBC.function("size_t strlen(const char *text)").call(65), "found int 65");
  }

  @Test
  void texts_areAnArrayWithNull() {
    CFunction lengths = LIB.function("long lengths(int n, const char *v[n])");
    CFunction count = LIB.function("int count(char *const v[])");
    String longText = "x".repeat(5000);

    assertThat(lengths.call(3, new String[] {"a", "ü", "abc"})).isEqualTo(1_02_03L);
    assertThat(lengths.call((Object) new String[] {"a", longText})).isEqualTo(5100L);
    assertThat(lengths.as(LOOKUP, Lengths.class).of(2, "ab", longText, "c")).isEqualTo(5200L);
    assertThat(lengths.as(LOOKUP, LengthsOnly.class).of(new String[0])).isZero();
    assertThat(count.call((Object) new String[] {"a", "b", ""})).isEqualTo(3);
    assertThat(count.call((Object) new String[0])).isEqualTo(0);
    rejected(
        () -> lengths.call(5, new String[] {"a", "b"}),
        "argument 2 'v': expected at least n = 5 texts but found 2");
    rejected(
        () -> lengths.call(3, new String[] {"a", "b"}), // C would read the NULL
        "argument 2 'v': expected at least n = 3 texts but found 2");
    rejected(
        () -> lengths.as(LOOKUP, Lengths.class).of(3, "a", "b"),
        "argument 2 'v': expected at least n = 3 texts but found 2");
    rejected(
        () -> lengths.call(2, new String[] {"a", null}), "element 1: expected text but found null");
    rejected(
        () -> lengths.as(LOOKUP, Lengths.class).of(2, "a", "b\0c"),
        "element 1: expected text without NUL but found one at index 1");
    rejected(
        () -> LIB.function("int count(char **v)").call((Object) new String[] {"a"}),
        "found String[] of length 1");
  }

  @Test
  void arrays_areCopiedInAndOut() {
    CFunction sum = LIB.function("double sum(int n, const double x[n])");
    CFunction square = LIB.function("void square(int n, double x[n])");
    double[] x = {1, 2, 3};
    double[] large = new double[1000];
    large[999] = 7;

    assertThat(sum.call(x)).isEqualTo(6.0);
    assertThat(sum.as(LOOKUP, Sum.class).of(2, x)).isEqualTo(3.0);
    assertThat(sum.call(large)).isEqualTo(7.0);
    square.call(3, x);
    assertThat(x).containsExactly(1, 4, 9);
    square.as(LOOKUP, Square.class).of(2, x);
    assertThat(x).containsExactly(1, 16, 9);
    square.call(large);
    assertThat(large[999]).isEqualTo(49);
    assertThat(sum.call((Object) new double[0])).isEqualTo(0.0);
    rejected(
        () -> sum.call(4, x),
        "expected float64, C-contiguous, at least n = 4 elements but found double[] of length 3");
    rejected(() -> sum.as(LOOKUP, Sum.class).of(4, x), "found double[] of length 3");
    rejected(() -> sum.call(1, new float[1]), "found float[] of length 1");
    rejected(
        () -> sum.as(LOOKUP, WrongArray.class),
        "expected double[], NDArray, DoubleView or MemorySegment but found float[]");
    rejected(() -> sum.as(LOOKUP, Sum.class).of(1, null), "found null");
  }

  @Test
  void bytesAndBuffers_areForBytesOnly() {
    CFunction fill = LIB.function("void fill(unsigned char x[n], long n, int value)");
    byte[] bytes = new byte[5];
    ByteBuffer direct = ByteBuffer.allocateDirect(8).position(2).limit(6);
    ByteBuffer heap = ByteBuffer.wrap(bytes, 1, 2);

    fill.call(bytes, 3, 9);
    assertThat(bytes).containsExactly(9, 9, 9, 0, 0);
    fill.as(LOOKUP, Fill.class).of(bytes, 5, 200);
    assertThat(bytes).containsOnly((byte) 200);
    fill.call(direct, 7);
    fill.as(LOOKUP, FillBuffer.class).of(direct, 3, 8);
    assertThat(direct.duplicate().clear())
        .isEqualTo(ByteBuffer.wrap(new byte[] {0, 0, 8, 8, 8, 7, 0, 0}));
    assertThat(direct.position()).isEqualTo(2);
    fill.call(heap, 1);
    assertThat(bytes).containsExactly((byte) 200, 1, 1, (byte) 200, (byte) 200);
    assertThat(LIB.function("int first(const void *x)").call((Object) bytes)).isEqualTo(200);
    assertThat(LIBC.function("size_t strlen(const char *s)").call((Object) new byte[] {65, 66, 0}))
        .isEqualTo(2L);
    rejected(
        () -> fill.call(direct, 5, 1),
        "expected a dtype of 1 byte, C-contiguous, at least n = 5 elements, writable but found"
            + " direct ByteBuffer with 4 bytes remaining");
    rejected(
        () -> fill.as(LOOKUP, FillBuffer.class).of(heap.asReadOnlyBuffer(), 1, 1),
        "found heap ByteBuffer with 2 bytes remaining, read-only");
    rejected(
        () -> LIB.function("double sum(int n, const double *x)").call(1, direct),
        "expected float64");
  }

  @Test
  void copies_areOfTheirCall_alsoIfCallsAreNested() {
    CFunction recurse =
        LIB.function("int recurse(const int *depth, int (*f)(const int *depth), const char *text)");
    Recurse bound = recurse.as(LOOKUP, Recurse.class);
    try (Arena arena = Arena.ofConfined()) {
      Callback[] again = new Callback[1];
      again[0] =
          Callback.of("int (const int *depth)")
              .as(LOOKUP, Again.class)
              .in(
                  arena,
                  address -> {
                    int depth =
                        NDArray.of(MemorySegment.ofAddress(address).reinterpret(4), DType.INT32, 1)
                                .asInts()
                                .get(0)
                            - 1;
                    String text = "y".repeat(depth);
                    return depth % 2 == 0
                        ? bound.of(depth, again[0], text)
                        : Calls.of(Integer.class, recurse, depth, again[0], text);
                  });
      assertThat(bound.of(50, again[0], "x".repeat(50))).isEqualTo(50 * 51 / 2);
      assertThat(bound.of(2000, null, "x".repeat(2000))).isEqualTo(2000);
    }
  }

  @Test
  void results_areTextOrAddresses() {
    CFunction name = LIB.function("const char *name(int i)");

    assertThat(name.as(LOOKUP, Name.class).of(1)).isEqualTo("Grüße");
    assertThat(name.as(LOOKUP, Name.class).of(0)).isNull();
    assertThat(name.as(LOOKUP, Address.class).of(0)).isZero();
    assertThat(name.as(LOOKUP, Address.class).of(1))
        .isEqualTo(Calls.of(MemorySegment.class, name, 1).address());
    rejected(
        () -> LIB.function("char *changeable(void)").as(LOOKUP, Changeable.class),
        "result: expected MemorySegment or long, or String if declared const char *, but found"
            + " String");
    rejected(
        () -> LIB.function("double sum(int n, const double x[n])").as(LOOKUP, Name.class),
        "result: expected double but found String");
  }

  @Test
  void unsignedNumbers_areOneStep() {
    CLibrary zlib = CLibrary.open(Peers.library("z").toString());
    Crc32 crc32 =
        zlib.function(
                "unsigned long crc32(unsigned long crc, const unsigned char data[n], unsigned int"
                    + " n)")
            .as(LOOKUP, Crc32.class);
    byte[] data = "The quick brown fox".getBytes(StandardCharsets.UTF_8);
    CRC32 java = new CRC32();
    java.update(data);

    assertThat(crc32.of(0, data)).isEqualTo(java.getValue()).isGreaterThan(Integer.MAX_VALUE);
    assertThat(LIB.function("unsigned char same(unsigned char x)").as(LOOKUP, Same.class).of(200))
        .isEqualTo(200);
  }

  interface Crc32 {
    long of(long crc, byte[] data);
  }

  interface Same {
    int of(int x);
  }

  @Test
  void anArrayWithoutElements_isAccepted_ifAnotherArgumentMayCount() {
    NDArray none = NDArray.zeros(DType.FLOAT64, 0, 3);

    assertThat(LIB.function("double sum(int n, const double *x)").call(0, none)).isEqualTo(0.0);
    assertThat(LIB.function("double sum(int n, const double *x)").call(0, none.asView()))
        .isEqualTo(0.0);
    rejected(
        () -> CLibrary.open("m").function("double modf(double x, double *whole)").call(1.0, none),
        "at least 1 element");
  }

  /// A number by address may count the elements of others, but not its own.
  @Test
  void anArrayWithoutElements_isRejected_ifItIsTheOnlyArgument() {
    rejected(
        () -> LIB.function("unsigned wide(const unsigned *n)").call(new int[0]),
        "at least 1 element");
  }

  interface Low {
    int of(String text, double[] x);
  }

  /// C may convert a `void *` to a pointer to any type, and rely on its alignment.
  @Test
  void copiesForVoidPointers_areAlignedAsByMalloc() {
    CFunction f = LIB.function("int low_bits(const char *text, const void *x)");

    assertThat(f.call("ab", new double[4])).isEqualTo(0);
    assertThat(f.call("ab", (Object) new byte[2000])).isEqualTo(0);
    assertThat(f.as(LOOKUP, Low.class).of("ab", new double[4])).isEqualTo(0);
  }

  @Test
  void qsort_sortsAJavaArray() {
    CFunction qsort =
        LIBC.function(
            "void qsort(void base[n * size], size_t n, size_t size,"
                + " int (*compare)(const void *a, const void *b))");
    int[] numbers = {5, -3, 9, 0};
    try (Arena arena = Arena.ofConfined()) {
      Callback compare =
          Callback.of("int (const int *a, const int *b)")
              .as(LOOKUP, Compare.class)
              .in(arena, (a, b) -> Integer.compare(a.get(0), b.get(0)));
      qsort.call(numbers, 4, 4, compare);
    }
    assertThat(numbers).containsExactly(-3, 0, 5, 9);
  }

  interface Compare {
    int of(IntView a, IntView b);
  }
}
