package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.ffi.internal.memory.ArenaRegistry;
import org.culebra.ffi.internal.memory.BlockArena;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory that C keeps until a function is called: released exactly once, right after it.
class KeptUntilTest {
  interface Attach {
    int attach(MemorySegment r, @Nullable NDArray x, int n);
  }

  interface AttachView {
    int attach(MemorySegment r, DoubleView x, int n);
  }

  interface AttachBoth {
    int attachBoth(MemorySegment r, NDArray x, NDArray y);
  }

  interface Over {
    MemorySegment over(NDArray x, int n);
  }

  interface OverAddress {
    long over(NDArray x, int n);
  }

  interface Make {
    int make(NDArray x, int n, Ref.OfPointer out);
  }

  interface Close {
    void close(MemorySegment r);
  }

  interface CloseSized {
    int close(MemorySegment r, long n);
  }

  /// In the manner of a user's binding.
  interface Api {
    double first(MemorySegment r);

    void close_reader(MemorySegment r);
  }

  interface Then {
    int of(MemorySegment r);
  }

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MemorySegment NULL = MemorySegment.NULL;

  private static MemorySegment pointer(CFunction function, Object... arguments) {
    return Calls.of(MemorySegment.class, function, arguments);
  }

  /// A reader without an array.
  private static MemorySegment reader(CLibrary lib) {
    return pointer(lib.function("struct reader *over(const double *x, int n)"), NULL, 1);
  }

  private static double first(CLibrary lib, MemorySegment reader) {
    return Calls.of(Double.class, lib.function("first"), reader);
  }

  /// How an array is kept; each returns the reader.
  private static final Map<String, BiFunction<CLibrary, NDArray, MemorySegment>> KEEPERS =
      Map.of(
          "parameter",
          (lib, x) -> attached(lib, r -> lib.function(KeptLibrary.ATTACH).call(r, x, 1)),
          "parameter, bound",
          (lib, x) ->
              attached(
                  lib,
                  r -> lib.function(KeptLibrary.ATTACH).as(LOOKUP, Attach.class).attach(r, x, 1)),
          "parameter, critical",
          (lib, x) ->
              attached(
                  lib,
                  r ->
                      lib.function(KeptLibrary.ATTACH)
                          .critical()
                          .as(LOOKUP, Attach.class)
                          .attach(r, x, 1)),
          "result",
          (lib, x) -> pointer(lib.function(KeptLibrary.OVER), x, 1),
          "result, errno",
          (lib, x) -> pointer(lib.function(KeptLibrary.OVER).clearingErrno(), x, 1),
          "result, bound",
          (lib, x) -> lib.function(KeptLibrary.OVER).withErrno().as(LOOKUP, Over.class).over(x, 1),
          "result, as an address",
          (lib, x) ->
              MemorySegment.ofAddress(
                  lib.function(KeptLibrary.OVER).as(LOOKUP, OverAddress.class).over(x, 1)),
          "result, public interface",
          (lib, x) -> readers(lib).over(x, 1),
          "stored",
          (lib, x) -> {
            Ref.OfPointer out = Ref.ofPointer();
            lib.function(KeptLibrary.MAKE).call(x, 1, out);
            return out.get();
          },
          "stored, bound",
          (lib, x) -> {
            Ref.OfPointer out = Ref.ofPointer();
            lib.function(KeptLibrary.MAKE).as(LOOKUP, Make.class).make(x, 1, out);
            return out.get();
          });

  /// Its methods call C without a handle between.
  private static PublicApi.Readers readers(CLibrary lib) {
    return lib.use(lib.function(KeptLibrary.OVER)).bind(PublicApi.Readers.class);
  }

  private static MemorySegment attached(CLibrary lib, Close attach) {
    MemorySegment reader = reader(lib);
    attach.close(reader);
    return reader;
  }

  /// How a reader is closed.
  private static final Map<String, BiConsumer<CLibrary, MemorySegment>> ENDS =
      Map.of(
          "by name",
          (lib, r) -> lib.function("close_reader").call(r),
          "bound",
          (lib, r) -> lib.function("close_reader").as(LOOKUP, Close.class).close(r),
          "interface",
          (lib, r) -> lib.bind(LOOKUP, Api.class).close_reader(r),
          "public interface",
          (lib, r) -> readers(lib).close_reader(r),
          "prototype",
          (lib, r) -> lib.function("void close_reader(void *r)").call(r),
          "errno",
          (lib, r) -> lib.function("close_reader").clearingErrno().call(r),
          "errno, bound",
          (lib, r) -> lib.function("close_reader").withErrno().as(LOOKUP, Close.class).close(r),
          "critical",
          (lib, r) -> lib.function("close_reader").critical().as(LOOKUP, Close.class).close(r),
          "another library",
          (lib, r) -> KeptLibrary.open().function("close_reader").call(r));

