package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.ffi.CStruct;
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

  private static final Pattern SIZE =
      Pattern.compile("((?:struct |union )?\\w+) size (\\d+) alignment (\\d+)");

  /// Of a field, also of a part of it; the elements of arrays have offsets that C alone can say.
  private static final Pattern OFFSET =
      Pattern.compile("((?:struct |union )?\\w+)\\.([\\w.]+) offset (\\d+)(?: size \\d+)?");

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

  private static String randomStructs() {
    int count = Boolean.getBoolean("culebra.long") ? 2000 : 200;
    return new RandomStructs(Seeds.random("ProbeOracleTest.random")).text(count);
  }

  @Test
  void probe_randomStructs_agreesWithTheCompiler() throws Exception {
    check("random", randomStructs());
  }

  /// What the compiler prints, looked up in the layouts that calls and memory are made with.
  @Test
  void layouts_randomStructs_haveTheCompilersSizesAndOffsets() throws Exception {
    CDeclarations table = CDeclarations.parse(randomStructs());
    int sizes = 0;
    int offsets = 0;
    for (String line : output("layouts", table.probe()).lines().toList()) {
      Matcher size = SIZE.matcher(line);
      Matcher offset = OFFSET.matcher(line);
      if (size.matches()) {
        MemoryLayout layout = struct(table, size.group(1)).layout();
        assertThat(layout.byteSize()).as(line).isEqualTo(Long.parseLong(size.group(2)));
        assertThat(layout.byteAlignment()).as(line).isEqualTo(Long.parseLong(size.group(3)));
        sizes++;
      } else if (offset.matches()) {
        assertOffset(line, struct(table, offset.group(1)), offset.group(2), offset.group(3));
        offsets++;
      }
    }
    assertThat(sizes).isGreaterThan(150);
    assertThat(offsets).isGreaterThan(400);
  }

  private static CStruct struct(CDeclarations table, String type) {
    return CStruct.of((StructType) table.type(type));
  }

  private static void assertOffset(String line, CStruct struct, String field, String offset) {
    long expected = Long.parseLong(offset);
    assertThat(struct.offset(field)).as(line).isEqualTo(expected);
    if (struct.type().fields().stream().anyMatch(own -> own.name().equals(field))) {
      PathElement path = PathElement.groupElement(field);
      assertThat(struct.layout().byteOffset(path)).as(line).isEqualTo(expected);
    }
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
