package org.culebra.ffi.tool;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.culebra.ffi.CFunction;

/// Names in Java for what C names.
final class JavaNames {
  private static final Pattern WORD = Pattern.compile("[a-zA-Z0-9]+");

  /// The words that are no identifiers (Java Language Specification 3.9), and `_`.
  private static final Set<String> KEYWORDS =
      Set.of(
          """
          abstract assert boolean break byte case catch char class const continue default do \
          double else enum extends final finally float for goto if implements import \
          instanceof int interface long native new package private protected public return \
          short static strictfp super switch synchronized this throw throws transient try \
          void volatile while true false null _\
          """
              .split(" ", -1));

  private JavaNames() {}

  static boolean isIdentifier(String name) {
    return !name.isEmpty()
        && Character.isJavaIdentifierStart(name.charAt(0))
        && name.chars().allMatch(Character::isJavaIdentifierPart)
        && !KEYWORDS.contains(name);
  }

  /// `GslIntegration` for `gsl/gsl_integration.h`.
  static String ofHeader(String header) {
    String file = header.substring(header.lastIndexOf('/') + 1).replaceFirst("\\.\\w+>?$", "");
    String name = camelCase(file);
    return isIdentifier(name) && !isInJavaLang(name) ? name : "C" + name;
  }

  /// Whether a name is that of a class that every source imports.
  static boolean isInJavaLang(String name) {
    try {
      Class.forName("java.lang." + name, false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /// `SqliteExecCallback` for `sqlite_exec` and `callback`.
  static String camelCase(String... names) {
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      WORD.matcher(name)
          .results()
          .map(MatchResult::group)
          .forEach(word ->
              all.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1)));
    }
    return all.toString();
  }

  /// Whether a method of an interface can have the name of a function: no keyword, and not that of
  /// a method of `Object` with the same parameters.
  static boolean isMethod(CFunction function) {
    boolean isOfObject =
        function.type().parameters().isEmpty()
            && Arrays.stream(Object.class.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals(function.name()));
    return isIdentifier(function.name()) && !isOfObject;
  }

  /// A parameter's name; `p2` for the second without one.
  static String parameter(String name, int index) {
    if (name.isEmpty()) {
      return "p" + (index + 1);
    }
    return isIdentifier(name) ? name : name + "_";
  }
}
