package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random structs with bit-fields, attributes and pragmas: the C compiler states their sizes and
/// offsets, and which bits each bit-field has.
class LayoutOracleTest {
  private static final int COUNT = Boolean.getBoolean("culebra.long") ? 5000 : 500;
  private static final String INCLUDES =
      """
      #include <stdio.h>
      #include <stddef.h>
      #include <stdint.h>
      #include <string.h>
      """;

  @TempDir private Path folder;

  /// A bit-field by the path that C takes to it.
  private record Bits(String path, StructType struct, StructType.Field field, long base) {
    /// The struct's bytes when all bits of the field are set, and no others.
    String bytes() {
      byte[] bytes = new byte[Math.toIntExact(struct.byteSize())];
      long first = 8 * (base + field.byteOffset()) + field.bitOffset();
      for (long bit = first; bit < first + field.bitWidth(); bit++) {
        bytes[Math.toIntExact(bit / 8)] |= (byte) (1 << (bit % 8));
      }
      return HexFormat.of().formatHex(bytes);
    }
  }

  private String output(String name, String program) throws IOException, InterruptedException {
    Path executable = CFixtures.executable(name, program, "-std=gnu11", "-w", "-O0");
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

  private static void collect(
      List<Bits> found, StructType outer, StructType struct, String prefix, long base) {
    for (StructType.Field field : struct.fields()) {
      String path = prefix + field.name();
      if (field.isBitField() && !field.name().isEmpty()) {
        found.add(new Bits(path, outer, field, base));
      } else if (field.type() instanceof StructType inner && inner.tag().isEmpty()) {
        String next = field.name().isEmpty() ? prefix : path + ".";
        collect(found, outer, inner, next, base + field.byteOffset());
      }
    }
  }

  private static List<Bits> bits(CDeclarations table) {
    List<Bits> found = new ArrayList<>();
    for (CType type : table.tags().values()) {
      if (type instanceof StructType struct) {
        collect(found, struct, struct, "", 0);
      }
    }
    return found;
  }

  /// A program that prints, for each bit-field, the bytes of a struct with only its bits set.
  private static String program(String text, List<Bits> fields) {
    StringBuilder out = new StringBuilder(INCLUDES + text);
    out.append("static void show(const void *p, size_t n) {\n");
    out.append(
        "  for (size_t i = 0; i < n; i++) printf(\"%02x\", ((const unsigned char *)p)[i]);\n");
    out.append("  puts(\"\");\n}\n");
    for (int i = 0; i < fields.size(); i++) {
      Bits bits = fields.get(i);
      out.append(
          "static void p%d(void) { %s x; memset(&x, 0, sizeof x); x.%s = -1; "
              .formatted(i, bits.struct, bits.path));
      out.append("show(&x, sizeof x); }\n");
    }
    out.append("int main(void) {\n");
    for (int i = 0; i < fields.size(); i++) {
      out.append("  p").append(i).append("();\n");
    }
    return out.append("  return 0;\n}\n").toString();
  }

  /// Compares line by line, so that a difference is shown with the struct that has it.
  private static void assertSame(String found, String expected, String text) {
    List<String> lines = found.lines().toList();
    List<String> wanted = expected.lines().toList();
    for (int i = 0; i < Math.min(lines.size(), wanted.size()); i++) {
      String struct = wanted.get(i).split("[. ]", -1)[1];
      assertThat(wanted.get(i))
          .as(() -> text.lines().filter(line -> line.contains(struct)).findFirst().orElse(""))
          .isEqualTo(lines.get(i));
    }
    assertThat(lines).hasSameSizeAs(wanted);
  }

  @Test
  void layouts_ofRandomStructs_agreeWithTheCompiler() throws Exception {
    String text = new RandomLayouts(Seeds.random("LayoutOracleTest.layouts")).text(COUNT);
    Path header = folder.resolve("layouts.h");
    Files.writeString(header, INCLUDES + text);
    CDeclarations table = CDeclarations.parse(text);

    String expected = table.expectedProbeOutput();
    assertThat(expected.lines().count()).isGreaterThan(4L * COUNT);
    assertSame(output("layouts_header", table.probe(header.toString())), expected, text);
    assertSame(output("layouts_types", table.probe()), expected, text);
    for (CType type : table.tags().values()) {
      if (type instanceof StructType struct) {
        assertThat(struct.layout().byteSize()).as(struct.tag()).isEqualTo(struct.byteSize());
        assertThat(struct.layout().byteAlignment())
            .as(struct.tag())
            .isEqualTo(struct.byteAlignment());
        assertThat(struct.describe()).contains("offset");
      }
    }
  }

  @Test
  void bitFields_ofRandomStructs_haveTheCompilersBits() throws Exception {
    String text = new RandomLayouts(Seeds.random("LayoutOracleTest.bits")).text(COUNT);
    List<Bits> fields = bits(CDeclarations.parse(text));

    List<String> found = output("bits", program(text, fields)).lines().toList();

    assertThat(fields).hasSizeGreaterThan(COUNT / 2);
    for (int i = 0; i < fields.size(); i++) {
      Bits bits = fields.get(i);
      assertThat(bits.struct + "." + bits.path + " " + bits.bytes())
          .as(bits.struct.describe())
          .isEqualTo(bits.struct + "." + bits.path + " " + found.get(i));
    }
  }
}
