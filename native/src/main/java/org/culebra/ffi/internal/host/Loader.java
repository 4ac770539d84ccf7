package org.culebra.ffi.internal.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens a shared library with the host's own loader and finds symbols in it.
///
/// The JDK's `libraryLookup` hides the loader's message and does not support `RTLD_GLOBAL`, so
/// `dlopen` is called directly if there is one. A library is never closed: pointers into it in
/// structs, tables and threads cannot be found and would dangle.
public final class Loader {
  private Loader() {}

  /// An opened library, or the loader's reason.
  ///
  /// @param symbols the symbols of the library, `null` if it could not be opened
  /// @param error the loader's message, `null` on success
  /// @param handle what `dlopen` returned, 0 if it was not called
  public record Opened(@Nullable SymbolLookup symbols, @Nullable String error, long handle) {}

  /// Opens a library.
  ///
  /// @param nameOrPath the argument of `dlopen`, `null` for the process itself
  /// @param global whether libraries opened later may use its symbols
  /// @return the library or the reason
  /// @throws IllegalCallerException if native access is denied; names the flag that grants it
  public static Opened open(@Nullable String nameOrPath, boolean global) {
    Restricted.check(); // before a class is initialized, which fails with this only once
    FirstCallClasses.load();
    Platform platform = Platform.current();
    return platform.isPosix()
        ? Posix.open(nameOrPath, platform.openFlags(global))
        : byLookup(nameOrPath);
  }

  private static Opened byLookup(@Nullable String nameOrPath) {
    try {
      return new Opened(
          nameOrPath == null
              ? Linker.nativeLinker().defaultLookup()
              : Restricted.library(nameOrPath),
          null,
          0);
    } catch (IllegalArgumentException e) {
      return new Opened(null, e.getMessage(), 0);
    }
  }

  /// The path of an opened library.
  ///
  /// @param handle what `dlopen` returned
  /// @return the path that the loader found; empty for the process itself, `null` where the host
  ///   cannot be asked
  public static @Nullable String path(long handle) {
    return Platform.current() == Platform.LINUX && handle != 0 ? LinkMap.path(handle) : null;
  }

  /// How glibc and musl describe a loaded library.
  private static final class LinkMap {
    private static final int RTLD_DI_LINKMAP = 2;
    private static final long NAME = 8; // after l_addr

    // int dlinfo(void *handle, int request, void *info)
    private static final MethodHandle DLINFO =
        Posix.link(
            "dlinfo",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS));

    static @Nullable String path(long handle) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment info = arena.allocate(ValueLayout.JAVA_LONG);
        int status =
            (int) DLINFO.invokeExact(MemorySegment.ofAddress(handle), RTLD_DI_LINKMAP, info);
        long map = info.get(ValueLayout.JAVA_LONG, 0);
        return status != 0 || map == 0 ? null : CMemory.text(CMemory.longAt(map + NAME));
      } catch (Throwable e) {
        throw SneakyThrow.rethrow(e);
      }
    }
  }

  /// The effective user of this process.
  ///
  /// @return the number of the user; posix hosts only
  /// @throws IllegalCallerException if native access is denied
  public static int effectiveUser() {
    Restricted.check();
    return User.user();
  }

  /// The effective group of this process.
  ///
  /// @return the number of the group; posix hosts only
  static int effectiveGroup() {
    return User.group();
  }

  /// The C functions of the loader, linked on first use, by one handle: each takes milliseconds. A
  /// function ignores the words that it does not take.
  private static final class Posix {
    /// Calls a function of two words.
    private static final MethodHandle CALL =
        Restricted.downcall(
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

    // void *dlopen(const char *filename, int flags)
    private static final MemorySegment DLOPEN = function("dlopen");
    // void *dlsym(void *handle, const char *symbol)
    private static final MemorySegment DLSYM = function("dlsym");
    // char *dlerror(void)
    private static final MemorySegment DLERROR = function("dlerror");

    private static MemorySegment function(String name) {
      return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }

    private static MethodHandle link(String name, FunctionDescriptor descriptor) {
      return Restricted.downcall(function(name), descriptor);
    }

    static Opened open(@Nullable String nameOrPath, int flags) {
      try (Arena arena = Arena.ofConfined()) {
        long name = nameOrPath == null ? 0 : text(arena, nameOrPath);
        long handle = (long) CALL.invokeExact(DLOPEN, name, (long) flags);
        if (handle == 0) {
          String error = CMemory.text((long) CALL.invokeExact(DLERROR, 0L, 0L));
          return new Opened(null, error == null ? "dlopen gave no reason" : error, 0);
        }
        return new Opened(new Symbols(handle), null, handle);
      } catch (Throwable e) {
        throw SneakyThrow.rethrow(e);
      }
    }

    /// A C string, without the JDK's handle for bytes, which costs a fresh JVM 10 ms.
    private static long text(Arena arena, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      MemorySegment copy = arena.allocate(bytes.length + 1L);
      return copy.copyFrom(MemorySegment.ofArray(bytes)).address();
    }

    private record Symbols(long handle) implements SymbolLookup {
      @Override
      public Optional<MemorySegment> find(String symbol) {
        try (Arena arena = Arena.ofConfined()) {
          long found = (long) CALL.invokeExact(DLSYM, handle, text(arena, symbol));
          return found == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(found));
        } catch (Throwable e) {
          throw SneakyThrow.rethrow(e);
        }
      }
    }
  }

  /// Who runs this process.
  private static final class User {
    // uid_t geteuid(void)
    private static final MethodHandle GETEUID =
        Posix.link("geteuid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    // gid_t getegid(void)
    private static final MethodHandle GETEGID =
        Posix.link("getegid", FunctionDescriptor.of(ValueLayout.JAVA_INT));

    static int user() {
      try {
        return (int) GETEUID.invokeExact();
      } catch (Throwable e) {
        throw SneakyThrow.rethrow(e);
      }
    }

    static int group() {
      try {
        return (int) GETEGID.invokeExact();
      } catch (Throwable e) {
        throw SneakyThrow.rethrow(e);
      }
    }
  }
}
