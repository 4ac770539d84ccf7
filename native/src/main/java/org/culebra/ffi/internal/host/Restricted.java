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
/// A user grants native access to this one module. Where it is not granted, the JDK's exception
/// comes back with the flag to type.
@SuppressWarnings("restricted")
public final class Restricted {
  private static boolean hasUpcalls;

  private Restricted() {}

  /// Whether C has functions that run Java, and may have kept one whatever it is called with.
  ///
  /// @return true from the first upcall on
  public static boolean hasUpcalls() {
    return hasUpcalls;
  }

  /// Asks for native access, at the entry to what would fail while a class is initialised: there
  /// the JDK's exception comes but once, and wrapped.
  ///
  /// @throws IllegalCallerException if native access is denied; says which flag grants it
  public static void check() {
    segment(0, 0);
  }

  /// Trusts the address: memory of the given length that is never taken away.
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

  /// Trusts the address, as above; the clean-up runs once, when the arena is closed.
  ///
  /// @param address the lowest byte
  /// @param byteSize its length
  /// @param arena ends Java's access
  /// @param cleanup gives the memory back
  /// @return a segment in the arena's scope
  public static MemorySegment segment(
      long address, long byteSize, Arena arena, Consumer<MemorySegment> cleanup) {
    return segment(MemorySegment.ofAddress(address), byteSize, arena, cleanup);
  }

  /// The same from where a segment begins, read-only if that is.
  ///
  /// @param start the lowest byte
  /// @param byteSize its length
  /// @param arena ends Java's access
  /// @param cleanup gives the memory back
  /// @return a segment in the arena's scope
  public static MemorySegment segment(
      MemorySegment start, long byteSize, Arena arena, Consumer<MemorySegment> cleanup) {
    try {
      return start.reinterpret(byteSize, arena, cleanup);
    } catch (IllegalCallerException e) {
      throw advised(e);
    }
  }

  /// A segment of the same bytes, lifetime and thread, but of the JDK's plain native class. Nothing
  /// is trusted but the segment.
  ///
  /// @param segment native memory, mapped for example
  /// @return writable memory in the segment's scope
  public static MemorySegment inScopeOf(MemorySegment segment) {
    return segment(segment.address(), segment.byteSize(), new ScopeOnly(segment.scope()));
  }

  /// An arena that is asked for nothing but its scope.
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
  /// @param function where the code is
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

  /// Trusts the descriptor: a handle that calls whatever function its first argument points to.
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

  /// Makes a C function pointer out of a Java target. The target must not throw: that ends the JVM.
  ///
  /// @param target what C will run
  /// @param descriptor its C signature
  /// @param arena the pointer dies with it
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

  /// Loads a library as the JDK does; only for hosts that have no `dlopen`.
  ///
  /// @param nameOrPath as the host's loader takes it
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
