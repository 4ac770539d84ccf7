package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Eight threads of Java and eight of Python at once, which exchange arrays both ways.
class ThreadsTest {
  private static final int THREADS = 8;
  private static final long SECONDS = Boolean.getBoolean("culebra.long") ? 60 : 10;

  private final Python python = TestPython.with("numpy", "torch", "pyarrow");
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicLong rounds = new AtomicLong();

  @Test
  void threadsOfBothLanguages_exchangeAtOnce_andLeaveNothing() throws Exception {
    long seed = Seeds.seed();
    long exports = ExportTracker.count();
    int live;
    PyObject script;
    try (PythonScope py = python.open()) {
      live = python.interpreter().exports().live();
      script = TestPython.script(py, "threads");
      PyObject made = JavaFunctions.of(py, this::array);
      PyObject sum = JavaFunctions.of(py, this::sum);
      script.callMethod("start", THREADS, made, sum);
    }
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      threads.add(Thread.ofPlatform().start(() -> exchange(random, end)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long pythonRounds;
    try (PythonScope _ = python.open();
        PyObject result = script.callMethod("stop")) {
      assertThat(result.item(0).repr()).as("seed " + seed).isEqualTo("[]");
      pythonRounds = result.item(1).asLong();
    }

    assertThat(failure.get()).as("seed " + seed).isNull();
    assertThat(rounds.get()).isGreaterThan(100);
    assertThat(pythonRounds).isGreaterThan(100);
    try (PythonScope _ = python.open()) {
      TestPython.awaitCounts(python, exports, live);
    }
  }

  /// For Python's threads: `n` times `n`.
  private PyObject array(PyObject n) {
    try (PythonScope py = python.open();
        ExchangeArena arena = ExchangeArena.ofShared()) {
      NDArray array = NDArray.zeros(arena, DType.FLOAT64, n.asInt());
      array.fill(n.asInt());
      return py.of(array); // which outlives the arena
    }
  }

  private PyObject sum(PyObject array) {
    try (PythonScope py = python.open();
        Arena arena = Arena.ofConfined()) {
      return py.of(py.array(arena, array).sum());
    }
  }

  private void exchange(Random random, long end) {
    try {
      while (System.nanoTime() < end && failure.get() == null) {
        round(random);
        rounds.incrementAndGet();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void round(Random random) {
    int n = 1 + random.nextInt(1000);
    double value = random.nextInt(1000);
    NDArray array = NDArray.zeros(DType.FLOAT64, n);
    array.fill(value);
    Arena later = Arena.ofShared();
    @Nullable NDArray there = null;
    try (PythonScope py = python.open();
        Arena arena = Arena.ofConfined();
        PyObject script = TestPython.script(py, "threads")) {
      check(n * value, script.callMethod("total", array, random.nextInt(4)).asDouble());
      try (PyObject made = script.callMethod("made", n, value, random.nextInt(4))) {
        check(n * value, py.array(arena, made).sum());
        there = py.array(later, made);
      }
      if (random.nextInt(4) == 0) {
        Column column = Column.of("n", array);
        try (PyObject back = script.callMethod("column", column)) {
          check(n * value, py.column(arena, back).array().sum());
        }
      }
    } finally {
      if (there != null) {
        check(n * value, there.sum());
      }
      later.close(); // without the lock
    }
  }

  private static void check(double expected, double actual) {
    if (expected != actual) {
      throw new AssertionError("expected " + expected + " but found " + actual);
    }
  }
}
