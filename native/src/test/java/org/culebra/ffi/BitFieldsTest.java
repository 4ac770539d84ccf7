package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Bit-fields and types without a value in Java: in structs, and by value.
class BitFieldsTest {
  private static final String[] TYPES = {
    "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long",
    "unsigned long", "_Bool", "enum small", "enum negative", "enum large", "uint16_t", "int64_t"
  };
  private static final int[] BITS = {8, 8, 16, 16, 32, 32, 64, 64, 1, 32, 32, 64, 16, 64};
  private static final String ENUMS =
      """
      enum small { SMALL = 3 };
      enum negative { NEGATIVE = -1 };
      enum large { LARGE = 0x123456789abc };
      """;
  private static final int STRUCTS = 40;

  private static String structs(Random random) {
    StringBuilder out = new StringBuilder(ENUMS);
    for (int i = 0; i < STRUCTS; i++) {
      boolean packed = random.nextInt(3) == 0;
      out.append("struct ").append(packed ? "__attribute__((packed)) " : "").append("T").append(i);
      out.append(" {");
      for (int k = 1 + random.nextInt(7); k > 0; k--) {
        int type = random.nextInt(TYPES.length);
        int width = random.nextInt(4) == 0 ? BITS[type] : 1 + random.nextInt(BITS[type]);
        out.append(' ').append(TYPES[type]).append(" f").append(k).append(" : ").append(width);
        out.append(random.nextInt(5) == 0 ? "; char c" + k + ";" : ";");
      }
      out.append(" };\n");
    }
    return out.toString();
  }

  /// A bit-field with functions of C that read and write it.
  private record Case(StructType struct, StructType.Field field, int number) {
    String functions() {
      return """
      long long get%1$d(const struct %2$s *p) { return (long long)p->%3$s; }
      void set%1$d(struct %2$s *p, long long v) { p->%3$s = v; }
      """
          .formatted(number, struct.tag(), field.name());
    }

    /// A value that the field can have, as a `long`.
    long value(Random random) {
      int width = field.bitWidth();
      long bits = random.nextInt(4) == 0 ? -1L << random.nextInt(64) : random.nextLong();
      return isSigned() ? bits << 64 - width >> 64 - width : bits << 64 - width >>> 64 - width;
    }

    private boolean isSigned() {
      return field.type() instanceof CType.Enum e
          ? e.negative()
          : ((CType.Scalar) field.type()).kind() == CType.Scalar.Kind.SIGNED;
    }

    Object boxed(long value) {
      return isBool() ? (Object) (value != 0) : value;
    }

    private boolean isBool() {
      return field.type() instanceof CType.Scalar s && s.kind() == CType.Scalar.Kind.BOOL;
    }
  }

