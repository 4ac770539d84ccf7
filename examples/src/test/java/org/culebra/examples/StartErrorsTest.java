package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// The errors in docs/errors.md that need a JVM of their own.
final class StartErrorsTest {
  private static final Path GUIDE = Path.of("..", "docs", "errors.md");

  @Test
  void nativeAccess_isDenied() throws IOException {
    requireExplained(ChildJvm.of(StartErrorsMain.class).flags("--illegal-native-access=deny"));
  }

  @Test
  void directMemory_isLimited() throws IOException {
    requireExplained(
        ChildJvm.of(StartErrorsMain.class)
            .flags("-XX:MaxDirectMemorySize=1m")
            .arguments("1000000"));
  }

  private static void requireExplained(ChildJvm child) throws IOException {
    ChildJvm.Result result = child.run();
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    String thrown =
        result
            .stderr()
            .lines()
            .filter(line -> line.contains("Exception") || line.contains("Error"))
            .findFirst()
            .orElseThrow()
            .replaceFirst("^Exception in thread \"main\" ([a-z]+\\.)*", "");
    List<String> messages =
        Pattern.compile("```text\n(.*?)\n```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(messages)
        .as(result.toString())
        .anyMatch(message -> CodeBlock.matches(message, thrown));
  }
}
