package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The programs by task are short, and all of them are in the list.
final class ExamplesListTest {
  private static final int MOST_LINES = 40;
  private static final Path SOURCES = Path.of("src", "main", "java", "org", "culebra", "examples");

  @Test
  void programs_haveAtMost40Lines_withImportsAndMain() throws IOException {
    for (Path file : programs()) {
      long lines =
          Files.readString(file).lines().filter(line -> !line.strip().matches("|//.*")).count();
      assertThat(lines).as(file.toString()).isLessThanOrEqualTo(MOST_LINES);
    }
  }

  @Test
  void programs_areInTheList() throws IOException {
    String list = Files.readString(Path.of("README.md"));
    for (Path file : programs()) {
      assertThat(list).contains("(" + file.toString().replace('\\', '/') + ")");
    }
  }

  private static List<Path> programs() throws IOException {
    List<Path> programs = new ArrayList<>();
    for (String folder : List.of("c", "data")) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
        files.filter(file -> !file.endsWith("package-info.java")).forEach(programs::add);
      }
    }
    assertThat(programs).hasSizeGreaterThan(12);
    return programs;
  }
}
