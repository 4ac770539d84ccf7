package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/// The reports of fixed samples: nothing is measured.
class ReportsTest {
  private static final Machine MACHINE =
      new Machine(new LinkedHashMap<>(Map.of("CPU", "a \"CPU\"")));

  private final Row row =
      Rows.of(
              """
              [Copies]
              copy | a copy of a<b | C.copy | culebra gcc numpy torch jna jpype | 1.2 gcc 0 B
              """)
          .getFirst();
  private final Measured measured = new Measured(row);

  ReportsTest() {
    add("culebra", 100, 7);
    add("culebra", 130, 7);
    add("culebra", 110, 7);
    add("gcc", 100, 7);
    add("gcc", 100, 7);
    add("gcc", 100, 7);
    add("numpy", 50, 7);
    add("numpy", 50, 8);
    add("numpy", 50, 7);
    Stream.generate(() -> Measured.Gap.MISSING).limit(3).forEach(gap -> add("torch", gap));
    add("jna", Measured.Gap.FAILED);
    add("jna", 400, 7);
    add("jna", 400, 7);
    for (int pass = 0; pass < 3; pass++) {
      measured.add(contender("jpype"), Sample.of("noise\ntime 1000\ntime 3000\ntime 2000\n"));
    }
  }

  private Row.Contender contender(String label) {
    return row.contenders().stream()
        .filter(each -> each.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private void add(String label, double nanos, double result) {
    OptionalDouble bytes =
        label.equals("culebra") ? OptionalDouble.of(0.001) : OptionalDouble.empty();
    measured.add(contender(label), new Sample(nanos, OptionalDouble.of(result), 0, bytes));
  }

  private void add(String label, Measured.Gap gap) {
    measured.add(contender(label), gap);
  }

  @Test
  void ratios_areTakenInEachPass() {
    assertThat(measured.ratios(contender("gcc"))).containsExactly(1, 1.3, 1.1);
    assertThat(measured.meets(row.goal().orElseThrow())).contains(true);
  }

  @Test
  void contenderWithAnotherResult_isWrong_andHasNoTime() {
    assertThat(measured.gap(contender("numpy"))).contains(Measured.Gap.WRONG);
    assertThat(measured.times(contender("numpy"))).isEmpty();
    assertThat(measured.isChecked(contender("gcc"))).isTrue();
    assertThat(measured.isChecked(contender("jpype"))).isFalse();
  }

  @Test
  void resultsWithinTheToleranceOfOneOfThem_agree() {
    Sample exact = Sample.of("result 1.0 0\ntime 1");
    Sample rounded = Sample.of("result 1.0000001 1e-6\ntime 1");
    Sample other = Sample.of("result 1.0000001 0\ntime 1");
    Sample none = Sample.of("result NaN 0\ntime 1");
    assertThat(exact.agrees(rounded)).isTrue();
    assertThat(rounded.agrees(exact)).isTrue();
    assertThat(exact.agrees(other)).isFalse();
    assertThat(exact.agrees(none)).isFalse();
  }

  @Test
  void allocation_missesAGoalWithout() {
    Measured allocating = new Measured(row);
    for (Row.Contender each : row.contenders()) {
      allocating.add(each, new Sample(1, OptionalDouble.empty(), 0, OptionalDouble.of(16)));
    }
    assertThat(allocating.meets(row.goal().orElseThrow())).contains(false);
  }

  @Test
  void worstFork_beyondHalfAgainTheGoal_missesIt() {
    Measured uneven = new Measured(row);
    for (double nanos : new double[] {1, 1, 2}) {
      uneven.add(
          row.subject(), new Sample(nanos, OptionalDouble.empty(), 0, OptionalDouble.empty()));
      uneven.add(
          contender("gcc"), new Sample(1, OptionalDouble.empty(), 0, OptionalDouble.empty()));
    }
    assertThat(uneven.meets(row.goal().orElseThrow())).contains(false);
  }

  @Test
  void markdown_showsRatios_andNamesWhatIsWrongOrMissing() {
    String text = new MarkdownReport(Report.of(MACHINE, List.of(measured))).text();

    assertThat(text)
        .contains("a \"CPU\"")
        .contains("110 ns (130 ns)")
        .contains("1.1x (1.3)")
        .contains("wrong result")
        .contains("not on this machine")
        .contains("failed")
        .contains("≤ 1.2x gcc, 0 B")
        .doesNotContain("0.5x")
        .doesNotContain("NaN");
  }

  @Test
  void json_hasTheTimesOfEachFork() {
    assertThat(new JsonReport(Report.of(MACHINE, List.of(measured))).text())
        .contains("\"CPU\": \"a \\\"CPU\\\"\"")
        .contains("\"goal\": \"≤ 1.2x gcc, 0 B\", \"met\": true, \"bytes\": 0.001000")
        .contains(
            "{\"name\": \"culebra\", \"benchmark\": \"C.copy_culebra\", \"nanoseconds\": [100.0,"
                + " 130.0, 110.0], \"checked\": true}")
        .contains("\"numpy\", \"benchmark\": \"C.copy_numpy\", \"gap\": \"wrong result\"")
        .contains("\"torch\", \"benchmark\": \"C.copy_torch\", \"gap\": \"not on this machine\"")
        .contains(
            "\"jpype\", \"benchmark\": \"C.copy_jpype\", \"nanoseconds\": [2000, 2000, 2000]}")
        .doesNotContain("NaN");
  }

  @Test
  void chart_isXml_withABarOrAWordForEachPeer() throws Exception {
    String svg = new Chart("Copies", List.of(measured), _ -> false).svg();

    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    assertThat(svg).contains("a copy of a&lt;b", "wrong result", "not on this machine", "failed");
    assertThat(svg).doesNotContain("NaN");
  }
}
