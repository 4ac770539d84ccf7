package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.culebra.testsupport.PackageArrows;
import org.junit.jupiter.api.Test;

/// Which package may know which. A new arrow is a decision, see "Packages" in ARCHITECTURE.md.
class PackagesTest {
  private static final PackageArrows ARROWS = PackageArrows.of(CLibrary.class, "org.culebra.");

  @Test
  void packages_knowTheseOthers() {
    assertThat(String.join("\n", ARROWS.lines()))
        .isEqualTo(
            """
            ffi -> array array.internal array.python ffi.ctype ffi.header ffi.internal.argument ffi.internal.call ffi.internal.host ffi.internal.memory
            ffi.capsule -> array.internal ffi ffi.ctype ffi.internal.argument ffi.internal.call ffi.internal.host ffi.internal.memory
            ffi.ctype -> array.internal
            ffi.header -> array.internal ffi.ctype ffi.internal.host
            ffi.internal.argument -> array array.internal ffi ffi.ctype ffi.internal.host ffi.internal.memory
            ffi.internal.call -> array array.internal ffi ffi.ctype ffi.internal.argument ffi.internal.host ffi.internal.memory
            ffi.internal.host -> array.internal
            ffi.internal.memory -> array array.internal ffi.internal.host
            ffi.shm -> array array.internal array.internal.literal array.python ffi ffi.internal.host ffi.internal.memory
            ffi.tool -> array array.internal ffi ffi.ctype ffi.header ffi.internal.argument\
            """);
  }

  @Test
  void circles_areOfAPublicPackageAndItsInternals() {
    assertThat(ARROWS.packageCircles())
        .containsExactlyInAnyOrder(Set.of("ffi", "ffi.internal.argument", "ffi.internal.call"));
  }

  /// Of classes, one: the public types that the call engine implements or makes, with what it needs
  /// to check and call them.
  @Test
  void circlesOfClasses_stayWithinAPackage_exceptThatOfTheCallEngine() {
    assertThat(ARROWS.crossingCircles())
        .singleElement()
        .satisfies(circle -> {
          assertThat(circle).hasSizeLessThanOrEqualTo(45);
          assertThat(circle)
              .filteredOn(name -> !name.startsWith("ffi.internal."))
              .containsExactlyInAnyOrder(
                  "ffi.CFunction", "ffi.CPointer", "ffi.CStruct", "ffi.Callback");
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
