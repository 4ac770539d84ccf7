package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.PackageArrows;
import org.junit.jupiter.api.Test;

/// Which package may know which. A new arrow is a decision, see "Packages" in ARCHITECTURE.md.
class PackagesTest {
  private static final PackageArrows ARROWS = PackageArrows.of(DLPack.class, "org.culebra.");

  @Test
  void packages_knowTheseOthers() {
    assertThat(String.join("\n", ARROWS.lines()))
        .isEqualTo(
            """
            dlpack -> array array.internal ffi.internal.host ffi.internal.memory\
            """);
  }

  @Test
  void circlesOfClasses_stayWithinAPackage() {
    assertThat(ARROWS.crossingCircles()).isEmpty();
  }

  @Test
  void packages_canBeSurveyed() {
    ARROWS
        .sizes()
        .forEach((name, size) -> {
          assertThat(size).as("classes of " + name).isLessThanOrEqualTo(45);
          assertThat(ARROWS.largestCircle(name)).as("circle in " + name).hasSizeLessThan(16);
        });
  }
}
