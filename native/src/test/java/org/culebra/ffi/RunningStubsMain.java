package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.capsule.Capsule;
import org.culebra.ffi.capsule.CapsuleMode;
import org.culebra.ffi.capsule.CapsuleTable;
import org.culebra.ffi.capsule.CapsuleType;
import org.culebra.ffi.capsule.CapsuleUse;
import org.jspecify.annotations.Nullable;

/// A child JVM in which the code that C is running is closed: by that code itself, by another
/// thread, from deeper calls. Other code is then put where the freed one would have been, and the
/// stack is walked.
final class RunningStubsMain {
  static final String SOURCE =
      """
      typedef int (*fn)(int);
      struct holder { fn f; const double *values; struct holder *next; };
      static fn kept[4];
      void keep(int i, fn f) { kept[i] = f; }
      int call_kept(int i, int x) { return kept[i](x) + 1; }
      int call_kept_often(int i, int x, int n) { for (int k = 0; k < n; k++) kept[i](0); return kept[i](x) + 1; }
      int call_holder(struct holder *h, int x) { int y = h->f(x); return y + (int) h->values[0]; }
      int call_holder_copy(struct holder h, int x) { int y = h.f(x); return y + (int) h.values[0]; }
      """;
  private static final String DECLARATIONS =
      """
      typedef int (*fn)(int);
      struct holder { fn f; const double *values; struct holder *next; };
      void keep(int i, void *f);
      int call_kept(int i, int x);
      int call_kept_often(int i, int x, int n);
      int call_holder(struct holder *h, int x);
      int call_holder_copy(struct holder h, int x);
      """;
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final CLibrary lib;

  interface Function {
    int at(int x);
  }

  private RunningStubsMain(String library) {
    this.lib = CLibrary.open(library).declare(DECLARATIONS);
  }

  public static void main(String[] arguments) {
    RunningStubsMain main = new RunningStubsMain(arguments[0]);
    main.callbacks();
    main.automatic();
    main.nested();
    main.compiled();
    main.capsules();
    main.structs();
  }

  private static Callback callback(Arena arena, IntUnaryOperator action) {
    return Callback.of("int (int x)").as(LOOKUP, Function.class).in(arena, action::applyAsInt);
  }

  private void keep(int i, MemorySegment function) {
    // an address alone: the JDK is to know of no arena
    lib.function("keep").call(i, MemorySegment.ofAddress(function.address()));
  }

  private @Nullable Object call(int i, int x) {
    return lib.function("call_kept").call(i, x);
  }

  private static int number(@Nullable Object value) {
    return (int) Objects.requireNonNull(value);
  }

  private static void report(String name, @Nullable Object result) {
    System.out.println(name + ": " + result);
  }

  /// What finds freed code.
  private static void trample() {
    for (int i = 0; i < 2; i++) {
      System.gc();
      List<Callback> others = new ArrayList<>();
      for (int k = 0; k < 10; k++) {
        others.add(callback(Arena.global(), x -> x));
      }
      long frames = StackWalker.getInstance().walk(all -> all.count());
      if (frames == 0 || others.isEmpty() || Thread.getAllStackTraces().isEmpty()) {
        throw new AssertionError("no stack");
      }
    }
  }

  private static String close(AutoCloseable closeable) {
    String outcome;
    try {
      closeable.close();
      outcome = "done";
      trample();
    } catch (Exception e) {
      outcome = e.getClass().getSimpleName() + " " + e.getMessage();
    }
    return outcome;
  }

  private void callbacks() {
    kept("confined", Arena::ofConfined, false);
    kept("shared", Arena::ofShared, false);
    kept("exchange confined", ExchangeArena::ofConfined, false);
    kept("exchange shared", ExchangeArena::ofShared, false);
    kept("shared, by another thread", Arena::ofShared, true);
    kept("exchange shared, by another thread", ExchangeArena::ofShared, true);
  }

  private void kept(String name, Supplier<Arena> arenas, boolean elsewhere) {
    Arena arena = arenas.get();
    List<String> outcome = new ArrayList<>();
    Callback callback =
        callback(
            arena,
            x -> {
              outcome.add(
                  elsewhere
                      ? CompletableFuture.supplyAsync(() -> close(arena)).join()
                      : close(arena));
              return 2 * x;
            });
    keep(0, callback.pointer());
    report(name, call(0, 20) + " " + outcome);
  }

  /// Nothing reaches the callback but the call that runs.
  private void automatic() {
    keepAutomatic();
    report("automatic, unreachable", call(0, 20));
  }

