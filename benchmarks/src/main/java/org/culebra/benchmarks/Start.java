package org.culebra.benchmarks;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.Column;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ExchangeArena;
import org.culebra.python.Python;
import org.culebra.python.PythonScope;

/// Does one thing for the first time in a JVM and prints a line: `./bench --start` measures the
/// time from the start of the process to that line.
public final class Start {
  private static final double[] UNSORTED = {3, 1, 2};

  private Start() {}

  private interface Hypot {
    double of(double x, double y);
  }

  private interface Sort {
    void sort(NDArray base, long count, long size, Callback compare);
  }

  interface Compare {
    int of(DoubleView a, DoubleView b);
  }

  /// Does it.
  ///
  /// @param args what: `nothing`, `jdk-call`, `jdk-callback`, `element`, `call`, `callback`,
  ///   `numpy` or `arrow`
  /// @throws Throwable if it fails
  public static void main(String[] args) throws Throwable {
    switch (args[0]) {
      case "nothing" -> {}
      case "jdk-call" -> jdkCall();
      case "jdk-callback" -> jdkCallback();
      case "element" -> element();
      case "call" -> call();
      case "callback" -> callback();
      case "numpy" -> numpy();
      case "arrow" -> arrow();
      default -> throw new IllegalArgumentException("expected what to do but found " + args[0]);
    }
    System.out.println("done");
  }

  private static void check(double expected, double found) {
    if (found != expected) {
      throw new AssertionError("expected %s but found %s".formatted(expected, found));
    }
  }

  @SuppressWarnings("restricted") // for comparison
  private static void jdkCall() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle abs =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("labs"),
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    check(3, (double) (long) abs.invokeExact(-3L));
  }

  @SuppressWarnings("restricted") // for comparison
  private static void jdkCallback() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MethodHandle qsort =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("qsort"),
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    MethodHandle compare =
        MethodHandles.lookup()
            .findStatic(
                Start.class,
                "compare",
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
    try (Arena arena = Arena.ofConfined()) {
      AddressLayout pointer = ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_DOUBLE);
      MemorySegment stub =
          linker.upcallStub(
              compare, FunctionDescriptor.of(ValueLayout.JAVA_INT, pointer, pointer), arena);
      MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, UNSORTED);
      qsort.invokeExact(x, (long) UNSORTED.length, (long) Double.BYTES, stub);
      check(1, x.get(ValueLayout.JAVA_DOUBLE, 0));
    }
  }

  @SuppressWarnings("UnusedMethod") // called by its handle
  private static int compare(MemorySegment a, MemorySegment b) {
    return Double.compare(a.get(ValueLayout.JAVA_DOUBLE, 0), b.get(ValueLayout.JAVA_DOUBLE, 0));
  }

  private static void element() {
    try (Arena arena = Arena.ofConfined()) {
      DoubleView view = NDArray.zeros(arena, DType.FLOAT64, 2, 3).asDoubles();
      view.set(1, 2, 1.5);
      check(1.5, view.get(1, 2));
    }
  }

  private static void call() {
    Hypot hypot =
        CLibrary.open("m")
            .function("double hypot(double x, double y)")
            .as(MethodHandles.lookup(), Hypot.class);
    check(5, hypot.of(3, 4));
  }

  private static void callback() {
    CFunction qsort =
        CLibrary.process()
            .function(
                "void qsort(void base[nmemb * size], size_t nmemb, size_t size,"
                    + " int (*compar)(const double *a, const double *b))");
    Sort sort = qsort.as(MethodHandles.lookup(), Sort.class);
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = NDArray.copyOf(arena, UNSORTED);
      Callback ascending =
          qsort
              .callback("compar")
              .as(MethodHandles.lookup(), Compare.class)
              .in(arena, (a, b) -> Double.compare(a.get(0), b.get(0)));
      sort.sort(x, UNSORTED.length, Double.BYTES, ascending);
      check(1, x.getDouble(0));
    }
  }

  private static void numpy() {
    NDArray x = NDArray.copyOf(UNSORTED);
    try (PythonScope python = Python.get().open()) {
      python.importModule("numpy").callMethod("asarray", x).callMethod("sort");
    }
    check(1, x.getDouble(0));
  }

  private static void arrow() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      Column column = Column.of("x", NDArray.copyOf(arena, UNSORTED));
      MemorySegment schema = Arrow.newSchema(arena);
      MemorySegment array = Arrow.newArray(arena);
      Arrow.export(column, schema, array);
      Arrow.releaseSchema(schema);
      Arrow.releaseArray(array);
    }
  }
}
