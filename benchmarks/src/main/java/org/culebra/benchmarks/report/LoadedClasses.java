package org.culebra.benchmarks.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The classes that a JVM has loaded, by `-Xlog:class+load=debug`.
///
/// @param all their number
/// @param hidden the number of those without a name of their own, such as generated ones
/// @param hiddenBytes the bytes of their class files
record LoadedClasses(int all, int hidden, long hiddenBytes) {
  static final LoadedClasses NONE = new LoadedClasses(0, 0, 0);

  private static final Pattern LOADED = Pattern.compile("\\] (\\S+) source: ");
  private static final Pattern BYTES = Pattern.compile("\\bbytes: (\\d+)");

  static LoadedClasses of(List<String> log) {
    int all = 0;
    int hidden = 0;
    long bytes = 0;
    boolean isHidden = false;
    for (String line : log) {
      Matcher loaded = LOADED.matcher(line);
      Matcher size = BYTES.matcher(line);
      if (loaded.find()) {
        all++;
        isHidden = loaded.group(1).contains("/0x");
        hidden += isHidden ? 1 : 0;
      } else if (isHidden && size.find()) {
        bytes += Long.parseLong(size.group(1));
      }
    }
    return new LoadedClasses(all, hidden, bytes);
  }
}
