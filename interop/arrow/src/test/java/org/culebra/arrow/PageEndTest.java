package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// Texts of a producer are read to their NUL and no further: where they end with a page, the next
/// one need not be there.
class PageEndTest {

  @Test
  void formatsAndNames_areReadToTheirEnd() {
    String library = CFixtures.sharedLibrary("schemas", PageEndMain.SOURCE).toString();
    ChildJvm.Result result =
        ChildJvm.of(PageEndMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(library)
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).isEqualTo("320 schemas\n");
  }
}
