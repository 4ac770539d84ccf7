package org.culebra.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The operations of `operations.c`. All have one signature: from one array to another, with the
/// length of an axis.
final class COperations {

  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG);

  private final SymbolLookup library = CSource.compile("operations.c", "-O3");
  private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();

  void run(String name, MemorySegment to, MemorySegment from, long n) {
    MethodHandle function = functions.computeIfAbsent(name, this::bind);
    try {
      function.invokeExact(to, from, n);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("restricted") // calling C is the purpose of this class
  private MethodHandle bind(String name) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), SHAPE);
  }
}
