package org.culebra.ffi.internal.call;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.ArgumentLengths;
import org.culebra.ffi.internal.argument.Axes;
import org.culebra.ffi.internal.argument.CallMemory;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.ComplexRule;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.NumberRule;
import org.culebra.ffi.internal.argument.ParameterRule;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.UserData;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.jspecify.annotations.Nullable;

/// What a prototype requires of each argument, computed once.
///
/// @param name the function's name
/// @param function its type; for a variadic function called with certain arguments, with these as
///   further parameters
/// @param rules one per parameter
/// @param options how it is linked
/// @param variadicFrom the number of parameters before `...`, -1 if there is none
/// @param lengths the parameters that may be omitted
/// @param disjoint the pairs of pointers that must not overlap
/// @param pairs the pairs of a function and its user data
/// @param kept the parameters whose memory C uses after the call
public record CallPlan(
    String name,
    FunctionType function,
    List<ParameterRule> rules,
    Options options,
    int variadicFrom,
    List<InferredLength> lengths,
    List<Pair> disjoint,
    List<Pair> pairs,
    List<Integer> kept) {

  /// Two parameters that belong together.
  record Pair(int first, int second) {}

  public static CallPlan of(String name, FunctionType function) {
    return of(name, function, Options.USUAL, List.of());
  }

  /// The function called with arguments of these types after its named ones.
  static CallPlan of(String name, FunctionType function, Options options, List<CType> variadic) {
    Carriers.checkCallable(name, function);
    List<FunctionType.Parameter> parameters = new ArrayList<>(function.parameters());
    for (CType type : variadic) {
      parameters.add(new FunctionType.Parameter("", type));
    }
    FunctionType called =
        new FunctionType(function.returns(), parameters, function.variadic(), function.owner());
    List<ParameterRule> rules = new ArrayList<>();
    int counts = 0;
    for (FunctionType.Parameter parameter : parameters) {
      counts += mayCount(parameter.type()) ? 1 : 0;
    }
    for (FunctionType.Parameter parameter : parameters) {
      ParameterRule rule = ParameterRule.of(parameter.type());
      boolean isCounted = counts > (mayCount(parameter.type()) ? 1 : 0); // by another one
      rules.add(isCounted && rule instanceof PointerRule pointer ? pointer.inCountedCall() : rule);
    }
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).nullable()) {
        rules.set(i, pointer("nullable", rules.get(i), parameters.get(i), name, called).orNull());
      }
      if (parameters.get(i).keeps() != null) {
        pointer("keeps", rules.get(i), parameters.get(i), name, called);
        kept.add(i);
      }
    }
    CallPlan plan =
        new CallPlan(
            name,
            called,
            List.copyOf(rules),
            options,
            function.variadic() ? function.parameters().size() : -1,
            function.variadic() ? List.of() : InferredLength.of(called, rules),
            disjoint(rules),
            userDataPairs(called),
            List.copyOf(kept));
    if (options.owned() != null) {
      options.owned().check(name, called);
    }
    return plan;
  }

  private static PointerRule pointer(
      String attribute,
      ParameterRule rule,
      FunctionType.Parameter parameter,
      String name,
      FunctionType called) {
    if (rule instanceof PointerRule pointer) {
      return pointer;
    }
    throw new IllegalArgumentException(
        "expected a pointer to data for [[%s]] but found '%s' in %s"
            .formatted(
                attribute,
                parameter.type().declaration(parameter.name()),
                called.declaration(name)));
  }

  /// Whether a parameter may be the number of elements of others: an integer, or the address of one
  /// as in Fortran.
  private static boolean mayCount(CType type) {
    CType plain =
        type instanceof CType.Pointer pointer && pointer.targetConst() ? pointer.target() : type;
    return plain instanceof CType.Scalar scalar && scalar.isInteger() && !scalar.isChar();
  }

  /// What is accessed through a `restrict` pointer and modified must not be accessed through
  /// another one (C11 6.7.3.1 §4); two pointers that are only read may overlap.
  private static List<Pair> disjoint(List<ParameterRule> rules) {
    List<Pair> disjoint = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (int j = i + 1; j < rules.size(); j++) {
        if (rules.get(i) instanceof PointerRule a
            && rules.get(j) instanceof PointerRule b
            && (a.restrict() || b.restrict())
            && !(a.isConst() && b.isConst())) {
          disjoint.add(new Pair(i, j));
        }
      }
    }
    return List.copyOf(disjoint);
  }

  public int arity() {
    return rules.size();
  }

  /// Whether the memory of a parameter is kept until a function is called.
  boolean isKeptUntil(int parameter) {
    for (KeptUntil until : options.until()) {
      if (until.parameter() == parameter) {
        return true;
      }
    }
    return false;
  }

  /// The number of arguments if the lengths are omitted.
  int shortArity() {
    return arity() - lengths.size();
  }

  /// The index of each parameter among the given arguments, -1 for an omitted length.
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
    for (InferredLength length : lengths) {
      if (length.parameter() == parameter) {
        return true;
      }
    }
    return false;
  }

  /// Rejects a wrong number of arguments.
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

  public FunctionType.Parameter parameter(int index) {
    return function.parameters().get(index);
  }

  /// The type of an integer in a length: of a parameter, or for `*n` of what it points to.
  CType lengthType(String name) {
    CType type = parameter(indexOf(name)).type();
    return isTarget(name) && type instanceof CType.Pointer pointer ? pointer.target() : type;
  }

  private static boolean isTarget(String name) {
    return name.startsWith("*");
  }

  int indexOf(String name) {
    String parameterName = isTarget(name) ? name.substring(1) : name;
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
  /// @param memory ends with the call; `null` if no argument needs memory
  Arguments with(@Nullable Object[] arguments, @Nullable CallMemory memory) {
    return new Arguments(this, arguments, memory);
  }

  /// The boxed arguments of a call.
  static final class Arguments implements ParameterRule.Call {
    private final CallPlan plan;
    private final @Nullable Object[] values;
    private final @Nullable CallMemory memory;

    private Arguments(CallPlan plan, @Nullable Object[] values, @Nullable CallMemory memory) {
      this.plan = plan;
      this.values = values;
      this.memory = memory;
    }

    @Override
    public long length(String parameter) {
      int index = plan.indexOf(parameter);
      if (plan.rule(index) instanceof NumberRule number) {
        return number.asLength(values[index], parameter);
      }
      if (isTarget(parameter)) {
        CType type = plan.lengthType(parameter);
        boolean isUnsigned = Carriers.isUnsigned(type);
        long value = ArgumentLengths.target(values[index], (int) type.byteSize(), isUnsigned);
        if (value != ArgumentLengths.NO_TARGET) {
          return Carriers.isWide(type) ? Axes.part(value, parameter) : value;
        }
        throw new IllegalArgumentException(
            "expected an integer for the length %s but found %s"
                .formatted(parameter, Describe.value(values[index])));
      }
      throw new IllegalArgumentException("not an integer: " + parameter);
    }

    @Override
    public @Nullable CallMemory memory() {
      return memory;
    }
  }

  /// Whether complex numbers are passed by value. Whether it returns a struct or a complex number
  /// by value.
  boolean returnsAggregate() {
    CType returns = function.returns();
    return !(returns instanceof CType.Pointer) && Carriers.carrier(returns) == MemorySegment.class;
  }

  boolean hasComplex() {
    boolean found = function.returns() instanceof CType.Complex;
    for (ParameterRule rule : rules) {
      found |= rule instanceof ComplexRule;
    }
    return found;
  }

  /// Whether C might call Java through an argument of the call.
  @Nullable String callsBack() {
    FunctionSearch search = new FunctionSearch();
    for (FunctionType.Parameter parameter : function.parameters()) {
      String reason = search.in(parameter.type());
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

  /// How a function is linked, in addition to its type.
  ///
  /// @param errno whether `errno` is stored after each call
  /// @param cleared whether it is set to 0 before
  /// @param critical whether the thread stays in Java state during a call
  /// @param owned how the result is freed; `null` if it is not the caller's
  /// @param until the parameters whose memory C uses until a function is called
  /// @param ending the function itself, if it may be one that ends this; otherwise `null`
  record Options(
      boolean errno,
      boolean cleared,
      boolean critical,
      @Nullable OwnedResult owned,
      List<KeptUntil> until,
      @Nullable EndingFunction ending) {
    static final Options USUAL = new Options(false, false, false, null, List.of(), null);

    Options withErrno(boolean isCleared) {
      return new Options(true, isCleared, critical, owned, until, ending);
    }

    /// Whether a call begins that C keeps memory until a function is called, or may end it.
    boolean keeps() {
      return ending != null || !until.isEmpty();
    }

    Options asCritical() {
      return new Options(errno, cleared, true, owned, until, ending);
    }

    /// The options for the linker.
    ///
    /// @param variadicFrom the first argument after the named ones, -1 for none
    Linker.Option[] linker(int variadicFrom) {
      List<Linker.Option> options = new ArrayList<>();
      if (errno) {
        options.add(Linker.Option.captureCallState("errno"));
      }
      if (critical) {
        options.add(Linker.Option.critical(false));
      }
      if (variadicFrom >= 0) {
        options.add(Linker.Option.firstVariadicArg(variadicFrom));
      }
      return options.toArray(new Linker.Option[0]);
    }
  }

  /// The function pointers of a prototype that take user data, each with the `void *` that it comes
  /// from.
  private static List<Pair> userDataPairs(FunctionType function) {
    if (!takesFunctions(function)) {
      return List.of();
    }
    int data = UserData.parameterOf(function);
    if (data < 0 || !UserData.isVoid(function.parameters().get(data).type())) {
      return List.of();
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < function.parameters().size(); i++) {
      if (function.parameters().get(i).type() instanceof CType.Pointer pointer
          && pointer.function().isPresent()
          && UserData.parameterOf(pointer.function().get()) >= 0) {
        pairs.add(new Pair(i, data));
      }
    }
    return List.copyOf(pairs);
  }

  private static boolean takesFunctions(FunctionType function) {
    for (FunctionType.Parameter parameter : function.parameters()) {
      if (parameter.type() instanceof CType.Pointer pointer && pointer.function().isPresent()) {
        return true;
      }
    }
    return false;
  }
}
