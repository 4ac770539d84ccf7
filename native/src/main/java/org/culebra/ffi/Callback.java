package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.function.Function;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.call.CallbackBuilder;
import org.culebra.ffi.internal.call.CallbackImpl;
import org.jspecify.annotations.Nullable;

/// A Java function that C can call: a function pointer, and the lambda behind it.
///
/// ```java
/// interface Integrand {
///   double at(int n, DoubleView x, DoubleView c);
/// }
///
/// Callback f = Callback.of("double (int n, const double x[n], const double *c)")
///     .as(MethodHandles.lookup(), Integrand.class)
///     .in(arena, (n, x, c) -> c.get(0) + x.get(0) - x.get(1) * x.get(2));
/// ```
///
/// A [Builder] is what C sees: the signature, user data, what C gets from a failure. A [Binding] is
/// that as a Java interface. Both are immutable, so either may be kept and used again.
///
/// **Pointers.** A parameter `T x[n]` arrives as what the method declares: an `NDArray`, a typed
/// view, a `MemorySegment`, a [CStruct.Value] for structs, or its address as `long`. The length is
/// the declared one, and one element for a plain `T *`; C is trusted for it. `const` memory is
/// read-only. Views end when the callback returns: using one later throws [IllegalStateException].
/// A `void *` arrives as a `MemorySegment` of length 0 or as `long`; a `void p[n]` as one of `n`
/// bytes, a `T **` or `T *v[n]` as one of 8 bytes for each pointer. Lengths follow the rule of
/// [CFunction]; one that is negative or too large is a failure, and so is NULL where elements are
/// expected: take a `long` where it may come.
///
/// **User data.** C's own way to give a callback its context is a `void *` that comes back with
/// each call, beside the function pointer: the only `void *`, or of several the first that is
/// called `user_data`, `userdata`, `userData`, `params` or `data`. A callback without any `void *`
/// may have a data pointer of another type with such a name for it. With
/// [Builder#userData(NDArray)] it is an array or struct of Java's, which the method takes with its
/// type; taking it as another type does not bind. The object itself arrives, so it is not C that is
/// trusted, and it does not end with the call.
///
/// ```java
/// interface Scaled {
///   double at(double x, DoubleView params);
/// }
///
/// Callback g = Callback.of("double (double x, void *params)")
///     .userData(weights)
///     .as(MethodHandles.lookup(), Scaled.class)
///     .in(arena, (x, w) -> w.get(0) * x);
/// integrate.call(g, weights, 0.0, 1.0); // or null for the weights
/// ```
///
/// **Exceptions.** Nothing is ever thrown into C. A failing callback returns the error value (0,
/// NaN or NULL unless [stated][Builder#errorValue(Object)]), or what an [error
/// function][Builder#onError(Function)] makes of the failure, and the first failure is kept. The
/// [CFunction] call that was given the callback throws it once C has returned; until then C gets
/// the error value without the lambda being run again. Calls may be nested, and run on several
/// threads: a failure belongs to the innermost such call of its thread, and on a thread that C made
/// to all that are in progress. Without such a call, where C has kept the callback, the failure
/// goes to the thread's uncaught exception handler: the first one, for C may go on for millions of
/// calls. Either way [#failure()] has the first of all, and [#failures()] counts them. Where the
/// stack is too full even to keep a failure, C gets the error value all the same; the call throws a
/// [StackOverflowError] in its place, and these two may not know of it.
///
/// **Lifetime.** The function pointer dies with the arena: C must not call it afterwards, which
/// would end the process sooner or later. A call that is running may close the arena, and so may
/// another thread meanwhile: the code stays there until the last call has returned, and is then
/// freed by the garbage collector. A closed callback is rejected as an argument. Any thread may
/// call it, also one that C made, as far as the lambda allows. A thread of C needs a stack of at
/// least about 256 KiB: with a smaller one the JVM cannot attach the thread, and ends the process.
/// In `Arena.ofAuto()` a callback is collected once nothing reaches its arena: keep the callback or
/// its pointer reachable while C may call it. A lambda, user data or an error function that itself
/// reaches the arena keeps it for ever, for the function pointer keeps all three.
///
/// **Stack.** C and callbacks may call each other until the stack is full. From the first callback
/// on each call of C makes sure of 64 KiB first, whether it is given a callback or C has kept one;
/// a call that is given one, as the ninth or later within one another, of 128 KiB. Where less is
/// left the call throws [StackOverflowError] before C runs. Only a function of C that itself fills
/// the rest of the stack and then calls back ends the process, and a
/// [critical][CFunction#critical()] one that calls back at all.
public sealed interface Callback permits CallbackImpl {
  /// Begins a callback with its signature.
  ///
  /// @param signature the C type: `double (int n, const double x[n])`
  /// @return a builder; C gets 0, NaN or NULL when a callback of it fails
  /// @throws CDeclarationException if the signature is not understood
  /// @throws UnsupportedOperationException if C cannot call Java with it: it is variadic, has
  ///   complex numbers by value, or more arguments than the JDK can pass
  static Builder of(String signature) {
    return of(CDeclarations.callback(signature));
  }

