package org.culebra.ffi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.array.npy.Npy;
import org.jspecify.annotations.Nullable;

/// A child JVM that closes arenas while C reads their memory, from another thread and from a
/// callback.
final class CloseDuringCallMain {
  private static final double[] VALUES = {1, 2, 3};

  private final CLibrary lib;
  private final MemorySegment gate = Arena.global().allocate(8, 4);

  private CloseDuringCallMain(String library) {
    this.lib = OwnersLibrary.open(library);
  }

  interface Action {
    void run();
  }

  public static void main(String[] arguments) {
    CloseDuringCallMain main = new CloseDuringCallMain(arguments[0]);
    main.arrays();
    main.structs();
    main.callbacks();
    main.userData();
  }

  private void arrays() {
    array("automatic", Arena.ofAuto());
    array("global", Arena.global());
    array("confined", Arena.ofConfined());
    array("shared", Arena.ofShared());
    Arena shared = Arena.ofShared();
    MemorySegment wrapped = values(shared).segment();
    array("wrapped segment of shared", shared, NDArray.of(wrapped, DType.FLOAT64, 3));
    Arena pointed = Arena.ofShared();
    array(
        "pointer through shared",
        pointed,
        Pointers.asArray(
            pointed, MemorySegment.ofAddress(values(Arena.global()).address()), DType.FLOAT64, 3));
    array("exchange confined", ExchangeArena.ofConfined());
    array("exchange shared", ExchangeArena.ofShared());
    array("exchange automatic", ExchangeArena.ofAuto());
    Arena importing = Arena.ofShared();
    array("adopted in shared", importing, adopted(importing));
    Arena exchange = ExchangeArena.ofShared();
    array("adopted in exchange shared", exchange, adopted(exchange));
    Arena viewed = Arena.ofShared();
    Object view = values(viewed).asDoubles();
    report("view, shared", viewed, () -> lib.function("slow_sum").call(gate, view, 3));
    moreArguments();
  }

  private void moreArguments() {
    Arena bare = Arena.ofShared();
    MemorySegment segment = values(bare).segment();
    report("segment, shared", bare, () -> lib.function("slow_sum").call(gate, segment, 3));
    Arena promised = Arena.ofShared();
    StridedLayout layout = StridedLayout.cOrder(8, 3);
    MemorySegment memory = values(promised).segment();
    array(
        "promised segment of shared",
        promised,
        NDArray.of(memory, Retention.GC_MANAGED, DType.FLOAT64, layout));
    Arena mapping = Arena.ofShared();
    array("mapped in shared", mapping, mapped(mapping));
    Arena holding = Arena.ofShared();
    CStruct.Value value = lib.struct("span").allocate(holding);
    value.set("p", values(Arena.ofAuto())).set("n", 3);
    report(
        "struct by address, its own memory shared",
        holding,
        () -> lib.function("slow_span_at").call(gate, value));
  }

