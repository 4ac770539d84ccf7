package org.culebra.ffi.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.culebra.ffi.capsule.CapsuleLibrary.GEOMETRY;
import static org.culebra.ffi.capsule.CapsuleLibrary.MAKER;
import static org.culebra.ffi.capsule.CapsuleLibrary.NAME;
import static org.culebra.ffi.capsule.CapsuleLibrary.USER;
import static org.culebra.ffi.capsule.CapsuleLibrary.call;
import static org.culebra.ffi.capsule.CapsuleLibrary.capsule;
import static org.culebra.ffi.capsule.CapsuleLibrary.released;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

class CapsuleTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CapsuleType<CapsuleTable> AREA =
      CapsuleType.table("struct areas { double (*area)(double w, double h); };");
  private static final CapsuleType<MemorySegment> BYTES =
      CapsuleType.pointer(new CType.Scalar(CType.Scalar.Kind.UNSIGNED, 1, "unsigned char"));

  interface Area {
    double of(double w, double h);
  }

  private static CapsuleBuilder<CapsuleTable> areas() {
    return Capsule.of(NAME, AREA).version(1, 2).slot("area", LOOKUP, Area.class, (w, h) -> w * h);
  }

  private static MemorySegment memory(MemorySegment pointer, long byteSize) {
    return Restricted.segment(pointer.address(), byteSize);
  }

  private static void assertRejected(Capsule<?> capsule, Runnable open, String... problems) {
    assertThatIllegalArgumentException()
        .isThrownBy(open::run)
        .withMessage("cannot open " + capsule + "\n  " + String.join("\n  ", problems));
  }

  @Test
  void otherName_isRejected() {
    try (Capsule<?> capsule = areas().make();
        Capsule<?> unnamed = Capsule.of(null, BYTES).pointer(MemorySegment.ofAddress(8)).make()) {
      assertThat(capsule).hasToString("capsule \"org.culebra.geometry\" 1.2, struct areas");
      assertRejected(
          capsule,
          () -> capsule.open("org.culebra.Geometry", 1, 0, AREA),
          "name: expected \"org.culebra.Geometry\" but found \"org.culebra.geometry\"");
      assertRejected(
          capsule,
          () -> capsule.open(null, 1, 0, AREA),
          "name: expected NULL but found \"org.culebra.geometry\"");
      assertRejected(
          unnamed, () -> unnamed.open("", 0, 0, BYTES), "name: expected \"\" but found NULL");
      unnamed.open(null, 0, 0, BYTES).close();
    }
  }

  @Test
  void otherVersion_isRejected() {
    try (Capsule<?> capsule = areas().make()) {
      assertRejected(
          capsule, () -> capsule.open(NAME, 2, 0, AREA), "major: expected 2 but found 1");
      assertRejected(
          capsule, () -> capsule.open(NAME, 1, 3, AREA), "minor: expected at least 3 but found 2");
      capsule.open(NAME, 1, 2, AREA).close();
    }
  }

  @Test
  void otherType_isRejected() {
    CapsuleType<CFunction> function = CapsuleType.function("double(double,double)");
    try (Capsule<?> capsule = areas().make()) {
      assertRejected(
          capsule,
          () ->
              capsule.open(
                  NAME,
                  1,
                  0,
                  CapsuleType.table("struct a { double (*area)(double w, float h); };")),
          "type: slot 0 'area': parameter 2: expected float but found double");
      assertRejected(
          capsule,
          () ->
              capsule.open(
                  NAME, 1, 0, CapsuleType.table("struct a { double (*aera)(double, double); };")),
          "type: slot 0 'aera': expected 'double (*aera)(double, double)' but found 'double"
              + " (*area)(double w, double h)'");
      assertRejected(
          capsule,
          () -> capsule.open(NAME, 1, 0, function),
          "type: expected the function double (double, double) but found the table struct areas");
    }
  }

  @Test
  void everyMismatch_isReportedAtOnce() {
    try (Capsule<?> capsule = areas().make()) {
      assertRejected(
          capsule,
          () -> capsule.open("x", 3, 9, BYTES),
          "name: expected \"x\" but found \"org.culebra.geometry\"",
          "major: expected 3 but found 1",
          "minor: expected at least 9 but found 2",
          "type: expected a unsigned char * but found the table struct areas");
    }
  }

  @Test
  void spelling_doesNotMatter() {
    CapsuleType<CFunction> type = CapsuleType.function("int (intptr_t *o, double in[3], void *)");
    CFunction anything =
        CFunction.of(MemorySegment.ofAddress(8), "int f(long *a, double *b, void *c)");
    try (Capsule<CFunction> capsule = Capsule.of(type.signature(), type).pointer(anything).make()) {
      assertThat(capsule.name()).isEqualTo("int (intptr_t *, double *, void *)");
      capsule.open(capsule.name(), 0, 0, CapsuleType.function("int(long*,double*,void*)")).close();
    }
  }

  @Test
  void shorterTable_hidesWhatItLacks() {
    MemorySegment table = CapsuleLibrary.table(40 + 8 + 7);
    try (Capsule<CapsuleTable> capsule = Capsule.at(table, NAME, 1, GEOMETRY);
        CapsuleUse<CapsuleTable> use = capsule.open(NAME, 1, 0, GEOMETRY);
        CapsuleUse<CapsuleTable> traced = capsule.open(NAME, 1, 0, GEOMETRY, CapsuleMode.TRACE)) {
      for (CapsuleTable slots : List.of(use.get(), traced.get())) {
        assertThat(slots.slots()).containsExactly("area");
        assertThat(slots.has("invert")).isFalse();
        assertThat(slots.function("area").call(3, 4)).isEqualTo(12.0);
        assertThatExceptionOfType(NoSuchElementException.class)
            .isThrownBy(() -> slots.function("invert"))
            .withMessage(
                "slot 'invert': expected a table of at least 56 bytes but found capsule"
                    + " \"org.culebra.geometry\" of 55 bytes");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> slots.function("areas"))
            .withMessage(
                "expected a slot of capsule \"org.culebra.geometry\" but found 'areas'; did you"
                    + " mean 'area'?");
      }
      assertThat(memory(traced.pointer(), 56).get(ValueLayout.JAVA_LONG, 16)).isEqualTo(48);
    }
  }

  @Test
  void headerForC_compilesWhateverItsLengthsName() {
    String header =
        CapsuleType.table(
                """
                struct t {
                  double (*sum)(const double x[n], int n);
                  void (*fill)(void p[n * size], size_t n, size_t size);
                };
                """)
            .header("t");

    assertThat(header)
        .contains("  double (*sum)(const double *x, int n);")
        .contains("  void (*fill)(void *p, size_t n, size_t size);");
    String c =
        "#include <stddef.h>\n#include <stdint.h>\n"
            + header
            + "int size(void) { return sizeof(t); }";
    assertThat(CLibrary.compile(c).function("int size(void)").call()).isEqualTo(56);
  }

  @Test
  void headerOfC_isChecked() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wrong = arena.allocate(40, 8);
      String where = "cannot read a capsule's table at 0x" + Long.toHexString(wrong.address());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Capsule.at(wrong, NAME, 1, GEOMETRY))
          .withMessage(where + "\n  magic: expected 0x31415242454c5543 but found 0x0");
      wrong.setString(0, "CULEBRA1");
      wrong.set(ValueLayout.JAVA_INT, 8, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Capsule.at(wrong, NAME, 2, GEOMETRY))
          .withMessage(where + "\n  major: expected 2 but found 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Capsule.at(wrong, NAME, 1, GEOMETRY))
          .withMessage(where + "\n  size: expected at least 40 bytes but found 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Capsule.at(MemorySegment.NULL, NAME, 1, GEOMETRY))
          .withMessage("expected the address of a capsule's table but found NULL");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Capsule.at(MemorySegment.ofAddress(4100), NAME, 1, GEOMETRY))
          .withMessage(
              "expected the address of a capsule's table, a multiple of 8, but found 0x1004");
    }
  }

  @Test
  void tableOfC_isReleasedOnce_alsoWhenOpenedBySeveral() {
    int before = released();
    Capsule<CapsuleTable> capsule = capsule();
    CapsuleUse<CapsuleTable> one = capsule.open(NAME, 1, 0, GEOMETRY);
    CapsuleUse<CapsuleTable> two = capsule.open(NAME, 1, 2, GEOMETRY);
    CFunction area = two.get().function("area");
    assertThat(area.call(3, 4)).isEqualTo(12.0);
    one.close();
    one.close();
    assertThat(released()).isEqualTo(before);

    capsule.close();
    capsule.close();

    assertThat(released()).isEqualTo(before + 1);
    assertThat(capsule.isClosed()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> area.call(3, 4))
        .withMessage("Already closed");
    assertThatIllegalStateException()
        .isThrownBy(two::get)
        .withMessage(
            "expected an open capsule but found \"org.culebra.geometry\", which is closed");
    assertThatIllegalStateException().isThrownBy(() -> capsule.open(NAME, 1, 0, GEOMETRY));
    two.close();
  }

  @Test
  void tableOfC_givenToTwoCapsules_isReleasedOnce() {
    int before = released();
    MemorySegment table = CapsuleLibrary.table(0);
    try (Arena arena = Arena.ofConfined()) {
      Capsule.at(arena, table, NAME, 1, GEOMETRY);
      Capsule.at(table, NAME, 1, GEOMETRY).close();
      assertThat(released()).isEqualTo(before + 1);
    }
    assertThat(released()).isEqualTo(before + 1);
  }

  @Test
  void arena_endsItsCapsule_once() {
    AtomicInteger ended = new AtomicInteger();
    Capsule<CapsuleTable> capsule;
    CFunction area;
    try (Arena arena = Arena.ofConfined()) {
      Callback callback =
          Callback.of("double (double, double)").as(LOOKUP, Area.class).in(arena, (w, h) -> w + h);
      capsule =
          Capsule.of(NAME, AREA).slot("area", callback).onClose(ended::incrementAndGet).make(arena);
      area = capsule.open(NAME, 0, 0, AREA).get().function("area");
      assertThat(area.call(3, 4)).isEqualTo(7.0);
      assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(capsule::close);
      assertThat(ended).hasValue(0);
    }

    capsule.close();
    assertThat(ended).hasValue(1);
    assertThatIllegalStateException().isThrownBy(() -> area.call(3, 4));
  }

  @Test
  void automaticArena_endsItsCapsule() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    makeAndForget(ended::countDown);

    for (int i = 0; i < 100 && ended.getCount() > 0; i++) {
      System.gc();
      ended.await(20, TimeUnit.MILLISECONDS);
    }
    assertThat(ended.getCount()).isZero();
  }

  private static void makeAndForget(Runnable destructor) {
    Capsule<CapsuleTable> capsule =
        Capsule.of(NAME, AREA)
            .slot("area", MAKER.function("area"))
            .onClose(destructor)
            .make(Arena.ofAuto());
    capsule.open(NAME, 0, 0, AREA).get().function("area").call(3, 4);
  }

  @Test
  void failingDestructor_isNotRunAgain() {
    AtomicInteger ended = new AtomicInteger();
    Capsule<MemorySegment> capsule =
        Capsule.of("x", BYTES)
            .pointer(MemorySegment.ofAddress(8))
            .onClose(() -> {
              ended.incrementAndGet();
              throw new ArithmeticException("boom");
            })
            .make();

    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(capsule::close);
    capsule.close();
    assertThat(ended).hasValue(1);
  }

  @Test
  void closing_duringACall_isRejected_andChangesNothing() {
    List<Capsule<?>> made = new ArrayList<>();
    AtomicInteger rejected = new AtomicInteger();
    Capsule<CapsuleTable> capsule =
        Capsule.of(NAME, AREA)
            .slot(
                "area",
                LOOKUP,
                Area.class,
                (w, h) -> {
                  try {
                    made.getFirst().close();
                  } catch (IllegalStateException e) {
                    rejected.incrementAndGet();
                  }
                  return w;
                })
            .make();
    made.add(capsule);

    assertThat(capsule.open(NAME, 0, 0, AREA).get().function("area").call(3, 4)).isEqualTo(3.0);
    assertThat(rejected).hasValue(1);
    assertThat(capsule.isClosed()).isFalse();
    capsule.close();
  }

  @Test
  void slots_areCheckedWhenMade() {
    CapsuleBuilder<CapsuleTable> builder = Capsule.of(NAME, AREA);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.slot("area", MAKER.function("released_count")))
        .withMessage(
            "slot 'area': expected a function 'double (double w, double h)' but found 'int"
                + " released_count(void)': expected 2 parameters but found 0");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.slot("area", "no function"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.slot("volume", MAKER.function("area")));
    assertThatIllegalStateException()
        .isThrownBy(builder::make)
        .withMessage("expected all of struct areas but found nothing for 'area'");
    try (Arena arena = Arena.ofConfined()) {
      builder.slot(
          "area",
          Callback.of("double (double, double)").as(LOOKUP, Area.class).in(arena, (w, h) -> w));
      assertThatIllegalArgumentException()
          .isThrownBy(builder::make)
          .withMessage(
              "expected a function created in the capsule's arena, or in one that cannot be closed,"
                  + " but found one of another arena");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CapsuleType.table("struct a { int version; void (*f)(void); };"))
        .withMessage(
            "cannot make a table of struct a\n"
                + "  slot 'version': expected a pointer but found int version");
  }

  @Test
  void javaTable_isReadByC() {
    try (Capsule<CapsuleTable> capsule = areas().make();
        CapsuleUse<CapsuleTable> use = capsule.open(NAME, 1, 0, AREA)) {
      assertThat(call(USER, "sum", use.pointer(), 10)).isEqualTo(90.0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> use.get().function("area").critical())
          .withMessageContaining("functions of a capsule may be made of Java");
    }
    try (Capsule<CapsuleTable> capsule =
            Capsule.of(NAME, AREA).slot("area", MAKER.function("area")).make();
        CapsuleUse<CapsuleTable> use = capsule.open(NAME, 0, 0, AREA)) {
      assertThat(use.get().pointer("area")).isEqualTo(pointer(MAKER.symbol("area"), use));
      assertThat(call(USER, "sum", use.pointer(), 10)).isEqualTo(90.0);
    }
  }

  private static MemorySegment pointer(MemorySegment symbol, CapsuleUse<CapsuleTable> use) {
    MemorySegment found = use.get().pointer("area");
    assertThat(found.address()).isEqualTo(symbol.address());
    return found;
  }

  @Test
  void functionCapsule_isTheBarePointer() {
    CapsuleType<CFunction> type = CapsuleType.function("double (double w, double h)");
    try (Capsule<CFunction> capsule =
            Capsule.of(type.signature(), type).pointer(MAKER.function("area")).make();
        CapsuleUse<CFunction> plain = capsule.open("double (double, double)", 0, 0, type);
        CapsuleUse<CFunction> traced =
            capsule.open("double (double, double)", 0, 0, type, CapsuleMode.TRACE)) {
      assertThat(plain.pointer().address()).isEqualTo(MAKER.symbol("area").address());
      assertThat(plain.get().call(2, 3)).isEqualTo(6.0);
      assertThat(call(USER, "call", traced.pointer(), 2, 4)).isEqualTo(8.0);
      assertThat(traced.get().call(2, 5)).isEqualTo(10.0);
      assertThat(CapsuleModeTest.count(traced, "function").calls()).isEqualTo(2);
    }
  }

  @Test
  void consume_isOnce_andTheDestructorDoesNotRun() {
    AtomicInteger ended = new AtomicInteger();
    MemorySegment data = MemorySegment.ofAddress(64);
    Capsule<MemorySegment> capsule =
        Capsule.of("dltensor", BYTES).pointer(data).onClose(ended::incrementAndGet).make();

    assertRejected(
        capsule,
        () -> capsule.consume("dltensor_versioned", 0, 0, BYTES, "used"),
        "name: expected \"dltensor_versioned\" but found \"dltensor\"");
    assertThat(capsule.isConsumed()).isFalse();
    assertThat(capsule.consume("dltensor", 0, 0, BYTES, "used_dltensor")).isEqualTo(data);
    assertThat(capsule.name()).isEqualTo("used_dltensor");
    for (String name : List.of("dltensor", "used_dltensor")) {
      assertThatIllegalStateException()
          .isThrownBy(() -> capsule.consume(name, 0, 0, BYTES, "again"))
          .withMessage(
              "expected capsule \"%s\" but found \"used_dltensor\": it has been consumed"
                  .formatted(name));
    }
    capsule.close();
    assertThat(ended).hasValue(0);

    Capsule<MemorySegment> dropped =
        Capsule.of("dltensor", BYTES).pointer(data).onClose(ended::incrementAndGet).make();
    dropped.close();
    assertThat(ended).hasValue(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> dropped.consume("dltensor", 0, 0, BYTES, "used_dltensor"))
        .withMessage("expected an open capsule but found \"dltensor\", which is closed");
  }

  @Test
  void consume_byEightThreads_oneWins() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 200; round++) {
        Capsule<MemorySegment> capsule =
            Capsule.of("dltensor", BYTES).pointer(MemorySegment.ofAddress(64)).make();
        CountDownLatch start = new CountDownLatch(1);
        Callable<Integer> consumer =
            () -> {
              start.await();
              try {
                capsule.consume("dltensor", 0, 0, BYTES, "used_dltensor");
                return 1;
              } catch (IllegalStateException e) {
                return 0;
              }
            };
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          results.add(threads.submit(consumer));
        }
        start.countDown();
        int winners = 0;
        for (Future<Integer> result : results) {
          winners += result.get();
        }
        assertThat(winners).isEqualTo(1);
        capsule.close();
      }
    }
  }

  @Test
  void close_byEightThreads_releasesOnce() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 50; round++) {
        int before = released();
        Capsule<CapsuleTable> capsule = capsule();
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          results.add(threads.submit(capsule::close));
        }
        for (Future<?> result : results) {
          result.get();
        }
        assertThat(released()).isEqualTo(before + 1);
      }
    }
  }

  @Test
  void lateCalls_andLeaks_doNotEndTheProcess() {
    ChildJvm.Result result =
        ChildJvm.of(CapsuleMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xcheck:jni", "-Dculebra.capsule=debug")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("NaN, 0, survived");
    assertThat(result.stderr())
        .contains(
            "never returned to capsules: 2",
            "of 'image_new' of capsule \"org.culebra.geometry\", never passed to 'image_free',"
                + " acquired by thread main",
            "use of capsule \"org.culebra.geometry\", never closed, opened by thread main",
            "at org.culebra.ffi.capsule.CapsuleMain.main(CapsuleMain.java:");
  }

  @Test
  void contextAndVersion_areThere() {
    try (Arena arena = Arena.ofConfined();
        Capsule<CapsuleTable> capsule = areas().context(arena.allocate(16)).make()) {
      MemorySegment header = memory(capsule.pointer(), 48);
      assertThat(header.getString(0)).startsWith("CULEBRA1");
      assertThat(header.get(ValueLayout.JAVA_INT, 8)).isEqualTo(1);
      assertThat(header.get(ValueLayout.JAVA_INT, 12)).isEqualTo(2);
      assertThat(header.get(ValueLayout.JAVA_LONG, 16)).isEqualTo(48);
      assertThat(header.get(ValueLayout.ADDRESS, 24).address())
          .isEqualTo(capsule.context().address());
      assertThat(header.get(ValueLayout.ADDRESS, 32)).isEqualTo(MemorySegment.NULL);
    }
  }
}
