package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.culebra.testsupport.PackageArrows;
import org.junit.jupiter.api.Test;

/// Which package may know which. A new arrow is a decision, see "Packages" in ARCHITECTURE.md.
class PackagesTest {
  private static final PackageArrows ARROWS = PackageArrows.of(NDArray.class, "org.culebra.");

  @Test
  void packages_knowTheseOthers() {
    assertThat(String.join("\n", ARROWS.lines()))
        .isEqualTo(
            """
            array -> array.internal array.internal.kernel array.internal.print array.internal.time
            array.internal -> array
            array.internal.file -> array array.internal
            array.internal.kernel -> array array.internal array.internal.time
            array.internal.literal -> array array.internal
            array.internal.print -> array array.internal array.internal.kernel array.internal.time
            array.internal.time -> array array.internal
            array.npy -> array array.internal array.internal.file array.internal.literal
            array.python -> array array.internal array.internal.literal
            array.safetensors -> array array.internal array.internal.file array.internal.literal\
            """);
  }

  @Test
  void circles_areOfAPublicPackageAndItsInternals() {
    assertThat(ARROWS.packageCircles())
        .containsExactlyInAnyOrder(
            Set.of(
                "array",
                "array.internal",
                "array.internal.kernel",
                "array.internal.print",
                "array.internal.time"));
  }

  /// Of classes, none: what `array` asks of its internals knows no class that asked.
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
