package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every item of the modules' lists is tested where its row says, by a test that names it.
class ConformanceListTest {

  /// The items of a list, from the first to the last.
  private record Range(int first, int last) {}

  /// Those of `interop/python` are the items of DLPack's list that need Python.
  private static final Map<String, Range> LISTS =
      Map.of(
          "array-core", new Range(1, 90),
          "dlpack", new Range(1, 70),
          "interop/arrow", new Range(1, 74),
          "interop/python", new Range(59, 70));

  @Test
  void everyItem_isTestedWhereItsRowSays() throws IOException {
    TestNames names = new TestNames(TestNames.project());
    for (Map.Entry<String, Range> module : LISTS.entrySet()) {
      Path file = Path.of(module.getKey(), "src", "test", "CONFORMANCE.md");
      String text = Files.readString(TestNames.project().resolve(file));
      ConformanceList list = ConformanceList.parse(file, text);
      Range range = module.getValue();
      assertThat(list.faults(range.first(), range.last(), names)).isEmpty();
      assertThat(list.rows())
          .filteredOn(row -> !row.tests().isEmpty())
          .hasSizeGreaterThan((range.last() - range.first()) * 3 / 4);
    }
  }

  @Test
  void everyList_isKnownHere_andInTheReadme() throws IOException {
    List<Path> lists =
        new TestNames(TestNames.project())
            .markdown().stream().filter(file -> file.endsWith("CONFORMANCE.md")).toList();
    assertThat(lists).hasSize(LISTS.size());
    String readme = Files.readString(TestNames.project().resolve("README.md"));
    for (String module : LISTS.keySet()) {
      assertThat(readme).contains("(" + module + "/src/test/CONFORMANCE.md)");
    }
  }

  @Test
  void items_areFoundInDisplayNamesAndMethodNames() {
    String source =
        """
        /// Items 40 to 50.
        @DisplayName("item 3: x")
        @DisplayName("items 5-7, 9 and 11: x")
        @DisplayName(
            "items 25, 47: x")
        void item12_x() {}
        """;
    assertThat(ConformanceList.items(source)).containsExactly(3, 5, 6, 7, 9, 11, 12, 25, 47);
  }

  @Test
  void faults_areFound(@TempDir Path folder) throws IOException {
    Path tests = Files.createDirectories(folder.resolve("src/test/java"));
    Files.writeString(tests.resolve("ATest.java"), "@Test @DisplayName(\"item 1: x\") void x() {}");
    TestNames names = new TestNames(folder);
    String good = "| 1 | a | `ATest` |  |\n| 2 | b | – | Absent: so it is. |\n";

    assertThat(list(good).faults(1, 2, names)).isEmpty();
    assertThat(list(good).faults(1, 3, names))
        .containsExactly("list: expected items 1 to 3 in order but found 0 after 2");
    assertThat(list(good).faults(1, 1, names))
        .containsExactly("list: expected items 1 to 1 in order but found 2 after 1");
    assertThat(
            list(good + "| 3 | c | `ATest`, `BTest` |  |\n| 4 | d | – |  |\n").faults(1, 4, names))
        .containsExactly(
            "list: expected a test of item 3 in ATest but found none",
            "list: expected a test of item 3 in BTest but found none",
            "list: expected a test of item 4, or why there is none");
  }

  private static ConformanceList list(String rows) {
    return ConformanceList.parse(Path.of("list"), rows);
  }
}
