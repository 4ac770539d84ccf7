package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.testsupport.CFixtures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is rejected because C's own rules say so: alignment, length, `const`, `restrict`, packing.
class CallRulesTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "rules",
                      """
                      typedef struct { double x, y; } point;
                      double first(const double *x) { return x[0]; }
                      double sum(int n, const double *x) { double s = 0; for (int i = 0; i < n; i++) s += x[i]; return s; }
                      double norm(const point *p) { return p->x * p->x + p->y * p->y; }
                      void copy(int n, double *restrict to, const double *from) { for (int i = 0; i < n; i++) to[i] = from[i]; }
                      double each(double (*f)(const double *x)) { double x = 3; return f(&x); }
                      double with_data(double (*f)(double x, void *p), double *data, void *p) { return f(*data, p); }
                      void *ask(void *(*f)(void)) { return f(); }
                      point make(point (*f)(void)) { return f(); }
                      #pragma pack(push, 1)
                      typedef struct { char c; double d; } packed;
                      #pragma pack(pop)
                      double unpack(packed p) { return p.d; }
                      double unpack_at(const packed *p) { return p->d; }
                      """)
                  .toString())
          .declare(
              """
              typedef struct { double x, y; } point;
              double first(const double *x);
              double sum(int n, const double x[n]);
              double norm(const point *p);
              void copy(int n, double *restrict to, const double *from);
              double each(double (*f)(const double *x));
              double with_data(double (*f)(double x, void *p), double *data, void *p);
              void *ask(void *(*f)(void));
              point make(point (*f)(void));
              """);

  private final Arena arena = Arena.ofConfined();

  interface First {
    double of(NDArray x);
  }

  interface FirstView {
    double of(DoubleView x);
  }

  interface FirstSegment {
    double of(MemorySegment x);
  }

  interface OfView {
    double at(DoubleView x);
  }

  interface WithData {
    double at(double x, DoubleView data);
  }

  interface GivesPointer {
    @Nullable MemorySegment get();
  }

  interface TakesStruct {
    int of(CStruct.Value value);
  }

  interface GivesStruct {
    CStruct.@Nullable Value get();
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private static void rejected(ThrowingCallable call, String part) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(part);
  }

  @Test
  void misalignedMemory_isRejected() {
    MemorySegment memory = arena.allocate(32, 8);
    NDArray odd = NDArray.of(memory.asSlice(1, 16), DType.FLOAT64, 2);
    CFunction first = LIB.function("first");
    String message =
        "expected an address that is a multiple of 8 but found 0x%x"
            .formatted(memory.address() + 1);

    rejected(() -> first.call(odd), message);
    rejected(() -> first.call(odd.asDoubles()), message);
    rejected(() -> first.call(odd.segment()), message);
    rejected(() -> first.as(LOOKUP, First.class).of(odd), message);
    rejected(() -> first.as(LOOKUP, FirstView.class).of(odd.asDoubles()), message);
    rejected(() -> first.as(LOOKUP, FirstSegment.class).of(odd.segment()), message);
    rejected(
        () -> LIB.function("norm").call(memory.asSlice(4, 16)),
        "expected an address that is a multiple of 8");
  }

  @Test
  void plainPointer_needsOneElement() {
    CFunction first = LIB.function("first");
    NDArray none = NDArray.zeros(DType.FLOAT64, 0);

    rejected(() -> first.call(none), "at least 1 element but found float64 of shape (0,)");
    rejected(() -> first.as(LOOKUP, First.class).of(none), "at least 1 element");
    rejected(() -> first.call(arena.allocate(4, 8)), "at least 1 element");
    assertThat(LIB.function("sum").call(0, none)).isEqualTo(0.0);
  }

  @Test
  void segmentShorterThanTheStruct_isRejected() {
    rejected(
        () -> LIB.function("norm").call(arena.allocate(8, 8)),
        "at least 1 element but found a MemorySegment of 8 bytes");
    assertThat(LIB.function("norm").call(arena.allocate(16, 8))).isEqualTo(0.0);
  }

  @Test
  void barePointers_areDisjointByTheirDeclaredLength() {
    MemorySegment memory = arena.allocate(64, 8);
    MemorySegment low = MemorySegment.ofAddress(memory.address());
    MemorySegment high = MemorySegment.ofAddress(memory.address() + 16);
    CFunction copy = LIB.function("void copy(int n, double to[restrict n], const double from[n])");

    rejected(() -> copy.call(3, low, high), "found 8 bytes in common");
    assertThat(copy.call(2, low, high)).isNull();
  }

  @Test
  void callbackThatCouldWriteWhatIsConst_isRejected() {
    Callback writes =
        Callback.of("double (double *x)").as(LOOKUP, OfView.class).in(arena, x -> x.get(0));
    Callback reads =
        Callback.of("double (const double *x)").as(LOOKUP, OfView.class).in(arena, x -> x.get(0));
    CFunction each = LIB.function("each");

    rejected(() -> each.call(writes), "parameter 1: expected const double * but found double *");
    assertThat(each.call(reads)).isEqualTo(3.0);
    CFunction mutable = LIB.function("double each(double (*f)(double *x))");
    assertThat(mutable.call(reads)).isEqualTo(3.0);
  }

  @Test
  void callbackWhoseResultIsConst_isRejected() {
    Callback constant =
        Callback.of("const double *(void)")
            .as(LOOKUP, GivesPointer.class)
            .in(arena, () -> MemorySegment.NULL);

    rejected(
        () -> LIB.function("double *ask(double *(*f)(void))").call(constant),
        "return type: expected double * but found const double *");
  }

  @Test
  void userData_isFoundBesideAnArrayCalledData() {
    NDArray weights = NDArray.copyOf(new double[] {5}, 1);
    Callback f =
        Callback.of("double (double x, void *p)")
            .userData(weights)
            .as(LOOKUP, WithData.class)
            .in(arena, (x, w) -> x * w.get(0));

    Object result = LIB.function("with_data").call(f, NDArray.copyOf(new double[] {2}, 1), null);

    assertThat(result).isEqualTo(10.0);
  }

  @Test
  void nullFromACallback_isNamed() {
    CType.Pointer pointer =
        (CType.Pointer) LIB.declarations().prototype("make").type().parameters().getFirst().type();
    Callback struct =
        Callback.of(pointer.function().orElseThrow())
            .as(LOOKUP, GivesStruct.class)
            .in(arena, () -> null);
    Callback address =
        Callback.of("void *(void)").as(LOOKUP, GivesPointer.class).in(arena, () -> null);

    rejected(
        () -> LIB.function("make").call(struct),
        "callback result: expected a point but found null");
    rejected(
        () -> LIB.function("ask").call(address),
        "callback result: expected native memory but found null");
  }

  @Test
  void packedStructByValue_isRejectedWhenBound() {
    String packed = "typedef struct { char c; double d; } __attribute__((packed)) packed;";
    CDeclarations types = CDeclarations.parse(packed);

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> LIB.declare(packed).function("double unpack(packed p)"))
        .withMessageContainingAll("packed", "'double d' at offset 1");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() ->
            Callback.of("int (struct __attribute__((packed)) { char c; double d; } p)")
                .as(LOOKUP, TakesStruct.class)
                .in(arena, v -> 1))
        .withMessageContaining("'double d' at offset 1");
    CStruct.Value value = CStruct.of(types.struct("packed")).allocate(arena).set("d", 2.5);
    assertThat(LIB.function("double unpack_at(const packed *p)").call(value)).isEqualTo(2.5);
  }
}
