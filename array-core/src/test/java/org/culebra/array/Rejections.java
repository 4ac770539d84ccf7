package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// Exceptions with their full text.
public final class Rejections {

  private Rejections() {}

  public static void argument(String message, ThrowingCallable action) {
    rejected(IllegalArgumentException.class, message, action);
  }

  public static void index(String message, ThrowingCallable action) {
    rejected(IndexOutOfBoundsException.class, message, action);
  }

  public static void state(String message, ThrowingCallable action) {
    rejected(IllegalStateException.class, message, action);
  }

  public static void rejected(
      Class<? extends RuntimeException> type, String message, ThrowingCallable action) {
    assertThatThrownBy(action).isExactlyInstanceOf(type).hasMessage(message);
  }

  public static @Nullable Throwable thrownElsewhere(ThrowingCallable action) {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(() -> {
          try {
            action.call();
          } catch (Throwable e) {
            thrown.set(e);
          }
        });
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return thrown.get();
  }
}
