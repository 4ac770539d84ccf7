package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.culebra.testsupport.PackageArrows;
import org.junit.jupiter.api.Test;

/// Which package may know which. A new arrow is a decision, see "Packages" in ARCHITECTURE.md.
class PackagesTest {
  private static final PackageArrows ARROWS = PackageArrows.of(Python.class, "org.culebra.");

  @Test
  void packages_knowTheseOthers() {
    assertThat(String.join("\n", ARROWS.lines()))
        .isEqualTo(
            """
            python -> array arrow ffi python.internal
            python.internal -> array array.python arrow dlpack ffi ffi.ctype ffi.internal.host ffi.internal.memory python\
            """);
  }

  @Test
  void circles_areOfAPublicPackageAndItsInternals() {
    assertThat(ARROWS.packageCircles())
        .containsExactlyInAnyOrder(Set.of("python", "python.internal"));
  }

  /// Of classes, one: the converters create and accept `PyObject`, whose methods call them.
  @Test
  void circlesOfClasses_stayWithinAPackage_exceptThatOfPyObject() {
    assertThat(ARROWS.crossingCircles())
        .singleElement()
        .satisfies(circle -> {
          assertThat(circle).hasSizeLessThanOrEqualTo(19);
          assertThat(circle)
              .filteredOn(name -> !name.startsWith("python.internal."))
              .containsExactly("python.PyObject");
        });
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
