package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import java.util.function.Function;
import org.culebra.array.NDArray;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.call.CallbackBuilder;
import org.culebra.ffi.internal.call.CallbackImpl;
import org.jspecify.annotations.Nullable;

/// A Java function that C can call: a function pointer and the lambda that it runs.
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
/// A [Builder] has what C sees: the signature, the user data, and what C gets when the lambda
/// fails. A [Binding] connects it with a Java interface. Both are immutable and can be reused.
///
/// **Pointers.** A parameter `T x[n]` arrives as the type that the method declares: an `NDArray`, a
/// typed view, a `MemorySegment`, a [CStruct.Value] for structs, or its address as a `long`. It has
/// the declared length, or one element for a plain `T *`; C is trusted for it. `const` memory is
/// read-only. Views end when the callback returns: using one later throws [IllegalStateException].
/// A `void *` arrives as a `MemorySegment` of length 0 or as a `long`, a `void p[n]` as a segment
/// of `n` bytes, a `T **` or `T *v[n]` as a segment of 8 bytes per pointer. Lengths follow the
/// rules of [CFunction]. A negative or too large length is a failure, and so is NULL where elements
/// are expected: declare a `long` if NULL may come.
///
/// **User data.** C passes a callback its context as a `void *`, next to the function pointer, and
/// hands it back with each call. The parameter for it is the only `void *`, or the first of several
/// that is named `user_data`, `userdata`, `userData`, `params` or `data`. A callback without a
/// `void *` may use a data pointer of another type with such a name. With
/// [Builder#userData(NDArray)] the data is a Java array or struct that arrives with its type; a
/// method that takes another type is rejected. The Java object itself arrives, so C is not trusted,
/// and it stays valid after the call.
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
/// A `char *` may also arrive as a `String`, with a declared length up to that or to its NUL, and
/// `char *v[n]` as a `String[]`; NULL arrives as `null`, and bytes that are not UTF-8 are a
/// failure.
///
/// **Results.** A pointer is returned as its address, a `long` or a `MemorySegment`; or as what it
/// leads to, with the checks and types of an argument: an `NDArray`, a typed view, a
/// [CStruct.Value], a `Callback`, a `String` for `const char *`; `null` is NULL. C must find the
/// memory valid for as long as it uses the pointer. A string is copied as NUL-terminated UTF-8, and
/// each distinct string is kept until the callback's arena is closed; if there is no end of them,
/// return segments. Any other object is kept reachable until the callback returns the next one.
///
/// **Exceptions.** Nothing is ever thrown into C. If the lambda throws, C gets the error value (0,
/// NaN or NULL unless [stated][Builder#errorValue(Object)]) or the result of the [error
/// function][Builder#onError(Function)]. The [CFunction] call that was given the callback throws
/// the first failure once C has returned; until then C gets the error value, and the lambda is not
/// run again. Calls may be nested and run on several threads: a failure belongs to the innermost
/// such call of its thread; on a thread that C created, to all calls in progress.
///
/// C may also store a callback and run it during a later call, which was not given it, as in
/// virtual I/O. If the callback comes from [CLibrary#callback], [CFunction#callback] or
/// [CStruct#callback], its failure belongs to the innermost [CFunction] call of its thread
/// nevertheless, which throws it in the same way: reading from a broken file throws the
/// [java.io.IOException] of the lambda that reads. On other threads, such as those of C, and for
/// callbacks of [#of(String)], the first failure goes to the thread's uncaught exception handler,
/// and the others do not, since C may continue for millions of calls.
///
/// In all cases [#failure()] returns the first failure, and [#failures()] counts them. If too
/// little stack is left to record a failure, C still gets the error value; the call throws a
/// [StackOverflowError] instead, and these two methods may miss it.
///
/// **Lifetime.** The function pointer is invalid once the arena is closed; C must not call it
/// afterwards, which would end the process. The arena may be closed during a call, by that call or
/// by another thread: the code stays until the last call has returned and is then
/// garbage-collected. A closed callback is rejected as an argument. Any thread may run the
/// callback, including threads that C created, as far as the lambda allows. A C thread needs at
/// least about 256 KiB of stack: with less, the JVM cannot attach it and ends the process. In
/// `Arena.ofAuto()` a callback is collected once its arena is unreachable: keep the callback or its
/// pointer reachable while C may call it. The function pointer keeps the lambda, the user data, the
/// error function and the last result reachable: if one of them references the arena, it is never
/// collected.
///
/// **Speed.** Where C runs several callbacks very often, pass objects of named classes instead of
/// lambdas. HotSpot may leave the call of a lambda's code as it is, depending on how busy its
/// compiler is at the start, and callbacks with views then allocate and take about twice as long. A
/// class has no such call in between.
///
/// **Stack.** C and callbacks may call each other until the stack is full. Once there is a
/// callback, each call to C first checks that 64 KiB of stack are left, whether the callback is an
/// argument or stored by C; a call that is given a callback and is nested nine or more deep checks
/// for 128 KiB. With less stack the call throws [StackOverflowError] before C runs. The process
/// ends only if a C function itself uses up the rest of the stack and then calls back, or if a
/// [critical][CFunction#critical()] function calls back at all.
public sealed interface Callback permits CallbackImpl {
  /// Creates a builder from a signature without a library's types; see [CLibrary#callback] for
  /// those.
  ///
  /// @param signature the C type: `double (int n, const double x[n])`
  /// @return a builder whose callbacks return 0, NaN or NULL to C when they fail
  /// @throws CDeclarationException if the signature cannot be parsed
  /// @throws UnsupportedOperationException if C cannot call Java this way: the function is
  ///   variadic, or has more arguments than the JDK can pass
  static Builder of(String signature) {
    return of(CDeclarations.callback(signature));
  }

