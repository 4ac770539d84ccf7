package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The loops of `loops.c`, compiled with the system's C compiler when the benchmark starts.
///
/// One call runs a whole loop over a whole array, so the cost of the call itself (about 10 ns) is
/// negligible.
final class CLoops {

  private static final FunctionDescriptor MULTIPLY =
      FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_DOUBLE, JAVA_LONG);
  private static final FunctionDescriptor SUM =
      FunctionDescriptor.of(JAVA_DOUBLE, ADDRESS, JAVA_LONG);
  private static final FunctionDescriptor STENCIL =
      FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG);

  private final MethodHandle multiply;
  private final MethodHandle sum;
  private final MethodHandle stencil;

  private CLoops(SymbolLookup library) {
    multiply = bind(library, "multiply", MULTIPLY);
    sum = bind(library, "sum", SUM);
    stencil = bind(library, "stencil", STENCIL);
  }

  /// Compiles the loops. The library stays loaded for the life of the JVM.
  ///
  /// @param flags for the compiler, such as `-O3`
  static CLoops compile(String... flags) {
    return new CLoops(CSource.compile("loops.c", flags));
  }

  @SuppressWarnings("restricted") // calling C is the purpose of this class
  private static MethodHandle bind(
      SymbolLookup library, String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
  }

  void multiply(MemorySegment a, MemorySegment b, double c, long n) {
    try {
      multiply.invokeExact(a, b, c, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  double sum(MemorySegment b, long n) {
    try {
      return (double) sum.invokeExact(b, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  void stencil(MemorySegment a, MemorySegment b, long n) {
    try {
      stencil.invokeExact(a, b, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
