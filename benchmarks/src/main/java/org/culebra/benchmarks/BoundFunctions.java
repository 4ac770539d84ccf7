package org.culebra.benchmarks;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;

/// Binds C functions and calls each once: the JVM's log of classes shows what that loads, and the
/// difference between two counts what a function costs.
public final class BoundFunctions {
  private static final int PARAMETERS = 6;

  private BoundFunctions() {}

  private interface Function {
    double of(double x);
  }

  /// Binds them.
  ///
  /// @param args `culebra` or `jdk`; `same` for functions of one prototype, `own` for a prototype
  ///   each; how many
  /// @throws Throwable if a call fails
  public static void main(String[] args) throws Throwable {
    boolean same = args[1].equals("same");
    int count = Integer.parseInt(args[2]);
    CLibrary library =
        CLibrary.compile(
            IntStream.range(0, count)
                .mapToObj(i -> prototype(i, same) + " { return " + i + "; }")
                .collect(Collectors.joining("\n")));
    for (int i = 0; i < count; i++) {
      Object result =
          args[0].equals("jdk")
              ? jdk(library.symbol("f" + i), i, same)
              : culebra(library.function(prototype(i, same)), i, same);
      if (((Number) result).intValue() != i) {
        throw new AssertionError("expected %d but found %s".formatted(i, result));
      }
    }
    System.out.println("done");
  }

  /// A parameter for each of the last bits of its number.
  private static String prototype(int i, boolean same) {
    String parameters =
        same
            ? "double x"
            : IntStream.range(0, PARAMETERS)
                .mapToObj(bit -> (isLong(i, bit) ? "long" : "double") + " p" + bit)
                .collect(Collectors.joining(", "));
    return "double f" + i + "(" + parameters + ")";
  }

  private static boolean isLong(int i, int bit) {
    return (i >> bit & 1) == 1;
  }

  private static List<Object> arguments(int i, boolean same) {
    List<Object> arguments = new ArrayList<>();
    for (int bit = 0; bit < (same ? 1 : PARAMETERS); bit++) {
      arguments.add(!same && isLong(i, bit) ? (Object) 0L : (Object) 0.0);
    }
    return arguments;
  }

  private static Object culebra(CFunction function, int i, boolean same) {
    return same
        ? function.as(MethodHandles.lookup(), Function.class).of(0)
        : Objects.requireNonNull(function.call(arguments(i, false).toArray()));
  }

  @SuppressWarnings("restricted") // for comparison
  private static Object jdk(MemorySegment symbol, int i, boolean same) throws Throwable {
    MemoryLayout[] layouts =
        arguments(i, same).stream()
            .map(each -> each instanceof Long ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_DOUBLE)
            .toArray(MemoryLayout[]::new);
    MethodHandle handle =
        Linker.nativeLinker()
            .downcallHandle(symbol, FunctionDescriptor.of(ValueLayout.JAVA_DOUBLE, layouts));
    return same
        ? (double) handle.invokeExact(0.0)
        : handle.invokeWithArguments(arguments(i, false));
  }
}
