package org.culebra.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The samples of a row: a contender's n-th is that of its fork in the n-th pass.
final class Measured {
  /// Why a contender has no time.
  enum Gap {
    /// Its result is not Culebra's.
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
  private final Map<String, List<Optional<Sample>>> samples = new LinkedHashMap<>();
  private final Map<String, Gap> gaps = new LinkedHashMap<>();

  Measured(Row row) {
    this.row = row;
  }

  void add(Row.Contender contender, Sample sample) {
    samplesOf(contender).add(Optional.of(sample));
  }

  void add(Row.Contender contender, Gap gap) {
    samplesOf(contender).add(Optional.empty());
    gaps.merge(contender.label(), gap, (a, b) -> a.compareTo(b) <= 0 ? a : b);
  }

  private List<Optional<Sample>> samplesOf(Row.Contender contender) {
    return samples.computeIfAbsent(contender.label(), _ -> new ArrayList<>());
  }

  Row row() {
    return row;
  }

  /// Of all forks; empty unless each has one.
  double[] times(Row.Contender contender) {
    return gap(contender).isPresent()
        ? new double[0]
        : samplesOf(contender).stream()
            .flatMap(Optional::stream)
            .mapToDouble(Sample::nanos)
            .toArray();
  }

  Optional<Gap> gap(Row.Contender contender) {
    Gap gap = gaps.get(contender.label());
    return gap == null && differs(contender) ? Optional.of(Gap.WRONG) : Optional.ofNullable(gap);
  }

  /// Whether the result is not Culebra's in a pass.
  private boolean differs(Row.Contender contender) {
    List<Optional<Sample>> ours = samplesOf(row.subject());
    List<Optional<Sample>> theirs = samplesOf(contender);
    return IntStream.range(0, Math.min(ours.size(), theirs.size()))
        .anyMatch(pass ->
            ours.get(pass)
                .flatMap(our -> theirs.get(pass).map(their -> !our.agrees(their)))
                .orElse(false));
  }

  /// Whether a contender's result was compared with Culebra's in each pass.
  boolean isChecked(Row.Contender contender) {
    return reports(row.subject()) && reports(contender);
  }

  private boolean reports(Row.Contender contender) {
    return samplesOf(contender).stream()
        .allMatch(sample -> sample.isPresent() && sample.get().result().isPresent());
  }

  /// Bytes that Culebra allocates for an operation, of the worst fork, if they were measured.
  OptionalDouble bytes() {
    return samplesOf(row.subject()).stream()
        .flatMap(Optional::stream)
        .map(Sample::bytes)
        .flatMapToDouble(OptionalDouble::stream)
        .max();
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
                && DoubleStream.of(figures).allMatch(figure -> figure <= goal.limit() * 1.5)
                && (goal.allocates() || bytes().orElse(0) < 1));
  }
}
