package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Exceptions with their full text.
final class Refusals {

  private Refusals() {}

  static void argument(String message, ThrowingCallable action) {
    refused(IllegalArgumentException.class, message, action);
  }

  static void index(String message, ThrowingCallable action) {
    refused(IndexOutOfBoundsException.class, message, action);
  }

  static void state(String message, ThrowingCallable action) {
    refused(IllegalStateException.class, message, action);
  }

  static void refused(
      Class<? extends RuntimeException> type, String message, ThrowingCallable action) {
    assertThatThrownBy(action).isExactlyInstanceOf(type).hasMessage(message);
  }
}
