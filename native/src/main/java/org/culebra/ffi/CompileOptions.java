package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.internal.host.CacheFolder;
import org.culebra.ffi.internal.host.Compiler;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// How [CLibrary#compile(String, CompileOptions)] calls the C compiler. Immutable; each method
/// gives changed options.
///
/// The default is `-O2` by the compiler that the environment variable `CC` names, else `cc`; the
/// library is kept in `~/.cache/culebra` (or `XDG_CACHE_HOME`, or the property `culebra.cache`).
/// `-shared`, `-fPIC` and `-lm` are always added.
public final class CompileOptions implements CDeclarations.Compiler {
  private final List<String> flags;
  private final String compiler;
  private final @Nullable Path cache;
  private final boolean fresh;

  private CompileOptions(List<String> flags, String compiler, @Nullable Path cache, boolean fresh) {
    this.flags = flags;
    this.compiler = compiler;
    this.cache = cache;
    this.fresh = fresh;
  }

  /// The defaults.
  ///
  /// @return `-O2`, the usual compiler, the usual cache
  public static CompileOptions defaults() {
    return new CompileOptions(List.of("-O2"), Compiler.usualCommand(), null, false);
  }

  /// Other flags instead of these: `-O3`, `-march=native`, `-fopenmp`, `-lgsl`.
  ///
  /// A file that the source includes is not part of the cache's key; give [#fresh()] while such
  /// files change.
  ///
  /// The compiler runs in a temporary folder: paths in flags must be absolute.
  ///
  /// @param newFlags arguments of the compiler, one each; no shell sees them
  /// @return changed options
  public CompileOptions withFlags(String... newFlags) {
    List<String> copy = new ArrayList<>();
    for (String flag : newFlags) {
      copy.add(Objects.requireNonNull(flag, "flag"));
    }
    return new CompileOptions(List.copyOf(copy), compiler, cache, fresh);
  }

  /// Another compiler.
  ///
  /// @param command a program on `PATH` or its path, then arguments of its own, as in `ccache gcc`
  /// @return changed options
  public CompileOptions withCompiler(String command) {
    if (command.isBlank()) {
      throw new IllegalArgumentException("expected a compiler but found '" + command + "'");
    }
    return new CompileOptions(flags, command, cache, fresh);
  }

  /// Another folder for compiled libraries: of this user, mode 0700, no symbolic link, and in no
  /// folder where somebody else could replace it; made where it is missing. A folder above it that
  /// a group can write is accepted where it is the user's own group, with the user's name or
  /// number, or where the sticky bit is set.
  ///
  /// @param folder the folder
  /// @return changed options
  public CompileOptions withCache(Path folder) {
    return new CompileOptions(flags, compiler, folder.toAbsolutePath(), fresh);
  }

  /// Compiles anew even if the cache has the library.
  ///
  /// @return changed options
  public CompileOptions fresh() {
    return new CompileOptions(flags, compiler, cache, true);
  }

  @Override
  public long[] constants(String source, String table, int count) {
    MemorySegment constants = CLibrary.compile(source, this).symbol(table);
    return Restricted.segment(constants.address(), (long) count * Long.BYTES)
        .toArray(ValueLayout.JAVA_LONG);
  }

  boolean isFresh() {
    return fresh;
  }

  Path libraryOf(String source) {
    Path folder = cache == null ? CacheFolder.usual() : cache;
    return new Compiler(compiler, flags, folder).library(source, fresh);
  }
}