  static Stream<Arguments> ways() {
    return Stream.concat(
        KEEPERS.keySet().stream().sorted().map(keeper -> Arguments.of(keeper, "by name")),
        ENDS.keySet().stream().sorted().map(end -> Arguments.of("result", end)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void keptMemory_isReleasedOnceByTheEnd(String keeper, String end) {
    BiFunction<CLibrary, NDArray, MemorySegment> keep = Objects.requireNonNull(KEEPERS.get(keeper));
    BiConsumer<CLibrary, MemorySegment> close = Objects.requireNonNull(ENDS.get(end));
    CLibrary lib = KeptLibrary.open();
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment reader = keep.apply(lib, owner.array(arena, 7));
      MemorySegment other = keep.apply(lib, owner.array(arena, 8));

      assertThat(owner.counts()).isEqualTo("2 taken, 0 released");
      assertThat(first(lib, reader)).isEqualTo(7);
      close.accept(lib, reader);
      assertThat(owner.counts()).isEqualTo("2 taken, 1 released");
      assertThat(first(lib, other)).isEqualTo(8);
      close.accept(lib, other);
      assertThat(owner.counts()).isEqualTo("2 taken, 2 released");
    }
  }

  @Test
  void functionWithSize_endsIt() {
    CLibrary lib = KeptLibrary.open();
    CFunction over =
        lib.function("struct reader *over([[keeps(close_sized(return))]] const double *x, int n)");
    CFunction close = lib.function("close_sized");
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofShared()) {
      close.call(pointer(over, owner.array(arena, 1), 1), 16);
      close.as(LOOKUP, CloseSized.class).close(pointer(over, owner.array(arena, 1), 1), 16);
      assertThat(owner.counts()).isEqualTo("2 taken, 2 released");
      // ended in a way that the prototype does not name
      lib.function("close_reader").call(pointer(over, owner.array(arena, 1), 1));
      assertThat(owner.counts()).isEqualTo("3 taken, 2 released");
    }
  }

  @Test
  void allArraysOfAReader_areReleased() {
    CLibrary lib = KeptLibrary.open();
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = owner.array(arena, 1);
      NDArray y = owner.array(arena, 2);
      MemorySegment reader = pointer(lib.function(KeptLibrary.OVER), x, 1);
      lib.function(KeptLibrary.ATTACH_BOTH).call(reader, Strided.of(x), y);
      AttachBoth both = lib.function(KeptLibrary.ATTACH_BOTH).as(LOOKUP, AttachBoth.class);
      assertThat(both.attachBoth(reader, y, x)).isEqualTo(2);
      assertThat(owner.counts()).isEqualTo("5 taken, 0 released");

      lib.function("close_reader").call(reader);
      assertThat(owner.counts()).isEqualTo("5 taken, 5 released");
    }
  }

