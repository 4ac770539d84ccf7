package org.culebra.ffi.internal.host;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/// Runs code that must not overflow the stack on a separate stack: class initializers, which the
/// JVM never retries after a failure.
public final class OwnStack {
  private static final long BYTES = 1 << 20;

  private OwnStack() {}

  /// Runs something, and waits for it.
  ///
  /// @param work must not need a lock that the caller holds
  /// @throws RuntimeException an exception or error of the work
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

  /// Initializes classes.
  ///
  /// @param lookup with access to their package
  /// @param classes in any order
  public static void initialize(MethodHandles.Lookup lookup, Class<?>... classes) {
    run(new Initialization(lookup, classes));
  }

  /// Not a lambda: the classes that create one could overflow the stack, too.
  private record Initialization(MethodHandles.Lookup lookup, Class<?>[] classes)
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
