package org.culebra.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.culebra.ffi.CLibrary;
import org.culebra.python.internal.Interpreter;
import org.culebra.python.internal.PythonThreads;
import org.culebra.python.internal.Report;
import org.culebra.python.internal.Search;
import org.culebra.python.internal.Starter;
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
/// **Who started it** does not matter. [#attach()] takes the one that runs, be it that this JVM was
/// loaded by a Python process, or that another library has started a Python;
/// [#start(PythonOptions)] starts one; [#get()] does the one or the other. It runs as long as the
/// process.
///
/// **Python's lock.** All use of Python happens in a scope, which holds the lock (the GIL) for the
/// thread that opened it: [#open()] for `try`, or [#run] and [#call], which also work on virtual
/// threads. A scope costs about as much as a call; open one for a batch of work, and none around
/// what waits for another thread.
///
/// **Threads of its own** of this library, for virtual threads, have a stack of 16 MiB. On others
/// Python has what the thread has: 1 MiB usually, where code that calls itself some thousand times
/// may end the process before Python notices (measured on CPython 3.13).
///
/// This is the array layer between Java and Python, not a bridge between the languages: it imports,
/// gets, calls and converts what the exchange of arrays needs.
public final class Python {
  private static @Nullable Python current;
  private static List<String> history = List.of();

  private final Interpreter interpreter;
  private final String origin;
  private final @Nullable Search search;

  private Python(Interpreter interpreter, String origin, @Nullable Search search) {
    this.interpreter = interpreter;
    this.origin = origin;
    this.search = search;
  }

  /// The Python in this process; starts one with [PythonOptions#defaults()] if none runs.
  ///
  /// @return the same one each time
  /// @throws IllegalStateException if none can be found or started; says what was tried
  public static Python get() {
    synchronized (Python.class) {
      Python known = running();
      return known != null ? known : started(PythonOptions.defaults());
    }
  }

  /// The Python that runs in this process, whoever started it.
  ///
  /// @return the same one each time
  /// @throws IllegalStateException if none runs; says where it was looked for
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

  /// The one that is known, or that somebody else has started.
  private static @Nullable Python running() {
    if (current == null) {
      List<String> tries = new ArrayList<>();
      Optional<CLibrary> library = Starter.running(tries);
      history = List.copyOf(tries);
      library.ifPresent(Python::attached);
    }
    return current;
  }

  /// Starts the Python of this process.
  ///
  /// @param options which one, and how
  /// @return it
  /// @throws IllegalStateException if one runs already, or none can be found or started; says what
  ///   was tried
  public static Python start(PythonOptions options) {
    Objects.requireNonNull(options, "options");
    synchronized (Python.class) {
      List<String> tries = new ArrayList<>();
      if (current != null || Starter.running(tries).isPresent()) {
        throw new IllegalStateException(
            "expected a process without Python but one runs, and there can be only one:"
                + " Python.attach() takes it");
      }
      return started(options);
    }
  }

  private static void attached(CLibrary library) {
    current = new Python(Interpreter.attach(library), "found running", null);
  }

  private static Python started(PythonOptions options) {
    Search search = new Search();
    search.run(options.executable().orElse(null));
    Interpreter interpreter =
        PythonThreads.callOnPlatform(() -> Interpreter.start(search, options));
    Python python = new Python(interpreter, "started by this library", search);
    current = python;
    return python;
  }

  /// Takes Python's lock for this thread, until the scope is closed. Within another scope of the
  /// same thread this costs next to nothing, and the lock stays taken until the outer one is
  /// closed.
  ///
  /// Objects of Python that are made in the scope may be used in later ones; the garbage collector
  /// gives them up, or [PyObject#close()].
  ///
  /// @return the scope, to be closed by this thread
  /// @throws IllegalStateException on a virtual thread, where [#run] and [#call] work
  public PythonScope open() {
    return new PythonScope(this, interpreter, interpreter.gil().enter());
  }

  /// Does something with Python, in a scope. On a virtual thread a platform thread does it.
  ///
  /// @param work what to do
  /// @param <E> what it throws
  /// @throws E what it has thrown
  public <E extends Exception> void run(Work<E> work) throws E {
    Objects.requireNonNull(work, "work");
    this.<@Nullable Object, E>call(scope -> {
      work.run(scope);
      return null;
    });
  }

  /// Computes something with Python, in a scope. On a virtual thread a platform thread does it.
  ///
  /// @param work what to do
  /// @param <T> of the result
  /// @param <E> what it throws
  /// @return its result
  /// @throws E what it has thrown
  public <T extends @Nullable Object, E extends Exception> T call(Computation<T, E> work) throws E {
    Objects.requireNonNull(work, "work");
    return PythonThreads.callOnPlatform(() -> {
      try (PythonScope scope = open()) {
        return work.call(scope);
      }
    });
  }

  /// What [#run] does.
  ///
  /// @param <E> what it throws
  @FunctionalInterface
  public interface Work<E extends Exception> {
    /// Uses Python.
    ///
    /// @param scope ends when this returns
    /// @throws E if something is wrong
    void run(PythonScope scope) throws E;
  }

  /// What [#call] does.
  ///
  /// @param <T> of the result
  /// @param <E> what it throws
  @FunctionalInterface
  public interface Computation<T extends @Nullable Object, E extends Exception> {
    /// Uses Python.
    ///
    /// @param scope ends when this returns
    /// @return the result
    /// @throws E if something is wrong
    T call(PythonScope scope) throws E;
  }

  /// The doctor's report, to be read where something does not work: which interpreter and library
  /// this is, how they were found, what was tried, which packages there are, and whether an array
  /// goes to Python and back. Starts Python if none runs. `java -m org.culebra.python` prints it.
  ///
  /// @return lines of text
  /// @throws IllegalStateException if there is no Python; says what was tried
  public static String report() {
    Python python = get();
    return Report.of(
        python,
        python.libraryPath().map(Path::toString).orElse(python.interpreter.library().name()),
        python.origin,
        tries());
  }

  /// Python's version and build, as `sys.version` has them.
  ///
  /// @return the text
  public String version() {
    return interpreter.version();
  }

  Interpreter interpreter() {
    return interpreter;
  }

  Optional<Path> libraryPath() {
    return Optional.ofNullable(search).map(Search::libraryPath);
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

  /// What this Python is, and how it was found.
  ///
  /// @return one line
  @Override
  public String toString() {
    return "Python " + version().replace('\n', ' ') + ", " + origin;
  }
}
