package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The README's code runs and prints what its comments state.
final class ReadmeTest {

  private static final Path README = Path.of("..", "README.md");
  private static final Path EXAMPLES = Path.of("src", "main", "java", "org", "culebra", "examples");

  @Test
  void snippets_areThoseOfTheTours() throws IOException {
    List<String> snippets = matches(README, "```java\n(.*?)```");
    List<String> sources = new ArrayList<>();
    for (String tour : List.of("Tour.java", "PythonTour.java")) {
      Path file = EXAMPLES.resolve(tour);
      for (String source : matches(file, "// snippet: \\w+\n(.*?)\n *// end\n")) {
        sources.add(source.stripIndent().strip());
      }
    }
    assertThat(snippets).isNotEmpty();
    for (String snippet : snippets) {
      assertThat(sources).contains(snippet.strip());
    }
  }

  @Test
  void tour_printsWhatItsCommentsSay() throws IOException, SQLException {
    assertThat(printedBy(Tour::main))
        .isEqualTo(
            """
            50.0
            [50.  4.  3.]
            [[ 2.  1.  0.]
             [50.  4.  3.]]
            1998.5
            907060870
            9
            13.0
            [3. 2. 1.]
            true
            1 of 3 missing
            [ 5. 10. 17.]
            10
            """);
  }

  @Test
  void tourOfPython_printsWhatItsCommentsSay() throws IOException, SQLException {
    StartedPython.with("numpy", "torch", "polars");

    assertThat(printedBy(PythonTour::main))
        .isEqualTo(
            """
            [20.  4.  6.]
            80.0
            30.0
            """);
  }

  private interface Program {
    void main(String[] args) throws IOException, SQLException;
  }

  private static String printedBy(Program program) throws IOException, SQLException {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static List<String> matches(Path file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
    return matcher.results().map(m -> m.group(1).stripTrailing().stripIndent()).toList();
  }
}
