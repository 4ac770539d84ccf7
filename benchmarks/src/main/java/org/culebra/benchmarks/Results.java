package org.culebra.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/// JMH's measurements, one number per benchmark and round. A round is one fork of one pass:
/// comparisons are made inside a round, because noise on a machine lasts for a while.
final class Results {

  /// The identity of a measurement: `multiply_gcc` is the kernel `multiply` and the contender
  /// `gcc`. Parameters other than `polluted` are in `params`.
  record Key(String kernel, String contender, String params, boolean polluted) {

    Key against(String baseline) {
      return new Key(kernel, baseline, params, polluted);
    }

    Key withPolluted(boolean other) {
      return new Key(kernel, contender, params, other);
    }
  }

  /// The counter of a contender that measures itself, in the run's unit of time; 0 if it is not on
  /// this machine.
  static final String OWN_TIME = "ownTime";

  /// The least time of an iteration in all rounds.
  private final Map<Key, Double> least = new LinkedHashMap<>();

  /// Rounds by key: the median over the iterations of the round, in the run's unit of time.
  private final Map<Key, double[]> times = new LinkedHashMap<>();

  /// Bytes allocated per call, the median over iterations and the greatest of all rounds, if `-prof
  /// gc` has measured them.
  private final Map<Key, Double> bytes = new LinkedHashMap<>();

  static Results read(List<Path> files) throws IOException {
    Results results = new Results();
    for (Path file : files) {
      for (Object run : list(Json.parse(Files.readString(file)))) {
        results.add(map(run));
      }
    }
    return results;
  }

  private void add(Map<String, Object> run) {
    Key key = key(run);
    Map<String, Object> others = map(member(run, "secondaryMetrics"));
    Object own = others.get(OWN_TIME);
    Map<String, Object> metric = map(own == null ? member(run, "primaryMetric") : own);
    double[] rounds =
        rawData(metric).stream().mapToDouble(Results::median).filter(time -> time > 0).toArray();
    times.merge(key, rounds, Results::concat);
    rawData(metric).stream()
        .flatMap(round -> list(round).stream())
        .map(time -> (Double) time)
        .filter(time -> time > 0)
        .forEach(time -> least.merge(key, time, Math::min));
    for (Map.Entry<String, Object> other : others.entrySet()) {
      if (other.getKey().endsWith("gc.alloc.rate.norm")) {
        for (Object round : list(member(map(other.getValue()), "rawData"))) {
          bytes.merge(key, median(round), Math::max);
        }
      }
    }
  }

  /// A list of times per fork. For calls that were timed one by one, which JMH counts in a
  /// histogram, only the median.
  private static List<Object> rawData(Map<String, Object> metric) {
    return metric.containsKey("rawData")
        ? list(member(metric, "rawData"))
        : List.of(List.of(member(map(member(metric, "scorePercentiles")), "50.0")));
  }

  private static Key key(Map<String, Object> run) {
    String name = (String) member(run, "benchmark");
    String method = name.substring(name.lastIndexOf('.') + 1);
    String[] parts = method.split("_", 2);
    Map<String, Object> params = new TreeMap<>(map(run.getOrDefault("params", Map.of())));
    boolean polluted = "true".equals(params.remove("polluted"));
    params.values().removeIf("false"::equals);
    String kernel = parts.length == 2 ? parts[0] : "";
    return new Key(kernel, parts[parts.length - 1], String.join(" ", texts(params)), polluted);
  }

  private static List<String> texts(Map<String, Object> params) {
    return params.entrySet().stream().map(p -> p.getKey() + "=" + p.getValue()).toList();
  }

  /// Every measured kernel, contender and parameter, in the order of the files.
  SequencedSet<Key> contenders() {
    SequencedSet<Key> keys = new LinkedHashSet<>();
    times.keySet().forEach(key -> keys.add(key.withPolluted(false)));
    return keys;
  }

  boolean has(Key key) {
    return times.containsKey(key);
  }

  boolean hasBytes() {
    return !bytes.isEmpty();
  }

  Optional<Double> bytes(Key key) {
    return Optional.ofNullable(bytes.get(key));
  }

  int rounds() {
    return times.values().stream().mapToInt(t -> t.length).filter(n -> n > 0).min().orElse(0);
  }

  double[] times(Key key) {
    return times.getOrDefault(key, new double[0]);
  }

  double least(Key key) {
    return least.getOrDefault(key, Double.NaN);
  }

  /// Pairwise quotients, one per round.
  double[] ratios(Key key, Key baseline) {
    double[] time = times(key);
    double[] base = times(baseline);
    double[] ratios = new double[Math.min(time.length, base.length)];
    Arrays.setAll(ratios, round -> time[round] / base[round]);
    return ratios;
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double median(Object values) {
    return median(list(values).stream().mapToDouble(value -> (Double) value).toArray());
  }

  private static double[] concat(double[] first, double[] second) {
    return Stream.of(first, second).flatMapToDouble(Arrays::stream).toArray();
  }

  private static Object member(Map<String, Object> object, String name) {
    Object value = object.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "expected a result with \"" + name + "\" but found " + object);
    }
    return value;
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, member) -> map.put((String) name, member));
    return map;
  }

  private static List<Object> list(Object value) {
    return new ArrayList<>((List<?>) value);
  }
}