  /// Creates a builder from a type that was declared elsewhere: a struct's field, a `typedef`.
  ///
  /// @param type the C type
  /// @return a builder whose callbacks return 0, NaN or NULL to C when they fail
  /// @throws UnsupportedOperationException if C cannot call Java this way: the function is
  ///   variadic, or has more arguments than the JDK can pass
  static Builder of(FunctionType type) {
    return new CallbackBuilder(type, false);
  }

  /// The function's type.
  ///
  /// @return parameters and result
  FunctionType type();

  /// The function pointer, for C code that stores it. It is invalid once the arena is closed.
  ///
  /// @return a segment of length 0 in the arena's scope
  MemorySegment pointer();

  /// The first failure of the target, whether or not a call has thrown it.
  ///
  /// @return what was thrown, or `null`
  @Nullable Throwable failure();

  /// The number of failures of the target. Calls in which it was not run are not counted. May be
  /// called during calls, from any thread.
  ///
  /// @return the number of failures
  long failures();

  /// The type in C.
  @Override
  String toString();

  /// What C sees of a callback: the signature, the user data, and what C gets from a failure.
  /// Immutable; each method returns a changed copy. May be used by any thread.
  sealed interface Builder permits CallbackBuilder {
    /// Sets what C gets from a failure, instead of 0, NaN or NULL.
    ///
    /// @param value a number, a [CStruct.Value] or, for a pointer, a native `MemorySegment`, an
    ///   address as a `long`, or a `String` for `const char *`, according to the signature's result
    /// @return a changed copy
    /// @throws IllegalArgumentException if the value is not of that type, or the signature returns
    ///   nothing
    Builder errorValue(Object value);

    /// Sets a function that computes what C gets from a failure, such as an error code for each
    /// kind. It runs on the thread of the failure, once per failure, which the call still throws. C
    /// gets the error value instead if the function returns `null` or a value that does not fit, or
    /// throws (the exception is then suppressed by the failure); and in all further calls within
    /// the same [CFunction] call, where the lambda is not run.
    ///
    /// @param function from the failure to a value as in [#errorValue(Object)], or `null`
    /// @return a changed copy
    /// @throws IllegalArgumentException if the signature returns nothing
    Builder onError(Function<? super Throwable, ? extends @Nullable Object> function);

    /// Sets what is called with a failure that no call throws, since C has stored the function
    /// pointer: with each, on its thread, before C gets the error value. Without it the thread's
    /// uncaught exception handler gets the first one.
    ///
    /// @param handler must not throw; what it throws is logged
    /// @return a changed copy
    Builder uncaught(Consumer<? super Throwable> handler);

    /// Sets an array as the user data, see above. The method takes it as an `NDArray`, as the typed
    /// view of its elements, as a `MemorySegment` or as its address.
    ///
    /// @param array kept reachable by the callback
    /// @return a changed copy
    /// @throws IllegalArgumentException if the signature has no parameter for user data, or one
    ///   that the array does not fit
    Builder userData(NDArray array);

    /// Sets a struct as the user data, see above. The method takes it as a [CStruct.Value], as a
    /// `MemorySegment` or as its address.
    ///
    /// @param struct kept reachable by the callback
    /// @return a changed copy
    /// @throws IllegalArgumentException if the signature has no parameter for user data, or one
    ///   that the struct does not fit
    Builder userData(CStruct.Value struct);

    /// Binds the signature to the one method of a public interface.
    ///
    /// @param iface a public interface of an exported package with exactly one abstract method
    /// @param <T> the interface
    /// @return the binding, which creates callbacks
    /// @throws IllegalArgumentException if the method differs from the signature or takes the user
    ///   data as another type, names all differences; or if the interface cannot be seen from here:
    ///   pass a lookup
    <T> Binding<T> as(Class<T> iface);

    /// Binds the signature to the one method of an interface.
    ///
    /// @param lookup `MethodHandles.lookup()` of a class that can see the interface
    /// @param iface an interface with exactly one abstract method; its name does not matter
    /// @param <T> the interface
    /// @return the binding, which creates callbacks
    /// @throws IllegalArgumentException if the method differs from the signature or takes the user
    ///   data as another type; names all differences
    <T> Binding<T> as(MethodHandles.Lookup lookup, Class<T> iface);
  }

  /// A callback's type in C together with its Java interface. Immutable; creates any number of
  /// callbacks, on any thread.
  ///
  /// @param <T> the interface
  sealed interface Binding<T> permits CallbackBuilder.Bound {
    /// Creates a function pointer for a lambda.
    ///
    /// @param arena determines how long the function pointer is valid
    /// @param target what C will run
    /// @return the callback
    Callback in(Arena arena, T target);
  }
}
