package org.culebra.array;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Closes shared arenas again and again while other threads read, write, copy and convert through
/// views of their memory.
public final class SharedCloseMain {

  private static final int ROUNDS = 30;

  private SharedCloseMain() {}

  /// Prints how many readers ended with the exception that is due.
  ///
  /// @param args none
  /// @throws InterruptedException never
  public static void main(String[] args) throws InterruptedException {
    int stopped = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      for (int round = 0; round < ROUNDS; round++) {
        stopped += round(pool);
      }
    }
    System.out.println(stopped + " readers stopped by java.lang.IllegalStateException");
  }

  private static int round(ExecutorService pool) throws InterruptedException {
    Arena arena = Arena.ofShared();
    NDArray array = NDArray.zeros(arena, DType.FLOAT64, 300, 300);
    CountDownLatch running = new CountDownLatch(3);
    List<Future<?>> readers =
        IntStream.range(0, 3)
            .<Future<?>>mapToObj(kind -> pool.submit(() -> work(kind, array, running)))
            .toList();
    running.await();
    close(arena);
    int stopped = 0;
    for (Future<?> reader : readers) {
      try {
        reader.get();
      } catch (ExecutionException e) {
        stopped += IllegalStateException.class.equals(causeOf(e)) ? 1 : 0;
      }
    }
    return stopped;
  }

  private static @Nullable Class<?> causeOf(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? null : cause.getClass();
  }

  /// The JDK rejects to close while a bulk operation holds the memory.
  private static void close(Arena arena) {
    while (true) {
      try {
        arena.close();
        return;
      } catch (IllegalStateException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static void work(int kind, NDArray array, CountDownLatch running) {
    DoubleView view = array.asDoubles();
    NDArray aside = NDArray.zeros(DType.FLOAT32, 300, 300);
    for (long round = 0; true; round++) {
      switch (kind) {
        case 0 -> sum(view);
        case 1 -> aside.copyFrom(array.transpose());
        default -> array.fill((double) round);
      }
      if (round == 2) {
        running.countDown();
      }
    }
  }

  private static double sum(DoubleView view) {
    double sum = 0;
    int rows = view.intShape(0);
    int columns = view.intShape(1);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        sum += view.get(i, j);
      }
    }
    return sum;
  }
}