  /// Begins a callback with a type that was declared elsewhere: a struct's field, a `typedef`.
  ///
  /// @param type the C type
  /// @return a builder; C gets 0, NaN or NULL when a callback of it fails
  /// @throws UnsupportedOperationException if C cannot call Java with it: it is variadic, has
  ///   complex numbers by value, or more arguments than the JDK can pass
  static Builder of(CType.Function type) {
    return new CallbackBuilder(type);
  }

  /// The function's type.
  ///
  /// @return parameters and result
  CType.Function type();

  /// The function pointer, for C code that keeps it. It dies with the arena.
  ///
  /// @return a segment of length 0 in the arena's scope
  MemorySegment pointer();

  /// The first failure of the target, whether or not a call has thrown it.
  ///
  /// @return what was thrown, or `null`
  @Nullable Throwable failure();

  /// How often the target has failed; calls that were not passed on to it any more are not counted.
  /// May be asked during calls, from any thread.
  ///
  /// @return the number of failures, each of which C got the error value for
  long failures();

  /// The type in C.
  @Override
  String toString();

  /// A callback as C sees it: its signature, and what belongs to it. Immutable; each method gives a
  /// changed one. For any thread.
  sealed interface Builder permits CallbackBuilder {
    /// States what C gets from a failure, instead of 0, NaN or NULL.
    ///
    /// @param value a number, a native `MemorySegment` or a [CStruct.Value], as the signature's
    ///   result
    /// @return a changed builder
    /// @throws IllegalArgumentException if it is no value of that type, or C gets no result
    Builder errorValue(Object value);

    /// States what makes of a failure what C gets: an error code for each kind, say. It is run
    /// where the lambda was, once for a failure, and does not hide it: the call still throws it. C
    /// gets the error value instead where the function returns `null` or something that does not
    /// fit, or throws, which the failure then suppresses; and in what follows within the same call,
    /// where the lambda is not run again.
    ///
    /// @param function from the failure to a value as in [#errorValue(Object)], or `null`
    /// @return a changed builder
    /// @throws IllegalArgumentException if C gets no result
    Builder onError(Function<? super Throwable, ? extends @Nullable Object> function);

    /// States an array that C hands back, as described above. The method takes it as an `NDArray`,
    /// as the typed view of its elements, as a `MemorySegment` or as its address.
    ///
    /// @param array kept reachable by the callback
    /// @return a changed builder
    /// @throws IllegalArgumentException if the signature has no parameter for user data, or one
    ///   that the array does not fit
    Builder userData(NDArray array);

    /// States a struct that C hands back, as described above. The method takes it as a
    /// [CStruct.Value], as a `MemorySegment` or as its address.
    ///
    /// @param struct kept reachable by the callback
    /// @return a changed builder
    /// @throws IllegalArgumentException if the signature has no parameter for user data, or one
    ///   that the struct does not fit
    Builder userData(CStruct.Value struct);

    /// Binds the signature to the one method of a public interface.
    ///
    /// @param iface a public interface of an exported package with exactly one abstract method
    /// @param <T> the interface
    /// @return what makes callbacks of lambdas
    /// @throws IllegalArgumentException if the method differs from the signature or takes the user
    ///   data as another type, names all differences; or if the interface cannot be seen from here:
    ///   pass a lookup
    <T> Binding<T> as(Class<T> iface);

    /// Binds the signature to the one method of an interface.
    ///
    /// @param lookup `MethodHandles.lookup()` of a class that can see the interface
    /// @param iface an interface with exactly one abstract method; its name does not matter
    /// @param <T> the interface
    /// @return what makes callbacks of lambdas
    /// @throws IllegalArgumentException if the method differs from the signature or takes the user
    ///   data as another type; names all differences
    <T> Binding<T> as(MethodHandles.Lookup lookup, Class<T> iface);
  }

  /// A callback as a Java interface. Immutable; for any number of lambdas and any thread.
  ///
  /// @param <T> the interface
  sealed interface Binding<T> permits CallbackBuilder.Bound {
    /// Makes a function pointer for a lambda.
    ///
    /// @param arena the function pointer dies with it
    /// @param target what C will run
    /// @return the callback
    Callback in(Arena arena, T target);
  }
}
