package org.culebra.ffi.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// What a prototype expects of each argument, read once.
///
/// @param name the function's name
/// @param function its type; of a variadic function called with certain arguments, with these as
///   further parameters
/// @param rules one per parameter: a [NumberRule], [PointerRule], [FunctionRule], [ComplexRule] or
///   [CStruct]
/// @param options how it is linked
/// @param variadicFrom the number of parameters in front of `...`, -1 where there is none
/// @param lengths the parameters that may be left out
/// @param apart the pairs of pointers that must not overlap
/// @param pairs the pairs of a function and its user data
public record CallPlan(
    String name,
    CType.Function function,
    List<Object> rules,
    CallOptions options,
    int variadicFrom,
    List<LengthRule> lengths,
    List<Pair> apart,
    List<Pair> pairs) {

  /// Two parameters that belong together.
  record Pair(int first, int second) {}

  public static CallPlan of(String name, CType.Function function) {
    return of(name, function, CallOptions.USUAL, List.of());
  }

  /// A function called with arguments of these types behind its named ones.
  static CallPlan of(
      String name, CType.Function function, CallOptions options, List<CType> variadic) {
    Carriers.checkCallable(name, function);
    List<CType.Parameter> parameters = new ArrayList<>(function.parameters());
    variadic.forEach(type -> parameters.add(new CType.Parameter("", type)));
    CType.Function called = new CType.Function(function.returns(), parameters, function.variadic());
    List<Object> rules = new ArrayList<>();
    parameters.forEach(parameter -> rules.add(rule(parameter.type())));
    return new CallPlan(
        name,
        called,
        List.copyOf(rules),
        options,
        function.variadic() ? function.parameters().size() : -1,
        function.variadic() ? List.of() : LengthRule.of(called, rules),
        apart(rules),
        UserData.pairs(called));
  }

  static Object rule(CType type) {
    if (type instanceof CType.Pointer pointer) {
      return pointer.function().isPresent()
          ? new FunctionRule(pointer.function().get())
          : PointerRule.of(pointer);
    }
    if (type instanceof CType.Struct struct) {
      return new CStructImpl(struct);
    }
    if (type instanceof CType.Complex complex) {
      return new ComplexRule(complex);
    }
    NumberRule number = NumberRule.of(type);
    if (number == null) {
      throw new IllegalArgumentException("expected a type that can be passed but found " + type);
    }
    return number;
  }

  /// What is reached through a `restrict` pointer and written must be reached through no other (C11
  /// 6.7.3.1 §4); two pointers that only read may overlap.
  private static List<Pair> apart(List<Object> rules) {
    List<Pair> apart = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (int j = i + 1; j < rules.size(); j++) {
        if (rules.get(i) instanceof PointerRule a
            && rules.get(j) instanceof PointerRule b
            && (a.restrict() || b.restrict())
            && !(a.isConst() && b.isConst())) {
          apart.add(new Pair(i, j));
        }
      }
    }
    return List.copyOf(apart);
  }

  public int arity() {
    return rules.size();
  }

  /// The number of arguments where the lengths are left out.
  int shortArity() {
    return arity() - lengths.size();
  }

  /// Where each parameter is found among the given arguments, -1 for a length that was left out.
  int[] positions(int given) {
    int[] positions = new int[arity()];
    boolean leftOut = given == shortArity();
    int next = 0;
    for (int i = 0; i < positions.length; i++) {
      positions[i] = leftOut && isLength(i) ? -1 : next++;
    }
    return positions;
  }

  boolean isLength(int parameter) {
    return lengths.stream().anyMatch(length -> length.parameter() == parameter);
  }

  /// Refuses a wrong number of arguments.
  void checkCount(int given) {
    if (given != arity() && given != shortArity()) {
      throw new IllegalArgumentException(
          "cannot call %s\n  expected %s but found %d".formatted(this, counts("argument"), given));
    }
  }

  /// `5 arguments, or 4 without 'n',`.
  String counts(String what) {
    String counts =
        (variadicFrom == arity() ? "at least " : "")
            + arity()
            + " "
            + what
            + (arity() == 1 ? "" : "s");
    if (lengths.isEmpty()) {
      return counts;
    }
    List<String> names = new ArrayList<>();
    lengths.forEach(length -> names.add("'" + parameter(length.parameter()).name() + "'"));
    return counts + ", or " + shortArity() + " without " + String.join(" and ", names) + ",";
  }

  Object rule(int index) {
    return rules.get(index);
  }

  public CType.Parameter parameter(int index) {
    return function.parameters().get(index);
  }

  int indexOf(String parameterName) {
    for (int i = 0; i < arity(); i++) {
      if (parameter(i).name().equals(parameterName)) {
        return i;
      }
    }
    throw new IllegalStateException("no parameter " + parameterName + ": " + this);
  }

  /// The declared length of a pointer parameter with these arguments; what a plain pointer needs
  /// where none was declared.
  ///
  /// @throws ArithmeticException if it cannot be computed, or an axis is negative
  /// @throws IllegalArgumentException if an argument that it depends on is no integer
  long needed(PointerRule rule, @Nullable Object[] arguments) {
    return rule.hasLength()
        ? Axes.elements(rule.dims(), name -> length(name, arguments))
        : rule.leastNeeded();
  }

  /// The value of a parameter that a length names.
  ///
  /// @throws ArithmeticException if it is too large for a length
  /// @throws IllegalArgumentException if the argument is no integer
  long length(String parameter, @Nullable Object[] arguments) {
    int index = indexOf(parameter);
    if (rule(index) instanceof NumberRule number) {
      return number.asLength(arguments[index], parameter);
    }
    throw new IllegalArgumentException("not an integer: " + parameter);
  }

  /// Whether complex numbers travel by value.
  boolean hasComplex() {
    return function.returns() instanceof CType.Complex
        || rules.stream().anyMatch(ComplexRule.class::isInstance);
  }

  /// Whether C might call Java through an argument of the call.
  @Nullable String callsBack() {
    for (CType.Parameter parameter : function.parameters()) {
      String reason = CallbackSearch.in(parameter.type(), Set.of());
      if (reason != null) {
        return "'" + parameter + "'" + reason;
      }
    }
    return null;
  }

  /// The refusal of a call: every argument is looked at again, and all violations are told at once.
  IllegalArgumentException refused(@Nullable Object... arguments) {
    return Refusals.call(this, arguments);
  }

  @Override
  public String toString() {
    return function.declaration(name);
  }
}
