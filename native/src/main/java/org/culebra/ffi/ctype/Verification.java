package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Asks a C compiler how large the declared types are and what the constants are worth. The answers
/// are constants in a compiled library: none of its code runs.
final class Verification {
  private static final String TABLE = "culebra_verification";

  /// One question.
  ///
  /// @param what in words
  /// @param expression the same in C
  /// @param expected the answer here
  private record Question(String what, String expression, long expected) {}

  private final Symbols symbols;
  private final List<String> headers;

  private Verification(Symbols symbols, List<String> headers) {
    this.symbols = symbols;
    this.headers = headers;
  }

  /// The differences, one sentence each.
  static List<String> differences(
      Symbols symbols, CDeclarations.Compiler compiler, List<String> headers) {
    return new Verification(symbols, headers).differences(compiler);
  }

  /// The prototypes that the headers do not agree with, one sentence each.
  static List<String> prototypes(
      Symbols symbols, CDeclarations.Compiler compiler, List<String> headers) {
    List<CPrototype> prototypes = List.copyOf(symbols.functions().values());
    List<Question> questions = new ArrayList<>();
    for (CPrototype prototype : prototypes) {
      add(questions, prototype.name(), PrototypeTypes.comparison(prototype), 1);
    }
    List<String> differences = new ArrayList<>();
    List<Long> answers = new Verification(symbols, headers).answers(questions, compiler);
    for (int i = 0; i < answers.size(); i++) {
      if (answers.get(i) != 1) {
        differences.add(
            "function %s: declared as '%s' but the headers have another type"
                .formatted(prototypes.get(i).name(), prototypes.get(i)));
      }
    }
    return differences;
  }

  private List<Long> answers(List<Question> questions, CDeclarations.Compiler compiler) {
    if (questions.isEmpty()) {
      return List.of();
    }
    long[] answers = compiler.constants(source(questions), TABLE, questions.size());
    return LongStream.of(answers).boxed().toList();
  }

  private List<String> differences(CDeclarations.Compiler compiler) {
    List<Question> questions = questions();
    List<String> differences = new ArrayList<>();
    List<Long> answers = answers(questions, compiler);
    for (int i = 0; i < answers.size(); i++) {
      Question question = questions.get(i);
      long found = answers.get(i);
      if (found != question.expected) {
        differences.add(
            question.what
                + ": declared as "
                + question.expected
                + " but the compiler has "
                + found);
      }
    }
    return differences;
  }

  private List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    for (CType type : Probe.checked(symbols)) {
      add(questions, type + " size", "sizeof(" + type + ")", type.byteSize());
      add(questions, type + " alignment", "_Alignof(" + type + ")", type.byteAlignment());
      for (Probe.Place place : Probe.places(type)) {
        field(questions, type, place);
      }
    }
    if (!headers.isEmpty()) {
      for (CConstant constant : symbols.constants().values()) {
        add(questions, "constant " + constant.name(), constant.name(), constant.value());
      }
    }
    return questions;
  }

  private static void field(List<Question> questions, CType type, Probe.Place place) {
    String name = type + "." + place.path();
    String offset = "offsetof(" + type + ", " + place.path() + ")";
    add(questions, name + " offset", offset, place.byteOffset());
    if (!Probe.isOpen(place.type())) {
      String size = "sizeof(((" + type + " *)0)->" + place.path() + ")";
      add(questions, name + " size", size, place.type().byteSize());
    }
  }

  private static void add(List<Question> questions, String what, String expression, long expected) {
    questions.add(new Question(what, expression, expected));
  }

  private String source(List<Question> questions) {
    StringBuilder out = new StringBuilder("#include <stddef.h>\n#include <stdint.h>\n");
    headers.forEach(header -> out.append("#include ").append(quoted(header)).append('\n'));
    if (headers.isEmpty()) {
      out.append(new ProbeTypes(symbols).definitions());
    }
    out.append("#ifdef _WIN32\n__declspec(dllexport)\n#endif\n");
    out.append(
        questions.stream()
            .map(question -> "  (long long)(" + question.expression + ")")
            .collect(Collectors.joining(",\n", "const long long " + TABLE + "[] = {\n", "\n};\n")));
    return out.toString();
  }

  private static String quoted(String header) {
    return header.startsWith("<") ? header : "\"" + header + "\"";
  }
}
