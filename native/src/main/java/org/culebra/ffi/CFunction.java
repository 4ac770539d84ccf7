package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.call.CFunctionImpl;
import org.culebra.ffi.internal.call.Describe;
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
/// least `n` elements where the parameter is written `T p[n]` and at least one where it is written
/// `T *p` (for an array that may be empty, declare its length), lie at an address that is a
/// multiple of C's alignment of `T`, and be writable unless the parameter is `const`. A segment for
/// a `struct T *` has the same rules. `void *` takes any dtype, `char *` and `unsigned char *` any
/// of one byte. A callback has the signature of the prototype, with `const` wherever C passes
/// pointers to `const`; `void *` agrees with any pointer. Structs by value must not be packed. All
/// violations of all arguments come in one [IllegalArgumentException]. A typed view (`DoubleView`)
/// is checked by the size and kind of its elements; it does not know whether integers are signed.
/// `uint16_t *` also takes the bits of `float16` and `bfloat16`, for which C has no common type.
/// Pointers to pointers have elements too, of 8 bytes: `T **out` needs one, `char *v[n]` needs `n`.
/// A bare pointer, as C returns it and [MemorySegment#ofAddress] makes it, is trusted for its
/// length; an empty part of an arena's memory is no bare pointer (one of `Arena.global()` cannot be
/// told from it).
///
/// **Lengths** are integer expressions over the other parameters: `p[n]`, `p[2 * n + 1]`,
/// `a[n][m]`. They are computed exactly, with 64 bits and a sign, and not wrapped as C's unsigned
/// numbers are. A length is refused if it is negative, axis by axis, if it or a product of axes
/// reaches 2^63, or if it names an unsigned number of 2^63 or more, which a Java `long` shows as
/// negative. That of `void p[n * size]`, which is written for C's `void *p`, counts **bytes**; no C
/// compiler knows this form, so it cannot be taken for `void *p[n]`, an array of pointers.
///
/// ```java
/// process.function("void *memcpy(void to[restrict n], const void from[restrict n], size_t n)");
/// process.function("ssize_t write(int file, const void from[n], size_t n)");
/// ```
///
/// **Lengths filled in.** A parameter that is the length of arrays, the `n` above, may be left out
/// everywhere, and is then taken from them: `f.call(p, px, py, pz)`, or an interface method without
/// it. Either all such parameters are left out or none. The arrays must agree; for `a[n][m]` they
/// need two axes. Where `n` is given, arrays may be longer.
///
/// **`restrict`.** A pointer that is declared `restrict` must not overlap any other pointer
/// argument, unless both only read: checked over the declared lengths, or else the whole arguments.
///
/// **Java types.** Numbers have the size of C's: `int` for `int` and `enum`, `long` for a C `long`
/// of 8 bytes, `boolean` for `_Bool`. Unsigned numbers also travel in a wider integer type, checked
/// to be in range: `int` for `unsigned char`, `long` for `unsigned int`. A Java type of C's own
/// size holds the bits instead, so that hashes and masks pass: `int` for `unsigned int` in an
/// interface, `long` for `uint64_t` everywhere. `size_t` counts, and a negative `long` is refused
/// for it; where a library passes other bits in one, `(size_t) -1` say, declare `uint64_t`. Structs
/// are [CStruct.Value], by value, up to about 1000 bytes of arguments together, or by address;
/// function pointers are [Callback]; complex numbers by value are [CComplex]. A `const char *`
/// takes a `String` as well: as UTF-8 with a NUL behind it, in memory that ends with the call.
///
/// **Stack.** As soon as C has any function that runs Java (a callback, the release of an export),
/// a call makes sure of 64 KiB of stack first, for C and what it may call back: the
/// [StackOverflowError] comes before C runs. A function of C that itself takes more than that may
/// leave too little for the JDK's frames, which ends the process, as would any `critical` one that
/// calls back.
///
/// **Returned pointers** are segments of length 0, for C does not say what is behind them. Where it
/// is known, say so: [Pointers#asArray(java.lang.foreign.Arena, MemorySegment,
/// org.culebra.array.DType, long...)] makes an array of it, [CText#read] reads a text.
///
/// **Variadic functions** take further arguments behind the named ones: `int`, `long` (C's `long
/// long`), `double`, `String`, anything in memory as `void *`, and what C promotes to these. Each
/// list of types is linked once and kept. C does not tell how many arguments there are and of what
/// types: a `printf` format that does not fit them is C's usual disaster.
///
/// **Callbacks with user data.** Where a prototype has a function pointer and a `void *` for its
/// user data, a callback made with [Callback#withUserData] goes with its own data only: pass the
/// same array, or `null` for it.
///
/// **NULL.** A Java `null` is refused, except for `void *`; where NULL is meant for another `T *`,
/// say so with [MemorySegment#NULL]. For `T p[n]` NULL is refused unless `n` is 0.
///
/// **Memory.** Arguments are kept alive during the call. An arena that is closed, or confined to
/// another thread, gives the JDK's exception before C runs; closing one during the call is refused.
/// What C keeps after the call is the caller's business.
///
/// Functions may be called from any thread that the C code allows.
public sealed interface CFunction permits CFunctionImpl {
  /// Trusts the address and the prototype: a function that was found by other means, in a struct of
  /// function pointers for example.
  ///
  /// @param address where the function is; must stay there
  /// @param prototype its prototype in C
  /// @return the function
  /// @throws CDeclarationException if the prototype is not understood
  /// @throws UnsupportedOperationException if the JDK cannot pass the arguments: a packed struct by
  ///   value, or more than 255 slots of them, 2 for each 8 bytes of a struct
  static CFunction of(MemorySegment address, String prototype) {
    if (!address.isNative() || address.address() == 0) {
      throw new IllegalArgumentException(
          "expected the address of a function but found " + Describe.value(address));
    }
    return new CFunctionImpl(CDeclarations.function(prototype), address);
  }

