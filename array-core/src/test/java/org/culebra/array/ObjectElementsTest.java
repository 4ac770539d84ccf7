package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Elements from and to Java objects: complex numbers, records, times.
final class ObjectElementsTest {

  record Vector(double x, float y) {}

  record Atom(String symbol, Vector pos, int charge, boolean bound, byte[] rgb, LocalDate found) {
    @Override
    public String toString() {
      return symbol + pos + charge + bound + java.util.Arrays.toString(rgb) + found;
    }
  }

  record Parts(NDArray pos, Complex z, short s, byte b, long l) {}

  record Picky(double x) {
    Picky {
      if (x == 0) {
        throw new IllegalStateException("zero");
      }
    }
  }

  private static final DType VECTOR =
      DType.packed(Field.of("x", DType.FLOAT64), Field.of("y", DType.FLOAT32));

  private static final DType ATOM =
      DType.aligned(
          Field.of("symbol", DType.bytes(2)),
          Field.of("pos", VECTOR),
          Field.of("charge", DType.INT8),
          Field.of("bound", DType.BOOL),
          Field.of("rgb", DType.UINT8, 3),
          Field.of("found", DType.datetime64("s")),
          Field.of("more", DType.INT64));

  @Test
  void complexElements_areReadAndWritten() {
    for (DType type : new DType[] {DType.COMPLEX64, DType.COMPLEX128, DType.of(">c16")}) {
      NDArray a = NDArray.zeros(type, 2, 2);
      a.set(1, 0, new Complex(1.5, -2));
      assertThat(a.get(Complex.class, 1, 0)).isEqualTo(new Complex(1.5, -2));
      a.set(1, 0, 3);
      assertThat(a.get(Complex.class, 1, 0)).isEqualTo(new Complex(3, 0));
      a.set(1, 0, 0.25f);
      assertThat(a.get(Complex.class, 1, 0)).isEqualTo(new Complex(0.25, 0));
    }
    assertThat(NDArray.ones(DType.INT8).get(Complex.class)).isEqualTo(new Complex(1, 0));
    rejected("complex", () -> NDArray.zeros(DType.INT8).set(new Complex(1, 1)));
  }

  @Test
  void structs_areRecords() {
    NDArray atoms = NDArray.full(DType.INT8, 1, 3L * ATOM.itemSize()).reinterpret(ATOM);
    Atom he =
        new Atom(
            "He",
            new Vector(0.5, 0.25f),
            -2,
            true,
            new byte[] {1, 2, 3},
            LocalDate.of(1868, 8, 18));
    atoms.set(1, he);
    assertThat(atoms.get(Atom.class, 1)).hasToString(he.toString());
    assertThat(atoms.field("pos.x").getDouble(1)).isEqualTo(0.5);
    assertThat(atoms.field("more").getLong(1)).isEqualTo(0x0101010101010101L);
    assertThat(atoms.field("rgb").slice("1").toByteArray()).containsExactly(1, 2, 3);
    NDArray copied = NDArray.copyOf(new Atom[][] {{he}, {he}}, ATOM);
    assertThat(copied.shape()).containsExactly(2, 1);
    assertThat(copied.get(Atom.class, 1, 0)).hasToString(he.toString());
  }

