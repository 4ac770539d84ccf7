package org.culebra.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.culebra.ffi.CLibrary;
import org.culebra.python.internal.FunctionCapsules;
import org.culebra.python.internal.Interpreter;
import org.culebra.python.internal.JavaFunctionType;
import org.culebra.python.internal.PythonSearch;
import org.culebra.python.internal.PythonStarter;
import org.culebra.python.internal.PythonThreads;
import org.culebra.python.internal.Startup;
import org.jspecify.annotations.Nullable;

/// The Python in this process.
///
/// ```java
/// Python python = Python.get();
/// try (PythonScope py = python.open()) {
///   PyObject numpy = py.importModule("numpy");
///   NDArray image = NDArray.zeros(DType.UINT8, 480, 640);
///   double mean = numpy.callMethod("mean", image).asDouble(); // NumPy reads the same memory
/// }
/// ```
///
/// **Starting.** It does not matter which side started the other. [#attach()] takes the interpreter
/// that is running, whether Python loaded this JVM or another library started Python;
/// [#start(PythonOptions)] starts one; [#get()] does either. It runs until the process ends.
///
/// **Python's lock.** All use of Python happens in a scope, which holds the lock (the GIL) for the
/// thread that opened it: [#open()] for `try`, or [#run] and [#call], which also work on virtual
/// threads. Opening a scope costs about as much as a call; open one for a batch of work, but not
/// around code that waits for another thread.
///
/// **Stacks.** For virtual threads this library uses platform threads with a stack of 16 MiB.
/// Elsewhere Python runs on the calling thread's stack, usually 1 MiB, where a recursion of some
/// thousand calls may end the process before Python notices (measured with CPython 3.13).
///
/// This is the array layer between Java and Python, not a general bridge: it imports modules, gets
/// attributes, calls and converts, as far as the exchange of arrays requires.
public final class Python {
  private static @Nullable Python current;
  private static List<String> history = List.of();

  private final Interpreter interpreter;
  private @Nullable JavaFunctionType functions;
  private @Nullable FunctionCapsules capsules;
  private final String origin;
  private final @Nullable PythonSearch search;

  private Python(Interpreter interpreter, String origin, @Nullable PythonSearch search) {
    this.interpreter = interpreter;
    this.origin = origin;
    this.search = search;
    interpreter.createHandlesBy(reference -> new PyObject(interpreter, reference));
  }

  /// The Python in this process; starts one with [PythonOptions#defaults()] if none is running.
  ///
  /// @return always the same object
  /// @throws IllegalStateException if none can be found or started; the message lists what was
  ///   tried
  public static Python get() {
    synchronized (Python.class) {
      Python known = running();
      return known != null ? known : started(PythonOptions.defaults());
    }
  }

  /// The Python that is running in this process.
  ///
  /// @return always the same object
  /// @throws IllegalStateException if none is running; the message lists where it was looked for
  public static Python attach() {
    synchronized (Python.class) {
      Python known = running();
      if (known == null) {
        throw new IllegalStateException(
            "expected a Python that runs in this process but found none:\n  "
                + String.join("\n  ", history)
                + "\nPython.get() starts one");
      }
      return known;
    }
  }

  /// The interpreter that is known, or that was started by other means.
  private static @Nullable Python running() {
    if (current == null) {
      List<String> tries = new ArrayList<>();
      Optional<CLibrary> library = PythonStarter.running(tries);
      history = List.copyOf(tries);
      library.ifPresent(Python::attached);
    }
    return current;
  }

  /// Starts the Python of this process.
  ///
  /// @param options which one, and how
  /// @return the started Python
  /// @throws IllegalStateException if one is already running, or none can be found or started; the
  ///   message lists what was tried
  public static Python start(PythonOptions options) {
    Objects.requireNonNull(options, "options");
    synchronized (Python.class) {
      List<String> tries = new ArrayList<>();
      if (current != null || PythonStarter.running(tries).isPresent()) {
        throw new IllegalStateException(
            "expected a process without Python but one runs, and there can be only one:"
                + " Python.attach() takes it");
      }
      return started(options);
    }
  }

  private static void attached(CLibrary library) {
    current = new Python(Startup.attach(library), "found running", null);
  }

