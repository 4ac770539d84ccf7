package org.culebra.ffi.ctype;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A function type of C: of a prototype, or the target of a function pointer.
///
/// @param returns the return type
/// @param parameters the parameters in order; arrays and functions have been adjusted to pointers
/// @param variadic whether it ends in `...`
/// @param owner how the caller frees the result; null if it is not the caller's
public record FunctionType(
    CType returns, List<Parameter> parameters, boolean variadic, @Nullable Owner owner)
    implements CType {
  /// Checks that the return type is one, and copies the list.
  public FunctionType {
    Objects.requireNonNull(returns, "returns");
    parameters = List.copyOf(parameters);
    if (returns instanceof Array || returns instanceof FunctionType) {
      throw new IllegalArgumentException("expected a type that C can return but found " + returns);
    }
  }

  /// A function whose result is not the caller's to free.
  ///
  /// @param returns the return type
  /// @param parameters the parameters in order
  /// @param variadic whether it ends in `...`
  public FunctionType(CType returns, List<Parameter> parameters, boolean variadic) {
    this(returns, parameters, variadic, null);
  }

  /// {@return the spelling that SciPy's `LowLevelCallable` compares character by character, such as
  /// `double (int, double *, void *)`, without names and qualifiers}
  public String signature() {
    return TypePrinter.signature(this);
  }

  @Override
  public boolean isSized() {
    return false;
  }

  @Override
  public Optional<FunctionType> asFunction() {
    return Optional.of(this);
  }

  @Override
  public String toString() {
    return declaration("");
  }

  /// What a prototype says about a result that belongs to the caller: `[[owner(free), length(rows,
  /// *columns)]]`.
  ///
  /// @param function the function that frees it
  /// @param lengths its elements per axis: numbers, parameters, or what these point to; empty if it
  ///   is no array
  public record Owner(String function, List<String> lengths) {
    /// Checks that nothing is null, and copies the list.
    public Owner {
      Objects.requireNonNull(function, "function");
      lengths = List.copyOf(lengths);
    }

    /// The attributes in C.
    @Override
    public String toString() {
      String length = lengths.isEmpty() ? "" : ", length(" + String.join(", ", lengths) + ")";
      return "[[owner(" + function + ")" + length + "]]";
    }
  }

  /// What a prototype says about memory that C uses after the call: `[[keeps]]`, until the process
  /// ends, or `[[keeps(fclose(stream))]]`, until a function is called with a pointer.
  ///
  /// @param function the function; empty for the end of the process
  /// @param pointer what is passed to it: the name of a parameter, `*` and the name of one that
  ///   points to it after the call, or `return` for the result; empty if there is no function
  public record Keeps(String function, String pointer) {
    /// Until the process ends.
    public static final Keeps ALWAYS = new Keeps("", "");

    /// Checks that nothing is null.
    public Keeps {
      Objects.requireNonNull(function, "function");
      Objects.requireNonNull(pointer, "pointer");
    }

    /// {@return whether only the end of the process ends it}
    public boolean isAlways() {
      return function.isEmpty();
    }

    /// The attribute in C, without brackets.
    @Override
    public String toString() {
      return isAlways() ? "keeps" : "keeps(" + function + "(" + pointer + "))";
    }
  }

  /// One parameter of a function.
  ///
  /// @param name its name; empty if it has none
  /// @param type its type
  /// @param nullable whether Java's `null` is passed as NULL, `[[nullable]]`
  /// @param keeps how long C uses the memory after the call, `[[keeps]]`; null if it does not
  public record Parameter(String name, CType type, boolean nullable, @Nullable Keeps keeps) {
    /// Checks that nothing is null.
    public Parameter {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
    }

    /// A parameter without attributes.
    ///
    /// @param name its name; empty if it has none
    /// @param type its type
    public Parameter(String name, CType type) {
      this(name, type, false, null);
    }

    /// The declaration in C, with its attributes.
    @Override
    public String toString() {
      return TypePrinter.declaration(this);
    }
  }
}
