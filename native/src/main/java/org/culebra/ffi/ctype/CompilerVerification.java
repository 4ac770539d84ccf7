package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Asks a C compiler for the layouts of the declared types, the values of the constants and the
/// types of the functions. The answers are constants in a compiled library; none of its code is
/// run.
final class CompilerVerification {
  /// A question for the compiler.
  ///
  /// @param what what is asked, for messages
  /// @param expression the question, as a C expression
  /// @param expected the answer that this library computed
  private record Question(String what, String expression, long expected) {}

  private final SymbolTable symbols;
  private final List<String> headers;

  private CompilerVerification(SymbolTable symbols, List<String> headers) {
    this.symbols = symbols;
    this.headers = headers;
  }

  /// The differences in layouts and constants, one sentence each.
  static List<String> differences(
      SymbolTable symbols, CDeclarations.Compiler compiler, List<String> headers) {
    return new CompilerVerification(symbols, headers).differences(compiler);
  }

  /// The prototypes that the headers contradict, one sentence each.
  static List<String> prototypes(
      SymbolTable symbols, CDeclarations.Compiler compiler, List<String> headers) {
    List<CPrototype> prototypes = List.copyOf(symbols.functions().values());
    List<Question> questions = new ArrayList<>();
    for (CPrototype prototype : prototypes) {
      add(questions, prototype.name(), comparison(prototype), 1);
    }
    List<String> differences = new ArrayList<>();
    List<CDeclarations.Compiler.Answer> answers =
        new CompilerVerification(symbols, headers).answers(questions, compiler);
    for (int i = 0; i < answers.size(); i++) {
      CPrototype prototype = prototypes.get(i);
      String problem = answers.get(i).problem();
      if (problem != null) {
        differences.add("function %s: not compared: %s".formatted(prototype.name(), problem));
      } else if (answers.get(i).value() != 1) {
        differences.add(
            "function %s: declared as '%s' but the headers have another type"
                .formatted(prototype.name(), prototype));
      }
    }
    return differences;
  }

  /// A C expression that is 1 if the header's function has a type compatible with the prototype,
  /// else 0. The function is not called or linked, so no library has to contain it.
  static String comparison(CPrototype prototype) {
    Set<String> types = new LinkedHashSet<>();
    types.add(pointer(prototype.type(), false));
    types.add(pointer(prototype.type(), true));
    return types.stream()
        .map(type -> type + ": 1, ")
        .collect(Collectors.joining("", "_Generic(&" + prototype.name() + ", ", "default: 0)"));
  }

  /// The type of a pointer to the function, in C.
  ///
  /// @param flat whether `a[n][m]` is a pointer to its elements, as in most headers, rather than to
  ///   its rows
  private static String pointer(FunctionType function, boolean flat) {
    List<FunctionType.Parameter> parameters =
        function.parameters().stream()
            .map(parameter -> flat ? flat(parameter) : parameter)
            .toList();
    FunctionType seen = new FunctionType(function.returns(), parameters, function.variadic());
    return CType.Pointer.to(CompilableTypes.compilable(seen, false)).toString();
  }

  private static FunctionType.Parameter flat(FunctionType.Parameter parameter) {
    if (!(parameter.type() instanceof CType.Pointer pointer)) {
      return parameter;
    }
    CType target = pointer.target();
    while (target instanceof CType.Array array) {
      target = array.element();
    }
    return new FunctionType.Parameter("", CompilableTypes.pointer(pointer, target, false));
  }

  private List<CDeclarations.Compiler.Answer> answers(
      List<Question> questions, CDeclarations.Compiler compiler) {
    if (questions.isEmpty()) {
      return List.of();
    }
    String definitions = headers.isEmpty() ? new DefinitionPrinter(symbols).definitions() : "";
    List<String> expressions = questions.stream().map(Question::expression).toList();
    return compiler.evaluate(includes(headers) + definitions, expressions);
  }

  private List<String> differences(CDeclarations.Compiler compiler) {
    List<Question> questions = questions();
    List<String> differences = new ArrayList<>();
    List<CDeclarations.Compiler.Answer> answers = answers(questions, compiler);
    for (int i = 0; i < answers.size(); i++) {
      Question question = questions.get(i);
      CDeclarations.Compiler.Answer found = answers.get(i);
      if (found.problem() != null) {
        differences.add(question.what + ": not compared: " + found.problem());
      } else if (found.value() != question.expected) {
        differences.add(
            question.what
                + ": declared as "
                + question.expected
                + " but the compiler has "
                + found.value());
      }
    }
    return differences;
  }

  private List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    for (CType type : ProbeProgram.checked(symbols)) {
      add(questions, type + " size", "sizeof(" + type + ")", type.byteSize());
      add(questions, type + " alignment", "_Alignof(" + type + ")", type.byteAlignment());
      for (ProbeProgram.Place place : ProbeProgram.places(type)) {
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

  private static void field(List<Question> questions, CType type, ProbeProgram.Place place) {
    String name = type + "." + place.path();
    String offset = "offsetof(" + type + ", " + place.path() + ")";
    add(questions, name + " offset", offset, place.byteOffset());
    if (!ProbeProgram.isOpen(place.type())) {
      String size = "sizeof(((" + type + " *)0)->" + place.path() + ")";
      add(questions, name + " size", size, place.type().byteSize());
    }
  }

  private static void add(List<Question> questions, String what, String expression, long expected) {
    questions.add(new Question(what, expression, expected));
  }

  /// Text that includes the headers, and what the questions need.
  static String includes(List<String> headers) {
    StringBuilder out = new StringBuilder("#include <stddef.h>\n#include <stdint.h>\n");
    headers.forEach(header -> out.append("#include ").append(quoted(header)).append('\n'));
    return out.toString();
  }

  private static String quoted(String header) {
    return header.startsWith("<") ? header : "\"" + header + "\"";
  }
}
