package org.culebra.ffi.tool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.culebra.array.internal.Suggestions;

/// Patterns of names, in which `*` stands for any characters and `?` for one.
final class NamePatterns {
  private final List<String> patterns;

  NamePatterns(List<String> patterns) {
    this.patterns = patterns;
  }

  /// The names that match, in their order.
  ///
  /// @param what what is named, for the message
  /// @param where where the names are, for the message
  /// @throws IllegalArgumentException if a pattern matches none; the message suggests similar names
  Set<String> select(Collection<String> names, String what, String where) {
    Set<String> selected = new LinkedHashSet<>();
    List<String> unknown = new ArrayList<>();
    for (String pattern : patterns) {
      Pattern regex = regex(pattern);
      List<String> found = names.stream().filter(name -> regex.matcher(name).matches()).toList();
      selected.addAll(found);
      if (found.isEmpty()) {
        unknown.add(
            "expected a %s of %s but found '%s'%s"
                .formatted(what, where, pattern, hint(pattern, names)));
      }
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", unknown));
    }
    return names.stream()
        .filter(selected::contains)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String hint(String pattern, Collection<String> names) {
    return Suggestions.hint(pattern.replaceAll("[*?]", ""), names);
  }

  private static Pattern regex(String pattern) {
    String quoted = Pattern.quote(pattern);
    return Pattern.compile(quoted.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
  }
}
