package org.culebra.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Turns JMH's JSON into a Markdown table of times and ratios.
///
/// A cell is the median over all rounds (a round is one fork of one pass) of a ratio taken inside
/// the round, followed by the least and the greatest, which show the noise of the machine; then the
/// ratio of the least times of all rounds, which is least affected by a busy machine. A clean and a
/// polluted value are separated by `/`.
public final class Ratios {

  /// The baselines.
  private static final List<String> BASELINES =
      List.of("gcc", "gccNoVector", "numpy", "empty", "interface", "python", "jpype");

  private final Results results;

  private Ratios(Results results) {
    this.results = results;
  }

  /// Prints the table.
  ///
  /// @param files JMH's results, as written by `-rf json`; several files are several passes
  /// @throws IOException if one cannot be read
  public static void main(String[] files) throws IOException {
    if (files.length == 0) {
      throw new IllegalArgumentException("expected the names of JMH's JSON files but found none");
    }
    System.out.print(new Ratios(Results.read(Arrays.stream(files).map(Path::of).toList())).table());
  }

  private String table() {
    List<String> baselines = baselines();
    List<List<String>> rows = new ArrayList<>();
    rows.add(heads(baselines));
    rows.add(rows.getFirst().stream().map(_ -> "---").toList());
    for (Results.Key key : results.contenders()) {
      rows.add(row(key, baselines));
    }
    String lines = rows.stream().map(Ratios::line).collect(Collectors.joining());
    return "%s%nTimes: median of %d rounds (least). Ratios: median (least-greatest), ratio of the leasts. Clean / polluted.%n"
        .formatted(lines, results.rounds());
  }

  private List<String> baselines() {
    return BASELINES.stream()
        .filter(name -> results.contenders().stream().anyMatch(k -> k.contender().equals(name)))
        .toList();
  }

  private List<String> heads(List<String> baselines) {
    List<String> heads = new ArrayList<>(List.of("kernel", "parameters", "contender", "time"));
    baselines.forEach(name -> heads.add("over " + name));
    heads.add("polluted over clean");
    if (results.hasBytes()) {
      heads.add("B/op");
    }
    return heads;
  }

  private List<String> row(Results.Key clean, List<String> baselines) {
    Results.Key polluted = clean.withPolluted(true);
    List<String> cells =
        new ArrayList<>(List.of(clean.kernel(), clean.params(), clean.contender()));
    cells.add(pair(time(clean), time(polluted)));
    for (String name : baselines) {
      cells.add(pair(over(clean, clean.against(name)), over(polluted, polluted.against(name))));
    }
    cells.add(over(polluted, clean));
    if (results.hasBytes()) {
      cells.add(pair(bytes(clean), bytes(polluted)));
    }
    return cells;
  }

  private String time(Results.Key key) {
    if (results.times(key).length == 0) {
      return results.has(key) ? "not on this machine" : "";
    }
    return "%s (%s)"
        .formatted(number(Results.median(results.times(key))), number(results.least(key)));
  }

  private String over(Results.Key key, Results.Key baseline) {
    double[] ratios = results.ratios(key, baseline);
    if (ratios.length == 0) {
      return "";
    }
    Arrays.sort(ratios);
    return "%s (%s-%s), %s"
        .formatted(
            number(Results.median(ratios)),
            number(ratios[0]),
            number(ratios[ratios.length - 1]),
            number(results.least(key) / results.least(baseline)));
  }

  private String bytes(Results.Key key) {
    return results.bytes(key).map(b -> Long.toString(Math.round(b))).orElse("");
  }

  private static String pair(String clean, String polluted) {
    return polluted.isEmpty() ? clean : clean.isEmpty() ? polluted : clean + " / " + polluted;
  }

  /// More than three digits are not significant.
  private static String number(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
