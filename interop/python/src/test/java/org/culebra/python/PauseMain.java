package org.culebra.python;

import java.time.Duration;
import java.util.function.DoubleUnaryOperator;

/// In a Python that has started this JVM: a function without the lock, which takes its time.
final class PauseMain {
  private PauseMain() {}

  public static void main(String[] arguments) {
    Python.attach()
        .run(py ->
            py.importModule("__main__")
                .setAttribute("pause", py.function(DoubleUnaryOperator.class, PauseMain::pause)));
  }

  private static double pause(double seconds) {
    try {
      Thread.sleep(Duration.ofMillis((long) (1000 * seconds)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return seconds;
  }
}
