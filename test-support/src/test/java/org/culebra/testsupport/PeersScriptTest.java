package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `build/peers` deletes, in a copy of the repository that has that folder alone.
class PeersScriptTest {
  private static final String NAME = "plain-1-2.abcdef";

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectory(folder.resolve("build"));
    try (Stream<Path> files = Files.list(Path.of("../build"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve("build").resolve(file.getFileName()));
      }
    }
    // accepted as a Python, and makes no environment
    Path python =
        Files.writeString(
            folder.resolve("python"), "#!/bin/sh\n[ \"$1\" = -c ] && echo 3.12.0 /\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();
  }

  private Command peers(String... environment) {
    List<String> command = new ArrayList<>(List.of("env"));
    for (String name : List.of("HOME", "XDG_CACHE_HOME", "CULEBRA_PYTHON", "CI")) {
      command.addAll(List.of("-u", name));
    }
    command.add("CULEBRA_BASE_PYTHON=" + folder.resolve("python"));
    command.addAll(List.of(environment));
    command.addAll(List.of("sh", folder.resolve("build/peers").toString()));
    return Command.run(command);
  }

  /// A folder of two days ago, as runs leave it that were killed.
  private static Path old(Path parent, String name) throws IOException {
    Path old = Files.createDirectories(parent.resolve(name));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    return old;
  }

  @ParameterizedTest
  @CsvSource({"A=,''", "HOME=,''", "HOME=here,here", "XDG_CACHE_HOME=here,here"})
  void noAbsoluteCacheFolder_isRejected_andNothingDeleted(String variable, String found)
      throws IOException {
    List<Path> kept = new ArrayList<>();
    for (Path parent : List.of(folder, folder.resolve("here/.cache/culebra-peers"))) {
      kept.add(old(parent, "folder"));
      kept.add(old(parent, NAME));
    }

    Command ended = peers(variable);

    assertThat(kept).allMatch(Files::isDirectory);
    assertThat(ended)
        .isEqualTo(
            new Command(
                1,
                "peers: expected HOME or XDG_CACHE_HOME to name a folder but found \"%s\"\n"
                    .formatted(found)));
    assertThat(folder.resolve("target")).doesNotExist();
  }

  @Test
  void ofTheCacheFolder_oldEnvironmentsAreDeleted_byTheirNames() throws IOException {
    Path cache = folder.resolve("cache/culebra-peers");
    Path other = old(cache, "folder");
    Path left = old(cache, NAME);
    Path fresh = Files.createDirectory(cache.resolve("plain-1-2.ghijkl"));

    Command ended = peers("XDG_CACHE_HOME=" + folder.resolve("cache"));

    assertThat(left).as(ended.output()).doesNotExist();
    assertThat(List.of(other, fresh)).as(ended.output()).allMatch(Files::isDirectory);
  }
}