  /// The function's name.
  ///
  /// @return the name in C
  String name();

  /// The function's type.
  ///
  /// @return parameters and result
  CType.Function type();

  /// Where the function is.
  ///
  /// @return a pointer of length 0, for function pointers in structs and arguments
  MemorySegment address();

  /// The same function, whose calls keep `errno` for [Errno#last()]. Costs about 3 ns a call.
  ///
  /// @return a function of its own; this one stays as it is
  CFunction withErrno();

  /// The same function for short calls: the thread stays in Java's state, which saves about 6 ns of
  /// 10. Meanwhile no garbage collection can begin, in the whole JVM: the function must return
  /// within microseconds, must not block, and must not call Java: that ends the process.
  ///
  /// Callbacks are refused as its arguments, and structs with callbacks in them. A function pointer
  /// that is passed as a `MemorySegment` for `void *`, as [Callback#pointer()] gives it, cannot be
  /// told from data and is trusted not to be called.
  ///
  /// @return a function of its own; this one stays as it is
  /// @throws IllegalArgumentException if C could call Java: if a parameter is a function pointer or
  ///   leads to a struct with one, or the function is variadic, or a capsule's
  CFunction critical();

  /// Calls the function: the convenient way and the slow one, about ten times the cost of
  /// [#as(MethodHandles.Lookup, Class)], with boxed arguments.
  ///
  /// Numbers are converted where nothing is lost: 5 may be passed for any integer or floating type,
  /// 300 is refused for `unsigned char` and 0.1 for `float` (write `0.1f`).
  ///
  /// @param arguments one per parameter; the lengths of arrays may be left out; more for a variadic
  ///   function
  /// @return the result: a boxed number (an unsigned one in the next wider type, `unsigned long` as
  ///   its bits), a `MemorySegment` of length 0 for a pointer, a [CStruct.Value] in automatic
  ///   memory for a struct, a [CComplex], `null` for `void`
  /// @throws IllegalArgumentException if an argument does not fit; C has not been called
  /// @throws IllegalStateException if memory or a callback has been closed; C has not been called
  @Nullable Object call(@Nullable Object... arguments);

  /// Binds the function to the one method of a public interface; see [#as(MethodHandles.Lookup,
  /// Class)].
  ///
  /// @param iface a public interface of an exported package with exactly one abstract method
  /// @param <T> the interface
  /// @return an implementation that calls C
  /// @throws IllegalArgumentException if a type or the number of parameters differs, names all
  ///   differences; or if the interface cannot be seen from here: pass a lookup
  <T> T as(Class<T> iface);

  /// Binds the function to the one method of an interface: the fast way. Interface and prototype
  /// are compared now, so that a call cannot fail for its types. Keep the result in a `static
  /// final` field or a final field; it may be used by any thread.
  ///
  /// The method fixes the types of a variadic function's further arguments.
  ///
  /// @param lookup `MethodHandles.lookup()` of a class that can see the interface
  /// @param iface an interface with exactly one abstract method; its name does not matter
  /// @param <T> the interface
  /// @return an implementation that calls C
  /// @throws IllegalArgumentException if a type or the number of parameters differs; names all
  ///   differences
  <T> T as(MethodHandles.Lookup lookup, Class<T> iface);

  /// The prototype in C.
  @Override
  String toString();
}
