package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lists of tests in the Markdown files name tests that exist.
class TestNamesTest {

  @Test
  void everyTestThatIsNamedInMarkdown_exists() {
    TestNames names = new TestNames(TestNames.project());

    assertThat(names.faults()).isEmpty();
    assertThat(names.markdown())
        .contains(
            Path.of("README.md"),
            Path.of("docs", "seeds.md"),
            Path.of("array-core", "src", "test", "CONFORMANCE.md"));
    assertThat(names.checked()).isGreaterThan(200);
  }

  @Test
  void namesWithoutATest_areFound(@TempDir Path folder) throws IOException {
    Path tests = Files.createDirectories(folder.resolve("module/src/test/java"));
    Files.writeString(
        tests.resolve("SomeTest.java"),
        """
        class SomeTest {
          @BeforeEach
          void prepare() {}

          @ParameterizedTest
          @CsvSource(textBlock = \"""
              }
              \""")
          void one_works(int x) {}

          void helper() {}
        }
        """);
    Files.writeString(
        folder.resolve("list.md"),
        """
        | fine | `#include`, `SomeTest`, `SomeTest#one_works`, then `#one_works`, `x` |
        | `OtherTest`, *`SomeTest#two_works`* `#helper` |
        | `SomeTest#prepare` |
        """);
    Files.createDirectories(folder.resolve("target"));
    Files.writeString(folder.resolve("target/built.md"), "`NoTest`");

    TestNames names = new TestNames(folder);

    assertThat(names.faults())
        .containsExactly(
            "list.md, line 2: expected a test class OtherTest but found none",
            "list.md, line 2: expected a test two_works in SomeTest but found none",
            "list.md, line 2: expected a test helper in SomeTest but found none",
            "list.md, line 3: expected a test prepare in SomeTest but found none");
  }
}
