package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
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
/// @param rules one per parameter
/// @param options how it is linked
/// @param variadicFrom the number of parameters in front of `...`, -1 where there is none
/// @param lengths the parameters that may be left out
/// @param apart the pairs of pointers that must not overlap
/// @param pairs the pairs of a function and its user data
public record CallPlan(
    String name,
    CType.Function function,
    List<ParameterRule> rules,
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
    List<ParameterRule> rules = new ArrayList<>();
    parameters.forEach(parameter -> rules.add(ParameterRule.of(parameter.type())));
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

  /// What is reached through a `restrict` pointer and written must be reached through no other (C11
  /// 6.7.3.1 §4); two pointers that only read may overlap.
  private static List<Pair> apart(List<ParameterRule> rules) {
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

  ParameterRule rule(int index) {
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

  /// A call with boxed arguments.
  ///
  /// @param arguments one per parameter
  /// @param arena ends with the call; `null` where no argument needs any memory
  Arguments with(@Nullable Object[] arguments, @Nullable Arena arena) {
    return new Arguments(this, arguments, arena);
  }

  /// The boxed arguments of a call.
  static final class Arguments implements ParameterRule.Call {
    private final CallPlan plan;
    private final @Nullable Object[] values;
    private final @Nullable Arena arena;

    private Arguments(CallPlan plan, @Nullable Object[] values, @Nullable Arena arena) {
      this.plan = plan;
      this.values = values;
      this.arena = arena;
    }

    @Override
    public long length(String parameter) {
      int index = plan.indexOf(parameter);
      if (plan.rule(index) instanceof NumberRule number) {
        return number.asLength(values[index], parameter);
      }
      throw new IllegalArgumentException("not an integer: " + parameter);
    }

    @Override
    public @Nullable Arena arena() {
      return arena;
    }
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

  @Override
  public String toString() {
    return function.declaration(name);
  }
}
