package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The code of the README and of the guides is compiled as it stands there; it prints what its
/// comments state and throws what the text before it does. The guides to C and Python have tests
/// beside the code that they describe.
final class GuidesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path README = ROOT.resolve("README.md");
  private static final Path DOCS = ROOT.resolve("docs");
  private static final List<String> TESTED_ELSEWHERE = List.of("c.md", "python.md", "seeds.md");

  @Test
  void code_doesWhatTheTextStates(@TempDir Path folder) throws IOException {
    assertThat(Peers.library("z")).exists();
    List<CodeBlock> blocks = blocks().filter(block -> !block.usesPython()).toList();
    assertThat(blocks).hasSizeGreaterThan(25);
    check(folder, blocks);
  }

  @Test
  void codeOnPython_doesWhatTheTextStates(@TempDir Path folder) throws IOException {
    StartedPython.with("numpy", "torch", "polars");
    List<CodeBlock> blocks = blocks().filter(CodeBlock::usesPython).toList();
    assertThat(blocks).hasSizeGreaterThan(4);
    check(folder, blocks);
  }

  private static void check(Path folder, List<CodeBlock> blocks) throws IOException {
    try (CompiledBlocks compiled = CompiledBlocks.of(folder, blocks)) {
      SoftAssertions all = new SoftAssertions();
      for (CodeBlock block : blocks) {
        all.check(() -> compiled.check(block));
      }
      all.assertAll();
    }
  }

  private static Stream<CodeBlock> blocks() throws IOException {
    List<CodeBlock> blocks = new ArrayList<>(CodeBlock.in(README));
    for (Path guide : guides()) {
      blocks.addAll(CodeBlock.in(guide));
    }
    return blocks.stream();
  }

  @Test
  void code_ofTheReadme_isCompletePrograms() throws IOException {
    assertThat(CodeBlock.in(README)).hasSizeGreaterThan(3).allMatch(CodeBlock::isProgram);
  }

  @Test
  void readme_linksAllGuides_whichLinkBack() throws IOException {
    String readme = Files.readString(README);
    try (Stream<Path> files = Files.list(DOCS)) {
      for (Path guide : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        assertThat(readme).contains("(docs/" + guide.getFileName() + ")");
        assertThat(Files.readString(guide)).as(guide.toString()).contains("(../README.md");
      }
    }
  }

  @Test
  void links_leadToFilesAndHeadings() throws IOException {
    List<Path> files = new ArrayList<>(guides());
    files.add(README);
    files.add(ROOT.resolve("examples/README.md"));
    TESTED_ELSEWHERE.forEach(name -> files.add(DOCS.resolve(name)));
    Pattern link = Pattern.compile("\\]\\(([^)#:]*)(?:#([^)]*))?\\)");
    for (Path file : files) {
      for (MatchResult found : link.matcher(Files.readString(file)).results().toList()) {
        Path target = found.group(1).isEmpty() ? file : file.resolveSibling(found.group(1));
        assertThat(target).as(file.toString()).exists();
        if (found.group(2) != null) {
          assertThat(headings(target)).as(file.toString()).contains(found.group(2));
        }
      }
    }
  }

  /// The names by which headings are linked.
  private static List<String> headings(Path file) throws IOException {
    return Files.readString(file)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
        .toList();
  }

  /// The pictures in the README and the guides are small.
  @Test
  void pictures_areSmall() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      for (Path picture : files.filter(f -> f.toString().matches(".*\\.(jpg|png|svg)")).toList()) {
        assertThat(Files.size(picture)).as(picture.toString()).isLessThanOrEqualTo(150_000);
      }
    }
  }

  /// The driver's version is that of the tests, and the artifacts exist.
  @Test
  void versionsAndArtifacts_areThoseOfTheBuild() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String readme = Files.readString(README);
    String driver = first(pom, "<duckdb.version>(.*?)</duckdb.version>");
    String version = first(pom, "<version>(.*?)</version>");
    assertThat(readme)
        .contains("<version>" + driver + "</version>")
        .contains("org.duckdb:duckdb_jdbc:" + driver)
        .contains("culebra-bom:" + version)
        .contains("<version>" + version + "</version>");
    String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
    Pattern artifact = Pattern.compile("(?:org\\.culebra:|<artifactId>|\\| `)(culebra-[a-z-]+)");
    for (MatchResult found : artifact.matcher(readme).results().toList()) {
      assertThat(bom).contains("<artifactId>" + found.group(1) + "</artifactId>");
    }
  }

  private static String first(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow().group(1);
  }

  private static List<Path> guides() throws IOException {
    try (Stream<Path> files = Files.list(DOCS)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !TESTED_ELSEWHERE.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }
}
