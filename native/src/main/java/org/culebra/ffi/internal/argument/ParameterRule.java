package org.culebra.ffi.internal.argument;

import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// What a prototype requires of one argument. Each rule has three outcomes, which must agree: code
/// that checks and passes the argument, the same for a boxed argument, and the explanation of a
/// mismatch.
public sealed interface ParameterRule
    permits NumberRule, PointerRule, FunctionRule, StructRule, ComplexRule {

  /// The rule of a type.
  ///
  /// @throws IllegalArgumentException if values of that type cannot be passed
  static ParameterRule of(CType type) {
    if (type instanceof CType.Pointer pointer) {
      return pointer.function().isPresent()
          ? new FunctionRule(pointer.function().get())
          : PointerRule.of(pointer);
    }
    NumberRule number = NumberRule.of(type);
    if (number != null) {
      return number;
    }
    if (type instanceof StructType struct) {
      return new StructRule(struct);
    }
    if (type instanceof CType.Complex complex) {
      return new ComplexRule(complex);
    }
    throw new IllegalArgumentException("expected a type that can be passed but found " + type);
  }

  /// Whether an argument of a Java type needs memory that ends with the call.
  default boolean needsMemory(Class<?> java) {
    return false;
  }

  /// Generates code that checks an argument and stores C's value in a local, or jumps to the
  /// rejection.
  ///
  /// @param index which argument
  void emit(Code code, int index);

  /// The value of a boxed argument for the linker's handle.
  ///
  /// @return `null` if the argument does not match
  @Nullable Object convert(@Nullable Object argument, Call call);

  /// Why an argument does not match; reads no memory.
  ///
  /// @return `null` if it does
  @Nullable String explain(@Nullable Object argument, Call call);

  /// The call of an argument.
  interface Call {
    /// The value of a parameter used in a length.
    ///
    /// @throws ArithmeticException if it is too large for a length
    /// @throws IllegalArgumentException if the argument is not an integer
    long length(String parameter);

    /// Memory that ends with the call; `null` if no argument needs any.
    @Nullable CallMemory memory();
  }

  /// The code generated for a call.
  interface Code {
    /// The Java type of an argument.
    Class<?> java(int index);

    /// Whether an argument is given rather than an inferred length.
    boolean isGiven(int index);

    /// Jumps to the rejection unless an integer is from 0 to `most`.
    void inRange(int index, long most);

    /// Calls a static method with the argument, its rule and the extras, which returns the pointer
    /// for C, or `null` for the rejection.
    void marshal(int index, Class<?> owner, String method, ParameterRule rule, Extra... extras);
  }

  /// Additional arguments of a method that makes a pointer, after an argument and its rule.
  enum Extra {
    /// The number of elements that the pointer requires.
    NEEDED,
    /// Memory that ends with the call.
    MEMORY
  }
}
