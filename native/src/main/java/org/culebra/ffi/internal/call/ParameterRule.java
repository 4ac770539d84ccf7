package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// What a prototype expects of one argument. One rule has three outcomes, which must agree: code
/// that checks and passes the argument, the same for a boxed argument, and why it does not fit.
sealed interface ParameterRule
    permits NumberRule, PointerRule, FunctionRule, StructRule, ComplexRule {

  /// The rule of a type.
  ///
  /// @throws IllegalArgumentException if nothing of that type can be passed
  static ParameterRule of(CType type) {
    if (type instanceof CType.Pointer pointer) {
      return pointer.function().isPresent()
          ? new FunctionRule(pointer.function().get())
          : PointerRule.of(pointer);
    }
    if (type instanceof CType.Struct struct) {
      return new StructRule(struct);
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

  /// Writes code that checks an argument and leaves what C gets in a local, or goes to the
  /// rejection.
  ///
  /// @param index which argument
  void emit(Code code, int index);

  /// What the linker's handle takes for a boxed argument.
  ///
  /// @return `null` where the argument does not fit
  @Nullable Object convert(@Nullable Object argument, Call call);

  /// Why an argument does not fit; reads no memory.
  ///
  /// @return `null` where it does
  @Nullable String explain(@Nullable Object argument, Call call);

  /// The call that an argument belongs to.
  interface Call {
    /// The value of a parameter that a length names.
    ///
    /// @throws ArithmeticException if it is too large for a length
    /// @throws IllegalArgumentException if the argument is no integer
    long length(String parameter);

    /// Memory that ends with the call; `null` where no argument needs any.
    @Nullable Arena arena();
  }

  /// The code that is written for a call.
  interface Code {
    /// The Java type of an argument.
    Class<?> java(int index);

    /// Whether an argument is given, and not a length that was left out.
    boolean isGiven(int index);

    /// Goes to the rejection unless an integer is from 0 to `most`.
    void inRange(int index, long most);

    /// Calls a method of [ArgumentMarshaller] with the argument, its rule and the extras, which
    /// gives the pointer for C, or `null` for the rejection.
    void marshal(int index, String method, ParameterRule rule, Extra... extras);
  }

  /// What a method of [ArgumentMarshaller] takes beside an argument and its rule.
  enum Extra {
    /// The number of elements that the pointer needs.
    NEEDED,
    /// Memory that ends with the call.
    ARENA
  }
}
