package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// Texts of C that end where the memory ends.
class PageEndTest {
  @Test
  void texts_areReadUpToTheEndOfTheirPage() {
    ChildJvm.Result result =
        ChildJvm.of(PageEndMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(CFixtures.sharedLibrary("page_end", PageEndMain.SOURCE).toString())
            .run();

    assertThat(result.stdout()).as(result.toString()).isEqualTo("328 texts\n");
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
