package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Objects;
import org.culebra.array.ArrayView;
import org.culebra.array.BFloat16View;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.Float16View;
import org.culebra.array.FloatView;
import org.culebra.array.IntView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.array.ShortView;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.Test;

/// All eight typed views go to C and come from it.
class TypedViewsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String DECLARATIONS =
      """
      const void *find(const void *s, int c, size_t n);
      unsigned sum_bits(size_t n, const unsigned short x[n]);
      void copy_bits(size_t n, unsigned short *restrict to, const unsigned short from[n]);
      unsigned sum_signed(size_t n, const short x[n]);
      double first(const double *x);
      unsigned ask(unsigned (*f)(size_t n, unsigned short *x), size_t n, unsigned short x[n]);
      unsigned ask_2d(unsigned (*f)(int n, int m, const unsigned short *x), int n, int m, const unsigned short *x);
      unsigned with_data(unsigned (*f)(void *data), void *data);
      typedef struct { const void *bytes; const unsigned short *bits; } holder;
      unsigned held(const holder *h);
      """;
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "typed_views",
                      """
                      #include <string.h>
                      const void *find(const void *s, int c, size_t n) { return memchr(s, c, n); }
                      unsigned sum_bits(size_t n, const unsigned short *x) { unsigned s = 0; for (size_t i = 0; i < n; i++) s += x[i]; return s; }
                      void copy_bits(size_t n, unsigned short *restrict to, const unsigned short *from) { memcpy(to, from, 2 * n); }
                      unsigned sum_signed(size_t n, const short *x) { return 0; }
                      double first(const double *x) { return x[0]; }
                      unsigned ask(unsigned (*f)(size_t n, unsigned short *x), size_t n, unsigned short *x) { return f(n, x); }
                      unsigned ask_2d(unsigned (*f)(int n, int m, const unsigned short *x), int n, int m, const unsigned short *x) { return f(n, m, x); }
                      unsigned with_data(unsigned (*f)(void *data), void *data) { return f(data); }
                      typedef struct { const void *bytes; const unsigned short *bits; } holder;
                      unsigned held(const holder *h) { return *(const unsigned short *) h->bytes + *h->bits; }
                      """)
                  .toString())
          .declare(DECLARATIONS);

  private static final List<DType> TYPES =
      List.of(
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.FLOAT32,
          DType.FLOAT64);

  /// 1.0, whose high byte comes last.
  private static NDArray ones(DType type) {
    return NDArray.zeros(type, 3).fill(1);
  }

  private static int lastByte(NDArray array) {
    return array.rawBytes()[array.itemSize() - 1] & 0xff;
  }

  @Test
  void voidPointer_takesEveryView() {
    CFunction find = LIB.function("find");
    for (DType type : TYPES) {
      NDArray array = ones(type);
      ArrayView view = array.asView();
      int last = lastByte(array);
      MemorySegment found =
          (MemorySegment) Objects.requireNonNull(find.call(view, last, array.byteSize()));
      assertThat(found).as("%s", type).isEqualTo(find.call(array, last, array.byteSize()));
      assertThat(found.address()).isGreaterThanOrEqualTo(array.address());
    }
  }

  interface Find {
    MemorySegment find(ByteView s, int c, long n);

    MemorySegment find(ShortView s, int c, long n);

    MemorySegment find(IntView s, int c, long n);

    MemorySegment find(LongView s, int c, long n);

    MemorySegment find(Float16View s, int c, long n);

    MemorySegment find(BFloat16View s, int c, long n);

    MemorySegment find(FloatView s, int c, long n);

    MemorySegment find(DoubleView s, int c, long n);
  }

  @Test
  void voidPointer_ofAnInterface_takesEveryView() {
    Find find = LIB.bind(LOOKUP, Find.class);
    for (DType type : TYPES) {
      NDArray array = ones(type);
      int last = lastByte(array);
      long n = array.byteSize();
      MemorySegment found =
          switch (array.asView()) {
            case ByteView view -> find.find(view, last, n);
            case ShortView view -> find.find(view, last, n);
            case IntView view -> find.find(view, last, n);
            case LongView view -> find.find(view, last, n);
            case Float16View view -> find.find(view, last, n);
            case BFloat16View view -> find.find(view, last, n);
            case FloatView view -> find.find(view, last, n);
            case DoubleView view -> find.find(view, last, n);
          };
      assertThat(found).as("%s", type).isEqualTo(LIB.function("find").call(array, last, n));
    }
  }

  interface Bits {
    int sum_bits(Float16View x);

    void copy_bits(long n, BFloat16View to, BFloat16View from);

    void copy_bits(long n, NDArray to, NDArray from);
  }

  @Test
  void unsignedShorts_takeTheBitsOf16BitFloats() {
    Bits bits = LIB.bind(LOOKUP, Bits.class);
    NDArray halves = ones(DType.FLOAT16);
    assertThat(bits.sum_bits(halves.asFloat16s())).isEqualTo(3 * 0x3c00);
    NDArray from = ones(DType.BFLOAT16);
    NDArray to = NDArray.zeros(DType.BFLOAT16, 3);
    bits.copy_bits(3, to.asBFloat16s(), from.asBFloat16s());
    assertThat(to.toFloatArray()).containsExactly(1, 1, 1);
    NDArray array = NDArray.zeros(DType.FLOAT16, 3);
    bits.copy_bits(3, array, halves);
    assertThat(array.toFloatArray()).containsExactly(1, 1, 1);
    assertThat(LIB.function("sum_bits").call(3L, halves)).isEqualTo(3 * 0x3c00L);
  }

  @Test
  void otherElements_rejectThem() {
    Float16View view = ones(DType.FLOAT16).asFloat16s();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("sum_signed").call(3L, view))
        .withMessageContaining("expected int16, C-contiguous")
        .withMessageContaining("but found Float16View of shape (3,)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("first").call(view))
        .withMessageContaining("expected float64, C-contiguous")
        .withMessageContaining("but found Float16View of shape (3,)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("sum_bits").call(4L, view))
        .withMessageContaining("at least n = 4 elements")
        .withMessageContaining("but found Float16View of shape (3,)");
    NDArray readOnly = ones(DType.BFLOAT16).asReadOnly();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("copy_bits").call(3L, readOnly.asBFloat16s(), readOnly))
        .withMessageContaining("but found BFloat16View of shape (3,), read-only");
    BFloat16View same = ones(DType.BFLOAT16).asBFloat16s();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("copy_bits").call(3L, same, same))
        .withMessageContaining("restrict");
  }

  interface Doubler {
    int at(long n, Float16View x);
  }

  interface Corner {
    int at(int n, int m, BFloat16View x);
  }

  interface Data {
    int at(Float16View data);
  }

  @Test
  void callbacks_takeThem() {
    try (Arena arena = Arena.ofConfined()) {
      Callback doubler =
          Callback.of("unsigned (size_t n, unsigned short x[n])")
              .as(LOOKUP, Doubler.class)
              .in(
                  arena,
                  (n, x) -> {
                    for (int i = 0; i < n; i++) {
                      x.set(i, 2 * x.get(i));
                    }
                    return (int) x.size();
                  });
      NDArray halves = ones(DType.FLOAT16);
      assertThat(LIB.function("ask").call(doubler, 3L, halves)).isEqualTo(3L);
      assertThat(halves.toFloatArray()).containsExactly(2, 2, 2);
      Callback corner =
          Callback.of("unsigned (int n, int m, const unsigned short x[n][m])")
              .as(LOOKUP, Corner.class)
              .in(arena, (n, m, x) -> (int) x.get(n - 1, m - 1) + 10 * x.rank());
      NDArray plane = NDArray.zeros(DType.BFLOAT16, 2, 3);
      plane.setDouble(1, 2, 7);
      assertThat(LIB.function("ask_2d").call(corner, 2, 3, plane)).isEqualTo(27L);
    }
  }

  @Test
  void userData_arrivesAsOne() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray halves = ones(DType.FLOAT16);
      Callback sum =
          Callback.of("unsigned (void *data)")
              .userData(halves)
              .as(LOOKUP, Data.class)
              .in(arena, data -> (int) (data.get(0) + data.get(1) + data.get(2)));
      assertThat(LIB.function("with_data").call(sum, MemorySegment.NULL)).isEqualTo(3L);
    }
  }

  @Test
  void structs_pointToThem() {
    try (Arena arena = Arena.ofConfined()) {
      CStruct type = LIB.struct("holder");
      CStruct.Value value = type.allocate(arena);
      value.set("bytes", ones(DType.FLOAT16).asFloat16s());
      value.set("bits", ones(DType.BFLOAT16).asBFloat16s());
      assertThat(LIB.function("held").call(value)).isEqualTo(0x3c00 + 0x3f80L);
    }
  }
}
