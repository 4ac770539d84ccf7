package org.culebra.ffi;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.ffi.header.CHeader;
import org.culebra.ffi.internal.host.CacheFolder;
import org.culebra.ffi.internal.host.Compiler;
import org.culebra.ffi.internal.host.Preprocessor;
import org.jspecify.annotations.Nullable;

/// How the C compiler is called, by [CLibrary#compile(String, CompileOptions)] and to read headers.
/// Immutable; each method returns changed options.
///
/// The default is `-O2` with the compiler named by the environment variable `CC`, or `cc`; the
/// library is stored in `~/.cache/culebra` (or under `XDG_CACHE_HOME`, or in the folder of the
/// property `culebra.cache`). `-shared`, `-fPIC` and `-lm` are always added for a library.
public final class CompileOptions implements CHeader.Compiler {
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
  /// @return `-O2`, the default compiler, the default cache
  public static CompileOptions defaults() {
    return new CompileOptions(List.of("-O2"), Compiler.usualCommand(), null, false);
  }

  /// Replaces the flags: `-O3`, `-march=native`, `-fopenmp`, `-lgsl`.
  ///
  /// Files that the source includes are not part of the cache's key; use [#fresh()] while they
  /// change.
  ///
  /// The compiler runs in a temporary folder: paths in flags must be absolute.
  ///
  /// @param newFlags arguments of the compiler, one each; not interpreted by a shell
  /// @return changed options
  public CompileOptions withFlags(String... newFlags) {
    List<String> copy = new ArrayList<>();
    for (String flag : newFlags) {
      copy.add(Objects.requireNonNull(flag, "flag"));
    }
    return new CompileOptions(List.copyOf(copy), compiler, cache, fresh);
  }

  /// Adds the flags with which packages are compiled and linked, as `pkg-config` knows them.
  ///
  /// @param packages their names: `glib-2.0`
  /// @return changed options
  /// @throws IllegalArgumentException if `pkg-config` does not know one of them
  /// @throws IllegalStateException if there is no `pkg-config`
  public CompileOptions withPkgConfig(String... packages) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(Preprocessor.packageFlags(List.of(packages)));
    return new CompileOptions(List.copyOf(all), compiler, cache, fresh);
  }

  /// Another compiler.
  ///
  /// @param command a program on `PATH` or its path, then its own arguments, as in `ccache gcc`
  /// @return changed options
  public CompileOptions withCompiler(String command) {
    if (command.isBlank()) {
      throw new IllegalArgumentException("expected a compiler but found '" + command + "'");
    }
    return new CompileOptions(flags, command, cache, fresh);
  }

  /// Another folder for compiled libraries. It must belong to this user, have mode 0700, not be a
  /// symbolic link, and be in no folder where another user could replace it; it is created if
  /// missing. A parent folder that is writable by a group is accepted if the group is the user's
  /// own, with the user's name or number, or if the sticky bit is set.
  ///
  /// @param folder the folder
  /// @return changed options
  public CompileOptions withCache(Path folder) {
    return new CompileOptions(flags, compiler, folder.toAbsolutePath(), fresh);
  }

  /// Compiles again even if the library is cached.
  ///
  /// @return changed options
  public CompileOptions fresh() {
    return new CompileOptions(flags, compiler, cache, true);
  }

  @Override
  public String command() {
    return compiler;
  }

  @Override
  public List<String> flags() {
    return flags;
  }

  @Override
  public Path cache() {
    return cache == null ? CacheFolder.usual() : cache;
  }

  @Override
  public boolean isFresh() {
    return fresh;
  }

  Path libraryOf(String source) {
    return new Compiler(compiler, flags, cache()).library(source, fresh);
  }
}
