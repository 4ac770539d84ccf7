package org.culebra.ffi.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformTest {
  @Test
  void addresses_endWhereTheProcessorsDo() {
    // a process on ARM has the 48 bits that one on x86 shares with its kernel
    assertThat(Platform.addressLimit("aarch64")).isGreaterThan(0xffff_ffff_f000L);
    assertThat(Platform.addressLimit("amd64")).isEqualTo(0x8000_0000_0000L);
  }
}
