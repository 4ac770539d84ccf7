package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What messages say about arguments that look right.
class MismatchMessagesTest {
  private static final CLibrary LIB =
      CLibrary.compile(
          """
          struct point { double x, y; };
          struct holder { struct point at; };
          double by_value(struct point p) { return p.x; }
          double by_address(const struct point *p) { return p->x; }
          void fill(double *x) { *x = 1; }
          int lead(void *p) { return p != 0; }
          """);

  interface Fill {
    void fill(double x);
  }

  private static final String POINT = "struct point { double x, y; };";

  private static CStruct.Value other(Arena arena) {
    return CLibrary.process()
        .declare("struct point { float x, y; };")
        .struct("point")
        .allocate(arena);
  }

  @Test
  void structOfTheSameName_isDescribedAsAnother() {
    CLibrary lib = CLibrary.process().declare(POINT + " struct holder { struct point at; };");
    LIB.declare(
        POINT + "double by_value(struct point p); double by_address(const struct point *p);");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value other = other(arena);
      String found =
          "but found struct point of another declaration: struct point: expected double y at"
              + " offset 8 but found float y at offset 4";
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LIB.function("by_value").call(other))
          .withMessageContaining("expected a struct point " + found);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LIB.function("by_address").call(other))
          .withMessageContaining(found);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> lib.struct("holder").allocate(arena).set("at", other))
          .withMessageContaining(found);
    }
  }

  @Test
  void boxedArrays_areDescribedAsInJava() {
    CFunction fill = LIB.function("void fill(double *x)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fill.call((Object) new Double[] {1.0, 2.0}))
        .withMessageContaining("but found Double[] of length 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fill.call((Object) new int[3][4]))
        .withMessageContaining("but found int[][] of length 3");
  }

  @Test
  void numberForAnAddress_suggestsARef() {
    CFunction fill = LIB.function("void fill(double *x)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fill.call(1.5))
        .withMessageContaining("but found double 1.5; pass Ref.ofDouble()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> fill.as(MethodHandles.lookup(), Fill.class))
        .withMessageContaining(
            "expected Ref.OfDouble, double[], NDArray, DoubleView or MemorySegment but");
  }

  /// Each struct points to the one before twice; a path through them has 2^60 variants.
  @Test
  void searchForFunctionPointers_visitsEachStructOnce() {
    StringBuilder text = new StringBuilder("struct s0 { int x; };");
    int count = 20_000;
    for (int i = 1; i < count; i++) {
      text.append("struct s%d { struct s%d *a, *b; };\n".formatted(i, i - 1));
    }
    String last = "struct s" + (count - 1);
    LIB.declare(text.toString());
    LIB.declare("struct f { " + last + " *first; struct { void (*call)(void); } *then; };");

    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertThat(LIB.function("int lead(" + last + " *p)").critical().call(MemorySegment.NULL))
              .isEqualTo(0);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> LIB.function("int lead(struct f *p)").critical())
              .withMessageContaining("'struct f *p' has the function pointer 'f.then'");
        });
  }
}