  private static long number(Object value) {
    return value instanceof Boolean b ? (b ? 1 : 0) : ((Number) value).longValue();
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void fieldsOfRandomStructs_readAndWrittenByCAndByJava_areTheSame() {
    Random random = Seeds.random("BitFieldsTest.random");
    String text = structs(random);
    CLibrary declared = CLibrary.process().declare(text);
    List<Case> cases = new ArrayList<>();
    StringBuilder source = new StringBuilder("#include <stdint.h>\n" + text);
    for (int i = 0; i < STRUCTS; i++) {
      StructType struct = declared.struct("T" + i).type();
      for (StructType.Field field : struct.fields()) {
        if (field.isBitField()) {
          cases.add(new Case(struct, field, cases.size()));
          source.append(cases.getLast().functions());
        }
      }
    }
    CLibrary c = CLibrary.open(CFixtures.sharedLibrary("bits", source.toString(), "-w").toString());
    try (Arena arena = Arena.ofConfined()) {
      for (Case one : cases) {
        check(one, c, arena, random);
      }
    }
    assertThat(cases).hasSizeGreaterThan(STRUCTS);
  }

  private static void check(Case one, CLibrary c, Arena arena, Random random) {
    String name = one.field().name();
    CStruct struct = CStruct.of(one.struct());
    CFunction get = c.function("long long get%d(const void *p)".formatted(one.number()));
    CFunction set = c.function("void set%d(void *p, long long v)".formatted(one.number()));
    CStruct.Value ours = struct.allocate(arena);
    CStruct.Value theirs = struct.allocate(arena);
    byte[] noise = new byte[(int) struct.byteSize()];
    for (int i = 0; i < 4; i++) {
      String what = one.struct().describe() + ": " + name;
      random.nextBytes(noise);
      ours.segment().copyFrom(MemorySegment.ofArray(noise));
      theirs.segment().copyFrom(MemorySegment.ofArray(noise));
      assertThat(number(ours.get(name))).as(what).isEqualTo(get.call(theirs.segment()));

      long value = one.value(random);
      ours.set(name, one.boxed(value));
      set.call(theirs.segment(), value);
      assertThat(bytes(ours.segment())).as(what).isEqualTo(bytes(theirs.segment()));
      assertThat(number(ours.get(name))).as(what).isEqualTo(value);
      assertThat(get.call(ours.segment())).as(what).isEqualTo(value);
    }
  }

  @Test
  void set_valueThatTheBitsCannotHold_isRejected() {
    CStruct s =
        CStruct.of(
            "struct s { unsigned a : 3; int b : 3; _Bool c : 1; unsigned long d : 64; short e : 1;"
                + " };");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value value = s.allocate(arena).set("a", 7).set("b", -4).set("c", true).set("d", -1L);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> value.set("a", 8))
          .withMessage(
              "field 'a': expected an integer from 0 to 7 (unsigned int : 3) but found int 8");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> value.set("b", -5L))
          .withMessageContaining("expected an integer from -4 to 3 (int : 3) but found long -5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> value.set("c", 1))
          .withMessageContaining("expected a boolean but found int 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> value.set("d", -1))
          .withMessageContaining("(unsigned long : 64) but found int -1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> value.set("e", 1))
          .withMessageContaining("expected an integer from -1 to 0 (short : 1) but found int 1");
      assertThatIllegalArgumentException().isThrownBy(() -> value.set("a", null));
      assertThatIllegalArgumentException().isThrownBy(() -> value.set("a", 1.0));
      assertThat(value.get("a")).isEqualTo(7L);
      assertThat(value.get("b")).isEqualTo(-4);
      assertThat(value.get("c")).isEqualTo(true);
      assertThat(value.get("d")).isEqualTo(-1L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> s.offset("b"))
          .withMessage(
              "expected a field with an address but found the bit-field 'int b : 3' of struct s");
    }
  }

  @Test
  void fieldsOfInnerStructs_areFoundByPath() {
    CStruct s =
        CStruct.of(
            "struct s { int n; struct { int : 5; unsigned a : 11; struct { int b : 9; }; } in[3];"
                + " };");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value value = s.allocate(arena).set("in[2].a", 2047).set("in[1].b", -256);

      assertThat(value.get("in[2].a")).isEqualTo(2047L);
      assertThat(value.get("in[1].b")).isEqualTo(-256);
      assertThat(value.get("in[1].a")).isEqualTo(0L);
    }
  }

