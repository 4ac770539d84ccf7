package org.culebra.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The report for programs: each time of each fork in nanoseconds, what Culebra allocates in bytes,
/// and whether a result was compared with Culebra's.
final class JsonReport {
  private final Machine machine;
  private final List<Measured> all;

  JsonReport(Machine machine, List<Measured> all) {
    this.machine = machine;
    this.all = all;
  }

  String text() {
    String facts =
        machine.facts().entrySet().stream()
            .map(fact -> "    " + string(fact.getKey()) + ": " + string(fact.getValue()))
            .collect(Collectors.joining(",\n"));
    String rows = all.stream().map(JsonReport::row).collect(Collectors.joining(",\n"));
    return "{\n  \"machine\": {\n%s\n  },\n  \"rows\": [\n%s\n  ]\n}\n".formatted(facts, rows);
  }

  private static String row(Measured measured) {
    Row row = measured.row();
    String contenders =
        row.contenders().stream()
            .map(contender -> contender(measured, contender))
            .collect(Collectors.joining(",\n"));
    String met = row.goal().flatMap(measured::meets).map(each -> ", \"met\": " + each).orElse("");
    String goal = row.goal().map(each -> ", \"goal\": " + string(each.toString())).orElse("");
    String bytes =
        measured.bytes().isEmpty()
            ? ""
            : String.format(Locale.ROOT, ", \"bytes\": %.4g", measured.bytes().getAsDouble());
    return "    {\"name\": %s, \"topic\": %s%s%s%s, \"contenders\": [\n%s\n    ]}"
        .formatted(string(row.name()), string(row.topic()), goal, met, bytes, contenders);
  }

  private static String contender(Measured measured, Row.Contender contender) {
    String result =
        measured
            .gap(contender)
            .map(gap -> "\"gap\": " + string(gap.toString()))
            .orElseGet(() ->
                Arrays.stream(measured.times(contender))
                    .mapToObj(time -> String.format(Locale.ROOT, "%.4g", time))
                    .collect(Collectors.joining(", ", "\"nanoseconds\": [", "]")));
    String checked = measured.isChecked(contender) ? ", \"checked\": true" : "";
    return "      {\"name\": %s, \"benchmark\": %s, %s%s}"
        .formatted(string(contender.label()), string(contender.benchmark()), result, checked);
  }

  private static String string(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
  }
}