  private static NDArray mapped(Arena arena) {
    try {
      Path file = Files.createTempFile(Path.of("."), "values", ".npy");
      Npy.write(file, NDArray.copyOf(VALUES, 3));
      return Npy.map(arena, file, Npy.Access.READ_ONLY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NDArray values(Arena arena) {
    return NDArray.copyOf(arena, VALUES, 3);
  }

  private NDArray adopted(Arena arena) {
    MemorySegment memory = OwnersLibrary.pointer(lib.function("make").call(24));
    NDArray array =
        Pointers.adopt(arena, memory, 24, lib.function("release_memory"), DType.FLOAT64, 3);
    return array.copyFrom(NDArray.copyOf(VALUES, 3));
  }

  private void array(String name, Arena arena) {
    array(name, arena, values(arena));
  }

  private void array(String name, Arena arena, NDArray array) {
    report(name, arena, () -> lib.function("slow_sum").call(gate, array, 3));
  }

  private interface Sum {
    @Nullable Object get();
  }

  /// Runs the sum, and closes the arena meanwhile.
  private void report(String name, Arena arena, Sum sum) {
    System.out.println(name + ": " + during(arena, sum));
  }

  private String during(Arena arena, Sum sum) {
    gate.fill((byte) 0);
    CompletableFuture<String> closing =
        CompletableFuture.supplyAsync(() -> {
          while ((int) ValueLayout.JAVA_INT.varHandle().getVolatile(gate, 0L) == 0) {
            Thread.onSpinWait();
          }
          String outcome = close(arena);
          ValueLayout.JAVA_INT.varHandle().setVolatile(gate, 4L, 1);
          return outcome;
        });
    return sum.get() + ", close " + closing.join();
  }

  private static String close(Arena arena) {
    try {
      arena.close();
      return "done";
    } catch (IllegalStateException e) {
      return "IllegalStateException " + e.getMessage();
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  private long frees() {
    return OwnersLibrary.number(lib.function("count_frees").call());
  }

  private void structs() {
    Arena own = Arena.ofConfined();
    struct("struct by value, exchange shared", ExchangeArena.ofShared(), "slow_span", false);
    struct("struct by address, exchange shared", ExchangeArena.ofShared(), "slow_span_at", false);
    struct("struct by value, adopted", Arena.ofShared(), "slow_span", true);
    CStruct span = lib.struct("span");
    for (Arena arena : new Arena[] {Arena.ofAuto(), Arena.ofConfined()}) {
      String kind = arena.scope().equals(own.scope()) ? "" : kind(arena);
      CStruct.Value value = span.allocate(own).set("p", values(arena)).set("n", 3);
      report("struct by value, " + kind, arena, () -> lib.function("slow_span").call(gate, value));
    }
    try (Arena shared = Arena.ofShared()) {
      span.allocate(own).set("p", values(shared));
    } catch (IllegalStateException e) {
      System.out.println("struct by value, shared: rejected");
    }
  }

  private static String kind(Arena arena) {
    boolean automatic = arena.scope().getClass() == Arena.ofAuto().scope().getClass();
    return automatic ? "automatic" : "confined";
  }

  /// The struct's own arena ends the lease; a block that is adopted beside counts the frees.
  private void struct(String name, Arena arena, String function, boolean adopt) {
    Arena own = Arena.ofConfined();
    NDArray array = adopt || arena instanceof ExchangeArena ? adoptedOrOwn(arena, adopt) : null;
    CStruct.Value value = lib.struct("span").allocate(own).set("p", array).set("n", 3);
    long before = frees();
    String outcome = during(arena, () -> lib.function(function).call(gate, value));
    long during = frees() - before;
    own.close();
    // memory of an exchange arena is given to free() itself, which is not counted
    long after = adopt ? frees() - before : 1;
    System.out.println(name + ": " + outcome + ", frees " + during + ", " + after);
  }

  private NDArray adoptedOrOwn(Arena arena, boolean adopt) {
    return adopt ? adopted(arena) : values(arena);
  }

  private void callbacks() {
    callback("callback, confined", Arena.ofConfined(), false);
    callback("callback, exchange confined", ExchangeArena.ofConfined(), false);
    callback("callback, struct with exchange confined", ExchangeArena.ofConfined(), true);
    try (Arena own = Arena.ofConfined();
        Arena arena = Arena.ofConfined()) {
      CStruct.Value value = lib.struct("span").allocate(own).set("p", values(arena)).set("n", 3);
      Callback callback = callback(own, this::useOwnArena);
      System.out.println(
          "callback, closing its own arena: no failure, "
              + lib.function("span_after").call(value, callback));
    }
  }

  private void useOwnArena() {
    try (Arena inner = Arena.ofConfined()) {
      CStruct.Value other = lib.struct("span").allocate(inner).set("p", values(inner)).set("n", 3);
      Callback nothing = callback(inner, () -> {});
      lib.function("span_after").call(other, nothing);
    }
  }

  interface Weighted {
    double at(double x, DoubleView params);
  }

  /// The callback outlives the array that C passes back to it.
  private static Callback weighted(NDArray weights) {
    return Callback.of("double (double x, void *params)")
        .userData(weights)
        .as(MethodHandles.lookup(), Weighted.class)
        .in(Arena.global(), (x, w) -> x * (w.get(0) + w.get(1) + w.get(2)));
  }

  private void userData() {
    for (boolean named : new boolean[] {true, false}) {
      String how = named ? "user data" : "user data, null for it";
      userData(how + ", shared", Arena.ofShared(), named);
      userData(how + ", exchange shared", ExchangeArena.ofShared(), named);
      Arena confined = Arena.ofConfined();
      NDArray weights = values(confined);
      Callback callback = weighted(weights);
      NDArray argument = named ? weights : null;
      try (Arena own = Arena.ofConfined()) {
        Callback before = callback(own, confined::close);
        Object sum = lib.function("data_after").call(before, callback, argument);
        System.out.println(how + ", closed by a callback: no failure, " + sum);
      } catch (IllegalStateException e) {
        System.out.println(how + ", closed by a callback: " + e.getMessage());
      }
      confined.close();
      try {
        lib.function("data_after").call(callback(Arena.global(), () -> {}), callback, argument);
      } catch (IllegalStateException e) {
        System.out.println(how + ", closed before: " + e.getMessage());
      }
    }
  }

  private void userData(String name, Arena arena, boolean named) {
    NDArray weights = values(arena);
    Callback callback = weighted(weights);
    NDArray argument = named ? weights : null;
    report(name, arena, () -> lib.function("slow_data").call(gate, callback, argument));
  }

  private static Callback callback(Arena arena, Action action) {
    return Callback.of("void (void)").as(MethodHandles.lookup(), Action.class).in(arena, action);
  }

  private void callback(String name, Arena arena, boolean inStruct) {
    try (Arena own = Arena.ofConfined()) {
      NDArray array = values(arena);
      Callback callback = callback(own, arena::close);
      @Nullable Object sum;
      if (inStruct) {
        CStruct.Value value = lib.struct("span").allocate(own).set("p", array).set("n", 3);
        sum = lib.function("span_after").call(value, callback);
      } else {
        sum = lib.function("sum_after").call(array, 3, callback);
      }
      System.out.println(name + ": no failure, " + sum);
    } catch (IllegalStateException e) {
      System.out.println(name + ": " + e.getClass().getSimpleName() + " " + e.getMessage());
    }
  }
}
