package org.culebra.array;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.culebra.array.internal.print.ArrayPrinter;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints every array of the golden file, and fresh random ones, whose texts NumPy made: see
/// `src/test/python/print_golden.py`.
class PrintGoldenTest {

  @DisplayName("items 84, 85 and 86: every array prints as NumPy prints it")
  @Test
  void everyArrayPrintsAsNumPyPrintsIt() throws IOException {
    var file = PrintGoldenTest.class.getResourceAsStream("print_golden.txt.gz");
    assertPrinted(cases(Objects.requireNonNull(file, "print_golden.txt.gz")));
  }

  @Test
  void freshArrays_printAsTheNumPyOfThisMachinePrintsThem(@TempDir Path folder) throws IOException {
    Random random = Seeds.random("PrintGoldenTest");
    for (int i = 0; i < (Boolean.getBoolean("culebra.long") ? 100 : 1); i++) {
      int seed = random.nextInt(Integer.MAX_VALUE);
      System.out.println("PrintGoldenTest: print_golden.py FILE " + seed);
      Path file = folder.resolve("fresh.txt.gz");
      PythonScript.run("print_golden.py", "", file.toString(), "" + seed);
      try (InputStream in = Files.newInputStream(file)) {
        assertPrinted(cases(in));
      }
    }
  }

  private static void assertPrinted(List<String> cases) {
    List<String> differences = new ArrayList<>();
    for (String line : cases) {
      String[] parts = line.split("\t", -1);
      String expected = parts[5].translateEscapes();
      String found = print(parts);
      if (!found.equals(expected)) {
        differences.add(
            "%s shape (%s) strides (%s)%nNumPy:%n%s%nfound:%n%s%n"
                .formatted(parts[0], parts[1], parts[2], expected, found));
      }
    }
    assertThat(cases).hasSizeGreaterThan(1500);
    assertThat(differences.stream().limit(5)).as("%d differ", differences.size()).isEmpty();
  }

  private static List<String> cases(InputStream zipped) throws IOException {
    try (var lines =
        new BufferedReader(new InputStreamReader(new GZIPInputStream(zipped), UTF_8))) {
      assertThat(lines.readLine()).startsWith("# NumPy 2.");
      return lines.lines().toList();
    }
  }

  private static String print(String[] parts) {
    DType type = type(List.of(parts[0].split(" ")).iterator());
    byte[] bytes = HexFormat.of().parseHex(parts[4]);
    StridedLayout layout =
        StridedLayout.of(
            type.itemSize(), Long.parseLong(parts[3]), longs(parts[1]), longs(parts[2]));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(bytes.length);
      segment.copyFrom(MemorySegment.ofArray(bytes));
      return ArrayPrinter.body(segment, layout, type);
    }
  }

  private static DType type(Iterator<String> words) {
    String word = words.next();
    return word.equals("{") ? struct(words) : DType.ofTypestr(word);
  }

  private static DType struct(Iterator<String> words) {
    int itemSize = Integer.parseInt(words.next());
    List<Field> fields = new ArrayList<>();
    for (String name = words.next(); !name.equals("}"); name = words.next()) {
      int offset = Integer.parseInt(words.next());
      String shape = words.next();
      long[] lengths = longs(shape.substring(1, shape.length() - 1).replace(',', ' '));
      fields.add(new Field(name, null, type(words), lengths, offset));
    }
    return DType.struct(itemSize, fields);
  }

  private static long[] longs(String numbers) {
    return Arrays.stream(numbers.split(" "))
        .filter(word -> !word.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }
}