  private static Python started(PythonOptions options) {
    PythonSearch search = new PythonSearch();
    search.run(options.executable().orElse(null), options.modules());
    Interpreter interpreter = PythonThreads.callOnPlatform(() -> Startup.start(search, options));
    Python python = new Python(interpreter, "started by this library", search);
    current = python;
    return python;
  }

  /// Takes Python's lock for this thread until the scope is closed. Inside another scope of the
  /// same thread this costs almost nothing, and the lock is held until the outer scope is closed.
  ///
  /// Python objects created in the scope may be used in later ones; they are released by the
  /// garbage collector or by [PyObject#close()].
  ///
  /// @return the scope, to be closed by this thread
  /// @throws IllegalStateException on a virtual thread; use [#run] or [#call] there
  public PythonScope open() {
    return new PythonScope(this, interpreter, interpreter.gil().enter());
  }

  /// Runs work in a scope. On a virtual thread, a platform thread runs it.
  ///
  /// @param work what to run
  /// @param <E> the exception that it throws
  /// @throws E if the work throws it
  public <E extends Exception> void run(Work<E> work) throws E {
    Objects.requireNonNull(work, "work");
    this.<@Nullable Object, E>call(scope -> {
      work.run(scope);
      return null;
    });
  }

  /// Computes a value in a scope. On a virtual thread, a platform thread computes it.
  ///
  /// @param work what to run
  /// @param <T> the type of the result
  /// @param <E> the exception that it throws
  /// @return its result
  /// @throws E if the work throws it
  public <T extends @Nullable Object, E extends Exception> T call(Computation<T, E> work) throws E {
    Objects.requireNonNull(work, "work");
    return PythonThreads.callOnPlatform(() -> {
      try (PythonScope scope = open()) {
        return work.call(scope);
      }
    });
  }

  /// Work for [#run].
  ///
  /// @param <E> the exception that it throws
  @FunctionalInterface
  public interface Work<E extends Exception> {
    /// Runs in a scope.
    ///
    /// @param scope ends when this returns
    /// @throws E on failure
    void run(PythonScope scope) throws E;
  }

  /// Work for [#call].
  ///
  /// @param <T> the type of the result
  /// @param <E> the exception that it throws
  @FunctionalInterface
  public interface Computation<T extends @Nullable Object, E extends Exception> {
    /// Computes a value in a scope.
    ///
    /// @param scope ends when this returns
    /// @return the result
    /// @throws E on failure
    T call(PythonScope scope) throws E;
  }

  /// A diagnostic report for troubleshooting: interpreter and library, how they were found, what
  /// was tried, which packages are installed, and whether an array survives a round trip. Starts
  /// Python if none is running. `java -m org.culebra.python` prints it.
  ///
  /// @return lines of text
  /// @throws IllegalStateException if there is no Python; the message lists what was tried
  public static String report() {
    Python python = get();
    return PythonReport.of(
        python,
        python.libraryPath().map(Path::toString).orElse(python.interpreter.library().name()),
        python.origin,
        tries());
  }

  /// Python's version and build, as in `sys.version`.
  ///
  /// @return the text
  public String version() {
    return interpreter.version();
  }

  /// Callables of Java; needs the lock.
  JavaFunctionType functions() {
    JavaFunctionType known = functions;
    if (known == null) {
      known = new JavaFunctionType(interpreter);
      functions = known;
    }
    return known;
  }

  /// Capsules of C functions; needs the lock.
  FunctionCapsules capsules() {
    FunctionCapsules known = capsules;
    if (known == null) {
      known = new FunctionCapsules(interpreter);
      capsules = known;
    }
    return known;
  }

  Interpreter interpreter() {
    return interpreter;
  }

  Optional<Path> libraryPath() {
    return Optional.ofNullable(search).map(PythonSearch::libraryPath);
  }

  static List<String> tries() {
    synchronized (Python.class) {
      List<String> all = new ArrayList<>(history);
      Python known = current;
      if (known != null && known.search != null) {
        all.addAll(known.search.tries());
      }
      return all;
    }
  }

  /// The version, and how it was found.
  ///
  /// @return one line
  @Override
  public String toString() {
    return "Python " + version().replace('\n', ' ') + ", " + origin;
  }
}