  @Test
  void componentsOfEveryClass_areConverted() {
    DType type =
        DType.packed(
            Field.of("pos", DType.FLOAT64, 2),
            Field.of("z", DType.COMPLEX64),
            Field.of("s", DType.INT64),
            Field.of("b", DType.INT32),
            Field.of("l", DType.UINT8));
    NDArray a = NDArray.zeros(type, 1);
    a.set(
        0,
        new Parts(NDArray.copyOf(new double[] {1, 2}), new Complex(1, 2), (short) -3, (byte) 4, 5));
    Parts parts = a.get(Parts.class, 0);
    assertThat(parts.pos().toDoubleArray()).containsExactly(1, 2);
    assertThat(parts.z()).isEqualTo(new Complex(1, 2));
    assertThat(parts.s()).isEqualTo((short) -3);
    assertThat(parts.l()).isEqualTo(5);
    a.field("s").setLong(0, 40_000);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> a.get(Parts.class, 0))
        .withMessage("expected an integer in [-32768, 32767] but found 40000");
    a.field("s").setLong(0, 1);
    a.field("b").setLong(0, 128);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> a.get(Parts.class, 0));
  }

  @Test
  void recordsThatDoNotFit_areRejected() {
    NDArray v = NDArray.zeros(VECTOR, 2);
    record Other(double x, double w) {}
    rejected("expected one of the fields [x, y] but found 'w'", () -> v.get(Other.class, 0));
    rejected(
        "expected a struct for the record Vector but found float64",
        () -> NDArray.zeros(DType.FLOAT64, 1).get(Vector.class, 0));
    rejected("read-only", () -> v.asReadOnly().set(0, new Vector(1, 1)));
    rejected("found java.lang.Object", () -> v.get(Object.class, 0));
    rejected("found java.lang.Object", () -> v.set(0, new Object()));
    rejected("found java.math.BigInteger", () -> v.set(0, java.math.BigInteger.ONE));
    rejected("expected a type of real numbers", () -> v.set(0, 1.0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> v.get(Vector.class, 2));
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> v.get(Picky.class, 0))
        .withMessage("zero");
  }

  @Test
  void plainElements_areBoxed() {
    NDArray a = NDArray.zeros(DType.FLOAT32, 2);
    a.set(0, 1.5);
    a.set(1, 2);
    assertThat(a.get(Double.class, 0)).isEqualTo(1.5);
    assertThat(a.get(Float.class, 0)).isEqualTo(1.5f);
    assertThat(a.get(Integer.class, 1)).isEqualTo(2);
    assertThat(a.get(Long.class, 1)).isEqualTo(2);
    assertThat(a.get(Boolean.class, 1)).isTrue();
    NDArray text = NDArray.copyOf("ab");
    text.set(0, "c");
    assertThat(text.get(String.class, 0)).isEqualTo("c");
    NDArray truth = NDArray.zeros(DType.BOOL);
    truth.set(true);
    assertThat(truth.get(Boolean.class)).isTrue();
    assertThat(a.get(NDArray.class, 1).getDouble()).isEqualTo(2);
  }

  @Test
  void fieldPaths_leadThroughNestedStructs() {
    DType odd = DType.packed(Field.of("a.b", DType.INT8), Field.of("a", VECTOR));
    DType outer = DType.packed(Field.of("deep", odd, 2), Field.of("n", DType.INT8));
    NDArray a = NDArray.zeros(outer, 3);
    assertThat(a.field("deep.a.x").shape()).containsExactly(3, 2);
    assertThat(a.field("deep.a.b").dtype()).isEqualTo(DType.INT8);
    assertThat(a.field("deep.a.y").dtype()).isEqualTo(DType.FLOAT32);
    rejected("but found 'q.x'", () -> a.field("q.x"));
    rejected("but found 'q'", () -> a.field("deep.q"));
    rejected("but found ''", () -> a.field("deep."));
  }

  @Test
  void times_areInstantsAndDates() {
    Random random = Seeds.random("ObjectElementsTest");
    String[] units = {"Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "7D", "25s"};
    for (int i = 0; i < 2000; i++) {
      String unit = units[random.nextInt(units.length)];
      NDArray a = NDArray.zeros(DType.datetime64(unit), 1);
      long second = random.nextLong(1L << 33) - (1L << 32);
      int nano = random.nextInt(1_000_000_000);
      Instant time = Instant.ofEpochSecond(second, nano);
      a.set(0, time);
      // By way of the casts, which are compared with NumPy's.
      NDArray ns = NDArray.full(DType.datetime64("ns"), second * 1_000_000_000 + nano, 1);
      assertThat(a.getLong(0)).as("%s in %s", time, unit).isEqualTo(ns.copy(a.dtype()).getLong(0));
      NDArray back = a.copy(DType.datetime64("ns"));
      Instant read = a.get(Instant.class, 0);
      assertThat(read.getEpochSecond() * 1_000_000_000 + read.getNano()).isEqualTo(back.getLong(0));
      LocalDate date = a.get(LocalDate.class, 0);
      assertThat(date.toEpochDay()).isEqualTo(a.copy(DType.datetime64("D")).getLong(0));
      a.set(0, date);
      NDArray days = NDArray.full(DType.datetime64("D"), date.toEpochDay(), 1);
      assertThat(a.getLong(0)).isEqualTo(days.copy(a.dtype()).getLong(0));
    }
  }

  @Test
  void timesThatDoNotFit_areRejected() {
    NDArray a = NDArray.full(DType.datetime64("s"), Long.MIN_VALUE, 1);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> a.get(Instant.class, 0))
        .withMessage("expected a time but found NaT: getLong reads its count");
    a.setLong(0, Long.MAX_VALUE);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> a.get(Instant.class, 0));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> a.get(LocalDate.class, 0));
    NDArray ns = NDArray.zeros(DType.datetime64("ns"), 1);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> ns.set(0, LocalDate.of(2300, 1, 1)))
        .withMessage("expected a time that fits 64 bits of [ns] but found 2300-01-01");
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> ns.set(0, Instant.MAX));
    NDArray years = NDArray.zeros(DType.datetime64("Y"), 1);
    years.set(0, Instant.MAX);
    assertThat(years.getLong(0)).isEqualTo(1_000_000_000L - 1970);
    rejected(
        "expected a type datetime64 but found int64",
        () -> NDArray.zeros(DType.INT64, 1).set(0, Instant.EPOCH));
    rejected(
        "expected a type datetime64 but found timedelta64[s]",
        () -> NDArray.zeros(DType.timedelta64("s"), 1).get(Instant.class, 0));
  }

  private static void rejected(String message, ThrowingCallable action) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(action)
        .withMessageContaining(message);
  }
}
