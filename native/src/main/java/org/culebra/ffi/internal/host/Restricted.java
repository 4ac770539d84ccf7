package org.culebra.ffi.internal.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/// Every restricted call of the project, and nothing else.
///
/// Users grant native access to this module only. If it is not granted, the JDK's exception is
/// rethrown with the flag to add.
@SuppressWarnings("restricted")
public final class Restricted {
  private static boolean hasUpcalls;

  private Restricted() {}

  /// Whether C has functions that run Java, and may have stored one.
  ///
  /// @return true from the first upcall on
  public static boolean hasUpcalls() {
    return hasUpcalls;
  }

  /// Requests native access where a class initializer would otherwise fail: there the JDK's
  /// exception would be wrapped, and thrown only once.
  ///
  /// @throws IllegalCallerException if native access is denied; names the flag that grants it
  public static void check() {
    segment(0, 0);
  }

  /// Trusts the address: memory of the given length that is never freed.
  ///
  /// @param address the lowest byte
  /// @param byteSize its length
  /// @return a segment in the global scope
  public static MemorySegment segment(long address, long byteSize) {
    try {
      return MemorySegment.ofAddress(address).reinterpret(byteSize);
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  /// Trusts the address: memory of the given length that Java may use until the arena is closed.
  ///
  /// @param address the lowest byte
  /// @param byteSize its length
  /// @param arena ends Java's access
  /// @return a segment in the arena's scope
  public static MemorySegment segment(long address, long byteSize, Arena arena) {
    try {
      return MemorySegment.ofAddress(address).reinterpret(byteSize, arena, null);
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  /// Trusts the address: memory that is accessible as long as other memory.
  ///
  /// @param address the lowest byte
  /// @param byteSize its length
  /// @param scope of the other memory
  /// @return a segment in that scope
  public static MemorySegment segment(long address, long byteSize, MemorySegment.Scope scope) {
    return segment(address, byteSize, new ScopeOnly(scope));
  }

  /// Trusts the address, as above; the cleanup runs once, when the arena is closed.
  ///
  /// @param address the lowest byte
  /// @param byteSize its length
  /// @param arena ends Java's access
  /// @param cleanup releases the memory
  /// @return a segment in the arena's scope
  public static MemorySegment segment(
      long address, long byteSize, Arena arena, Consumer<MemorySegment> cleanup) {
    return segment(MemorySegment.ofAddress(address), byteSize, arena, cleanup);
  }

  /// The same from the address of a segment, read-only if that is.
  ///
  /// @param start the lowest byte
  /// @param byteSize its length
  /// @param arena ends Java's access
  /// @param cleanup releases the memory
  /// @return a segment in the arena's scope
  public static MemorySegment segment(
      MemorySegment start, long byteSize, Arena arena, Consumer<MemorySegment> cleanup) {
    try {
      return start.reinterpret(byteSize, arena, cleanup);
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  /// A segment of the same bytes, lifetime and thread, but of the JDK's plain native class. Trusts
  /// only the segment.
  ///
  /// @param segment native memory, such as a mapped segment
  /// @return writable memory in the segment's scope
  public static MemorySegment inScopeOf(MemorySegment segment) {
    return segment(segment.address(), segment.byteSize(), new ScopeOnly(segment.scope()));
  }

  /// An arena that only provides its scope.
  private record ScopeOnly(MemorySegment.Scope scope) implements Arena {
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      throw new UnsupportedOperationException("this arena only has a scope");
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException("this arena only has a scope");
    }
  }

  /// Trusts the address and the descriptor: a handle that calls C.
  ///
  /// @param function the address of the code
  /// @param descriptor its signature
  /// @param options the linker's options
  /// @return the handle
  public static MethodHandle downcall(
      MemorySegment function, FunctionDescriptor descriptor, Linker.Option... options) {
    try {
      return Linker.nativeLinker().downcallHandle(function, descriptor, options);
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  /// Trusts the descriptor: a handle that calls the function that its first argument points to.
  ///
  /// @param descriptor the signature of the functions
  /// @param options the linker's options
  /// @return the handle
  public static MethodHandle downcall(FunctionDescriptor descriptor, Linker.Option... options) {
    try {
      return Linker.nativeLinker().downcallHandle(descriptor, options);
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  /// Creates a C function pointer for a Java target. The target must not throw: that ends the JVM.
  ///
  /// @param target the Java code
  /// @param descriptor its C signature
  /// @param arena the pointer is valid until it is closed
  /// @return the function pointer
  public static MemorySegment upcall(
      MethodHandle target, FunctionDescriptor descriptor, Arena arena) {
    hasUpcalls = true;
    try {
      return Linker.nativeLinker().upcallStub(target, descriptor, arena);
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  /// Loads a library like the JDK; only for hosts without `dlopen`.
  ///
  /// @param nameOrPath the name for the host's loader
  /// @return its symbols, never unloaded
  public static SymbolLookup library(String nameOrPath) {
    try {
      return SymbolLookup.libraryLookup(nameOrPath, Arena.global());
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  private static IllegalCallerException advised(IllegalCallerException denied) {
    Module module = Restricted.class.getModule();
    String who = module.isNamed() ? module.getName() : "ALL-UNNAMED";
    return new IllegalCallerException(
        denied.getMessage()
            + "; Culebra accesses native memory and functions: start the JVM with"
            + " --enable-native-access="
            + who,
        denied);
  }
}
