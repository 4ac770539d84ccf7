package org.culebra.benchmarks.report;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Collects the points of `org.culebra.benchmarks.Growth`: for each pass one JVM for each axis.
final class GrowthRun {
  /// On an idle machine of two processors.
  static final Duration PASS = Duration.ofMinutes(2);

  /// The greatest size of each axis.
  private static final Map<String, Long> AXES = axes();

  private record Series(String axis, String name, String unit) {}

  private final Map<Series, Map<Double, List<Double>>> series = new LinkedHashMap<>();
  private final Set<Report.Note> notes = new LinkedHashSet<>();

  private static Map<String, Long> axes() {
    Map<String, Long> axes = new LinkedHashMap<>();
    axes.put("bytes", 1L << 33);
    axes.put("ranks", 8L);
    axes.put("threads", 16L);
    axes.put("live", 1_000_000L);
    return axes;
  }

  static Report.Growth run(int passes) throws IOException {
    GrowthRun run = new GrowthRun();
    Progress progress = new Progress(passes * AXES.size());
    for (int pass = 1; pass <= passes; pass++) {
      for (Map.Entry<String, Long> axis : AXES.entrySet()) {
        progress.show("growth by %s, pass %d of %d".formatted(axis.getKey(), pass, passes));
        String greatest = Long.toString(axis.getValue());
        FreshJvm.lines(FreshJvm.command(List.of(), "Growth", axis.getKey(), greatest))
            .forEach(run::read);
        progress.step();
      }
    }
    progress.end();
    return run.growth();
  }

  void read(String line) {
    String[] cells = line.split("\t", -1);
    if (cells.length == 3 && cells[1].equals("note")) {
      notes.add(new Report.Note(cells[0], cells[2]));
    } else if (cells.length == 5) {
      series
          .computeIfAbsent(new Series(cells[0], cells[1], cells[2]), _ -> new TreeMap<>())
          .computeIfAbsent(Double.valueOf(cells[3]), _ -> new ArrayList<>())
          .add(Double.valueOf(cells[4]));
    }
  }

  Report.Growth growth() {
    List<Curve> curves = new ArrayList<>();
    series.forEach((name, bySize) -> {
      List<Curve.Point> points = new ArrayList<>();
      bySize.forEach((size, nanos) -> points.add(new Curve.Point(size, List.copyOf(nanos))));
      curves.add(new Curve(name.axis(), name.name(), name.unit(), List.copyOf(points)));
    });
    return new Report.Growth(curves, List.copyOf(notes));
  }
}
