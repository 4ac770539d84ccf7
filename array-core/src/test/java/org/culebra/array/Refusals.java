package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/// Exceptions with their full text.
public final class Refusals {

  private Refusals() {}

  public static void argument(String message, ThrowingCallable action) {
    refused(IllegalArgumentException.class, message, action);
  }

  public static void index(String message, ThrowingCallable action) {
    refused(IndexOutOfBoundsException.class, message, action);
  }

  public static void state(String message, ThrowingCallable action) {
    refused(IllegalStateException.class, message, action);
  }

  public static void refused(
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
