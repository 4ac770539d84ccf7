package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./shell`, as somebody would try it.
final class ShellTest {
  @TempDir Path folder;

  @Test
  void shell_greetsInThreeLinesAndPrintsArrays() throws IOException, InterruptedException {
    String[] lines =
        run("""
        var a = NDArray.arange(6).reshape(2, 3)
        a.slice(all(), reversed()).sum()
        a.sumLong()
        CLibrary.open("z").header("zlib.h").constant("Z_BEST_SPEED")
        Column.of("a", a.slice("0")).length()
        DLPack.class.getModule().isNamed()
        /exit
        """)
            .lines()
            .toArray(String[]::new);
    assertThat(lines[0]).startsWith("Culebra: arrays over off-heap memory, on Java 25.");
    assertThat(lines[1]).startsWith("Try:");
    assertThat(lines[2]).startsWith("      CLibrary.open(\"z\")");
    // A slow JShell repeats what is typed between the prompt and the value, even without a
    // terminal.
    assertThat(Arrays.copyOfRange(lines, 3, lines.length))
        .zipSatisfy(
            new String[] {"[[0 1 2]", " [3 4 5]]", "15.0", "15", "1", "3", "true", "jshell> "},
            (line, end) -> assertThat(line).endsWith(end));
  }

  private String run(String input) throws IOException, InterruptedException {
    Path typed = Files.writeString(folder.resolve("input"), input);
    Path printed = folder.resolve("output");
    ProcessBuilder shell =
        new ProcessBuilder(Path.of("..", "shell").toRealPath().toString())
            .directory(folder.toFile())
            .redirectInput(typed.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = shell.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    String output = Files.readString(printed, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
