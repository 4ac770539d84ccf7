package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.culebra.testsupport.PackageArrows;
import org.junit.jupiter.api.Test;

/// Which package may know which. A new arrow is a decision, see "Packages" in ARCHITECTURE.md.
class PackagesTest {
  private static final PackageArrows ARROWS = PackageArrows.of(Arrow.class, "org.culebra.");

  @Test
  void packages_knowTheseOthers() {
    assertThat(String.join("\n", ARROWS.lines()))
        .isEqualTo(
            """
            arrow -> array array.internal arrow.internal.cdata arrow.internal.column arrow.internal.model arrow.internal.print ffi.internal.memory
            arrow.internal.cdata -> array array.internal arrow arrow.internal.model ffi.internal.host ffi.internal.memory
            arrow.internal.column -> array array.internal array.internal.literal arrow arrow.internal.model
            arrow.internal.model -> array array.internal arrow ffi.internal.host
            arrow.internal.print -> array.internal arrow.internal.column arrow.internal.model\
            """);
  }

  @Test
  void circles_areOfAPublicPackageAndItsInternals() {
    assertThat(ARROWS.packageCircles())
        .containsExactlyInAnyOrder(
            Set.of(
                "arrow",
                "arrow.internal.cdata",
                "arrow.internal.column",
                "arrow.internal.model",
                "arrow.internal.print"));
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
