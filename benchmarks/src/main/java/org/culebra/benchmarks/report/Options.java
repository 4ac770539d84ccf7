package org.culebra.benchmarks.report;

import java.util.regex.Pattern;

/// What to measure.
///
/// @param quick whether only rows of the short run, in less time
/// @param listing whether to list rows instead
/// @param forks of each contender
/// @param names of rows
/// @param rows whether rows are measured
/// @param growth whether growth is
/// @param start whether first uses are
record Options(
    boolean quick,
    boolean listing,
    int forks,
    Pattern names,
    boolean rows,
    boolean growth,
    boolean start) {

  /// @param args of which the first is skipped
  static Options of(String[] args) {
    boolean quick = false;
    boolean listing = false;
    boolean growth = false;
    boolean start = false;
    int forks = 0;
    Pattern names = Pattern.compile("");
    for (int i = 1; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--list" -> listing = true;
        case "--growth" -> growth = true;
        case "--start" -> start = true;
        case "--passes" -> forks = Integer.parseInt(args[++i]);
        case "--rows" -> names = Pattern.compile(args[++i]);
        default ->
            throw new IllegalArgumentException(
                "expected an option of ./bench but found " + args[i]);
      }
    }
    boolean some = growth || start;
    boolean everything = !some && !quick && names.pattern().isEmpty();
    return new Options(
        quick,
        listing,
        forks > 0 ? forks : quick ? 3 : 5,
        names,
        !some,
        growth || everything,
        start || everything);
  }

  /// How many processes are started for each first use.
  int rounds() {
    return 2 * forks + 1;
  }
}
