package org.culebra.ffi.header;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.culebra.ffi.ctype.CPrototype;

/// What a library's user sees of its declarations, in C: types as the headers have them, functions
/// with their contracts, and what cannot be used as comments.
final class Description {
  private final Set<String> constants = new LinkedHashSet<>();
  private final List<String> types = new ArrayList<>();

  /// The lines of functions: texts, or prototypes, which are printed on demand.
  private final Map<String, Object> functions = new LinkedHashMap<>();

  void declared(String text) {
    types.add(text.strip());
  }

  void type(String text) {
    types.add(text + ";");
  }

  /// A macro whose value was asked for.
  void constant(HeaderIndex.Macro macro) {
    constants.add("#define " + macro.name() + " " + macro.body());
  }

  /// The prototype of a header, unless the user has given another.
  void function(CPrototype prototype) {
    if (!(functions.get(prototype.name()) instanceof CPrototype)) {
      functions.put(prototype.name(), prototype);
    }
  }

  /// A prototype that the user has given; a later one replaces an earlier one.
  void contract(CPrototype prototype) {
    functions.put(prototype.name(), prototype);
  }

  void unusable(String text, String reason) {
    types.add(comment(text, reason));
  }

  void unusable(String function, String text, String reason) {
    functions.put(function, comment(text, reason));
  }

  private static String comment(String text, String reason) {
    return "/* %s; cannot be used: %s */".formatted(text, reason).replace("*/ ", "* / ");
  }

  String text(List<String> headers) {
    StringBuilder all = new StringBuilder();
    headers.forEach(header -> all.append("/* ").append(header).append(" */\n"));
    constants.forEach(constant -> all.append(constant).append('\n'));
    types.forEach(type -> all.append(type).append('\n'));
    for (Object function : functions.values()) {
      all.append(function).append(function instanceof CPrototype ? ";\n" : "\n");
    }
    return all.toString();
  }
}
