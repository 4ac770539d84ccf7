package org.culebra.ffi.header;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.culebra.ffi.internal.host.ConstantProbe;
import org.jspecify.annotations.Nullable;

/// The values of a header's macros. Plain literals are read here; all others are asked of the
/// compiler at once, when the first of them is needed.
final class MacroValues {
  private static final String DIGITS = "-?\\d{1,9}|0[xX][0-9a-fA-F]{1,7}";
  private static final Pattern INTEGER =
      Pattern.compile("(?:" + DIGITS + ")|\\((?:" + DIGITS + ")\\)");
  private static final Pattern STRING = Pattern.compile("\"[^\"\\\\]*\"");

  private final CHeader header;
  private @Nullable Map<String, ConstantProbe.Value> values;

  MacroValues(CHeader header) {
    this.header = header;
  }

  ConstantProbe.Value of(HeaderIndex.Macro macro) {
    ConstantProbe.Value literal = literal(macro.body());
    if (literal != null) {
      return literal;
    }
    ConstantProbe.Value known = all().get(macro.name());
    return known != null && known.kind() != ConstantProbe.Kind.NONE
        ? known
        : ask(List.of(macro.name())).getFirst();
  }

  private static ConstantProbe.@Nullable Value literal(String body) {
    if (INTEGER.matcher(body).matches() && !isOctal(body)) {
      String digits = body.startsWith("(") ? body.substring(1, body.length() - 1) : body;
      return new ConstantProbe.Value(ConstantProbe.Kind.SIGNED, Long.decode(digits), null);
    }
    if (STRING.matcher(body).matches()) {
      String text = body.substring(1, body.length() - 1);
      return new ConstantProbe.Value(ConstantProbe.Kind.STRING, 0, text);
    }
    return null;
  }

  /// Left to the compiler: Java accepts fewer of them.
  private static boolean isOctal(String body) {
    String digits = body.replaceFirst("^\\(?-?", "");
    return digits.length() > 1 && digits.startsWith("0") && Character.isDigit(digits.charAt(1));
  }

  private synchronized Map<String, ConstantProbe.Value> all() {
    Map<String, ConstantProbe.Value> known = values;
    if (known == null) {
      List<String> candidates =
          header.index().macros.values().stream()
              .filter(MacroValues::isCandidate)
              .map(HeaderIndex.Macro::name)
              .toList();
      List<ConstantProbe.Value> found = ask(candidates);
      known = new HashMap<>();
      for (int i = 0; i < candidates.size(); i++) {
        known.put(candidates.get(i), found.get(i));
      }
      values = known;
    }
    return known;
  }

  /// Names that begin with two underscores belong to the system; one is asked alone if needed.
  private static boolean isCandidate(HeaderIndex.Macro macro) {
    return !macro.isFunctionLike()
        && !macro.body().isEmpty()
        && !macro.name().startsWith("__")
        && !macro.body().startsWith("__has_") // of the preprocessor
        && literal(macro.body()) == null;
  }

  private List<ConstantProbe.Value> ask(List<String> names) {
    CHeader.Compiler compiler = header.compiler();
    return CHeader.probe(compiler).values(header.includes(), names, compiler.isFresh());
  }
}
