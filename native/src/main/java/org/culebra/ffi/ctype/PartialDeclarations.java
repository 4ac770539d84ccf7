package org.culebra.ffi.ctype;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Asks a compiler for what a text leaves out with `...`: layouts and constants of its headers.
final class PartialDeclarations {
  /// What is asked about one `...`.
  ///
  /// @param what the struct or the constant, for messages
  private record Question(int offset, String what, List<String> expressions) {}

  private final CDeclarations.Compiler compiler;
  private final List<String> headers;
  private final Map<Integer, List<Long>> answers = new HashMap<>();

  private PartialDeclarations(CDeclarations.Compiler compiler, List<String> headers) {
    this.compiler = compiler;
    this.headers = headers;
  }

  /// The answers for a text.
  ///
  /// @param known what the text may use; is changed
  /// @throws IllegalArgumentException if the headers do not have something, names all of it
  static Completion of(
      String text, SymbolTable known, CDeclarations.Compiler compiler, List<String> headers) {
    Completion wanted = Completion.unknown();
    DeclarationParser.unit(text, known, wanted);
    Completion.Partial unnamed = wanted.unnamed();
    if (unnamed != null) {
      throw new SourceText(text)
          .error(
              unnamed.at(), "expected a struct with a tag or a name before '...' but found none");
    }
    List<Question> questions = new ArrayList<>();
    wanted.structs.forEach((offset, partial) -> questions.add(question(offset, partial)));
    wanted.constants.forEach((offset, name) -> questions.add(question(offset, name)));
    PartialDeclarations partial = new PartialDeclarations(compiler, headers);
    partial.ask(questions);
    return Completion.of(partial.answers);
  }

  private static Question question(int offset, Completion.Partial partial) {
    String type = partial.struct().toString();
    List<String> expressions = new ArrayList<>();
    expressions.add("sizeof(" + type + ")");
    expressions.add("_Alignof(" + type + ")");
    for (StructType.Field field : partial.fields()) {
      expressions.add("offsetof(" + type + ", " + field.name() + ")");
      expressions.add("sizeof(((" + type + " *)0)->" + field.name() + ")");
    }
    return new Question(offset, type, expressions);
  }

  /// A value, whether it is negative, and a text that compiles for integers only.
  private static Question question(int offset, String name) {
    String isInteger =
        "sizeof(char[_Generic((%s) * 1, float: -1, double: -1, long double: -1, default: 1)])"
            .formatted(name);
    return new Question(offset, name, List.of("(" + name + ")", "(" + name + ") < 0", isInteger));
  }

  private void ask(List<Question> questions) {
    if (questions.isEmpty()) {
      return;
    }
    List<String> expressions = new ArrayList<>();
    questions.forEach(question -> expressions.addAll(question.expressions()));
    List<CDeclarations.Compiler.Answer> found =
        compiler.evaluate(CompilerVerification.includes(headers), expressions);
    List<String> problems = new ArrayList<>();
    int next = 0;
    for (Question question : questions) {
      int end = next + question.expressions().size();
      List<CDeclarations.Compiler.Answer> part = found.subList(next, end);
      part.stream()
          .map(CDeclarations.Compiler.Answer::problem)
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(problem -> problems.add(question.what() + ": " + problem));
      answers.put(
          question.offset(), part.stream().map(CDeclarations.Compiler.Answer::value).toList());
      next = end;
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the headers do not complete the declarations\n  " + String.join("\n  ", problems));
    }
  }

  /// What one text leaves out with `...`: fields of structs, values of constants. The text is
  /// parsed twice: first to find what is left out, then with a compiler's answers. Each is
  /// identified by the offset of its `...` in the text.
  static final class Completion {
    /// A struct of which only some fields are declared.
    ///
    /// @param at its `...`
    /// @param fields the declared ones
    record Partial(Token at, StructType struct, List<StructType.Field> fields) {}

    /// A text that leaves nothing out.
    static final Completion NONE = new Completion(false, Map.of());

    final Map<Integer, Partial> structs = new LinkedHashMap<>();
    final Map<Integer, String> constants = new LinkedHashMap<>();
    private final boolean isAllowed;
    private final Map<Integer, List<Long>> answers;

    private Completion(boolean isAllowed, Map<Integer, List<Long>> answers) {
      this.isAllowed = isAllowed;
      this.answers = answers;
    }

    /// A text of which it is to be found what it leaves out.
    static Completion unknown() {
      return new Completion(true, Map.of());
    }

    /// A text with the compiler's answers, by offset.
    static Completion of(Map<Integer, List<Long>> answers) {
      return new Completion(true, answers);
    }

    private void check(SourceText source, Token at) {
      if (!isAllowed) {
        throw source.error(
            at,
            "'...' is completed from headers: expected their names with this text but found none");
      }
    }

    /// A constant without a value.
    CInteger constant(SourceText source, Token at, String name) {
      check(source, at);
      constants.put(at.offset(), name);
      List<Long> answer = answers.get(at.offset());
      if (answer == null) {
        return CInteger.ONE;
      }
      BigInteger value = BigInteger.valueOf(answer.get(0));
      boolean isNegative = answer.get(1) != 0;
      if (value.signum() < 0 && !isNegative) {
        return new CInteger(value.add(BigInteger.ONE.shiftLeft(Long.SIZE)), Long.SIZE, true);
      }
      return new CInteger(
          value, value.bitLength() < Integer.SIZE ? Integer.SIZE : Long.SIZE, false);
    }

    /// The layout of a struct with further fields.
    ///
    /// @param body of the declared ones alone
    StructType.Body struct(SourceText source, Token at, StructType struct, StructType.Body body) {
      check(source, at);
      for (StructType.Field field : body.fields()) {
        if (field.name().isEmpty() || field.isBitField()) {
          throw source.error(
              at, "expected fields with names and whole bytes before '...' but found " + field);
        }
      }
      structs.put(at.offset(), new Partial(at, struct, body.fields()));
      List<Long> answer = answers.get(at.offset());
      return answer == null ? body : placed(source, at, body, answer);
    }

    private static StructType.Body placed(
        SourceText source, Token at, StructType.Body body, List<Long> answer) {
      List<StructType.Field> fields = new ArrayList<>();
      boolean isNatural =
          body.natural()
              && answer.get(0) == body.byteSize()
              && answer.get(1) == body.byteAlignment();
      for (StructType.Field field : body.fields()) {
        int index = 2 + 2 * fields.size();
        long offset = answer.get(index);
        if (answer.get(index + 1) != field.type().byteSize()) {
          throw source.error(
              at,
              "expected %d bytes for '%s', as in the headers, but found %d"
                  .formatted(answer.get(index + 1), field, field.type().byteSize()));
        }
        isNatural &= offset == field.byteOffset();
        fields.add(new StructType.Field(field.name(), field.type(), offset, field.isConst()));
      }
      fields.sort(Comparator.comparingLong(StructType.Field::byteOffset));
      Map<String, StructType.Field> names = new LinkedHashMap<>();
      fields.forEach(field -> names.put(field.name(), field));
      return new StructType.Body(
          List.copyOf(fields),
          names,
          answer.get(0),
          answer.get(1),
          false,
          isNatural,
          false,
          body.weight(),
          body.depth());
    }

    /// The first struct of the text that a compiler cannot name.
    @Nullable Partial unnamed() {
      return structs.values().stream()
          .filter(partial -> partial.struct().name().isEmpty())
          .findFirst()
          .orElse(null);
    }
  }
}
