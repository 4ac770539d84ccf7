package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Out-parameters: of the C library, and of every type.
class RefTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIBM = CLibrary.open("m");
  private static final CLibrary LIB =
      CLibrary.compile(
          """
          void set_byte(unsigned char *x) { *x = 200; }
          void set_short(unsigned short *x) { *x = 60000; }
          void set_int(unsigned int *x) { *x = 4000000000u; }
          void set_long(long *x) { *x = -7; }
          void set_float(float *x) { *x = 1.5f; }
          void twice(double *x) { *x *= 2; }
          struct node { int x; };
          static struct node one = {42};
          int open_node(const char *name, struct node **out) { *out = name[0] ? &one : 0; return one.x; }
          int of_node(const struct node *n) { return n ? n->x : -1; }
          void two(int x[2]) { x[0] = x[1] = 1; }
          struct holder { int *target; };
          void hold(struct holder *h) { *h->target = 5; }
          """);

  interface Frexp {
    double split(double x, Ref.@Nullable OfInt exponent);
  }

  interface Modf {
    double split(double x, Ref.OfDouble whole);
  }

  interface Open {
    int open(String name, Ref.OfPointer out);
  }

  interface WrongRef {
    double split(double x, Ref.OfLong exponent);
  }

  @Test
  void frexpAndModf_throughInterfacesAndCall() {
    CFunction function = LIBM.function("double frexp(double x, int *exponent)");
    Frexp frexp = function.as(LOOKUP, Frexp.class);
    Modf modf = LIBM.function("double modf(double x, double *whole)").as(LOOKUP, Modf.class);
    Ref.OfInt exponent = Ref.ofInt();
    Ref.OfDouble whole = Ref.ofDouble();

    assertThat(frexp.split(48, exponent)).isEqualTo(0.75);
    assertThat(exponent.get()).isEqualTo(6);
    assertThat(frexp.split(0.25, exponent)).isEqualTo(0.5);
    assertThat(exponent.get()).isEqualTo(-1);
    assertThat(function.call(3.0, exponent)).isEqualTo(0.75);
    assertThat(exponent.get()).isEqualTo(2);
    assertThat(modf.split(-3.25, whole)).isEqualTo(-0.25);
    assertThat(whole.get()).isEqualTo(-3.0);
  }

  @Test
  void everyKind_isReadWithItsSignAndWithout() {
    Ref.OfByte bytes = Ref.ofByte();
    Ref.OfShort shorts = Ref.ofShort();
    Ref.OfInt ints = Ref.ofInt();
    Ref.OfLong longs = Ref.ofLong();
    Ref.OfFloat floats = Ref.ofFloat();
    Ref.OfDouble doubles = Ref.ofDouble().set(1.25);

    LIB.function("void set_byte(unsigned char *x)").call(bytes);
    LIB.function("void set_short(unsigned short *x)").call(shorts);
    LIB.function("void set_int(unsigned int *x)").call(ints);
    LIB.function("void set_long(long *x)").call(longs);
    LIB.function("void set_float(float *x)").call(floats);
    LIB.function("void twice(double *x)").call(doubles);
    assertThat(bytes.get()).isEqualTo((byte) 200);
    assertThat(bytes.getUnsigned()).isEqualTo(200);
    assertThat(shorts.get()).isEqualTo((short) 60000);
    assertThat(shorts.getUnsigned()).isEqualTo(60000);
    assertThat(ints.get()).isEqualTo((int) 4000000000L);
    assertThat(ints.getUnsigned()).isEqualTo(4000000000L);
    assertThat(longs.get()).isEqualTo(-7);
    assertThat(floats.get()).isEqualTo(1.5f);
    assertThat(doubles.get()).isEqualTo(2.5);
    assertThat(
            List.of(
                bytes.set((byte) 1),
                shorts.set((short) 2),
                ints.set(3),
                longs.set(4),
                floats.set(5)))
        .asString()
        .isEqualTo("[Ref[1], Ref[2], Ref[3], Ref[4], Ref[5.0]]");
  }

  @Test
  void pointerToPointer_receivesAnOpaqueHandle() {
    LIB.declare("struct node;");
    Open open =
        LIB.function("int open_node(const char *name, struct node **out)").as(LOOKUP, Open.class);
    CFunction of = LIB.function("int of_node(const struct node *n)");
    Ref.OfPointer out = Ref.ofPointer();

    assertThat(out.get()).isEqualTo(MemorySegment.NULL);
    assertThat(open.open("a", out)).isEqualTo(42);
    assertThat(of.call(out.get())).isEqualTo(42);
    assertThat(open.open("", out)).isEqualTo(42);
    assertThat(out.get().address()).isZero();
    assertThat(of.call(out.get())).isEqualTo(-1);
    assertThat(out.set(MemorySegment.ofAddress(16))).hasToString("Ref[0x10]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> out.set(MemorySegment.ofArray(new int[1])));
  }

  @Test
  void getline_growsItsBuffer(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("lines");
    Files.writeString(file, "one\n" + "x".repeat(500) + "\nlast");
    CLibrary libc =
        CLibrary.process()
            .declare(
                """
                struct _IO_FILE;
                struct _IO_FILE *fopen(const char *name, const char *mode);
                long getline(char **line, size_t *n, struct _IO_FILE *stream);
                int fclose(struct _IO_FILE *stream);
                void free(void *p);
                """);
    Getline getline = libc.function("getline").as(LOOKUP, Getline.class);
    MemorySegment stream =
        Calls.of(MemorySegment.class, libc.function("fopen"), file.toString(), "r");
    Ref.OfPointer line = Ref.ofPointer();
    Ref.OfLong size = Ref.ofLong();
    List<String> lines = new ArrayList<>();

    while (getline.read(line, size, stream) >= 0) {
      lines.add(CText.read(line.get(), size.get()));
    }
    assertThat(lines).containsExactly("one\n", "x".repeat(500) + "\n", "last");
    assertThat(size.get()).isGreaterThan(500);
    libc.function("free").call(line.get());
    assertThat(libc.function("fclose").call(stream)).isEqualTo(0);
  }

  interface Getline {
    long read(Ref.OfPointer line, Ref.OfLong size, MemorySegment stream);
  }

  @Test
  void otherTypes_areRejected() {
    CFunction frexp = LIBM.function("double frexp(double x, int *exponent)");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> frexp.call(1.0, Ref.ofLong()))
        .withMessageContaining(
            "argument 2 'exponent': expected int32, C-contiguous, writable but"
                + " found Ref.OfLong; pass Ref.ofInt()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frexp.as(LOOKUP, WrongRef.class))
        .withMessageContaining(
            "parameter 2 'exponent': expected Ref.OfInt, int[], NDArray, IntView or"
                + " MemorySegment but found Ref.OfLong");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frexp.call(1.0, Ref.ofPointer()))
        .withMessageContaining("found Ref.OfPointer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frexp.call(1.0, 5))
        .withMessageEndingWith("but found int 5; pass Ref.ofInt()");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            LIB.function("int open_node(const char *name, struct node **out)")
                .call("", Ref.ofLong()))
        .withMessageEndingWith("but found Ref.OfLong; pass Ref.ofPointer()");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frexp.as(LOOKUP, Frexp.class).split(1, null))
        .withMessageContaining("found null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("void two(int x[2])").call(Ref.ofInt()))
        .withMessageContaining("at least 2 elements, writable but found Ref.OfInt");
  }

  @Test
  void memory_endsWithItsArena_andCanBeAField() {
    Arena arena = Arena.ofConfined();
    Ref.OfInt target = Ref.ofInt(arena);
    LIB.declare("struct holder { int *target; };");
    CStruct.Value holder = LIB.struct("holder").allocate(arena).set("target", target);

    LIB.function("void hold(struct holder *h)").call(holder);
    assertThat(target.get()).isEqualTo(5);
    assertThat(NDArray.of(target.segment(), DType.INT32, 1).getLong(0)).isEqualTo(5);
    arena.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> LIBM.function("double frexp(double x, int *e)").call(1.0, target));
  }
}
