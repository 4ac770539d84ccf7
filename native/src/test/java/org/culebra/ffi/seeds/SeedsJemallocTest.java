package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Memory of a second allocator becomes an array, and goes back to that allocator.
class SeedsJemallocTest {
  /// What the child prints where jemalloc can be opened.
  private static final String ADOPTED =
      """
      sum 3140.000000
      freed 0
      freed 8192
      leased, freed 0
      released, freed 8192
      expected a live lease but found a released one, freed 8192
      expected elements inside the 8000 adopted bytes but found bytes [0, 64000): float64\
       of shape (8000,); the memory has been released
      freed 8192
      expected elements inside the segment's bytes [0, 8000) but found [0, 64000): float64\
       of shape (8000,), strides (8,), offset 0
      freed 0
      freed 8192
      """;

  @BeforeEach
  void needJemalloc() {
    assertThat(Peers.library("jemalloc")).exists();
  }

  private static ChildJvm child() {
    return ChildJvm.of(JemallocSeedMain.class).flags("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void memory_isAdopted_andFreedOnce() {
    ChildJvm.Result result =
        child().environment("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384").run();

    assertThat(result.stdout()).as(result.toString()).isEqualTo(ADOPTED);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  /// In Python, too, it can only be opened early; other C libraries than glibc, and jemallocs that
  /// were built for it, do without.
  @Test
  void openedLate_theRejectionNamesBothWaysOut() {
    ChildJvm.Result result = child().environment("GLIBC_TUNABLES", "").run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    if (result.stdout().equals(ADOPTED)) {
      return;
    }
    assertThat(result.stdout())
        .startsWith("cannot open library 'jemalloc'")
        .contains("libjemalloc.so.2: cannot allocate memory in static TLS block")
        .endsWith(
            """
            The library needs thread-local storage that is reserved when the process starts: start\
             the JVM with the library in LD_PRELOAD, or with\
             GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384
            """);
  }
}
