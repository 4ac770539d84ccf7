package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.internal.memory.StackRoom;

/// A child JVM in which callbacks take away what C reaches through the pointers of a struct. The
/// blocks are so big that they are unmapped: reading a freed one ends the process.
final class StructPointersMain {
  private static final int COUNT = 1 << 20;

  /// Less than a release makes sure of.
  private static final MethodHandle TOO_LITTLE = StackRoom.frame(20 << 10);

  private final CLibrary lib;
  private final CStruct span;
  private final CStruct outer;

  private StructPointersMain(String library) {
    this.lib = OwnersLibrary.open(library);
    this.span = lib.struct("span");
    this.outer = lib.struct("outer");
  }

  interface Action {
    void run();
  }

  private interface Bound {
    double after(CStruct.Value span, Callback action);
  }

  public static void main(String[] arguments) {
    StructPointersMain main = new StructPointersMain(arguments[0]);
    main.closed();
    main.replaced();
    main.ownArena();
    main.inner();
    main.selfCopy();
    main.stackEnd();
    System.out.println("exports " + ExportTracker.count());
  }

  private static NDArray ones(Arena arena) {
    NDArray array = NDArray.zeros(arena, DType.FLOAT64, COUNT);
    array.fill(1.0);
    return array;
  }

  private double after(CStruct.Value value, Action action) {
    try (Arena arena = Arena.ofConfined()) {
      Callback callback =
          Callback.of("void (void)").as(MethodHandles.lookup(), Action.class).in(arena, action);
      Bound bound = lib.function("span_after").as(MethodHandles.lookup(), Bound.class);
      return bound.after(value, callback);
    }
  }

  private void closed() {
    for (String kind : new String[] {"array", "view", "segment", "shared view"}) {
      Arena exchange =
          kind.startsWith("shared") ? ExchangeArena.ofShared() : ExchangeArena.ofConfined();
      try (Arena own = Arena.ofConfined()) {
        NDArray array = ones(exchange);
        Object pointer =
            switch (kind) {
              case "array" -> array;
              case "segment" -> array.segment();
              default -> array.asDoubles();
            };
        CStruct.Value value = span.allocate(own).set("p", pointer).set("n", COUNT);
        System.out.println("closed, " + kind + ": " + after(value, exchange::close));
      }
    }
  }

  private void replaced() {
    try (Arena own = Arena.ofConfined();
        Arena exchange = ExchangeArena.ofConfined()) {
      CStruct.Value value = span.allocate(own).set("p", ones(exchange)).set("n", COUNT);
      Arena early = ExchangeArena.ofConfined();
      value.set("p", ones(early));
      double sum =
          after(
              value,
              () -> {
                value.set("p", ones(exchange));
                early.close();
              });
      System.out.println("replaced: " + sum + ", exports " + ExportTracker.count());
    }
  }

  private void ownArena() {
    Arena own = Arena.ofConfined();
    Arena exchange = ExchangeArena.ofConfined();
    CStruct.Value value = span.allocate(own).set("p", ones(exchange)).set("n", COUNT);
    double sum =
        after(
            value,
            () -> {
              own.close();
              exchange.close();
            });
    System.out.println("own arena closed: " + sum + ", exports " + ExportTracker.count());
  }

  private void inner() {
    try (Arena own = Arena.ofConfined()) {
      Arena middle = ExchangeArena.ofConfined();
      Arena exchange = ExchangeArena.ofConfined();
      CStruct.Value inner = span.allocate(middle).set("p", ones(exchange)).set("n", COUNT);
      CStruct.Value value = outer.allocate(own).set("at", inner);
      Action close =
          () -> {
            middle.close();
            exchange.close();
          };
      Callback callback =
          Callback.of("void (void)").as(MethodHandles.lookup(), Action.class).in(own, close);
      System.out.println("inner: " + lib.function("outer_after").call(value, callback));
      Arena late = ExchangeArena.ofConfined();
      CStruct.Value next = span.allocate(own);
      value.set("at", next);
      Callback linked =
          Callback.of("void (void)")
              .as(MethodHandles.lookup(), Action.class)
              .in(
                  own,
                  () -> {
                    next.set("p", ones(late)).set("n", COUNT);
                    next.set("p", null);
                    late.close();
                  });
      System.out.println("inner, late: " + lib.function("outer_after").call(value, linked));
    }
  }

  private void selfCopy() {
    try (Arena own = Arena.ofConfined()) {
      Arena exchange = ExchangeArena.ofConfined();
      CStruct.Value value = outer.allocate(own).set("in.p", ones(exchange)).set("in.n", COUNT);
      exchange.close();
      rejected("self copy", () -> value.set("in", value.get("in")));
      rejected("then a call", () -> System.out.println(lib.function("inner_sum").call(value)));
    }
  }

  /// The struct's arena closes where the stack has room for the JDK's frames, and too little for a
  /// release.
  private void stackEnd() {
    for (int i = 0; i < 3; i++) { // with all of the stack at first, which loads what is needed
      Arena own = Arena.ofConfined();
      ExchangeArena exchange = ExchangeArena.ofConfined();
      span.allocate(own).set("p", NDArray.zeros(exchange, DType.FLOAT64, 3));
      exchange.close();
      String before = "exports " + ExportTracker.count();
      if (i == 0) {
        own.close();
      } else {
        closeAtTheEnd(own);
      }
      System.out.println("at the stack's end: " + before + ", then " + ExportTracker.count());
    }
  }

  private static void closeAtTheEnd(Arena arena) {
    if (hasRoom(TOO_LITTLE)) {
      closeAtTheEnd(arena);
      return;
    }
    try {
      arena.close();
    } catch (StackOverflowError e) {
      System.out.println("the close met the end");
    }
  }

  private static boolean hasRoom(MethodHandle frame) {
    try {
      frame.invokeExact(0);
      return true;
    } catch (StackOverflowError e) {
      return false;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void rejected(String name, Action action) {
    try {
      action.run();
      System.out.println(name + ": done");
    } catch (IllegalStateException e) {
      System.out.println(name + ": rejected");
    }
  }
}
