package org.culebra.benchmarks.report;

import java.io.IOException;

/// Runs one fork of a contender.
interface Contenders {

  /// Runs it.
  ///
  /// @param contender what to run
  /// @return what it has found
  /// @throws ContenderFailed if the contender has no time
  /// @throws IOException if a file cannot be written
  Sample run(Row.Contender contender) throws IOException, ContenderFailed;
}
