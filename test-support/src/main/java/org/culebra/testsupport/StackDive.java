package org.culebra.testsupport;

import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Runs a step at the depths of a stack, down to its end, in a thread of its own: for what must be
/// done whole or not at all where a [StackOverflowError] may strike anywhere.
///
/// A step is run again and again, each time with a little less stack left, until there is not even
/// enough for the call. What it throws is kept apart: a [StackOverflowError] is what one expects,
/// the first of anything else is thrown by the dive.
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
  /// @param step what is to be done whole or not at all
  /// @param after run at the end by the same thread, with all of its stack
  /// @return how many steps met the end
  public static long everyDepth(long stackBytes, Runnable step, Runnable after) {
    return new StackDive(step, after, new Random(0), 1).start(stackBytes).overflows;
  }

  /// A dive that runs the step at some depths, one in `bound`.
  ///
  /// @param stackBytes of the thread; 0 for the JVM's default
  /// @param random says at which
  /// @param bound at least 1
  /// @param step what is to be done whole or not at all
  /// @param after run at the end by the same thread, with all of its stack
  /// @return how many steps were run, those that met the end included
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
