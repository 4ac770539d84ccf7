package org.culebra.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/// Reports that nobody measured: of three rows with fixed times, and of all rows with random ones.
final class Synthetic {
  private Synthetic() {}

  static final String ROWS =
      """
      [Calls]
      call ! | a call of C | NativeCalls.call | culebra=interface jdk jna=CallPeers.call_jna | 1.05 jdk
      upcall | C calls Java | Upcalls.upcall callbacks=1 | culebra=views empty | 30 ns
      [Copies]
      copy ! | a copy, n < 5 & more | BulkOperations.copy n=256 | culebra numpy |
      """;

  static Machine machine() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("CPU", "a \"fast\" one");
    facts.put("commit", "0123456789");
    facts.put("run", "3 forks of each contender");
    return new Machine(facts);
  }

  /// @param call Culebra's times of the row `call`
  static Report fixed(double... call) {
    List<Measured> rows = Rows.of(ROWS).stream().map(Measured::new).toList();
    for (double time : call) {
      add(rows.getFirst(), time, 10, 200);
      rows.get(1).add(rows.get(1).row().subject(), sample(25));
      rows.get(1).add(rows.get(1).row().peers().getFirst(), Measured.Gap.WRONG);
      add(rows.getLast(), 4e4, 2e4);
    }
    List<Curve.Point> points =
        List.of(
            new Curve.Point(1024, List.of(2.0, 2.5)),
            new Curve.Point(4096, List.of(1.0, 1.0)),
            new Curve.Point(16384, List.of(4.0, 6.0)));
    Report.Growth growth =
        new Report.Growth(
            List.of(new Curve("bytes", "copy", "element", points)),
            List.of(new Report.Note("bytes", "Up to 16 KiB")));
    Report.Start start =
        new Report.Start(
            List.of(
                new Report.FirstUse("an empty main", false, List.of(50.0, 40.0, 60.0), 450, 0),
                new Report.FirstUse("an empty main", true, List.of(30.0, 30.0, 30.0), 470, 2),
                new Report.FirstUse("first call of C", false, List.of(150.0), 900, 40),
                new Report.FirstUse("first call of C", true, List.of(70.0), 950, 10),
                new Report.FirstUse("first NumPy array", false, List.of(), 0, 0)),
            List.of(new Report.BoundFunction("culebra", 3.5, 3, 5000)));
    return new Report(machine(), rows, growth, start, Optional.empty());
  }

  private static void add(Measured row, double... times) {
    for (int i = 0; i < times.length; i++) {
      row.add(row.row().contenders().get(i), sample(times[i]));
    }
  }

  private static Sample sample(double nanos) {
    return new Sample(nanos, OptionalDouble.of(7), 0, OptionalDouble.empty());
  }

  /// All rows, with ratios between 1/100 and 1000.
  static Report random(long seed) throws IOException {
    Random random = new Random(seed);
    List<Measured> rows = Rows.all().stream().map(Measured::new).toList();
    for (Measured row : rows) {
      double ours = Math.exp(random.nextDouble() * 16);
      for (Row.Contender contender : row.row().contenders()) {
        double theirs = ours * Math.exp(random.nextGaussian() * 1.3);
        boolean missing = !contender.equals(row.row().subject()) && random.nextInt(15) == 0;
        for (int pass = 0; pass < 5; pass++) {
          if (missing) {
            row.add(contender, Measured.Gap.MISSING);
          } else {
            row.add(contender, sample(theirs * (1 + random.nextDouble() * 0.3)));
          }
        }
      }
    }
    return new Report(machine(), rows, growth(random), start(random), Optional.empty());
  }

  private static Report.Growth growth(Random random) {
    List<Curve> curves = new ArrayList<>();
    Map<String, double[]> sizes = new LinkedHashMap<>();
    sizes.put(
        "bytes",
        new double[] {
          0x1p10, 0x1p12, 0x1p14, 0x1p16, 0x1p18, 0x1p20, 0x1p22, 0x1p24, 0x1p26, 0x1p28, 0x1p30,
          0x1p32, 0x1p33
        });
    sizes.put("ranks", new double[] {1, 2, 3, 4, 5, 6, 7, 8});
    sizes.put("threads", new double[] {1, 2, 4, 8, 16});
    sizes.put("live", new double[] {1, 10, 100, 1e3, 1e4, 1e5, 1e6});
    sizes.forEach((axis, all) -> {
      for (int i = 0; i < 8; i++) {
        boolean element = i < 3;
        double time = (element ? 0.5 : 100) * Math.exp(random.nextGaussian() * 0.4);
        List<Curve.Point> points = new ArrayList<>();
        for (double size : all) {
          time *= Math.exp(random.nextGaussian() * 0.2);
          points.add(new Curve.Point(size, List.of(time, time * 0.95, time * 1.3)));
        }
        String name =
            element ? "copy, axes reversed" : "Arrow: export all, release in random order";
        curves.add(new Curve(axis, name + " " + i, element ? "element" : "object", points));
      }
    });
    return new Report.Growth(curves, List.of(new Report.Note("threads", "Two processors")));
  }

  private static Report.Start start(Random random) {
    List<Report.FirstUse> uses = new ArrayList<>();
    for (String name :
        List.of(
            "an empty main",
            "the JDK's first call of C",
            "first call of C",
            "first NumPy array",
            "NumPy's first array in Python, no JVM")) {
      double time = 40 + 400 * random.nextDouble();
      uses.add(new Report.FirstUse(name, false, List.of(time, time * 1.3), 800, 30));
      uses.add(new Report.FirstUse(name, true, List.of(time / 2, time * 0.6), 900, 10));
    }
    return new Report.Start(uses, List.of(new Report.BoundFunction("jdk", 1, 1, 3000)));
  }
}
