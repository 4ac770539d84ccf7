package org.culebra.ffi.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class CMemoryTest {

  /// Java's own limit is tried with a lower one.
  @Test
  void textThatJavaCannotHold_isRejected() {
    try (Arena arena = Arena.ofConfined()) {
      for (int length = 0; length <= 20; length++) {
        String text = "abcdefghij".repeat(2).substring(0, length);
        long address = arena.allocateFrom(text).address();

        assertThat(CMemory.text(address, length)).isEqualTo(text);
        int less = length - 1;
        assertThatExceptionOfType(OutOfMemoryError.class)
            .isThrownBy(() -> CMemory.text(address, less))
            .withMessage(
                "expected a text of at most "
                    + less
                    + " bytes, which Java can hold, but found more");
      }
    }
  }
}
