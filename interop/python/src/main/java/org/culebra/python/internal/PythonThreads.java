package org.culebra.python.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.jspecify.annotations.Nullable;

/// Platform threads that do for virtual ones what belongs to one thread of the system. Their stacks
/// are big, as Python's own are. They end when they have been idle for a while.
public final class PythonThreads {
  private static final long STACK_BYTES = 16L << 20;
  private static final long IDLE_SECONDS = 30;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread =
                new Thread(
                    null, task, "culebra-python-" + NUMBER.incrementAndGet(), STACK_BYTES, false);
            thread.setDaemon(true);
            return thread;
          });

  private PythonThreads() {}

  /// Calls on this thread, or if it is virtual on one of the platform.
  ///
  /// @param task what to call
  /// @param <T> of the result
  /// @return its result
  public static <T extends @Nullable Object> T callOnPlatform(Callable<T> task) {
    try {
      return Thread.currentThread().isVirtual() ? await(THREADS.submit(task)) : task.call();
    } catch (Exception e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// Waits whatever happens, since the work may hold what is the caller's; an interrupt is kept.
  private static <T extends @Nullable Object> T await(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw SneakyThrow.rethrow(e.getCause() == null ? e : e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