  @Test
  void longDouble_inAStruct_isItsBytes() {
    CLibrary c =
        CLibrary.compile(
            """
            struct s { char c; long double x; };
            void twice(struct s *to, const struct s *from) { to->x = 2 * from->x; }
            void init(struct s *s, double x) { s->x = x; }
            int is(const struct s *s, double x) { return s->x == x; }
            """);
    CStruct s = CStruct.of("struct s { char c; long double x; };");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value a = s.allocate(arena);
      CStruct.Value b = s.allocate(arena);
      CLibrary declared = c.declare("struct s { char c; long double x; };");
      declared.function("void init(struct s *s, double x)").call(a, 1.25);
      declared.function("void twice(struct s *to, const struct s *from)").call(b, a);
      MemorySegment bytes = (MemorySegment) b.get("x");

      assertThat(bytes.byteSize()).isEqualTo(16);
      assertThat(a.set("x", bytes).get("c")).isEqualTo((byte) 0);
      assertThat(declared.function("int is(const struct s *s, double x)").call(a, 2.5))
          .isEqualTo(1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> a.set("x", 1.0))
          .withMessage(
              "field 'x': expected a MemorySegment with the 16 bytes of a long double but found"
                  + " double 1.0");
    }
  }

  private static void assertUnpassable(String types, String prototype, String message) {
    CLibrary declared = CLibrary.process().declare(types + prototype.formatted("abs") + ";");

    assertThatThrownBy(() -> declared.function("abs"))
        .as(prototype)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> declared.callback(prototype.formatted("")))
        .as(prototype)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void typesThatTheJdkCannotPass_byValue_areRejectedWithTheReason() {
    assertUnpassable(
        "",
        "double %s(long double x)",
        "expected types that java.lang.foreign can pass but found long double by value: ");
    assertUnpassable(
        "typedef float v4 __attribute__((vector_size(16)));",
        "v4 %s(int x)",
        "expected types that java.lang.foreign can pass but found float"
            + " __attribute__((vector_size(16))) by value: ");
    assertUnpassable(
        "",
        "int %s(const char *format, va_list rest)",
        "expected types that java.lang.foreign can pass but found __builtin_va_list by value: ");
    assertUnpassable(
        "struct s { int a : 3; };",
        "int %s(struct s x)",
        "expected a struct by value without bit-fields but found struct s with 'int a : 3': ");
    assertUnpassable(
        "struct s { __int128 a; };",
        "struct s %s(void)",
        "expected a struct by value of types that java.lang.foreign can pass but found struct s"
            + " with '__int128 a': ");
    assertUnpassable(
        "struct s { char a; struct { _Alignas(8) char b; } c[2]; };",
        "int %s(struct s x)",
        "expected a struct by value with the alignment of its fields but found struct {...} of 8"
            + " bytes, alignment 8: ");
    assertUnpassable(
        "struct s { };",
        "int %s(struct s x)",
        "expected a struct by value with fields but found struct s: ");
  }

  interface ToEmpty {
    int of(CStruct.Value value);
  }

  /// A GNU extension, and a placeholder in C++.
  @Test
  void structsWithoutFields_byAddress_arePassed() {
    CLibrary c =
        CLibrary.compile(
                """
                struct empty { };
                int given(struct empty *p) { return p != 0; }
                int apply(int (*f)(struct empty *p), struct empty *p) { return f(p); }
                """)
            .declare(
                "struct empty { }; int given(struct empty *p); int apply(int (*f)(struct empty *p),"
                    + " struct empty *p);");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(4);
      CStruct.Value value = c.struct("empty").allocate(arena);
      Callback size =
          c.callback("int (struct empty *p)")
              .as(MethodHandles.lookup(), ToEmpty.class)
              .in(arena, p -> 5 + (int) p.segment().byteSize());

      assertThat(c.function("given").call(memory)).isEqualTo(1);
      assertThat(c.function("given").call(value)).isEqualTo(1);
      assertThat(c.function("apply").call(size, memory)).isEqualTo(5);
    }
  }

  @Test
  void typesThatTheJdkCannotPass_byAddress_arePassed() {
    CLibrary c =
        CLibrary.compile(
                """
                struct s { int a : 3; _Alignas(16) long double x; };
                void set(struct s *s, long double *x) { s->a = -2; s->x = *x; *x += 1; }
                """)
            .declare(
                "struct s { int a : 3; _Alignas(16) long double x; }; void set(struct s *, long"
                    + " double *);");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value value = c.struct("s").allocate(arena);
      MemorySegment x = arena.allocate(16, 16);
      c.function("set").call(value, x);

      assertThat(value.get("a")).isEqualTo(-2);
      assertThat(bytes((MemorySegment) value.get("x"))).isEqualTo(new byte[16]);
      assertThat(x.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(Long.MIN_VALUE);
      assertThat(x.get(ValueLayout.JAVA_SHORT, 8)).isEqualTo((short) 0x3fff);
    }
  }
}
