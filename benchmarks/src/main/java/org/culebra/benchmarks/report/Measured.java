package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The times of a row, in nanoseconds: a contender's n-th is that of its fork in the n-th pass.
final class Measured {
  /// Why a contender has no time in a pass.
  enum Gap {
    /// It gave a wrong result.
    WRONG("wrong result"),
    /// It ended with an exception.
    FAILED("failed"),
    /// What it needs is not on this machine.
    MISSING("not on this machine");

    private final String words;

    Gap(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private final Row row;
  private final Map<String, List<Double>> times = new LinkedHashMap<>();
  private final Map<String, Gap> gaps = new LinkedHashMap<>();

  Measured(Row row) {
    this.row = row;
  }

  void add(Row.Contender contender, double nanos) {
    timesOf(contender).add(nanos);
  }

  void add(Row.Contender contender, Gap gap) {
    timesOf(contender).add(Double.NaN);
    gaps.merge(contender.label(), gap, (a, b) -> a.compareTo(b) <= 0 ? a : b);
  }

  private List<Double> timesOf(Row.Contender contender) {
    return times.computeIfAbsent(contender.label(), _ -> new ArrayList<>());
  }

  Row row() {
    return row;
  }

  /// Of all forks; empty unless each has one.
  double[] times(Row.Contender contender) {
    List<Double> all = timesOf(contender);
    return gap(contender).isPresent()
        ? new double[0]
        : all.stream().mapToDouble(time -> time).toArray();
  }

  Optional<Gap> gap(Row.Contender contender) {
    return Optional.ofNullable(gaps.get(contender.label()));
  }

  /// Culebra's time over the peer's, in each pass.
  double[] ratios(Row.Contender peer) {
    double[] ours = times(row.subject());
    double[] theirs = times(peer);
    return IntStream.range(0, Math.min(ours.length, theirs.length))
        .mapToDouble(pass -> ours[pass] / theirs[pass])
        .toArray();
  }

  /// What the goal limits, in each pass: ratios, or nanoseconds.
  double[] goalFigures(Row.Goal goal) {
    return goal.against()
        .map(label ->
            row.peers().stream()
                .filter(peer -> peer.label().equals(label))
                .map(this::ratios)
                .findFirst()
                .orElseThrow())
        .orElseGet(() -> times(row.subject()));
  }

  /// Whether the median meets the goal and the worst fork is within 1.5 of the goal.
  Optional<Boolean> meets(Row.Goal goal) {
    double[] figures = goalFigures(goal);
    return figures.length == 0
        ? Optional.empty()
        : Optional.of(
            Figures.median(figures) <= goal.limit() * 1.005
                && DoubleStream.of(figures).allMatch(figure -> figure <= goal.limit() * 1.5));
  }
}
