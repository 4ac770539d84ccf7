package org.culebra.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A question with its contenders, the first of which is Culebra.
///
/// @param name unique, such as `multiply-memory`
/// @param topic the heading it stands under
/// @param quick whether the short run asks it too
/// @param question what is measured, for a reader
/// @param contenders who answers it
/// @param goal what Culebra should reach
record Row(
    String name,
    String topic,
    boolean quick,
    String question,
    List<Contender> contenders,
    Optional<Goal> goal) {

  /// A benchmark with fixed parameters.
  ///
  /// @param label who it is, such as `gcc`
  /// @param benchmark class and method, such as `ElementLoop.multiply_gcc`; or what a program that
  ///   measures itself is asked for, such as `element_loop.py:multiply_numpy`
  /// @param parameters by name
  /// @param quick whether it takes part in the short run of its row
  record Contender(String label, String benchmark, Map<String, String> parameters, boolean quick) {

    /// Whether it is not a benchmark of JMH.
    boolean measuresItself() {
      return benchmark.contains(":");
    }
  }

  /// @param against the contender whose time is the unit; nothing if the unit is a nanosecond
  /// @param limit that Culebra's median should not exceed
  /// @param allocates whether Culebra may allocate memory in the Java heap
  record Goal(Optional<String> against, double limit, boolean allocates) {

    @Override
    public String toString() {
      String number = Figures.number(limit);
      String time = against.map(peer -> "≤ " + number + "x " + peer).orElse("≤ " + number + " ns");
      return allocates ? time : time + ", 0 B";
    }
  }

  Contender subject() {
    return contenders.getFirst();
  }

  List<Contender> peers() {
    return contenders.subList(1, contenders.size());
  }

  /// The row in the short run.
  Row shortened() {
    List<Contender> fewer = contenders.stream().filter(Contender::quick).toList();
    return new Row(name, topic, quick, question, fewer, goal);
  }
}
