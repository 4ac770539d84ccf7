package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `void p[n]`: a `void *` with a declared number of bytes.
class ByteLengthsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String QSORT =
      "void qsort(void p[n * size], size_t n, size_t size, int (*f)(const void *, const void *))";
  private static final String MEMCPY =
      "void *memcpy(void to[restrict n], const void from[restrict n], size_t n)";
  private static final CLibrary LIB =
      CLibrary.open(
          CFixtures.sharedLibrary(
                  "byte_lengths",
                  """
                  #include <stddef.h>
                  struct pair { double x, y; };
                  long bytes(const void *p, long n) { return n; }
                  long each(void *p, size_t n, long (*f)(void *, size_t, void *), void *data) {
                    return f(p, n, data);
                  }
                  """)
              .toString());

  interface Compare {
    int of(DoubleView a, DoubleView b);
  }

  interface Sort {
    void sort(NDArray p, long n, long size, Callback f);
  }

  interface Copy {
    MemorySegment copy(DoubleView to, NDArray from, long n);
  }

  interface Bytes {
    long of(MemorySegment p, long n);
  }

  interface ShortBytes {
    long of(NDArray p);
  }

  interface OnBytes {
    long on(MemorySegment p, long n, MemorySegment data);
  }

  interface OnAddress {
    long on(long p, long n, DoubleView data);
  }

  private static void rejected(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  private static NDArray doubles(double... values) {
    return NDArray.copyOf(values, values.length);
  }

  @Test
  void qsort_beyondTheArray_isRejected() {
    CFunction qsort = CLibrary.process().function(QSORT);
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = NDArray.copyOf(arena, new double[] {3, 1, 2});
      Callback ascending =
          Callback.of("int (const double *a, const double *b)")
              .as(LOOKUP, Compare.class)
              .in(arena, (a, b) -> Double.compare(a.get(0), b.get(0)));
      String message =
          "cannot call void qsort(void p[n * size], size_t n, size_t size, int (*f)(const void *,"
              + " const void *))\n"
              + "  argument 1 'p': expected an array or a MemorySegment, at least n * size = %d"
              + " bytes, writable but found float64 of shape (3,)";

      rejected(() -> qsort.call(x, 50000, 8, ascending), message.formatted(400000));
      rejected(() -> qsort.as(LOOKUP, Sort.class).sort(x, 3, 16, ascending), message.formatted(48));
      rejected(
          () -> qsort.call(x, 1L << 32, 1L << 32, ascending),
          message.substring(0, message.indexOf("expected"))
              + "expected a value of 64 bits but found 4294967296 * 4294967296 in n * size");
      qsort.call(x, 3, 8, ascending);
      assertThat(x.toDoubleArray()).containsExactly(1, 2, 3);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> qsort.call(x.asReadOnly(), 3, 8, ascending));
    }
  }

  @Test
  void memcpy_ofMoreBytesThanThereAre_isRejected() {
    CFunction memcpy = CLibrary.process().function(MEMCPY);
    Copy copy = memcpy.as(LOOKUP, Copy.class);
    NDArray to = doubles(0, 0);
    NDArray from = NDArray.copyOf(new float[] {1, 2, 3, 4}, 4).asReadOnly();
    String heading =
        "cannot call void *memcpy(void to[restrict n], const void from[restrict n], size_t n)\n";
    String both =
        heading
            + "  argument 1 'to': expected an array or a MemorySegment, at least n = 17 bytes,"
            + " writable but found %s of shape (2,)\n"
            + "  argument 2 'from': expected an array or a MemorySegment, at least n = 17 bytes but"
            + " found float32 of shape (4,), read-only";

    rejected(() -> memcpy.call(to, from, 17), both.formatted("float64"));
    rejected(() -> copy.copy(to.asDoubles(), from, 17), both.formatted("DoubleView"));
    rejected(
        () -> memcpy.call(to, to, 8),
        heading
            + "  argument 1 'to' and argument 2 'from': expected memory that does not overlap"
            + " (restrict) but found 8 bytes in common");
  }

  interface CopyBuffers {
    MemorySegment copy(ByteBuffer to, ByteBuffer from, long n);
  }

  @Test
  void memcpy_ofBuffersThatOverlap_isRejected() {
    CFunction memcpy = CLibrary.process().function(MEMCPY);
    CopyBuffers copy = memcpy.as(LOOKUP, CopyBuffers.class);
    ByteBuffer all = ByteBuffer.allocateDirect(16).put(0, (byte) 7);
    ByteBuffer heap = ByteBuffer.allocate(16);
    String message =
        "cannot call void *memcpy(void to[restrict n], const void from[restrict n], size_t n)\n"
            + "  argument 1 'to' and argument 2 'from': expected memory that does not overlap"
            + " (restrict) but found 6 bytes in common";

    rejected(() -> memcpy.call(all.slice(2, 8), all.slice(0, 8), 8), message);
    rejected(() -> copy.copy(all.slice(2, 8), all.slice(0, 8), 8), message);
    rejected(() -> memcpy.call(MemorySegment.ofBuffer(all).asSlice(2), all, 8), message);
    memcpy.call(all.slice(8, 8), all, 8);
    copy.copy(heap.slice(2, 8), all, 8);
    memcpy.call(heap, heap, 8); // C gets two copies
    assertThat(all.get(8)).isEqualTo((byte) 7);
    assertThat(heap.get(2)).isEqualTo((byte) 7);
  }

  @Test
  void memcpy_withinTheBytes_copies() {
    CFunction memcpy = CLibrary.process().function(MEMCPY);
    NDArray all = doubles(1, 2, 3);
    NDArray to = doubles(0, 0);

    memcpy.call(to, all, 16);
    memcpy.as(LOOKUP, Copy.class).copy(to.asDoubles(), all.sliceAxis(0, 2, 3, 1), 8);
    assertThat(to.toDoubleArray()).containsExactly(3, 2);
    memcpy.call(all.sliceAxis(0, 1, 3, 1), all, 8); // the declared bytes do not meet
    assertThat(all.toDoubleArray()).containsExactly(1, 1, 3);
    memcpy.call(to, doubles(7, 8));
    assertThat(to.toDoubleArray()).as("n is left out").containsExactly(7, 8);
  }

  @Test
  void writeAndRead_moveWhatIsThere() {
    CLibrary c = CLibrary.process();
    CFunction write = c.function("ssize_t write(int file, const void from[n], size_t n)");
    CFunction read = c.function("ssize_t read(int file, void to[n], size_t n)");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      assertThat(c.function("int pipe(int ends[2])").call(ends)).isEqualTo(0);
      int in = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
      int out = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
      NDArray to = doubles(0, 0);

      assertThat(write.call(out, doubles(1, 2).asReadOnly())).isEqualTo(16L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read.call(in, to, 17))
          .withMessageContaining("at least n = 17 bytes, writable but found float64 of shape (2,)");
      assertThat(read.call(in, to, 8)).isEqualTo(8L);
      assertThat(read.call(in, to.sliceAxis(0, 1, 2, 1))).isEqualTo(8L);
      assertThat(to.toDoubleArray()).containsExactly(1, 2);
      c.function("int close(int file)").call(in);
      c.function("int close(int file)").call(out);
    }
  }

  @Test
  void anyMemory_isMeasuredInBytes() {
    CFunction f = LIB.function("long bytes(const void p[n], long n)");
    CStruct pair = CStruct.of("struct pair { double x, y; };");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(13, 1);
      assertThat(f.call(memory)).isEqualTo(13L);
      assertThat(f.call(NDArray.zeros(DType.INT16, 3, 5))).isEqualTo(30L);
      assertThat(f.as(LOOKUP, ShortBytes.class).of(NDArray.zeros(DType.COMPLEX128, 2)))
          .isEqualTo(32);
      assertThat(f.call(NDArray.zeros(DType.FLOAT32, 5).asFloats())).isEqualTo(20L);
      assertThat(f.call(pair.allocate(arena))).isEqualTo(16L);
      assertThat(f.call(pair.allocate(arena), 16)).isEqualTo(16L);
      assertThat(f.as(LOOKUP, Bytes.class).of(memory.asSlice(1), 12)).isEqualTo(12);
      assertThatIllegalArgumentException().isThrownBy(() -> f.call(pair.allocate(arena), 17));
      assertThatIllegalArgumentException().isThrownBy(() -> f.call(memory, 14));
      assertThatIllegalArgumentException().isThrownBy(() -> f.call(memory.asSlice(13), 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> f.call(NDArray.zeros(DType.INT8, 5), 6));
      assertThatIllegalArgumentException().isThrownBy(() -> f.call(null, 0));
      Callback code = Callback.of("void (void)").as(LOOKUP, Runnable.class).in(arena, () -> {});
      assertThatIllegalArgumentException().isThrownBy(() -> f.call(code, 8));
      assertThat(f.call(MemorySegment.NULL, 0)).isEqualTo(0L);
      assertThatIllegalArgumentException().isThrownBy(() -> f.call(MemorySegment.NULL, 1));
      assertThat(f.call(MemorySegment.ofAddress(memory.address()), 99)).isEqualTo(99L);
    }
  }

  @Test
  void constantBytes_areChecked() {
    CFunction f = LIB.function("long bytes(const void p[16], long n)");

    assertThat(f.call(doubles(1, 2), 5)).isEqualTo(5L);
    rejected(
        () -> f.call(doubles(1), 5),
        "cannot call long bytes(const void p[16], long n)\n  argument 1 'p': expected an array or a"
            + " MemorySegment, at least 16 bytes but found float64 of shape (1,)");
  }

  @Test
  void callback_getsTheBytesAsASegment() {
    List<Object> seen = new ArrayList<>();
    CFunction each =
        LIB.function(
            "long each(void p[n], size_t n, long (*f)(void *p, size_t n, void *data), void *data)");
    NDArray memory = doubles(1, 2);
    try (Arena arena = Arena.ofConfined()) {
      Callback f =
          Callback.of("long (void p[n], size_t n, void *data)")
              .as(LOOKUP, OnBytes.class)
              .in(
                  arena,
                  (p, n, data) -> {
                    seen.add(data.byteSize());
                    p.setAtIndex(ValueLayout.JAVA_DOUBLE, 1, 5);
                    return p.byteSize();
                  });
      Callback read =
          Callback.of("long (const void p[n / 2], size_t n, void *data)")
              .as(LOOKUP, OnBytes.class)
              .in(arena, (p, n, data) -> p.isReadOnly() ? p.byteSize() : -1);

      assertThat(each.call(memory, 16, f, null)).isEqualTo(16L);
      assertThat(each.call(memory, f, null)).isEqualTo(16L);
      assertThat(each.call(memory, read, null)).isEqualTo(8L);
      assertThat(memory.getDouble(1)).isEqualTo(5);
      assertThat(seen).containsExactly(0L, 0L);
    }
  }

  @Test
  void userData_isThePointerWithoutALength() {
    NDArray own = doubles(0.5);
    CFunction each =
        LIB.function(
            "long each(void p[n], size_t n, long (*f)(void p[n], size_t n, void *x), void *x)");
    try (Arena arena = Arena.ofConfined()) {
      Callback f =
          Callback.of("long (void p[n], size_t n, void *x)")
              .userData(own)
              .as(LOOKUP, OnAddress.class)
              .in(arena, (p, n, data) -> (long) (data.get(0) * n));

      assertThat(each.call(doubles(1, 2), f, null)).isEqualTo(8L);
      assertThat(each.call(doubles(1, 2), f, own)).isEqualTo(8L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> each.call(doubles(1, 2), f, doubles(1)))
          .withMessageContaining("expected the callback's user data");
    }
  }

  @Test
  void type_isThatOfVoidPointer() {
    FunctionType with = CDeclarations.function(QSORT).type();
    FunctionType without =
        CDeclarations.function(
                "void qsort(void *p, size_t n, size_t size, int (*f)(const void *, const void *))")
            .type();

    assertThat(CType.sameAbi(with, without)).isTrue();
    assertThat(CType.difference(without, with, CType.Comparison.STRICT)).isEmpty();
    assertThat(with.signature())
        .isEqualTo(without.signature())
        .isEqualTo("void (void *, size_t, size_t, int (*)(void *, void *))");
    assertThat(CDeclarations.function(MEMCPY))
        .hasToString("void *memcpy(void to[restrict n], const void from[restrict n], size_t n)");
    assertThat(CDeclarations.function("void f(int n, void *p[n])").type().signature())
        .isEqualTo("void (int, void **)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "void f(void p[])", "void f(int n, void p[n][3])", "void f(int n, void p[][n])",
        "void f(void p[-1])", "void (*f(int n))[n]", "void f(int n, void (*p)[n])"
      })
  void voidInOtherBrackets_isRejected(String prototype) {
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> CDeclarations.function(prototype));
  }

  @Test
  void voidElements_areRejectedInFieldsAndTypedefs() {
    for (String text : new String[] {"struct s { void x[3]; };", "typedef void t[3];"}) {
      assertThatExceptionOfType(CDeclarationException.class)
          .isThrownBy(() -> CDeclarations.parse(text))
          .withMessageContaining("but found void");
    }
  }
}
