package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.culebra.array.FormatException;
import org.culebra.ffi.Imports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The failure of an import comes first, whatever its release throws.
class MemoryErrorsTest {
  private final AtomicInteger released = new AtomicInteger();

  private Runnable throwing(Error thrown) {
    return () -> {
      released.incrementAndGet();
      throw thrown;
    };
  }

  static Stream<RuntimeException> faults() {
    return Stream.of(
        new FormatException("the fault"),
        new UnsupportedOperationException("the fault"),
        new IllegalArgumentException("the fault"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void releaseThatThrows_isSuppressed(RuntimeException fault) {
    Error ofRelease = new AssertionError("of the release");

    RuntimeException thrown = MemoryErrors.released(fault, "array", throwing(ofRelease));

    assertThat(thrown)
        .hasSameClassAs(fault)
        .hasMessage("the fault; the array has been released")
        .hasSuppressedException(ofRelease)
        .matches(Imports::hasReleased);
    assertThat(released).hasValue(1);
  }

  @Test
  void otherFaults_areThrownAsTheyAre() {
    Error ofRelease = new AssertionError("of the release");
    StackOverflowError fault = new StackOverflowError("the fault");
    assertThatThrownBy(() -> MemoryErrors.released(fault, "array", throwing(ofRelease)))
        .isSameAs(fault)
        .hasSuppressedException(ofRelease);
    IllegalStateException state = new IllegalStateException("the fault");
    assertThat(MemoryErrors.released(state, "array", throwing(ofRelease)))
        .isSameAs(state)
        .hasSuppressedException(ofRelease)
        .matches(Imports::hasReleased);
    assertThat(released).hasValue(2);
  }
}
