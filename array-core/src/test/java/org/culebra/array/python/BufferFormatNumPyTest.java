package org.culebra.array.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.Numpy;
import org.culebra.array.PythonScript;
import org.culebra.array.RandomTypes;
import org.culebra.array.TypeText;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Formats against NumPy: what it made and read once, and what the NumPy of this machine, if there
/// is one, reads in formats made now.
final class BufferFormatNumPyTest {

  private static final String GOLDEN = "buffer_format_golden.txt";

  private static Stream<String[]> golden(String kind) throws IOException {
    try (InputStream in = BufferFormatNumPyTest.class.getResourceAsStream(GOLDEN)) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().map(line -> line.split("\t")).filter(parts -> parts[0].equals(kind));
    }
  }

  // The file is from 64-bit Linux: C's long has 8 bytes.
  private static void agrees(String[] parts) {
    DType expected = TypeText.parse(parts[3]);
    int itemSize = Integer.parseInt(parts[2]);
    assertThat(BufferFormatParser.parse(parts[1], 8)).as(parts[1]).isEqualTo(expected);
    assertThat(BufferFormatParser.parse(parts[1], itemSize, 8)).as(parts[1]).isEqualTo(expected);
    String printed = BufferFormatPrinter.print(expected, 8);
    assertThat(BufferFormatParser.parse(printed, 8)).as(printed).isEqualTo(expected);
  }

  @Test
  void formats_thatNumPyMade_areReadAsItsTypes() throws IOException {
    List<String[]> cases = golden("export").toList();
    assertThat(cases).hasSizeGreaterThan(100);
    cases.forEach(BufferFormatNumPyTest::agrees);
  }

  @Test
  void formats_thatNumPyRead_areReadTheSame() throws IOException {
    List<String[]> cases = golden("read").toList();
    assertThat(cases).hasSize(200);
    cases.forEach(BufferFormatNumPyTest::agrees);
  }

  @Test
  void plainTypes_printed_areAsNumPyPrintsThem() throws IOException {
    List<String[]> plain = golden("export").filter(parts -> !parts[3].startsWith("{")).toList();
    assertThat(plain).hasSizeGreaterThan(25);
    for (String[] parts : plain) {
      assertThat(BufferFormatPrinter.print(TypeText.parse(parts[3]), 8)).isEqualTo(parts[1]);
    }
  }

  @Test
  void formats_printed_areReadByNumPyAsTheSameTypes() {
    Numpy.require();
    RandomTypes types = new RandomTypes(Seeds.random("BufferFormatNumPyTest"));
    String lines =
        Stream.generate(() -> types.next(3))
            .limit(1000)
            .map(type -> BufferFormat.print(type) + "\t" + TypeText.print(type))
            .collect(Collectors.joining("\n"));
    assertThat(PythonScript.run("buffer_format.py", lines, "check")).isEmpty();
    assertThat(PythonScript.run("buffer_format.py", "d\t<f4", "check"))
        .isEqualTo("d is <f4 but NumPy reads <f8");
  }
}
