package org.culebra.testsupport;

import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Runs a step with less and less stack left, in a separate thread: for what must happen completely
/// or not at all wherever a [StackOverflowError] may occur.
///
/// A step is run repeatedly, each time with a little less stack, until the call itself overflows.
/// Its exceptions are classified: a [StackOverflowError] is expected, the first of any other is
/// thrown by the dive.
public final class StackDive {
  private final Runnable step;
  private final Runnable after;
  private final Random random;
  private final int bound;
  private long runs;
  private long overflows;
  private long bottoms;
  private @Nullable Throwable other;

  private StackDive(Runnable step, Runnable after, Random random, int bound) {
    this.step = Objects.requireNonNull(step, "step");
    this.after = Objects.requireNonNull(after, "after");
    this.random = Objects.requireNonNull(random, "random");
    this.bound = bound;
  }

  /// A dive that runs the step at every depth.
  ///
  /// @param stackBytes of the thread; 0 for the JVM's default
  /// @param step must happen completely or not at all
  /// @param after run at the end by the same thread, with all of its stack
  /// @return the number of steps that overflowed
  public static long everyDepth(long stackBytes, Runnable step, Runnable after) {
    return new StackDive(step, after, new Random(0), 1).start(stackBytes).overflows;
  }

  /// A dive that runs the step at some depths, one in `bound`.
  ///
  /// @param stackBytes of the thread; 0 for the JVM's default
  /// @param random chooses the depths
  /// @param bound at least 1
  /// @param step must happen completely or not at all
  /// @param after run at the end by the same thread, with all of its stack
  /// @return the number of steps that were run, including those that overflowed
  public static long randomDepths(
      long stackBytes, Random random, int bound, Runnable step, Runnable after) {
    return new StackDive(step, after, random, bound).start(stackBytes).runs;
  }

  private StackDive start(long stackBytes) {
    Thread thread = new Thread(null, this::run, "dive", stackBytes);
    thread.start();
    boolean ended = false;
    while (!ended) {
      try {
        thread.join();
        ended = true;
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while a dive was running", e);
      }
    }
    if (other == null && bottoms != 1) {
      throw new AssertionError("expected a dive that ends at the bottom but found none");
    }
    if (other != null) {
      throw new AssertionError("a step failed after " + runs + " runs", other);
    }
    return this;
  }

  private void run() {
    try {
      down();
    } catch (StackOverflowError e) {
      bottoms++;
    }
    try {
      after.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private void failed(Throwable e) {
    if (other == null) {
      other = e;
    }
  }

  @SuppressWarnings("InfiniteRecursion") // on purpose
  private void down() {
    if (bound == 1 || random.nextInt(bound) == 0) {
      try {
        runs++;
        step.run();
      } catch (StackOverflowError e) {
        overflows++;
      } catch (Throwable e) {
        failed(e); // needs a call, which is fine: what has no stack is no failure
      }
    }
    down();
  }
}
