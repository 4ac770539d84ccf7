package org.culebra.ffi.internal.host;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/// Runs what must not meet the end of a stack on a stack of its own: the initialisation of classes,
/// which the JVM never tries again once it has failed.
public final class OwnStack {
  private static final long BYTES = 1 << 20;

  private OwnStack() {}

  /// Runs something, and waits for it.
  ///
  /// @param work must not need a lock that the caller has
  /// @throws RuntimeException what the work has thrown, or an error
  public static void run(Runnable work) {
    Thrown thrown = new Thrown(work);
    Thread thread = new Thread(null, thrown, "culebra-start", BYTES, false);
    thread.start();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thrown.failure != null) {
      throw SneakyThrow.rethrow(thrown.failure);
    }
  }

  /// Initialises classes.
  ///
  /// @param lookup of their package
  /// @param classes in any order
  public static void initialize(MethodHandles.Lookup lookup, Class<?>... classes) {
    run(new Initialisation(lookup, classes));
  }

  /// Not a lambda: the classes that make one would meet the end of the stack, too.
  private record Initialisation(MethodHandles.Lookup lookup, Class<?>[] classes)
      implements Runnable {
    @Override
    public void run() {
      for (Class<?> each : classes) {
        try {
          lookup.ensureInitialized(each);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("cannot reach " + each, e);
        }
      }
    }
  }

  private static final class Thrown implements Runnable {
    private final Runnable work;
    private @Nullable Throwable failure;

    Thrown(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      try {
        work.run();
      } catch (Throwable e) {
        failure = e;
      }
    }
  }
}
