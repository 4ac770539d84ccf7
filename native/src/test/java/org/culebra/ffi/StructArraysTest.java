package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

/// Structured arrays for pointers to structs, in calls and callbacks, and the dtypes of C structs.
class StructArraysTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String STRUCTS =
      """
      struct color { unsigned char r, g, b; };
      struct particle {
        double x, y;
        unsigned int id;
        signed char charge;
        char name[8];
        short box[2][3];
        struct color color;
        union { float f; int i; };
        enum { UP, DOWN } spin;
        _Bool alive;
        double _Complex phase;
      };
      struct tight { char c; double d; } __attribute__((packed));
      struct node { int x; struct node *next; };
      struct flags { unsigned a : 3; unsigned b : 5; };
      struct odd { long double big; int n; };
      struct open { int n; int x[]; };
      """;
  private static final CLibrary LIB =
      CLibrary.compile(
              STRUCTS
                  + """
                  #include <string.h>
                  double sum(int n, const struct particle *p) {
                    double s = 0;
                    for (int i = 0; i < n; i++) s += p[i].x + p[i].y + p[i].id + p[i].charge + p[i].color.g;
                    return s;
                  }
                  void name(int n, struct particle *p) {
                    for (int i = 0; i < n; i++) { strcpy(p[i].name, "p0"); p[i].name[1] += i; p[i].id = 4000000000u + i; p[i].color.r = 200; }
                  }
                  double each(int n, const struct particle *p, double (*f)(int n, const struct particle p[])) {
                    return f(n, p);
                  }
                  double last(int n, int stride, const struct particle *p) { return p[(n - 1) * stride].x; }
                  double tight(const struct tight *p) { return p->d; }
                  """)
          .declare(STRUCTS);
  private static final DType PARTICLE = LIB.struct("particle").dtype();

  interface Sum {
    double of(NDArray particles);
  }

  interface Each {
    double of(int n, NDArray p, Callback f);
  }

  interface Function {
    double of(int n, NDArray p);
  }

  private static NDArray particles(int n) {
    NDArray all = NDArray.zeros(PARTICLE, n);
    for (int i = 0; i < n; i++) {
      all.field("x").setDouble(i, i + 0.5);
      all.field("id").setLong(i, 4_000_000_000L);
      all.field("charge").setLong(i, -1);
      all.field("color").field("g").setLong(i, 200);
    }
    return all;
  }

  @Test
  void dtype_hasC_sFieldsWithTheirSigns() {
    CStruct struct = LIB.struct("particle");

    assertThat(PARTICLE.itemSize()).isEqualTo(struct.byteSize());
    assertThat(PARTICLE.alignment()).isEqualTo(8);
    assertThat(PARTICLE.fields().stream().map(Field::name))
        .containsExactly(
            "x", "y", "id", "charge", "name", "box", "color", "f", "i", "spin", "alive", "phase");
    for (Field field : PARTICLE.fields()) {
      assertThat(field.byteOffset()).as(field.name()).isEqualTo((int) struct.offset(field.name()));
    }
    assertThat(PARTICLE.field("id").dtype()).isEqualTo(DType.UINT32);
    assertThat(PARTICLE.field("charge").dtype()).isEqualTo(DType.INT8);
    assertThat(PARTICLE.field("name").dtype()).isEqualTo(DType.bytes(8));
    assertThat(PARTICLE.field("box").dtype()).isEqualTo(DType.INT16);
    assertThat(PARTICLE.field("box").shape()).containsExactly(2, 3);
    assertThat(PARTICLE.field("color").dtype().field("r").dtype()).isEqualTo(DType.UINT8);
    assertThat(PARTICLE.field("spin").dtype()).isEqualTo(DType.INT32);
    assertThat(PARTICLE.field("alive").dtype()).isEqualTo(DType.BOOL);
    assertThat(PARTICLE.field("phase").dtype()).isEqualTo(DType.COMPLEX128);
    assertThat(LIB.struct("tight").dtype().alignment()).isEqualTo(1);
    assertThat(LIB.struct("tight").dtype().field("d").byteOffset()).isEqualTo(1);
    assertThat(LIB.struct("odd").dtype().field("big").dtype().itemSize()).isEqualTo(16);
  }

  @Test
  void fieldsWithoutADtype_areNamed() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> LIB.struct("node").dtype())
        .withMessage(
            "expected numbers, text and structs, which have a dtype, but found field 'struct node"
                + " *next' in struct node");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> LIB.struct("flags").dtype())
        .withMessageContaining("found field 'unsigned int a : 3'");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> LIB.struct("open").dtype())
        .withMessageContaining("found field 'int x[]'");
  }

  @Test
  void calls_takeThem_withInferredLengths() {
    CFunction sum = LIB.function("double sum(int n, const struct particle p[n])");
    NDArray all = particles(3);
    double expected = 4.5 + 3 * (4_000_000_000.0 - 1 + 200);

    assertThat(sum.call(3, all)).isEqualTo(expected);
    assertThat(sum.call(all)).isEqualTo(expected);
    assertThat(sum.as(LOOKUP, Sum.class).of(all)).isEqualTo(expected);
    LIB.function("void name(int n, struct particle p[n])").call(all);
    assertThat(all.field("id").getLong(2)).isEqualTo(4_000_000_002L);
    assertThat(all.field("color").field("r").getLong(1)).isEqualTo(200);
    assertThat(all.field("name").slice("2").toString()).contains("p2");
    assertThat(
            LIB.function(
                    "double last(int n, int stride, const struct particle p[(n - 1) * stride + 1])")
                .call(2, 2, Strided.of(all.slice("::2"))))
        .isEqualTo(2.5);
    assertThat(
            LIB.function("double tight(const struct tight *p)")
                .call(NDArray.zeros(LIB.struct("tight").dtype(), 1)))
        .isEqualTo(0.0);
  }

  @Test
  void callbacks_getThem() {
    try (Arena arena = Arena.ofConfined()) {
      Callback f =
          LIB.callback("double (int n, const struct particle p[n])")
              .as(LOOKUP, Function.class)
              .in(arena, (n, p) -> p.field("x").getDouble(n - 1) + p.field("charge").getLong(0));
      CFunction each =
          LIB.function(
              "double each(int n, const struct particle p[n], double (*f)(int n, const struct"
                  + " particle p[]))");

      assertThat(each.call(3, particles(3), f)).isEqualTo(1.5);
      assertThat(each.as(LOOKUP, Each.class).of(2, particles(2), f)).isEqualTo(0.5);
    }
  }

  @Test
  void otherLayouts_areRejected_withTheField() {
    CFunction sum = LIB.function("double sum(int n, const struct particle p[n])");
    List<Field> fields = PARTICLE.fields();
    List<Field> floats = new ArrayList<>(fields);
    floats.set(1, new Field("y", DType.FLOAT32, 8));
    NDArray other = NDArray.zeros(DType.struct(PARTICLE.itemSize(), floats), 2);
    NDArray fewer = NDArray.zeros(DType.struct(PARTICLE.itemSize(), fields.subList(0, 11)), 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.call(2, other))
        .withMessageContaining(
            "argument 2 'p': expected a struct particle or a MemorySegment, at least n = 2 elements"
                + " but found")
        .withMessageEndingWith(": expected field y: float64 at 8 but found y: float32 at 8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.as(LOOKUP, Sum.class).of(fewer))
        .withMessageEndingWith(": expected field phase: complex128 at 64 but found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.call(3, particles(2)))
        .withMessageContaining("at least n = 3 elements");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("double sum(int n, const struct node *p)").call(1, other))
        .withMessageEndingWith(
            ": expected numbers, text and structs, which have a dtype, but found field 'struct node"
                + " *next'");
  }
}
