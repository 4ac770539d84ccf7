package org.culebra.ffi.seeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Memory of a second allocator becomes an array, and goes back to that allocator.
class SeedsJemallocTest {
  private static final List<String> PLACES =
      List.of(
          "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2",
          "/usr/lib/aarch64-linux-gnu/libjemalloc.so.2",
          "/usr/lib64/libjemalloc.so.2",
          "/usr/lib/libjemalloc.so.2");

  @BeforeEach
  void needJemalloc() {
    assumeThat(PLACES.stream().filter(place -> Files.exists(Path.of(place))).toList())
        .as("libjemalloc.so.2 (Debian: libjemalloc2) in one of " + PLACES)
        .isNotEmpty();
  }

  private static ChildJvm child() {
    return ChildJvm.of(JemallocSeedMain.class).flags("--enable-native-access=ALL-UNNAMED");
  }

  @Test
  void memory_isAdopted_andFreedOnce() {
    ChildJvm.Result result =
        child().environment("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384").run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo(
            """
            sum 3140.000000
            freed 0
            freed 8192
            leased, freed 0
            released, freed 8192
            expected a live lease but found one released before, freed 8192
            expected elements inside the 8000 adopted bytes but found bytes [0, 64000): float64\
             of shape (8000,); the memory has been given back
            freed 8192
            expected elements inside the segment's bytes [0, 8000) but found [0, 64000): float64\
             of shape (8000,), strides (8,), offset 0
            freed 0
            freed 8192
            """);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  /// In Python, too, it can only be opened early.
  @Test
  void openedLate_theRefusalNamesBothWaysOut() {
    ChildJvm.Result result = child().environment("GLIBC_TUNABLES", "").run();
    assumeThat(result.stdout())
        .as("a C library with too little thread-local storage left for jemalloc: " + result)
        .startsWith("cannot open library 'jemalloc'");

    assertThat(result.stdout())
        .contains("libjemalloc.so.2: cannot allocate memory in static TLS block")
        .endsWith(
            """
            The library wants thread-local storage that is set aside when the process starts: start\
             the JVM with the library in LD_PRELOAD, or with\
             GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384
            """);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
