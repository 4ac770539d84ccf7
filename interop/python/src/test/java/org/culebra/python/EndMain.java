package org.culebra.python;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleUnaryOperator;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.BatchSource;
import org.culebra.arrow.Column;

/// Leaves objects in Java and Python, and ends, or returns to the Python that started this JVM.
public final class EndMain {
  /// What Java holds from Python, never released.
  private static final List<Object> KEPT = new ArrayList<>();

  private static final CountDownLatch BLOCKED = new CountDownLatch(1);

  private EndMain() {}

  /// Leaves and ends.
  ///
  /// @param arguments the executable of a Python to start, or `attach`; what to leave, with commas
  ///   between; how to end; then modules to import
  public static void main(String[] arguments) throws Exception {
    Python python =
        arguments[0].equals("attach")
            ? Python.attach()
            : Python.start(PythonOptions.defaults().executable(Path.of(arguments[0])));
    List<String> modules = List.of(arguments).subList(3, arguments.length);
    for (String module : modules) {
      python.run(py -> py.importModule(module));
    }
    for (String thing : arguments[1].split(",", -1)) {
      leave(python, thing, modules);
    }
    System.out.println("Java is through");
    System.out.flush();
    end(python, arguments[2]);
  }

  private static void leave(Python python, String thing, List<String> modules) throws Exception {
    switch (thing) {
      case "nothing" -> {}
      case "exports" -> python.run(py -> exports(py, modules));
      case "imports" -> python.run(EndMain::imports);
      case "atexit" ->
          python.run(
              py -> py.run("import atexit; atexit.register(lambda: print('atexit', x.shape))"));
      case "scope" -> python.open();
      case "careless" -> {
        Thread careless = new Thread(python::open);
        careless.start();
        careless.join();
      }
      case "sleeper" -> daemon(python, py -> py.run("__import__('time').sleep(1000)"));
      case "waiter" -> daemon(python, _ -> new CountDownLatch(1).await());
      case "upcall" -> blockIn(python, "1.0", DoubleUnaryOperator.class, _ -> block());
      case "upcall-with-lock" -> blockIn(python, "'s'", Locked.class, _ -> block());
      case "busy" -> {
        for (int i = 0; i < 3; i++) {
          Thread.ofPlatform().daemon().start(() -> busy(python));
        }
      }
      case "python-threads" ->
          python.run(py ->
              py.run(
                  """
                  import threading, time
                  def use():
                      while True:
                          memoryview(x).tolist()
                  def spin():
                      while True: pass
                  for f in (use, spin, lambda: time.sleep(1000)):
                      threading.Thread(target=f, daemon=True).start()
                  """));
      default -> throw new IllegalArgumentException(thing);
    }
  }

  /// Python has what is Java's, by each protocol.
  private static void exports(PythonScope py, List<String> modules) {
    PyObject main = py.importModule("__main__");
    main.setAttribute("x", NDArray.copyOf(new double[] {1, 2, 3}, 3));
    Column column = Column.of("n", NDArray.zeros(DType.INT64, 3));
    main.setAttribute("c", column);
    main.setAttribute("s", BatchSource.of(Column.ofBatch(column)));
    py.run(
        """
        m = memoryview(x)
        d = [x.__dlpack__(), x.__dlpack__(max_version=(1, 0))]
        a = [c.__arrow_c_schema__(), *c.__arrow_c_array__(), s.__arrow_c_stream__()]
        """);
    if (modules.contains("numpy")) {
      py.run("import numpy as np; n = [np.asarray(x), np.from_dlpack(x)[1:]]");
    }
    if (modules.contains("torch")) {
      py.run("import torch; t = [torch.from_dlpack(x), torch.from_dlpack(x).clone()]");
    }
  }

  /// What Java holds from Python: arrays whose arenas never close, and unclosed handles.
  private static void imports(PythonScope py) {
    PyObject bytes = py.evaluate("bytearray(b'abc')");
    KEPT.add(py.array(Arena.global(), bytes));
    KEPT.add(py.array(Arena.ofShared(), bytes));
    KEPT.add(py.array(Arena.ofAuto(), py.evaluate("__import__('array').array('d', [1, 2])")));
    KEPT.add(py.evaluate("object()"));
    py.evaluate("object()");
  }

  /// Takes an argument with which Java keeps Python's lock.
  interface Locked {
    double call(String text);
  }

  /// A Python thread waits in Java indefinitely, after this thread is done with Python.
  private static <T> void blockIn(Python python, String argument, Class<T> type, T target)
      throws InterruptedException {
    python.run(py -> {
      PyObject main = py.importModule("__main__");
      main.setAttribute("block", py.function(MethodHandles.lookup(), type, target));
      py.run(
          """
          import threading, time
          def wait():
              time.sleep(0.3)
              block(%s)
          threading.Thread(target=wait, daemon=True).start()
          """
              .formatted(argument));
    });
    BLOCKED.await();
  }

  private static double block() {
    BLOCKED.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private static void daemon(Python python, Python.Work<Exception> work) throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("left-in-scope")
        .start(() -> {
          try {
            python.run(py -> {
              within.countDown();
              work.run(py);
            });
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    within.await();
  }

  private static void busy(Python python) {
    try {
      while (true) {
        python.run(py -> py.evaluate("sum(range(100))").asInt());
      }
    } catch (IllegalStateException e) {
      return; // the JVM ends
    }
  }

  private static void end(Python python, String way) throws Exception {
    switch (way) {
      case "return" -> {}
      case "exit" -> System.exit(3);
      case "exit-in-scope" -> python.run(_ -> System.exit(3));
      case "exit-in-function" -> python.run(EndMain::exitInFunction);
      case "exit-beside-scope" -> {
        Thread.ofPlatform().start(() -> System.exit(3));
        python.run(_ -> new CountDownLatch(1).await());
      }
      case "halt" -> Runtime.getRuntime().halt(3);
      case "throw" -> throw new IllegalStateException("uncaught");
      case "throw-in-scope" ->
          python.run(_ -> {
            throw new IllegalStateException("uncaught");
          });
      case "python-throw" -> python.run(py -> py.evaluate("1 / 0"));
      case "sys.exit" -> python.run(py -> py.run("import sys; sys.exit(3)"));
      case "os._exit" -> python.run(py -> py.run("import os; os._exit(3)"));
      case "SIGTERM" -> signal(python, "SIGTERM");
      case "SIGINT" -> signal(python, "SIGINT");
      case "finalize" -> finalizePython(python);
      default -> throw new IllegalArgumentException(way);
    }
  }

  private static void exitInFunction(PythonScope py) {
    Locked exit =
        _ -> {
          System.exit(3);
          return 0;
        };
    py.function(MethodHandles.lookup(), Locked.class, exit).call("s");
  }

  private static void signal(Python python, String name) {
    python.run(
        py -> py.run("import os, signal, time; os.kill(os.getpid(), signal.%s)".formatted(name)));
    try {
      Thread.sleep(20_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// As a program of C does that started Python; afterwards there is none.
  private static void finalizePython(Python python) {
    PythonScope scope = python.open();
    PyObject kept = scope.evaluate("object()");
    python.interpreter().library().function("int Py_FinalizeEx(void)").call();
    expectIllegalState(() -> scope.evaluate("1"));
    scope.close();
    expectIllegalState(python::open);
    expectIllegalState(() -> kept.attribute("x"));
    kept.close();
  }

  private static void expectIllegalState(Runnable use) {
    try {
      use.run();
    } catch (IllegalStateException e) {
      return;
    }
    throw new AssertionError("expected an IllegalStateException");
  }
}
