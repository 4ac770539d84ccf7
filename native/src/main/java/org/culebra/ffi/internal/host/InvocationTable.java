package org.culebra.ffi.internal.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/// The functions by which C threads attach to the JVM and detach from it: the table to which JNI's
/// `JavaVM *` points.
///
/// The JDK attaches a C thread that calls Java, and detaches it when it ends, by a thread-local
/// destructor. After the JVM's end `DetachCurrentThread` never returns. A library with such a
/// thread in a pool that waits for its threads when the process ends then hangs: Arrow's C++
/// library, RocksDB, DuckDB.
///
/// ```c
/// struct JavaVM { const struct JNIInvokeInterface *functions; };
/// struct JNIInvokeInterface {
///   void *reserved[3];
///   jint (*DestroyJavaVM)(JavaVM *);
///   jint (*AttachCurrentThread)(JavaVM *, void **, void *);
///   jint (*DetachCurrentThread)(JavaVM *);
///   jint (*GetEnv)(JavaVM *, void **, jint);
///   jint (*AttachCurrentThreadAsDaemon)(JavaVM *, void **, void *);
/// };
/// ```
public final class InvocationTable {
  private static final int DETACH_CURRENT_THREAD = 5;
  private static final int FUNCTIONS = 8;

  private static final FunctionDescriptor GET_CREATED_VMS =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);

  private InvocationTable() {}

  /// From now on threads are not detached from this JVM, which is about to end: for each caller,
  /// the JDK's own too, `DetachCurrentThread` does nothing and returns 0.
  ///
  /// @return false where that cannot be done
  public static boolean detachNothing() {
    try {
      Optional<MemorySegment> nothing = CMemory.symbol("sched_yield"); // always returns 0
      Optional<MemorySegment> vms = getCreatedVms();
      return nothing.isPresent() && vms.isPresent() && detachBy(nothing.get(), vms.get());
    } catch (Throwable e) {
      System.getLogger("org.culebra").log(Level.DEBUG, "no table of the JVM's functions", e);
      return false;
    }
  }

  private static boolean detachBy(MemorySegment function, MemorySegment vms) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment vm = arena.allocate(ADDRESS);
      MemorySegment count = arena.allocate(JAVA_INT);
      MethodHandle getCreatedVms = Restricted.downcall(vms, GET_CREATED_VMS);
      if ((int) getCreatedVms.invokeExact(vm, 1, count) != 0 || count.get(JAVA_INT, 0) != 1) {
        return false;
      }
      long address = vm.get(JAVA_LONG, 0);
      long table = CMemory.malloc((long) Long.BYTES * FUNCTIONS); // stays, since threads use it
      for (int i = 0; i < FUNCTIONS; i++) {
        CMemory.put(table + 8L * i, CMemory.longAt(CMemory.longAt(address) + 8L * i));
      }
      CMemory.put(table + 8L * DETACH_CURRENT_THREAD, function.address());
      CMemory.put(address, table); // one store of 8 aligned bytes
      return true;
    }
  }

  /// The JVM's library is the process's, or has its symbols for itself.
  private static Optional<MemorySegment> getCreatedVms() {
    String name = "JNI_GetCreatedJavaVMs";
    Optional<MemorySegment> found = CMemory.symbol(name);
    if (found.isPresent()) {
      return found;
    }
    Path library =
        Path.of(System.getProperty("java.home"), "lib", "server", System.mapLibraryName("jvm"));
    SymbolLookup symbols = Loader.open(library.toString(), false).symbols();
    return symbols == null ? Optional.empty() : symbols.find(name);
  }
}
