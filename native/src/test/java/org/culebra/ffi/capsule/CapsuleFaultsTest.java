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

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.memory.ExportRegistry;
import org.culebra.testsupport.ChildJvm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes wrong with capsules: half-made ones, users that forget, garbage collection.
class CapsuleFaultsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CapsuleType<CapsuleTable> AREA =
      CapsuleType.table("struct areas { double (*area)(double w, double h); };");
  private static final CapsuleType<CFunction> FUNCTION =
      CapsuleType.function("double (double w, double h)");
  private static final CapsuleType<MemorySegment> BYTES = CapsuleType.pointer(new CType.Void());

  interface Area {
    double of(double w, double h);
  }

  interface Geometry {
    double area(double w, double h);

    int invert(int value);

    MemorySegment image_new(int width);

    void image_free(MemorySegment image);
  }

  // --- tables bound to an interface

  @ParameterizedTest
  @EnumSource
  void bind_callsTheSlots_inEveryMode(CapsuleMode mode) {
    try (Capsule<CapsuleTable> capsule = capsule();
        CapsuleUse<CapsuleTable> use = capsule.open(NAME, 1, 2, GEOMETRY, mode)) {
      Geometry geometry = use.get().bind(LOOKUP, Geometry.class);

      assertThat(geometry.area(3, 4)).isEqualTo(12.0);
      assertThat(geometry.invert(200)).isEqualTo(55);
      geometry.image_free(geometry.image_new(8));
      assertThat(geometry).hasToString("Geometry in " + use.get());
      assertThat(use.counts().values().stream().mapToLong(CapsuleUse.Count::calls).sum())
          .isEqualTo(mode == CapsuleMode.PLAIN ? 0 : 4);
    }
  }

  @Test
  void bind_afterTheEnd_isRejected() {
    Capsule<CapsuleTable> capsule = capsule();
    CapsuleUse<CapsuleTable> plain = capsule.open(NAME, 1, 2, GEOMETRY, CapsuleMode.PLAIN);
    CapsuleUse<CapsuleTable> debug = capsule.open(NAME, 1, 2, GEOMETRY, CapsuleMode.DEBUG);
    CapsuleTable table = plain.get();
    Geometry early = table.bind(LOOKUP, Geometry.class);
    Geometry watched = debug.get().bind(LOOKUP, Geometry.class);
    plain.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> table.bind(LOOKUP, Geometry.class))
        .withMessageContaining("expected an open use of capsule");
    assertThat(early.area(3, 4)).isEqualTo(12.0);
    capsule.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> early.area(3, 4))
        .withMessage("Already closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> watched.area(3, 4))
        .withMessageContaining("expected a call before capsule");
    debug.close();
  }

  interface Wrong {
    int area(double w, double h);

    double volume(double w);
  }

  @Test
  void bind_wrongMethods_areReportedTogether() {
    try (Capsule<CapsuleTable> capsule = capsule();
        CapsuleUse<CapsuleTable> use = capsule.open(NAME, 1, 2, GEOMETRY)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> use.get().bind(LOOKUP, Wrong.class))
          .withMessageStartingWith("cannot bind " + Wrong.class.getName() + " to CapsuleTable[area")
          .withMessageContaining("result: expected double but found int")
          .withMessageContaining("but found 'volume'");
    }
  }

  @Test
  void bind_slotsThatTheTableLacks_areReported() {
    Capsule<CapsuleTable> shorter = Capsule.at(CapsuleLibrary.table(48), NAME, 1, GEOMETRY);
    try (shorter;
        CapsuleUse<CapsuleTable> use = shorter.open(NAME, 1, 0, GEOMETRY)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> use.get().bind(LOOKUP, Geometry.class))
          .withMessageContaining(
              "slot 'invert': expected a table of at least 56 bytes but found capsule")
          .withMessageContaining("slot 'image_free': expected a table of at least 88 bytes");
    }
  }

  // --- modes

  /// Both take back what two slots make.
  @Test
  void debug_twoSlotsThatMakeForOneThatTakes() {
    CDeclarations declarations =
        CDeclarations.parse(
            "struct images { void *(*image_new)(int n); void *(*image_copy)(int n);"
                + " void (*image_free)(void *image); };");
    CapsuleType<CapsuleTable> images =
        CapsuleType.table(
            declarations.struct("images"),
            Map.of("image_new", "image_free", "image_copy", "image_free"));
    CFunction make = CFunction.of(MAKER.symbol("image_new"), "void *image_new(int n)");
    CFunction free = CFunction.of(MAKER.symbol("image_free"), "void image_free(void *image)");
    int before = Capsule.leaks().size();
    try (Capsule<CapsuleTable> capsule =
            Capsule.of("images", images)
                .slot("image_new", make)
                .slot("image_copy", make)
                .slot("image_free", free)
                .make();
        CapsuleUse<CapsuleTable> use = capsule.open("images", 0, 0, images, CapsuleMode.DEBUG)) {
      CapsuleTable table = use.get();
      for (String maker : List.of("image_copy", "image_new")) {
        Object image = Objects.requireNonNull(table.function(maker).call(8));
        assertThat(Capsule.leaks().getLast()).hasMessageContaining("of '" + maker + "' of capsule");
        table.function("image_free").call(image);
        assertThatIllegalStateException()
            .isThrownBy(() -> table.function("image_free").call(image))
            .withMessageContaining(
                "expected a result of 'image_copy' or 'image_new' that has not been returned");
      }
      assertThat(Capsule.leaks()).hasSize(before + 1);
    }
    assertThat(Capsule.leaks()).hasSize(before);
  }

  @Test
  void listenerThatThrowsAnything_isIgnored() {
    CapsuleListener listener =
        new CapsuleListener() {
          @Override
          public void enter(String slot) {
            throw new AssertionError("enter");
          }

          @Override
          public void exit(String slot, long nanos, @Nullable Throwable failure) {
            throw new AssertionError("exit");
          }
        };
    try (Capsule<CapsuleTable> capsule = capsule();
        CapsuleUse<CapsuleTable> use =
            capsule.open(NAME, 1, 0, GEOMETRY, CapsuleMode.TRACE, listener)) {
      assertThat(use.get().function("area").call(3, 4)).isEqualTo(12.0);
      assertThat(call(USER, "sum", use.pointer(), 10)).isEqualTo(90.0);
      assertThat(use.misuses()).isEmpty();
    }
  }

  /// The JDK's linker does not know packed structs: such a slot cannot be watched, the others can.
  @ParameterizedTest
  @EnumSource
  void slotThatCannotBeWatched_isThere(CapsuleMode mode) {
    CapsuleType<CapsuleTable> type =
        CapsuleType.table(
            CDeclarations.parse(
                    "struct __attribute__((packed)) odd { char c; double d; };"
                        + "struct mixed { double (*area)(double w, double h);"
                        + " int (*odd)(struct odd o); };")
                .struct("mixed"),
            Map.of());
    int before = Capsule.leaks().size();
    try (Capsule<CapsuleTable> capsule =
            Capsule.of("mixed", type)
                .slot("area", MAKER.function("area"))
                .slot("odd", MAKER.symbol("released_count"))
                .make();
        CapsuleUse<CapsuleTable> use = capsule.open("mixed", 0, 0, type, mode)) {
      assertThat(use.get().function("area").call(3, 4)).isEqualTo(12.0);
      assertThat(use.get().pointer("odd").address())
          .isEqualTo(MAKER.symbol("released_count").address());
      assertThat(use.counts().keySet())
          .isEqualTo(mode == CapsuleMode.PLAIN ? Set.of() : Set.of("area"));
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> use.get().function("odd"))
          .withMessageContaining("expected a struct by value that is not packed");
    }
    assertThat(Capsule.leaks()).hasSize(before);
  }

  @Test
  void opening_thatFails_leavesNothing() {
    CapsuleType<CFunction> odd =
        CapsuleType.function(
            (FunctionType)
                ((CType.Pointer)
                        CDeclarations.parse(
                                "struct __attribute__((packed)) odd { char c; double d; };"
                                    + "struct holder { int (*odd)(struct odd o); };")
                            .struct("holder")
                            .field("odd")
                            .type())
                    .target());
    int before = Capsule.leaks().size();
    try (Capsule<CFunction> capsule =
        Capsule.of("odd", odd).pointer(MAKER.symbol("released_count")).make()) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> capsule.open("odd", 0, 0, odd, CapsuleMode.DEBUG));
    }
    assertThat(Capsule.leaks()).hasSize(before);
  }

  // --- making

  @Test
  void making_thatFails_isNotCountedAsLive() {
    long before = ExportRegistry.count();
    CapsuleBuilder<CapsuleTable> unfit =
        Capsule.of(NAME, AREA).slot("area", LOOKUP, Runnable.class, () -> {});
    assertThatIllegalArgumentException().isThrownBy(unfit::make);
    assertThatIllegalArgumentException().isThrownBy(() -> unfit.make(Arena.ofAuto()));
    Arena closed = Arena.ofConfined();
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Capsule.of("x", BYTES).pointer(MemorySegment.ofAddress(8)).make(closed));
    assertThatIllegalStateException()
        .isThrownBy(() -> Capsule.at(closed, CapsuleLibrary.table(0), NAME, 1, GEOMETRY));
    assertThat(ExportRegistry.count()).isEqualTo(before);
  }

  @Test
  void functionThatIsNull_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Capsule.of("f", FUNCTION).pointer(MemorySegment.NULL))
        .withMessageStartingWith("expected a native pointer but found ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"magic", "major", "minor", "size", "ctx", "release"})
  void header_withASlotNamedAsAField_isRejected(String name) {
    CapsuleType<CapsuleTable> type =
        CapsuleType.table("struct t { void (*%s)(void); };".formatted(name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> type.header("t"))
        .withMessage(
            "expected slot names other than those of the header's fields but found '" + name + "'");
  }

  @Test
  void newNameWithANul_isRejected() {
    try (Capsule<MemorySegment> capsule =
        Capsule.of("x", BYTES).pointer(MemorySegment.ofAddress(8)).make()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> capsule.consume("x", 0, 0, BYTES, "used\0x"))
          .withMessage("expected a name without NUL but found one at index 4");
      assertThat(capsule.isConsumed()).isFalse();
    }
  }

  // --- the garbage collector

  @Test
  void everythingThatIsKept_staysReachable() throws InterruptedException {
    Object first = new Object();
    Object second = new Object();
    Capsule<MemorySegment> capsule =
        Capsule.of("x", BYTES)
            .pointer(MemorySegment.ofAddress(8))
            .keeping(first)
            .keeping(second)
            .make();
    List<WeakReference<Object>> kept =
        List.of(new WeakReference<>(first), new WeakReference<>(second));
    first = null;
    second = null;
    collect();
    assertThat(kept).noneMatch(reference -> reference.refersTo(null));
    capsule.close();
    collect();
    assertThat(kept).allMatch(reference -> reference.refersTo(null));
  }

  private static void collect() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(5);
    }
  }

  @Test
  void capsuleOfJava_inAnAutomaticArena_isEnded() throws InterruptedException {
    ReferenceQueue<MemorySegment.Scope> queue = new ReferenceQueue<>();
    Reference<?> arena = javaCapsule(queue);
    Reference<?> gone = null;
    for (int i = 0; i < 100 && gone == null; i++) {
      System.gc();
      gone = queue.remove(50);
    }
    assertThat((Object) gone).isSameAs(arena);
  }

  private static Reference<?> javaCapsule(ReferenceQueue<MemorySegment.Scope> queue) {
    Arena arena = Arena.ofAuto();
    Capsule<CapsuleTable> capsule =
        Capsule.of(NAME, AREA).slot("area", LOOKUP, Area.class, (w, h) -> w * h).make(arena);
    assertThat(capsule.open(NAME, 0, 0, AREA).get().function("area").call(3, 4)).isEqualTo(12.0);
    return new PhantomReference<>(arena.scope(), queue);
  }

  /// The function, or the interface bound to it, is all that is left of the capsule.
  @Test
  void functionOfACapsule_keepsItsCallback() throws InterruptedException {
    CFunction function = areas().function("area");
    Area bound = areas().function("area").as(LOOKUP, Area.class);
    collect();
    for (int i = 0; i < 100; i++) {
      Callback.of("double (double, double)")
          .as(LOOKUP, Area.class)
          .in(Arena.ofAuto(), (w, h) -> -1);
    }
    collect();
    assertThat(function.call(3, 4)).isEqualTo(12.0);
    assertThat(bound.of(3, 5)).isEqualTo(15.0);
  }

  private static CapsuleTable areas() {
    Callback callback =
        Callback.of("double (double, double)")
            .as(LOOKUP, Area.class)
            .in(Arena.ofAuto(), (w, h) -> w * h);
    return Capsule.of(NAME, AREA).slot("area", callback).make().open(NAME, 0, 0, AREA).get();
  }

  @Test
  void watchedSlots_atTheEndOfTheStack_doNotEndTheProcess() {
    ChildJvm.Result result =
        ChildJvm.of(DeepCapsuleMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .within(Duration.ofMinutes(3))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("DEBUG called: true", "TRACE called: true", "survived");
  }
}
