package org.culebra.ffi.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.culebra.ffi.ctype.CExpression;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.CopiedText;

/// Texts of a callback, `char **`, that arrive as a `String[]` if another parameter counts them,
/// which a signature can state.
///
/// @param count the parameter that may be their number
/// @param texts the parameters with the texts
/// @param type the callback's type with their length
record CountedTexts(String count, List<String> texts, FunctionType type) {
  /// Those of a callback; empty if it has no texts, or no number that may count them.
  static Optional<CountedTexts> of(FunctionType type) {
    List<FunctionType.Parameter> parameters = type.parameters();
    List<Integer> texts =
        indices(parameters).filter(i -> isTexts(parameters.get(i).type())).toList();
    return texts.isEmpty()
        ? Optional.empty()
        : count(parameters, texts.getFirst())
            .map(count -> counted(type, texts, name(parameters, count)));
  }

  private static Stream<Integer> indices(List<FunctionType.Parameter> parameters) {
    return IntStream.range(0, parameters.size()).boxed();
  }

  private static boolean isTexts(CType type) {
    return type instanceof CType.Pointer pointer
        && pointer.length() == null
        && pointer.target() instanceof CType.Pointer text
        && CopiedText.isText(text.target());
  }

  /// The nearest integer, preferably one before the texts.
  private static Optional<Integer> count(List<FunctionType.Parameter> parameters, int texts) {
    List<Integer> integers =
        indices(parameters).filter(i -> JavaTypes.isNumber(parameters.get(i).type())).toList();
    return integers.stream()
        .filter(i -> i < texts)
        .reduce((_, last) -> last)
        .or(() -> integers.stream().findFirst());
  }

  private static String name(List<FunctionType.Parameter> parameters, int i) {
    return JavaNames.parameter(parameters.get(i).name(), i);
  }

  private static CountedTexts counted(FunctionType type, List<Integer> texts, String count) {
    List<FunctionType.Parameter> counted = new ArrayList<>();
    for (int i = 0; i < type.parameters().size(); i++) {
      CType plain = type.parameters().get(i).type();
      CType declared = texts.contains(i) ? withLength((CType.Pointer) plain, count) : plain;
      counted.add(new FunctionType.Parameter(name(type.parameters(), i), declared));
    }
    return new CountedTexts(
        count,
        texts.stream().map(i -> name(type.parameters(), i)).toList(),
        new FunctionType(type.returns(), counted, type.variadic()));
  }

  private static CType.Pointer withLength(CType.Pointer pointer, String count) {
    return new CType.Pointer(
        pointer.target(),
        pointer.targetConst(),
        pointer.targetVolatile(),
        pointer.restrict(),
        new CExpression.Parameter(count));
  }
}