  private void keepAutomatic() {
    Callback callback =
        callback(
            Arena.ofAuto(),
            x -> {
              trample();
              return 2 * x;
            });
    keep(0, callback.pointer());
  }

  /// C, Java, C, Java: the inner one closes what both run on.
  private void nested() {
    Arena arena = Arena.ofConfined();
    Callback inner = callback(arena, x -> close(arena).length() + x);
    Callback outer =
        callback(
            arena,
            x -> {
              int result = number(call(1, x));
              trample();
              return result;
            });
    keep(0, outer.pointer());
    keep(1, inner.pointer());
    report("nested", call(0, 10));

    Arena own = Arena.ofConfined();
    Callback recursive = callback(own, x -> x == 0 ? close(own).length() : number(call(2, x - 1)));
    keep(2, recursive.pointer());
    report("recursive", call(2, 5));
  }

  private void compiled() {
    Arena arena = Arena.ofConfined();
    Callback callback = callback(arena, x -> x == 0 ? 0 : close(arena).length() + x);
    keep(0, callback.pointer());
    report("compiled", lib.function("call_kept_often").call(0, 10, 50_000));
  }

  private void capsules() {
    CapsuleType<CapsuleTable> type = CapsuleType.table("struct t { int (*f)(int x); };");
    Arena arena = Arena.ofShared();
    List<AutoCloseable> closing = new ArrayList<>();
    Capsule<CapsuleTable> own =
        Capsule.of("own", type).slot("f", LOOKUP, Function.class, x -> closed(closing) + x).make();
    Capsule<CapsuleTable> inArena =
        Capsule.of("in arena", type)
            .slot("f", LOOKUP, Function.class, x -> closed(closing) + x)
            .make(arena);
    Capsule<CapsuleTable> traced =
        Capsule.of("traced", type)
            .slot("f", LOOKUP, Function.class, x -> closed(closing) + x)
            .make(Arena.global());
    for (Capsule<CapsuleTable> capsule : List.of(own, inArena, traced)) {
      CapsuleMode mode = capsule == traced ? CapsuleMode.TRACE : CapsuleMode.PLAIN;
      CapsuleUse<CapsuleTable> use = capsule.open(capsule.name(), 0, 0, type, mode);
      closing.add(capsule == own ? capsule : capsule == inArena ? arena : use);
      keep(0, use.get().pointer("f"));
      report("capsule " + capsule.name(), call(0, 10));
      closing.clear();
    }
  }

  private static int closed(List<AutoCloseable> closing) {
    return close(closing.getFirst()).length();
  }

  /// What C reaches by pointers in a struct is open as long as the call, as arguments are.
  private void structs() {
    for (boolean copy : new boolean[] {false, true}) {
      String function = copy ? "call_holder_copy" : "call_holder";
      struct(function, 1, false, copy);
      struct(function, 1, true, copy);
      struct(function, 40, false, copy);
    }
  }

  interface Holder {
    int at(CStruct.Value holder, int x);
  }

  /// @param arenas how many
  /// @param same whether the struct lies in the first of them
  private void struct(String function, int arenas, boolean same, boolean copy) {
    List<Arena> open = new ArrayList<>();
    List<String> outcomes = new ArrayList<>();
    CStruct type = lib.struct("holder");
    for (int i = 0; i < arenas; i++) {
      open.add(Arena.ofConfined());
    }
    Callback callback =
        callback(
            open.getFirst(),
            x -> {
              for (Arena arena : open) {
                String outcome = close(arena);
                if (!outcomes.contains(outcome)) {
                  outcomes.add(outcome);
                }
              }
              return x;
            });
    CStruct.Value value = type.allocate(same ? open.getFirst() : Arena.ofConfined());
    NDArray values = NDArray.zeros(open.getLast(), DType.FLOAT64, 1);
    values.asDoubles().set(0, 7);
    value.set("f", callback).set("values", values);
    CStruct.Value last = value;
    for (int i = 1; i < arenas - 1; i++) {
      CStruct.Value next = type.allocate(open.get(i));
      last.set("next", next);
      last = next;
    }
    String name = function + ", " + arenas + (same ? " arena, the struct's own" : " arenas");
    report(name, lib.function(function).call(value, 10) + " " + outcomes);
    outcomes.clear();
    int bound = lib.function(function).as(LOOKUP, Holder.class).at(value, 10);
    report(name + ", bound", bound + " " + outcomes);
    if (copy && same) {
      open.getFirst().close(); // is allowed again
      report("closed afterwards", open.getFirst().scope().isAlive());
    }
  }
}
