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
  private static final Path TOUR =
      Path.of("src", "main", "java", "org", "culebra", "examples", "Tour.java");

  @Test
  void snippets_areThoseOfTheTour() throws IOException {
    List<String> snippets = matches(README, "```java\n(.*?)```");
    List<String> sources = new ArrayList<>();
    for (String source : matches(TOUR, "// snippet: \\w+\n(.*?)\n *// end\n")) {
      sources.add(source.stripIndent().strip());
    }
    assertThat(snippets).isNotEmpty();
    for (String snippet : snippets) {
      assertThat(sources).contains(snippet.strip());
    }
  }

  @Test
  void tour_printsWhatItsCommentsSay() throws IOException, SQLException {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Tour.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"))
        .isEqualTo(
            """
            50.0
            [50.  4.  3.]
            [[ 2.  1.  0.]
             [50.  4.  3.]]
            1998.5
            13.0
            [3. 2. 1.]
            true
            1 of 3 missing
            [ 5. 10. 17.]
            10
            """);
  }

  private static List<String> matches(Path file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
    return matcher.results().map(m -> m.group(1).stripTrailing().stripIndent()).toList();
  }
}
