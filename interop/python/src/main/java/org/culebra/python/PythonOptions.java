package org.culebra.python;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which Python is started, and how. Immutable; each method returns changed options.
public final class PythonOptions {
  private static final PythonOptions DEFAULTS = new PythonOptions(null, null, false, List.of());

  private final @Nullable Path executable;
  private final @Nullable Path home;
  private final boolean isolated;
  private final List<String> modules;

  private PythonOptions(
      @Nullable Path executable, @Nullable Path home, boolean isolated, List<String> modules) {
    this.executable = executable;
    this.home = home;
    this.isolated = isolated;
    this.modules = modules;
  }

  /// The Python that a shell would run: the executable named by the environment variable
  /// `CULEBRA_PYTHON`, otherwise that of the active virtual environment (`VIRTUAL_ENV`) or conda
  /// environment (`CONDA_PREFIX`), otherwise the first `python3` or `python` on `PATH`. One without
  /// a shared library is skipped, unless `CULEBRA_PYTHON` names it.
  ///
  /// @return the options
  public static PythonOptions defaults() {
    return DEFAULTS;
  }

  /// Sets the executable. With that of a virtual environment, its packages are available.
  ///
  /// @param path the path of a `python`
  /// @return changed options
  public PythonOptions executable(Path path) {
    return new PythonOptions(Objects.requireNonNull(path, "path"), home, isolated, modules);
  }

  /// Sets the location of Python's standard library (`PYTHONHOME`), for an installation that cannot
  /// find it. Python then ignores virtual environments.
  ///
  /// @param path the folder that contains `lib/python3.x`
  /// @return changed options
  public PythonOptions home(Path path) {
    return new PythonOptions(executable, Objects.requireNonNull(path, "path"), isolated, modules);
  }

  /// Makes Python ignore `PYTHON…` variables and the user's site-packages, like `python -I`.
  ///
  /// @return changed options
  public PythonOptions isolated() {
    return new PythonOptions(executable, home, true, modules);
  }

  /// Skips a Python that lacks one of the modules, such as the first one on `PATH` if a later one
  /// has NumPy. The modules are located, not imported.
  ///
  /// @param names as in an `import` statement; for a module in a package, the package is located
  /// @return changed options
  public PythonOptions modules(String... names) {
    return new PythonOptions(executable, home, isolated, List.of(names));
  }

  /// The executable to start.
  ///
  /// @return its path, if it was set
  public Optional<Path> executable() {
    return Optional.ofNullable(executable);
  }

  /// The location of Python's standard library.
  ///
  /// @return the folder, if it was set
  public Optional<Path> home() {
    return Optional.ofNullable(home);
  }

  /// Whether `PYTHON…` variables and the user's site-packages are ignored.
  ///
  /// @return true after [#isolated()]
  public boolean isIsolated() {
    return isolated;
  }

  /// The modules that Python must have.
  ///
  /// @return the module names
  public List<String> modules() {
    return modules;
  }
}
