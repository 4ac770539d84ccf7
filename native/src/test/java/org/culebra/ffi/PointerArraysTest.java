package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays of pointers: 8 bytes for each element, in calls, interfaces and callbacks.
class PointerArraysTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "pointer_arrays",
                      """
                      #include <stddef.h>
                      struct s { int x; };
                      struct opaque;
                      static struct s kept = {42};
                      int count(int n, char **v) { return n; }
                      int lengths(int n, const char *const *v) {
                        int sum = 0;
                        for (int i = 0; i < n; i++) for (const char *c = v[i]; *c; c++) sum++;
                        return sum;
                      }
                      int grid(int n, int m, void *v) { return 100 * n + m; }
                      void make(struct s **out) { *out = &kept; }
                      int look(struct opaque **out) { return out != NULL; }
                      int call_all(int n, int (*f[])(int)) {
                        int sum = 0; for (int i = 0; i < n; i++) sum += f[i](i); return sum;
                      }
                      int strings(int (*f)(int, char **)) {
                        char *v[] = {"one", "three", "five"};
                        return f(3, v);
                      }
                      int structs(int (*f)(int, struct s **)) {
                        struct s a = {1}, b = {20};
                        struct s *v[] = {&a, &b};
                        return f(2, v);
                      }
                      int one(int (*f)(struct s **)) { struct s *p = &kept; return f(&p); }
                      int none(int (*f)(char **)) { return f(NULL); }
                      """)
                  .toString())
          .declare("struct s { int x; }; struct opaque;");

  interface Count {
    int of(int n, MemorySegment v);
  }

  interface ShortCount {
    int of(MemorySegment v);
  }

  interface Grid {
    int of(int n, int m, MemorySegment v);
  }

  interface Make {
    void to(MemorySegment out);
  }

  interface Times {
    int of(int x);
  }

  interface OnPointers {
    int on(int n, MemorySegment v);
  }

  interface OnOne {
    int on(MemorySegment v);
  }

  interface OnAddress {
    int on(long address);
  }

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private static void rejected(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  private MemorySegment pointers(String... texts) {
    MemorySegment v = arena.allocate(ValueLayout.ADDRESS, texts.length);
    for (int i = 0; i < texts.length; i++) {
      v.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts[i]));
    }
    return v;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "char *v[n]",
        "const char *v[n]",
        "char *const v[n]",
        "void *v[n]",
        "struct s *v[n]",
        "struct opaque *v[n]",
        "int (*v[n])(int)",
        "double **v[n]",
        "double (*v[n])[3]"
      })
  void arraysOfPointers_areCheckedAndCounted(String declared) {
    CFunction f = LIB.function("int count(int n, " + declared + ")");
    Count bound = f.as(LOOKUP, Count.class);
    MemorySegment two = pointers("a", "b");
    String writable = declared.contains("*const v") ? "" : ", writable";
    String message =
        "cannot call "
            + f
            + "\n  argument 2 'v': expected a MemorySegment, at least n = 3 elements"
            + writable
            + " but found a MemorySegment of 16 bytes";

    rejected(() -> f.call(3, two), message);
    rejected(() -> bound.of(3, two), message);
    rejected(
        () -> f.call(-1, two),
        "cannot call " + f + "\n  argument 2 'v': expected a non-negative length but found n = -1");
    assertThat(f.call(2, two)).isEqualTo(2);
    assertThat(bound.of(1, two)).isEqualTo(1);
    assertThat(f.call(two)).as("n is left out").isEqualTo(2);
    assertThat(f.as(LOOKUP, ShortCount.class).of(two)).isEqualTo(2);
    assertThat(f.call(two.asSlice(8, 7))).as("no whole pointer").isEqualTo(0);
    assertThat(f.call(1000, MemorySegment.ofAddress(two.address()))).isEqualTo(1000);
  }

  @Test
  void arraysOfPointers_ofSeveralAxes_areCheckedAxisByAxis() {
    CFunction f = LIB.function("int grid(int n, int m, char *v[n][m])");
    Grid grid = f.as(LOOKUP, Grid.class);
    MemorySegment six = arena.allocate(ValueLayout.ADDRESS, 6);

    assertThat(grid.of(2, 3, six)).isEqualTo(203);
    assertThat(f.call(3, 2, six)).isEqualTo(302);
    rejected(
        () -> grid.of(2, 4, six),
        "cannot call int grid(int n, int m, char *v[n][m])\n"
            + "  argument 3 'v': expected a MemorySegment, at least n * m = 8 elements, writable"
            + " but found a MemorySegment of 48 bytes");
    rejected(
        () -> grid.of(-2, -3, six),
        "cannot call int grid(int n, int m, char *v[n][m])\n  argument 3 'v': expected a"
            + " non-negative length but found n = -2 and m = -3");
    CFunction pairs = LIB.function("int grid(int n, int m, char *(*v)[2])");
    assertThat(pairs.call(0, 0, six.asSlice(0, 16))).isEqualTo(0);
    assertThatIllegalArgumentException().isThrownBy(() -> pairs.call(0, 0, six.asSlice(0, 8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"struct s **out", "struct s *out[]", "void **out", "char *const *out"})
  void pointerToAPointer_isOneElement(String declared) {
    CFunction make = LIB.function("void make(" + declared + ")");
    Make bound = make.as(LOOKUP, Make.class);
    MemorySegment out = arena.allocate(ValueLayout.ADDRESS);

    for (long bytes : new long[] {0, 4, 7}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> make.call(out.asSlice(0, bytes)))
          .withMessageContaining(
              "at least 1 element%s but found a MemorySegment of %d bytes",
              declared.contains("const") ? "" : ", writable", bytes);
      assertThatIllegalArgumentException().isThrownBy(() -> bound.to(out.asSlice(0, bytes)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make.call(arena.allocate(16, 8).asSlice(4, 8)))
        .withMessageContaining("expected an address that is a multiple of 8");
    assertThatIllegalArgumentException().isThrownBy(() -> make.call(NDArray.zeros(DType.INT64, 1)));
    bound.to(out);
    MemorySegment made = out.get(ValueLayout.ADDRESS, 0);
    assertThat(made.reinterpret(4).get(ValueLayout.JAVA_INT, 0)).isEqualTo(42);
    make.call(MemorySegment.ofAddress(out.address()));
  }

  @Test
  void pointerToAnOpaqueStruct_mayBeNull() {
    CFunction look = LIB.function("int look(struct opaque **out)");

    assertThat(look.call(MemorySegment.NULL)).isEqualTo(0);
    assertThat(look.call(arena.allocate(8, 8))).isEqualTo(1);
  }

  @Test
  void arraysOfTexts_areReadByC() {
    CFunction f = LIB.function("int lengths(int n, const char *const v[n])");

    assertThat(f.call(pointers("one", "three").asReadOnly())).isEqualTo(8);
  }

  @Test
  void arraysOfFunctions_areCalledByC() {
    CFunction f = LIB.function("int call_all(int n, int (*f[n])(int))");
    Callback twice = Callback.of("int (int x)").as(LOOKUP, Times.class).in(arena, i -> 2 * i);
    MemorySegment v = arena.allocate(ValueLayout.ADDRESS, 3);
    for (int i = 0; i < 3; i++) {
      v.setAtIndex(ValueLayout.ADDRESS, i, twice.pointer());
    }

    assertThat(f.call(v)).isEqualTo(6);
    assertThatIllegalArgumentException().isThrownBy(() -> f.call(4, v));
  }

  @ParameterizedTest
  @ValueSource(strings = {"char *v[n]", "char *const v[n]", "char **v"})
  void callback_getsPointersAsLongAsDeclared(String declared) {
    List<String> found = new ArrayList<>();
    Callback f =
        Callback.of("int (int n, " + declared + ")")
            .as(LOOKUP, OnPointers.class)
            .in(
                arena,
                (n, v) -> {
                  for (long i = 0; i < v.byteSize() / 8; i++) {
                    found.add(v.getAtIndex(ValueLayout.ADDRESS, i).reinterpret(16).getString(0));
                  }
                  assertThat(v.isReadOnly()).isEqualTo(declared.contains("const"));
                  return n;
                });
    String c = declared.contains("const") ? "char *const *v" : "char **v";
    CFunction strings = LIB.function("int strings(int (*f)(int n, " + c + "))");

    assertThat(strings.call(f)).isEqualTo(3);
    assertThat(found)
        .isEqualTo(declared.contains("[n]") ? List.of("one", "three", "five") : List.of("one"));
  }

  @Test
  void callback_getsStructsThroughPointers() {
    OnPointers sum =
        (n, v) -> {
          int total = 0;
          for (int i = 0; i < n; i++) {
            MemorySegment s = v.getAtIndex(ValueLayout.ADDRESS, i).reinterpret(4);
            total += s.get(ValueLayout.JAVA_INT, 0);
          }
          return total;
        };
    CDeclarations types = CDeclarations.parse("struct s { int x; };");
    FunctionType type = CDeclarations.function("int f(int n, struct s *v[n])", types).type();
    Callback f = Callback.of(type).as(LOOKUP, OnPointers.class).in(arena, sum);
    CFunction structs = LIB.function("int structs(int (*f)(int n, struct s **v))");

    assertThat(structs.call(f)).isEqualTo(21);
    FunctionType plain = CDeclarations.function("int f(struct s **v)", types).type();
    Callback one = Callback.of(plain).as(LOOKUP, OnOne.class).in(arena, v -> (int) v.byteSize());
    assertThat(LIB.function("int one(int (*f)(struct s **v))").call(one)).isEqualTo(8);
  }

  @Test
  void callback_nullForAPointerToAPointer_isAFailureButForALong() {
    CFunction none = LIB.function("int none(int (*f)(char **v))");
    Callback segment = Callback.of("int (char **v)").as(LOOKUP, OnOne.class).in(arena, v -> 1);
    Callback address =
        Callback.of("int (char **v)").as(LOOKUP, OnAddress.class).in(arena, v -> (int) v + 5);

    rejected(
        () -> none.call(segment),
        "callback parameter 1 'v': expected at least 1 element but found NULL; declare a long if"
            + " NULL is possible");
    assertThat(none.call(address)).isEqualTo(5);
  }
}
