package org.culebra.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Reads what [JsonReport] has written.
final class StoredReport {
  private StoredReport() {}

  static Report read(Path file) throws IOException {
    return of(Files.readString(file));
  }

  static Report of(String text) {
    Members all = new Members(Json.parse(text));
    Map<String, String> facts = new LinkedHashMap<>();
    all.member("machine")
        .members()
        .forEach((name, value) -> facts.put((String) name, (String) value));
    List<Curve> curves = all.list("growth").stream().map(StoredReport::curve).toList();
    List<Report.Note> notes =
        all.list("notes").stream()
            .map(note -> new Report.Note(note.text("axis"), note.text("text")))
            .toList();
    return new Report(
        new Machine(facts),
        all.list("rows").stream().map(StoredReport::row).toList(),
        new Report.Growth(curves, notes),
        new Report.Start(
            all.list("start").stream().map(StoredReport::firstUse).toList(),
            all.list("functions").stream().map(StoredReport::function).toList()),
        comparison(all));
  }

  private static Optional<Comparison> comparison(Members all) {
    if (!all.has("compared with")) {
      return Optional.empty();
    }
    List<Comparison.Figure> figures =
        all.list("compared").stream()
            .map(each ->
                new Comparison.Figure(
                    each.text("row"), each.text("peer"), each.number("before"), each.number("now")))
            .toList();
    return Optional.of(new Comparison(all.text("compared with"), figures));
  }

  private static Measured row(Members row) {
    List<Row.Contender> contenders = new ArrayList<>();
    for (Members each : row.list("contenders")) {
      contenders.add(new Row.Contender(each.text("name"), each.text("benchmark"), Map.of(), true));
    }
    Optional<Row.Goal> goal = Optional.empty();
    if (row.has("limit")) {
      Optional<String> against =
          row.has("against") ? Optional.of(row.text("against")) : Optional.empty();
      goal = Optional.of(new Row.Goal(against, row.number("limit"), row.isTrue("allocates")));
    }
    Measured measured =
        new Measured(
            new Row(
                row.text("name"),
                row.text("topic"),
                row.isTrue("quick"),
                row.text("question"),
                List.copyOf(contenders),
                goal));
    for (int i = 0; i < contenders.size(); i++) {
      boolean ours = i == 0 && row.has("bytes");
      OptionalDouble bytes = ours ? OptionalDouble.of(row.number("bytes")) : OptionalDouble.empty();
      add(measured, contenders.get(i), row.list("contenders").get(i), bytes);
    }
    return measured;
  }

  private static void add(
      Measured measured, Row.Contender contender, Members result, OptionalDouble bytes) {
    if (result.has("gap")) {
      measured.add(contender, gap(result.text("gap")));
    } else {
      // That they agree is known, not what they are.
      OptionalDouble same = result.has("checked") ? OptionalDouble.of(0) : OptionalDouble.empty();
      for (double nanos : result.numbers("nanoseconds")) {
        measured.add(contender, new Sample(nanos, same, 0, bytes));
      }
    }
  }

  private static Measured.Gap gap(String words) {
    return Arrays.stream(Measured.Gap.values())
        .filter(gap -> gap.toString().equals(words))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected a gap but found " + words));
  }

  private static Curve curve(Members curve) {
    return new Curve(
        curve.text("axis"),
        curve.text("name"),
        curve.text("unit"),
        curve.list("points").stream()
            .map(point -> new Curve.Point(point.number("size"), point.numbers("nanoseconds")))
            .toList());
  }

  private static Report.FirstUse firstUse(Members use) {
    return new Report.FirstUse(
        use.text("name"),
        use.isTrue("cached"),
        use.numbers("milliseconds"),
        (int) use.number("classes"),
        (int) use.number("hidden"));
  }

  private static Report.BoundFunction function(Members function) {
    return new Report.BoundFunction(
        function.text("name"),
        function.number("classes"),
        function.number("hidden"),
        function.number("bytes"));
  }

  /// The members of a JSON object.
  private record Members(Map<?, ?> members) {
    Members(Object object) {
      this((Map<?, ?>) object);
    }

    boolean has(String name) {
      return members.containsKey(name);
    }

    private Object value(String name) {
      Object value = members.get(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "expected a member %s but found %s".formatted(name, members.keySet()));
      }
      return value;
    }

    String text(String name) {
      return (String) value(name);
    }

    double number(String name) {
      return (Double) value(name);
    }

    boolean isTrue(String name) {
      return value(name).equals("true");
    }

    Members member(String name) {
      return new Members(value(name));
    }

    List<Members> list(String name) {
      return ((List<?>) value(name)).stream().map(Members::new).toList();
    }

    List<Double> numbers(String name) {
      return ((List<?>) value(name)).stream().map(Double.class::cast).toList();
    }
  }
}
