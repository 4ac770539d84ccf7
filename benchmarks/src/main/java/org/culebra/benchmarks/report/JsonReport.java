package org.culebra.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The report for programs: each time of each fork in nanoseconds, what Culebra allocates in bytes,
/// and whether a result was compared with Culebra's. [StoredReport] reads it.
final class JsonReport {
  private final Report report;

  JsonReport(Report report) {
    this.report = report;
  }

  String text() {
    String facts =
        report.machine().facts().entrySet().stream()
            .map(fact -> "    " + Json.quoted(fact.getKey()) + ": " + Json.quoted(fact.getValue()))
            .collect(Collectors.joining(",\n"));
    String compared =
        report
            .stability()
            .map(each ->
                ",\n  \"compared with\": %s,\n  \"compared\": [%s]"
                    .formatted(
                        Json.quoted(each.other()), lines(each.figures(), JsonReport::figure)))
            .orElse("");
    return """
    {
      "machine": {
    %s
      },
      "rows": [%s],
      "growth": [%s],
      "notes": [%s],
      "start": [%s],
      "functions": [%s]%s
    }
    """
        .formatted(
            facts,
            lines(report.rows(), JsonReport::row),
            lines(report.growth().curves(), JsonReport::curve),
            lines(report.growth().notes(), JsonReport::note),
            lines(report.start().times(), JsonReport::firstUse),
            lines(report.start().functions(), JsonReport::function),
            compared);
  }

  /// Elements, a line each.
  private static <T> String lines(Collection<T> elements, Function<T, String> line) {
    return elements.isEmpty()
        ? ""
        : elements.stream().map(line).collect(Collectors.joining(",\n    ", "\n    ", "\n  "));
  }

  private static String row(Measured measured) {
    Row row = measured.row();
    String contenders =
        row.contenders().stream()
            .map(contender -> "      " + contender(measured, contender))
            .collect(Collectors.joining(",\n"));
    return "{\"name\": %s, \"topic\": %s, \"quick\": %s, \"question\": %s%s%s, \"contenders\": [\n%s\n    ]}"
        .formatted(
            Json.quoted(row.name()),
            Json.quoted(row.topic()),
            row.quick(),
            Json.quoted(row.question()),
            row.goal().map(goal -> goal(measured, goal)).orElse(""),
            bytes(measured),
            contenders);
  }

  private static String goal(Measured measured, Row.Goal goal) {
    return ", \"limit\": %s%s, \"allocates\": %s, \"goal\": %s%s"
        .formatted(
            goal.limit(),
            goal.against().map(peer -> ", \"against\": " + Json.quoted(peer)).orElse(""),
            goal.allocates(),
            Json.quoted(goal.toString()),
            measured.meets(goal).map(met -> ", \"met\": " + met).orElse(""));
  }

  private static String bytes(Measured measured) {
    return measured.bytes().isEmpty()
        ? ""
        : String.format(Locale.ROOT, ", \"bytes\": %.4g", measured.bytes().getAsDouble());
  }

  private static String contender(Measured measured, Row.Contender contender) {
    String result =
        measured
            .gap(contender)
            .map(gap -> "\"gap\": " + Json.quoted(gap.toString()))
            .orElseGet(() ->
                "\"nanoseconds\": "
                    + numbers(Arrays.stream(measured.times(contender)).boxed().toList()));
    String checked = measured.isChecked(contender) ? ", \"checked\": true" : "";
    return "{\"name\": %s, \"benchmark\": %s, %s%s}"
        .formatted(
            Json.quoted(contender.label()), Json.quoted(contender.benchmark()), result, checked);
  }

  private static String curve(Curve curve) {
    String points =
        curve.points().stream()
            .map(point ->
                String.format(
                    Locale.ROOT,
                    "      {\"size\": %.0f, \"nanoseconds\": %s}",
                    point.size(),
                    numbers(point.nanos())))
            .collect(Collectors.joining(",\n"));
    return "{\"axis\": %s, \"name\": %s, \"unit\": %s, \"verdict\": %s, \"points\": [\n%s\n    ]}"
        .formatted(
            Json.quoted(curve.axis()),
            Json.quoted(curve.name()),
            Json.quoted(curve.unit()),
            Json.quoted(curve.verdict()),
            points);
  }

  private static String note(Report.Note note) {
    return "{\"axis\": %s, \"text\": %s}"
        .formatted(Json.quoted(note.axis()), Json.quoted(note.text()));
  }

  private static String firstUse(Report.FirstUse use) {
    return "{\"name\": %s, \"cached\": %s, \"milliseconds\": %s, \"classes\": %d, \"hidden\": %d}"
        .formatted(
            Json.quoted(use.name()),
            use.cached(),
            numbers(use.millis()),
            use.classes(),
            use.hidden());
  }

  private static String function(Report.BoundFunction function) {
    return String.format(
        Locale.ROOT,
        "{\"name\": %s, \"classes\": %.2f, \"hidden\": %.2f, \"bytes\": %.0f}",
        Json.quoted(function.name()),
        function.classes(),
        function.hidden(),
        function.bytes());
  }

  private static String figure(Comparison.Figure figure) {
    return String.format(
        Locale.ROOT,
        "{\"row\": %s, \"peer\": %s, \"before\": %.4g, \"now\": %.4g}",
        Json.quoted(figure.row()),
        Json.quoted(figure.peer()),
        figure.before(),
        figure.now());
  }

  private static String numbers(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4g", value))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
