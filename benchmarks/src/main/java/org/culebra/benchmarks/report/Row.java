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

  /// A JMH benchmark with fixed parameters.
  ///
  /// @param label who it is, such as `gcc`
  /// @param benchmark class and method, such as `ElementLoop.multiply_gcc`
  /// @param parameters by name
  record Contender(String label, String benchmark, Map<String, String> parameters) {}

  /// @param against the contender whose time is the unit; nothing if the unit is a nanosecond
  /// @param limit that Culebra's median should not exceed
  record Goal(Optional<String> against, double limit) {

    @Override
    public String toString() {
      String number = Figures.number(limit);
      return against.map(peer -> "≤ " + number + "x " + peer).orElse("≤ " + number + " ns");
    }
  }

  Contender subject() {
    return contenders.getFirst();
  }

  List<Contender> peers() {
    return contenders.subList(1, contenders.size());
  }
}
