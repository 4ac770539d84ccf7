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

/// Platform threads that run work for virtual threads, because Python's lock belongs to a thread of
/// the operating system. Their stacks are as large as those of Python's threads. They end after
/// some idle time.
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

  /// Calls a task on this thread, or if that is virtual, on a platform thread.
  ///
  /// @param task the task
  /// @param <T> of the result
  /// @return its result
  public static <T extends @Nullable Object> T callOnPlatform(Callable<T> task) {
    try {
      return Thread.currentThread().isVirtual() ? await(THREADS.submit(task)) : task.call();
    } catch (Exception e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// Waits even if interrupted, because the task may use the caller's memory; the interrupt status
  /// is preserved.
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
