package org.culebra.ffi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a prototype expects of each argument, read once.
///
/// @param name the function's name
/// @param function its type
/// @param rules one per parameter: a [NumberRule], [PointerRule], [FunctionRule] or [CStruct]
record CallPlan(String name, CType.Function function, List<Object> rules) {

  static CallPlan of(String name, CType.Function function) {
    Carriers.checkCallable(name, function);
    List<Object> rules = new ArrayList<>();
    for (CType.Parameter parameter : function.parameters()) {
      rules.add(rule(parameter.type()));
    }
    return new CallPlan(name, function, List.copyOf(rules));
  }

  static Object rule(CType type) {
    if (type instanceof CType.Pointer pointer) {
      return pointer.function().isPresent()
          ? new FunctionRule(pointer.function().get())
          : PointerRule.of(pointer);
    }
    if (type instanceof CType.Struct struct) {
      return new CStruct(struct);
    }
    NumberRule number = NumberRule.of(type);
    if (number == null) {
      throw new IllegalArgumentException("expected a type that can be passed but found " + type);
    }
    return number;
  }

  int arity() {
    return rules.size();
  }

  Object rule(int index) {
    return rules.get(index);
  }

  CType.Parameter parameter(int index) {
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

  /// The declared length of a pointer parameter with these arguments, 0 where none was declared.
  ///
  /// @throws ArithmeticException if it cannot be computed
  /// @throws IllegalArgumentException if an argument that it depends on is no integer
  long needed(PointerRule rule, @Nullable Object[] arguments) {
    CExpression length = rule.length();
    return length == null
        ? 0
        : length.evaluate(parameter -> {
          int index = indexOf(parameter);
          if (rule(index) instanceof NumberRule number) {
            return number.asLength(arguments[index]);
          }
          throw new IllegalArgumentException("not an integer: " + parameter);
        });
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
