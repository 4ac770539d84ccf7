package org.culebra.ffi.internal.call;

import java.lang.classfile.CodeBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.jspecify.annotations.Nullable;

/// A C function: its prototype, how it is linked, and what intercepts its calls.
public final class CFunctionImpl implements CFunction {
  private final CPrototype prototype;
  private final MemorySegment address;
  private final CallPlan.Options options;
  private final @Nullable UnaryOperator<MethodHandle> around;
  private final LinkedFunction linked;

  /// Variadic only: the function with certain types of further arguments.
  private final Map<List<CType>, LinkedFunction> variants = new ConcurrentHashMap<>();

  /// Creates a C function.
  ///
  /// @param prototype trusted
  /// @param address its address
  public CFunctionImpl(CPrototype prototype, MemorySegment address) {
    this(prototype, address, CallPlan.Options.USUAL, null);
  }

  /// A function that changes how long memory is kept.
  ///
  /// @param prototype trusted
  /// @param address its address
  /// @param owned how the result is freed; null if it is not the caller's
  /// @param until the parameters whose memory C uses until a function is called
  /// @param ending the function itself, if it may be one that ends this; otherwise null
  public CFunctionImpl(
      CPrototype prototype,
      MemorySegment address,
      @Nullable OwnedResult owned,
      List<KeptUntil> until,
      @Nullable EndingFunction ending) {
    this(prototype, address, new CallPlan.Options(false, false, false, owned, until, ending), null);
  }

  /// Whether C uses memory of a parameter after a call, `[[keeps]]`.
  public static boolean keeps(FunctionType type) {
    for (FunctionType.Parameter parameter : type.parameters()) {
      if (parameter.keeps() != null) {
        return true;
      }
    }
    return false;
  }

  /// A function of a capsule: implemented in C or in Java.
  ///
  /// @param around intercepts the calls of the linker's handle
  public CFunctionImpl(
      CPrototype prototype, MemorySegment address, UnaryOperator<MethodHandle> around) {
    this(prototype, address, CallPlan.Options.USUAL, around);
  }

  private CFunctionImpl(
      CPrototype prototype,
      MemorySegment address,
      CallPlan.Options options,
      @Nullable UnaryOperator<MethodHandle> around) {
    this.prototype = prototype;
    this.address = address;
    this.options = options;
    this.around = around;
    this.linked = link(List.of());
  }

  private LinkedFunction link(List<CType> variadic) {
    CallPlan plan = CallPlan.of(prototype.name(), prototype.type(), options, variadic);
    LinkerLimits.checkDowncall(plan);
    return new LinkedFunction(plan, address, around);
  }

  /// The function with these types of arguments after the named ones.
  private LinkedFunction linked(List<CType> variadic) {
    return variadic.isEmpty() ? linked : variants.computeIfAbsent(variadic, this::link);
  }

  @Override
  public String name() {
    return prototype.name();
  }

  @Override
  public FunctionType type() {
    return prototype.type();
  }

  @Override
  public MemorySegment pointer() {
    return address;
  }

  @Override
  public CFunction withErrno() {
    return new CFunctionImpl(prototype, address, options.withErrno(false), around);
  }

  @Override
  public CFunction clearingErrno() {
    ErrnoSlot.requireClearing();
    return new CFunctionImpl(prototype, address, options.withErrno(true), around);
  }

  @Override
  public CFunction critical() {
    String reason = linked.plan().callsBack();
    if (reason == null && prototype.type().variadic()) {
      reason = "... may be function pointers";
    }
    if (around != null) {
      reason = "functions of a capsule may be made of Java";
    }
    if (reason != null) {
      throw new IllegalArgumentException(
          "expected a function that cannot call Java but found %s: %s".formatted(this, reason));
    }
    return new CFunctionImpl(prototype, address, options.asCritical(), around);
  }

  @Override
  public @Nullable Object call(@Nullable Object... arguments) {
    Objects.requireNonNull(arguments, "arguments");
    CallPlan named = linked.plan();
    if (arguments.length <= named.arity() || !prototype.type().variadic()) {
      named.checkCount(arguments.length);
      return DynamicCall.call(named, linked.raw(), arguments);
    }
    LinkedFunction variant = linked(Variadic.types(named, arguments));
    return DynamicCall.call(variant.plan(), variant.raw(), Variadic.promoted(named, arguments));
  }

  @Override
  public <T> T as(Class<T> iface) {
    return as(InterfaceSpinner.publicLookup(iface), iface);
  }

  @Override
  public <T> T as(MethodHandles.Lookup lookup, Class<T> iface) {
    Method method = InterfaceCheck.single(iface);
    return InterfaceSpinner.spin(lookup, iface, Map.of(method, bound(method)), prototype);
  }

  /// How a method calls the function, after comparing it with the prototype.
  BoundMethod bound(Method method) {
    MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    if (!prototype.type().variadic()) {
      return bound(method, linked, type);
    }
    LinkedFunction variant = linked(Variadic.types(linked.plan(), method));
    BoundMethod promoted = bound(method, variant, Variadic.promoted(linked.plan(), type));
    return new BoundMethod.Handle(Variadic.adapted(promoted.handle(), type));
  }

  private static BoundMethod bound(Method method, LinkedFunction function, MethodType type) {
    InterfaceCheck.downcall(function.plan(), method, type);
    return function.isPlain()
        ? new Downcall(function.plan(), function.unbound(), function.address, type)
        : new Downcall(function.plan(), function.raw(), null, type);
  }

  private record Downcall(
      CallPlan plan, MethodHandle raw, @Nullable MemorySegment symbol, MethodType type)
      implements BoundMethod {
    @Override
    public MethodHandle handle() {
      return DowncallSpinner.spin(plan, raw, symbol, type);
    }

    @Override
    public Consumer<CodeBuilder> bodyIn(HiddenClass generated) {
      return new DowncallSpinner(plan, raw, symbol, type, generated);
    }
  }

  @Override
  public String toString() {
    return prototype.toString();
  }

  /// A function called with certain argument types, and the linker's handle for that.
  private static final class LinkedFunction {
    private final CallPlan plan;
    private final MemorySegment address;
    private final @Nullable UnaryOperator<MethodHandle> around;
    private @Nullable MethodHandle raw;

    /// @param around intercepts the calls of the linker's handle; `null` for none
    LinkedFunction(
        CallPlan plan, MemorySegment address, @Nullable UnaryOperator<MethodHandle> around) {
      this.plan = plan;
      this.address = address;
      this.around = around;
    }

    CallPlan plan() {
      return plan;
    }

    /// Created on first use, because linking costs milliseconds. Whether nothing is called around
    /// the function.
    boolean isPlain() {
      CallPlan.Options options = plan.options();
      return around == null
          && !options.cleared()
          && options.owned() == null
          && options.until().isEmpty();
    }

    /// The handle of all functions of this type, which takes the function first: in a fresh JVM
    /// each that is bound to one costs milliseconds.
    MethodHandle unbound() {
      return Restricted.downcall(
          Carriers.downcall(plan.function()), plan.options().linker(plan.variadicFrom()));
    }

    synchronized MethodHandle raw() {
      MethodHandle handle = raw;
      if (handle == null) {
        handle = unbound().bindTo(address);
        handle = plan.options().cleared() ? ErrnoSlot.clearedBefore(handle) : handle;
        handle = around == null ? handle : around.apply(handle);
        handle = plan.options().until().isEmpty() ? handle : KeptArguments.around(handle);
        OwnedResult owned = plan.options().owned();
        handle = owned == null ? handle : owned.around(handle, plan.function());
        raw = handle;
      }
      return handle;
    }
  }
}
