package org.culebra.testsupport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `CONFORMANCE.md`: a table of items, each with the classes that test it or with the reason why
/// none does.
///
/// @param file where it is, for messages
/// @param rows the items, in the order of the table
record ConformanceList(Path file, List<Row> rows) {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\| ([^|]+) \\|([^|]*)\\|$");

  private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w*Test)`");

  /// `"item 12: …"`, `"items 3, 7-9 and 12: …"` in a display name, `item12_…` in a method's.
  private static final Pattern ITEMS =
      Pattern.compile("\"items? (\\d(?:[\\d, -]|and)*)|\\bitem(\\d+)_\\w+\\(");

  /// @param item the number
  /// @param tests the classes; none is `–`
  /// @param remarks what there is to say
  record Row(int item, List<String> tests, String remarks) {}

  static ConformanceList parse(Path file, String text) {
    List<Row> rows = new ArrayList<>();
    Matcher matcher = ROW.matcher(text);
    while (matcher.find()) {
      List<String> tests =
          TEST_CLASS.matcher(matcher.group(3)).results().map(m -> m.group(1)).toList();
      rows.add(new Row(Integer.parseInt(matcher.group(1)), tests, matcher.group(4).strip()));
    }
    return new ConformanceList(file, rows);
  }

  /// The items that the tests of a class say they are for.
  static Set<Integer> items(String source) {
    Set<Integer> items = new TreeSet<>();
    ITEMS.matcher(source).results().forEach(match -> add(items, match));
    return items;
  }

  private static void add(Set<Integer> items, MatchResult match) {
    if (match.group(2) != null) {
      items.add(Integer.parseInt(match.group(2)));
      return;
    }
    Matcher range = Pattern.compile("(\\d+)(?:-(\\d+))?").matcher(match.group(1));
    while (range.find()) {
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      for (int item = first; item <= last; item++) {
        items.add(item);
      }
    }
  }

  /// What is wrong with the list.
  ///
  /// @param first the first item that there has to be
  /// @param last the last one
  /// @param names the tests of the project
  List<String> faults(int first, int last, TestNames names) {
    List<String> faults = new ArrayList<>();
    int count = last - first + 1;
    for (int i = 0; i < Math.max(count, rows.size()); i++) {
      int item = i < rows.size() ? rows.get(i).item() : 0;
      if (item != first + i || i >= count) {
        faults.add(
            "%s: expected items %d to %d in order but found %d after %d"
                .formatted(file, first, last, item, first + i - 1));
        return faults;
      }
    }
    for (Row row : rows) {
      if (row.tests().isEmpty() && row.remarks().isEmpty()) {
        faults.add(
            "%s: expected a test of item %d, or why there is none".formatted(file, row.item()));
      }
      for (String test : row.tests()) {
        if (names.sources(test).stream().noneMatch(source -> items(source).contains(row.item()))) {
          faults.add(
              "%s: expected a test of item %d in %s but found none"
                  .formatted(file, row.item(), test));
        }
      }
    }
    return faults;
  }
}