  @Test
  void addressThatIsUsedAgain_startsAfresh() {
    CLibrary lib = KeptLibrary.open();
    CFunction useOne =
        lib.function("struct reader *use_one([[keeps(close_reader(return))]] const double *x)");
    Close close = lib.function("close_reader").as(LOOKUP, Close.class);
    KeptLibrary.Counted earlier = new KeptLibrary.Counted();
    KeptLibrary.Counted later = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = pointer(useOne, earlier.array(arena, 1));
      close.close(one);
      assertThat(pointer(useOne, later.array(arena, 2))).isEqualTo(one);
      assertThat(later.counts()).isEqualTo("1 taken, 0 released");
      close.close(one);
      close.close(one);
      assertThat(earlier.counts()).isEqualTo("1 taken, 1 released");
      assertThat(later.counts()).isEqualTo("1 taken, 1 released");
    }
  }

  @Test
  void functionThatWasBoundBefore_endsIt() {
    CLibrary lib = KeptLibrary.fresh();
    CFunction close = lib.function("close_reader");
    Close bound = close.as(LOOKUP, Close.class);
    bound.close(reader(lib));
    close.call(reader(lib));

    CFunction over = lib.function(KeptLibrary.OVER);
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofConfined()) {
      bound.close(pointer(over, owner.array(arena, 1), 1));
      assertThat(owner.counts()).isEqualTo("1 taken, 1 released");
      close.call(pointer(over, owner.array(arena, 1), 1));
      assertThat(owner.counts()).isEqualTo("2 taken, 2 released");
    }
  }

  @Test
  void functionByAddress_keeps() {
    CLibrary lib = KeptLibrary.open();
    CFunction over =
        CFunction.of(
            lib.symbol("over"), "void *over([[keeps(free(return))]] const double *x, int n)");
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment reader = pointer(over, owner.array(arena, 3), 1);
      assertThat(first(lib, reader)).isEqualTo(3);
      CLibrary.process().function("void free(void *p)").call(reader);
      assertThat(owner.counts()).isEqualTo("1 taken, 1 released");
    }
  }

  @Test
  void exchangeArena_mayBeClosedBefore_andMemoryIsFreedByTheEnd() throws Exception {
    CLibrary lib = KeptLibrary.open();
    CFunction over = lib.function(KeptLibrary.OVER);
    MemorySegment reader;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray x = NDArray.zeros(arena, DType.FLOAT64, 1000).fill(5);
      reader = pointer(over, x, 1000);
      assertThat(count(arena, x)).isEqualTo(2);
      lib.function("close_reader").call(reader);
      assertThat(count(arena, x)).isEqualTo(1);

      reader = reader(lib);
      AttachView view = lib.function(KeptLibrary.ATTACH).as(LOOKUP, AttachView.class);
      assertThat(view.attach(reader, x.asDoubles(), 1000)).isEqualTo(1000);
      assertThat(count(arena, x)).isEqualTo(2);
    }
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray.zeros(arena, DType.FLOAT64, 1000).fill(9); // may get freed memory
    }
    assertThat(first(lib, reader)).isEqualTo(5);
    MemorySegment kept = reader;
    Thread other = Thread.ofPlatform().start(() -> lib.function("close_reader").call(kept));
    other.join(); // the lease of a confined arena's memory is released by any thread
  }

  private static long count(BlockArena arena, NDArray array) {
    return ArenaRegistry.count(arena, array.segment());
  }

  @Test
  void automaticMemory_isCollectedOnlyAfterTheEnd() throws Exception {
    CLibrary lib = KeptLibrary.open();
    AtomicInteger freed = new AtomicInteger();
    MemorySegment memory = Arena.global().allocate(8, 8);
    MemorySegment reader = keepCollected(lib, memory, freed);

    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(freed).hasValue(0);
    lib.function("close_reader").call(reader);
    collectUntil(freed, 1);
    assertThat(freed).hasValue(1);
  }

  private static void collectUntil(AtomicInteger count, int expected) throws InterruptedException {
    for (int i = 0; i < 500 && count.get() < expected; i++) {
      System.gc();
      Thread.sleep(10);
    }
  }

  private static MemorySegment keepCollected(
      CLibrary lib, MemorySegment memory, AtomicInteger freed) {
    MemorySegment collected =
        memory.reinterpret(8, Arena.ofAuto(), ignored -> freed.incrementAndGet());
    return pointer(lib.function(KeptLibrary.OVER), collected, 1);
  }

  @Test
  void callThatDoesNotReachC_keepsNothing() {
    CLibrary lib = KeptLibrary.open();
    CFunction both = lib.function(KeptLibrary.ATTACH_BOTH);
    AttachBoth bound = both.as(LOOKUP, AttachBoth.class);
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    MemorySegment reader = reader(lib);
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = owner.array(arena, 1);
      NDArray unkept = NDArray.zeros(arena, DType.FLOAT64, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> both.call(reader, x, unkept))
          .withMessageStartingWith("cannot call " + KeptLibrary.ATTACH_BOTH)
          .withMessageContaining("parameter 3 'y', which C keeps: expected memory that is never");
      assertThatIllegalArgumentException().isThrownBy(() -> bound.attachBoth(reader, x, unkept));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> both.call(reader, x, new double[] {1}))
          .withMessageContaining("a copy of double[]");
      assertThat(owner.counts()).isEqualTo("3 taken, 3 released");

      MemorySegment closed = closed(reader);
      assertThatIllegalStateException().isThrownBy(() -> both.call(closed, x, x));
      assertThatIllegalStateException().isThrownBy(() -> bound.attachBoth(closed, x, x));
      assertThat(owner.released.get()).isEqualTo(owner.taken.get());

      assertThat(both.call(reader, x, x)).isEqualTo(2);
      int released = owner.released.get();
      Close close = lib.function("close_reader").as(LOOKUP, Close.class);
      assertThatIllegalStateException().isThrownBy(() -> close.close(closed));
      assertThatIllegalStateException().isThrownBy(() -> lib.function("close_reader").call(closed));
      assertThat(owner.released).hasValue(released);
      close.close(reader);
      assertThat(owner.released).hasValue(released + 2);
      assertThat(owner.released.get()).isEqualTo(owner.taken.get());
    }
  }

  /// The same address in an arena that is closed.
  private static MemorySegment closed(MemorySegment pointer) {
    try (Arena arena = Arena.ofShared()) {
      return pointer.reinterpret(16, arena, null);
    }
  }

  @Test
  void nullPointers_areNothingOrForEver() {
    CLibrary lib = KeptLibrary.open();
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = owner.array(arena, 1);
      // no reader was made
      assertThat(lib.function(KeptLibrary.OVER).call(x, -1)).isEqualTo(NULL);
      assertThat(lib.function(KeptLibrary.OVER).as(LOOKUP, Over.class).over(x, -1)).isEqualTo(NULL);
      lib.function(KeptLibrary.MAKE).call(x, -1, Ref.ofPointer());
      lib.function(KeptLibrary.MAKE).call(x, 1, null);
      assertThat(owner.counts()).isEqualTo("4 taken, 4 released");
      // no array
      MemorySegment reader = reader(lib);
      lib.function(KeptLibrary.ATTACH).call(reader, null, 1);
      lib.function(KeptLibrary.ATTACH).as(LOOKUP, Attach.class).attach(reader, null, 1);
      lib.function("close_reader").call(reader);
      assertThat(owner.counts()).isEqualTo("4 taken, 4 released");
      // what C does with it is unknown
      lib.function(KeptLibrary.ATTACH).call(NULL, x, 1);
      lib.function("close_reader").call(NULL);
      assertThat(owner.counts()).isEqualTo("5 taken, 4 released");
    }
  }

  @Test
  void callbackOfTheCall_mayEndIt() {
    CLibrary lib = KeptLibrary.open();
    CFunction attach =
        lib.function(
            "int attach_then(struct reader *r, [[keeps(close_reader(r))]] const double *x,"
                + " int (*f)(struct reader *r))");
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofConfined()) {
      Callback close =
          attach
              .callback("f")
              .as(LOOKUP, Then.class)
              .in(
                  arena,
                  r -> {
                    lib.function("close_reader").call(r);
                    return owner.released.get();
                  });
      assertThat(attach.call(reader(lib), owner.array(arena, 1), close)).isEqualTo(1);
      assertThat(owner.counts()).isEqualTo("1 taken, 1 released");

      Callback failing =
          attach
              .callback("f")
              .as(LOOKUP, Then.class)
              .in(
                  arena,
                  r -> {
                    throw new IllegalStateException("in Java");
                  });
      MemorySegment reader = reader(lib);
      assertThatIllegalStateException()
          .isThrownBy(() -> attach.call(reader, owner.array(arena, 2), failing));
      assertThat(owner.counts()).isEqualTo("2 taken, 1 released"); // C was reached
      assertThat(first(lib, reader)).isEqualTo(2);
      lib.function("close_reader").call(reader);
      assertThat(owner.counts()).isEqualTo("2 taken, 2 released");
    }
  }

  @Test
  void ownedResult_endsItWhenItIsFreed() throws Exception {
    CLibrary lib = KeptLibrary.open();
    CFunction reader = lib.function("[[owner(close_reader)]] " + KeptLibrary.OVER);
    CFunction shadow =
        lib.function(
            "[[owner(close_shadow), length(n)]] double *shadow("
                + "[[keeps(close_shadow(return))]] const double *x, int n)");
    CFunction label =
        lib.function(
            "[[owner(close_label)]] char *label([[keeps(close_label(return))]] const double *x)");
    KeptLibrary.Counted owner = new KeptLibrary.Counted();
    try (Arena arena = Arena.ofShared()) {
      NDArray x = owner.array(arena, 7);
      assertThat(label.call(x)).isEqualTo("seven");
      assertThat(owner.counts()).isEqualTo("1 taken, 1 released");

      MemorySegment owned = pointer(reader, x, 1);
      NDArray copy = Calls.of(NDArray.class, shadow, x, 1);
      assertThat(first(lib, owned)).isEqualTo(7);
      assertThat(copy).hasToString("[7.]");
      System.gc();
      assertThat(owner.counts()).isEqualTo("3 taken, 1 released");
      assertThat(first(lib, owned) + copy.getDouble(0)).isEqualTo(14);
      owned = null;
      copy = null;
      collectUntil(owner.released, 3);
      assertThat(owner.counts()).isEqualTo("3 taken, 3 released");
    }
  }

  /// Addresses of readers are used again by other threads.
  @Test
  void threads_releaseOnlyTheirOwn() throws Exception {
    CLibrary lib = KeptLibrary.open();
    Over over = lib.function(KeptLibrary.OVER).as(LOOKUP, Over.class);
    Attach attach = lib.function(KeptLibrary.ATTACH).as(LOOKUP, Attach.class);
    Api api = lib.bind(LOOKUP, Api.class);
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 4; t++) {
        double value = t;
        running.add(
            threads.submit(() -> {
              KeptLibrary.Counted owner = new KeptLibrary.Counted();
              try (Arena arena = Arena.ofConfined()) {
                NDArray x = owner.array(arena, value);
                for (int i = 1; i <= 5000; i++) {
                  MemorySegment reader = over.over(x, 1);
                  attach.attach(reader, x, 1);
                  assertThat(owner.released).hasValue(2 * i - 2);
                  assertThat(api.first(reader)).isEqualTo(value);
                  api.close_reader(reader);
                  assertThat(owner.released).hasValue(2 * i);
                }
                assertThat(owner.taken).hasValue(10_000);
              }
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  @Test
  void contract_isDescribed() {
    CLibrary lib = KeptLibrary.open();
    lib.function(KeptLibrary.MAKE);
    lib.declare(KeptLibrary.ATTACH + ";");
    assertThat(lib.describe()).contains(KeptLibrary.ATTACH + ";");
    assertThat(lib.describe().lines()).contains(KeptLibrary.MAKE + ";");
  }

  private static String attach(String call) {
    return "int attach(struct reader *r, [[keeps(%s)]] const double *x, int n)".formatted(call);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reader", "n", "return", "*return", "*r", "*n"})
  void whatIsNoPointer_isRejected(String pointer) {
    CLibrary lib = KeptLibrary.open();
    String prototype = attach("close_reader(" + pointer + ")");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.function(prototype))
        .withMessageStartingWith(
            ("expected a pointer for [[keeps(close_reader(%s))]], a parameter, *p for one that C"
                    + " stores in p, or return, but found '%s' in %s")
                .formatted(pointer, pointer, prototype));
  }

  @Test
  void functionThatTakesSomethingElse_isRejected() {
    CLibrary lib = KeptLibrary.open().declare("extern void (*closer)(struct reader *r);");
    Map.of(
            "close_reader(x)",
            "a function that takes a 'const double *', and optionally a size, for"
                + " [[keeps(close_reader(x))]] but found void close_reader(struct reader *r)",
            "is_attached(r)",
            "a function that takes a 'struct reader *', and optionally a size, for"
                + " [[keeps(is_attached(r))]] but found int is_attached(const struct reader *r,"
                + " const double *x)",
            "closer(r)",
            "a function for [[keeps(closer(r))]] but found 'extern void (*closer)(struct reader"
                + " *r)'")
        .forEach((call, message) ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> lib.function(attach(call)))
                .withMessage("expected " + message));
  }

  @Test
  void functionThatDoesNotExist_isRejected() {
    CLibrary lib = KeptLibrary.open();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(
            () -> lib.function("int attach(void *r, [[keeps(no_such(r))]] const double *x, int n)"))
        .withMessageStartingWith("expected a function of ")
        .withMessageEndingWith("or of the process for [[keeps(no_such(r))]] but found none");
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() ->
            CFunction.of(
                lib.symbol("attach"),
                "int attach(void *r, [[keeps(no_such(r))]] const double *x, int n)"))
        .withMessage("expected a function of the process for [[keeps(no_such(r))]] but found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            lib.function(
                "int attach(struct reader *r, const double *x, [[keeps(close_reader(r))]] int"
                    + " n)"))
        .withMessageStartingWith(
            "expected a pointer to data for [[keeps]] but found 'int n' in int attach(");
  }
}
