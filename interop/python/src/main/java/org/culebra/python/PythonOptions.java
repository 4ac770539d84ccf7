package org.culebra.python;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which Python is started, and how. Immutable; each method gives changed options.
public final class PythonOptions {
  private static final PythonOptions DEFAULTS = new PythonOptions(null, null, false);

  private final @Nullable Path executable;
  private final @Nullable Path home;
  private final boolean isolated;

  private PythonOptions(@Nullable Path executable, @Nullable Path home, boolean isolated) {
    this.executable = executable;
    this.home = home;
    this.isolated = isolated;
  }

  /// The Python that a shell would run: the executable named by the environment variable
  /// `CULEBRA_PYTHON`, else that of the active virtual environment (`VIRTUAL_ENV`) or conda
  /// environment (`CONDA_PREFIX`), else the first `python3` or `python` on `PATH`.
  ///
  /// @return the options
  public static PythonOptions defaults() {
    return DEFAULTS;
  }

  /// Names the executable. That of a virtual environment brings the environment's packages.
  ///
  /// @param path of a `python`
  /// @return changed options
  public PythonOptions executable(Path path) {
    return new PythonOptions(Objects.requireNonNull(path, "path"), home, isolated);
  }

  /// Sets where Python's own library is (`PYTHONHOME`), for an installation that cannot find it by
  /// itself. Python then ignores a virtual environment.
  ///
  /// @param path the folder above `lib/python3.x`
  /// @return changed options
  public PythonOptions home(Path path) {
    return new PythonOptions(executable, Objects.requireNonNull(path, "path"), isolated);
  }

  /// Has Python ignore `PYTHON…` variables and the user's own site-packages, as `python -I` does.
  ///
  /// @return changed options
  public PythonOptions isolated() {
    return new PythonOptions(executable, home, true);
  }

  /// The executable to be started.
  ///
  /// @return its path, if it was named
  public Optional<Path> executable() {
    return Optional.ofNullable(executable);
  }

  /// Where Python's own library is.
  ///
  /// @return the folder, if it was set
  public Optional<Path> home() {
    return Optional.ofNullable(home);
  }

  /// Whether variables and the user's site-packages are ignored.
  ///
  /// @return true after [#isolated()]
  public boolean isIsolated() {
    return isolated;
  }
}
