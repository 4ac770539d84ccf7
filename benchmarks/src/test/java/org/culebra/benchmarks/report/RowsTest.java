package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The table of rows: its format, and that all it names exists.
class RowsTest {
  private static final Path PYTHON = Path.of("src/main/python");

  private static final Path ND4J = Path.of("src/main/nd4j");

  @Test
  void row_hasContendersInJavaAndInPython() {
    List<Row> rows =
        Rows.of(
            """
            # a comment
            [A topic]
            copy ! | a copy | BulkOperations.copy n=256 | culebra numpy.py / double[]=heap other=Peers.copy_it(m=1) old=Peers.of_it.py nd4j=Nd4jPeer.copy.java | 1 numpy 0 B
            get | one | ViewGet.get | culebra=-(polluted=true) clean=- | 10 ns
            """);

    Row copy = rows.getFirst();
    assertThat(copy.name()).isEqualTo("copy");
    assertThat(copy.topic()).isEqualTo("A topic");
    assertThat(copy.quick()).isTrue();
    Map<String, String> n = Map.of("n", "256");
    assertThat(copy.contenders())
        .containsExactly(
            new Row.Contender("culebra", "BulkOperations.copy_culebra", n, true),
            new Row.Contender("numpy", "bulk_operations.py:copy_numpy", n, true),
            new Row.Contender("double[]", "BulkOperations.copy_heap", n, false),
            new Row.Contender("other", "Peers.copy_it", Map.of("n", "256", "m", "1"), false),
            new Row.Contender("old", "peers.py:of_it", n, false),
            new Row.Contender("nd4j", "Nd4jPeer.java:copy", n, false));
    assertThat(copy.goal()).contains(new Row.Goal(Optional.of("numpy"), 1, false));
    assertThat(copy.goal().orElseThrow()).hasToString("≤ 1x numpy, 0 B");
    assertThat(copy.shortened().contenders()).hasSize(2);
    Row get = rows.getLast();
    assertThat(get.quick()).isFalse();
    assertThat(get.subject())
        .isEqualTo(new Row.Contender("culebra", "ViewGet.get", Map.of("polluted", "true"), true));
    assertThat(get.goal().orElseThrow()).hasToString("≤ 10 ns");
  }

  @Test
  void wrongRows_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.of("a | b | C.d | e"))
        .withMessageContaining("expected 5 cells but found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.of("a | b | C.d | e |\na | b | C.d | e |"))
        .withMessageContaining("a second a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.of("a | b | C.d | e / gcc | 1 gcc"))
        .withMessageContaining("a contender of the row's short run but found \"gcc\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rows.of("a | b | C.d | e | 0 B"))
        .withMessageContaining("expected a goal");
  }

  @Test
  void eachContender_hasABenchmark() throws IOException {
    List<Row> rows = Rows.all();

    assertThat(new Estimate(false).of(rows)).isPositive(); // which looks for all of JMH's
    for (Row row : rows) {
      for (Row.Contender contender : row.contenders()) {
        if (contender.benchmark().contains(".py:")) {
          String[] names = contender.benchmark().split(":", 2);
          assertThat(Files.readString(PYTHON.resolve(names[0])))
              .as(row.name())
              .contains("def " + names[1] + "(p):");
        } else if (contender.measuresItself()) {
          String[] names = contender.benchmark().split(":", 2);
          assertThat(Files.readString(ND4J.resolve(names[0])))
              .as(row.name())
              .contains("case \"" + names[1] + "\" ->");
        }
      }
    }
  }

  @Test
  void shortRun_isAboutTwentyRowsOfSixMinutes() throws IOException {
    List<Row> quick = Rows.all().stream().filter(Row::quick).map(Row::shortened).toList();

    assertThat(quick).hasSizeBetween(18, 24);
    assertThat(new Estimate(true).of(quick).multipliedBy(3)).isLessThan(Duration.ofMinutes(7));
  }
}
