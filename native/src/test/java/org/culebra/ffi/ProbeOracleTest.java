package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The C compiler of the machine says what is right.
class ProbeOracleTest {
  private static final String INCLUDES =
      """
      #include <stdio.h>
      #include <stddef.h>
      #include <stdint.h>
      #include <stdbool.h>
      #include <wchar.h>
      #include <sys/types.h>
      typedef intptr_t npy_intp;
      """;

  @TempDir private Path folder;

  private String output(String name, String program) throws IOException, InterruptedException {
    Path executable = CFixtures.executable(name, program, "-std=gnu11", "-w");
    Path out = folder.resolve(name + ".txt");
    Process process =
        new ProcessBuilder(executable.toString()).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the probe ended").isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  /// Compares with the text itself, compiled as a header, and with the text as it is written out
  /// again.
  private void check(String name, String text) throws IOException, InterruptedException {
    Path header = folder.resolve(name + ".h");
    Files.writeString(header, INCLUDES + text);
    CDeclarations table = CDeclarations.parse(text);

    String fromHeader = output(name + "_header", table.probe(header.toString()));
    assertThat(fromHeader).isEqualTo(table.expectedProbeOutput());
    String fromTypes = output(name + "_types", table.probe());
    assertThat(fromTypes).isEqualTo(table.expectedProbeOutput());
  }

  @Test
  void probe_richDeclarations_agreesWithTheCompiler() throws Exception {
    String text;
    try (var in = ProbeOracleTest.class.getResourceAsStream("rich.h")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(CDeclarations.parse(text).expectedProbeOutput().lines().count()).isGreaterThan(150);
    check("rich", text);
  }

  @Test
  void probe_randomStructs_agreesWithTheCompiler() throws Exception {
    check("random", new RandomStructs(Seeds.random("ProbeOracleTest.random")).text(200));
  }

  @Test
  void probe_wrongDeclaration_isFoundOut() throws Exception {
    Path header = folder.resolve("real.h");
    Files.writeString(header, "struct s { int a; short b; long c; };\n#define N 4\n");
    CDeclarations wrong = CDeclarations.parse("struct s { int a; int b; long c; };\n#define N 5\n");

    assertThat(output("real", wrong.probe(header.toString())))
        .contains("struct s.b offset 4 size 2\n", "constant N 4\n")
        .isNotEqualTo(wrong.expectedProbeOutput());
  }
}
