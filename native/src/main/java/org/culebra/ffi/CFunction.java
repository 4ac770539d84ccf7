package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import org.culebra.ffi.internal.Restricted;
import org.jspecify.annotations.Nullable;

/// A C function and what its prototype says about it.
///
/// ```java
/// interface RunsInC {
///   void run(int n, NDArray p, NDArray px, NDArray py, NDArray pz);
/// }
///
/// CFunction f = lib.function(
///     "void runs_in_c(int n, double p[n], const double px[n], const double py[n], const double pz[n])");
/// RunsInC fast = f.as(MethodHandles.lookup(), RunsInC.class);
/// fast.run(1000, p, px, py, pz);
/// ```
///
/// **What is checked.** Before each call, every argument is compared with the prototype: an array
/// behind `T *` must have exactly the dtype of `T` in native byte order, be C-contiguous, have at
/// least `n` elements where the parameter is written `T p[n]`, and be writable unless the parameter
/// is `const`. `void *` takes any dtype, `char *` and `unsigned char *` any of one byte. All
/// violations of all arguments come in one [IllegalArgumentException]. A typed view (`DoubleView`)
/// is checked by the size and kind of its elements; it does not know whether integers are signed. A
/// native `MemorySegment` of length 0 is taken for a bare pointer and trusted for its length.
///
/// **Java types.** Numbers have the size of C's: `int` for `int` and `enum`, `long` for a C `long`
/// of 8 bytes, `boolean` for `_Bool`. Unsigned numbers also travel in a wider integer type, checked
/// to be in range: `int` for `unsigned char`, `long` for `unsigned int`. Structs are
/// [CStruct.Value], by value or by address; function pointers are [Callback].
///
/// **NULL.** A Java `null` is refused, except for `void *`; where NULL is meant for another `T *`,
/// say so with [MemorySegment#NULL]. For `T p[n]` NULL is refused unless `n` is 0.
///
/// **Memory.** Arguments are kept alive during the call. An arena that is closed, or confined to
/// another thread, gives the JDK's exception before C runs; closing one during the call is refused.
/// What C keeps after the call is the caller's business.
///
/// Functions may be called from any thread that the C code allows.
public final class CFunction {
  private final CallPlan plan;
  private final MemorySegment address;
  private @Nullable MethodHandle raw;

  CFunction(CPrototype prototype, MemorySegment address) {
    this.plan = CallPlan.of(prototype.name(), prototype.type());
    this.address = address;
  }

  /// Trusts the address and the prototype: a function that was found by other means, in a struct of
  /// function pointers for example.
  ///
  /// @param address where the function is; must stay there
  /// @param prototype its prototype in C
  /// @return the function
  /// @throws CDeclarationException if the prototype is not understood
  public static CFunction of(MemorySegment address, String prototype) {
    if (!address.isNative() || address.address() == 0) {
      throw new IllegalArgumentException(
          "expected the address of a function but found " + Refusals.describe(address));
    }
    return new CFunction(CDeclarations.function(prototype), address);
  }

  /// The function's name.
  ///
  /// @return the name in C
  public String name() {
    return plan.name();
  }

  /// The function's type.
  ///
  /// @return parameters and result
  public CType.Function type() {
    return plan.function();
  }

  /// Where the function is.
  ///
  /// @return a pointer of length 0, for function pointers in structs and arguments
  public MemorySegment address() {
    return address;
  }

  /// Calls the function: the convenient way and the slow one, about ten times the cost of
  /// [#as(MethodHandles.Lookup, Class)], with boxed arguments.
  ///
  /// Numbers are converted where nothing is lost: 5 may be passed for any integer or floating type,
  /// 300 is refused for `unsigned char` and 0.1 for `float` (write `0.1f`).
  ///
  /// @param arguments one per parameter
  /// @return the result: a boxed number (an unsigned one in the next wider type, `unsigned long` as
  ///   its bits), a `MemorySegment` of length 0 for a pointer, a [CStruct.Value] in automatic
  ///   memory for a struct, `null` for `void`
  /// @throws IllegalArgumentException if an argument does not fit; C has not been called
  /// @throws IllegalStateException if memory or a callback has been closed; C has not been called
  public @Nullable Object call(@Nullable Object... arguments) {
    Objects.requireNonNull(arguments, "arguments");
    return DynamicCall.call(plan, raw(), arguments);
  }

  /// Binds the function to the one method of an interface: the fast way. Interface and prototype
  /// are compared now, so that a call cannot fail for its types. Keep the result in a `static
  /// final` field or a final field; it may be used by any thread.
  ///
  /// @param lookup `MethodHandles.lookup()` of a class that can see the interface
  /// @param iface an interface with exactly one abstract method; its name does not matter
  /// @param <T> the interface
  /// @return an implementation that calls C
  /// @throws IllegalArgumentException if a type or the number of parameters differs; names all
  ///   differences
  public <T> T as(MethodHandles.Lookup lookup, Class<T> iface) {
    Method method = InterfaceCheck.single(iface);
    return InterfaceSpinner.spin(lookup, iface, Map.of(method, bound(method)), toString());
  }

  /// A handle with the types of the method, after comparing it with the prototype.
  MethodHandle bound(Method method) {
    InterfaceCheck.downcall(plan, method);
    MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    return DowncallSpinner.spin(plan, raw(), type);
  }

  /// The linker's handle; made when first needed, for linking costs milliseconds.
  private synchronized MethodHandle raw() {
    MethodHandle handle = raw;
    if (handle == null) {
      handle = Restricted.downcall(address, Carriers.downcall(plan.function()));
      raw = handle;
    }
    return handle;
  }

  /// The prototype in C.
  @Override
  public String toString() {
    return plan.toString();
  }
}
