package org.culebra.ffi.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTest {
  @Test
  void frequency_isNoPartOfTheKind() {
    String words =
        "vendor_id\t: A\nmodel\t\t: 1\nmodel name\t: B\ncpu MHz\t\t: %s\nflags\t\t: avx%s\n\nflags\t: x";

    assertThat(Compiler.processor(words.formatted("2000.1", "")))
        .isEqualTo(Compiler.processor(words.formatted("3100.7", "")))
        .isEqualTo("vendor_id\t: A\nmodel\t\t: 1\nflags\t\t: avx")
        .isNotEqualTo(Compiler.processor(words.formatted("2000.1", "2")));
  }
}
