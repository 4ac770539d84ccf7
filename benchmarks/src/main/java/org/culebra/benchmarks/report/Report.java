package org.culebra.benchmarks.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// All that was measured.
///
/// @param machine what it depends on
/// @param rows compared with peers
/// @param growth how costs grow
/// @param start what a JVM does first
/// @param stability of the rows, if they were compared with another run's
record Report(
    Machine machine,
    List<Measured> rows,
    Growth growth,
    Start start,
    Optional<Comparison> stability) {

  static Report of(Machine machine, List<Measured> rows) {
    return new Report(machine, rows, Growth.NONE, Start.NONE, Optional.empty());
  }

  /// Curves, and what a reader has to know about an axis.
  ///
  /// @param curves in the order of the axes
  /// @param notes once each
  record Growth(List<Curve> curves, List<Note> notes) {
    static final Growth NONE = new Growth(List.of(), List.of());

    List<String> axes() {
      return curves.stream().map(Curve::axis).distinct().toList();
    }

    List<Curve> of(String axis) {
      return curves.stream().filter(curve -> curve.axis().equals(axis)).toList();
    }

    List<String> notes(String axis) {
      return notes.stream().filter(note -> note.axis().equals(axis)).map(Note::text).toList();
    }
  }

  /// What a reader has to know about an axis.
  ///
  /// @param axis `bytes`, `ranks`, `threads` or `live`
  /// @param text a sentence without its stop
  record Note(String axis, String text) {}

  /// What a JVM does first, and what a bound function loads.
  ///
  /// @param times in milliseconds
  /// @param functions for one function
  record Start(List<FirstUse> times, List<BoundFunction> functions) {
    static final Start NONE = new Start(List.of(), List.of());
  }

  /// The times from the start of a process until it has done something.
  ///
  /// @param name what
  /// @param cached whether the JVM had an AOT cache
  /// @param millis of each process; empty if what it needs is not on this machine
  /// @param classes that were loaded, 0 if it is no JVM
  /// @param hidden those without a name
  record FirstUse(String name, boolean cached, List<Double> millis, int classes, int hidden) {
    double[] times() {
      return millis.stream().mapToDouble(each -> each).toArray();
    }
  }

  /// What one more function loads, on average.
  ///
  /// @param name who binds it, and whether each has a prototype of its own
  /// @param classes loaded
  /// @param hidden those without a name
  /// @param bytes of the hidden ones' class files
  record BoundFunction(String name, double classes, double hidden, double bytes) {}

  List<String> topics() {
    return List.copyOf(new LinkedHashSet<>(rows.stream().map(each -> each.row().topic()).toList()));
  }

  List<Measured> rows(String topic) {
    return rows.stream().filter(each -> each.row().topic().equals(topic)).toList();
  }

  boolean unstable(Measured row) {
    return stability.stream().anyMatch(each -> each.unstable(row.row().name()));
  }
}
