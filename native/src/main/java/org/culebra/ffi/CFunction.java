package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.NoSuchElementException;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.call.CFunctionImpl;
import org.culebra.ffi.internal.call.CallbackBuilder;
import org.culebra.ffi.internal.call.KeptUntil;
import org.culebra.ffi.internal.call.OwnedResult;
import org.culebra.ffi.internal.memory.Addresses;
import org.jspecify.annotations.Nullable;

/// A C function together with its prototype.
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
/// **Checks.** Before each call, every argument is checked against the prototype. An array passed
/// as `T *` must have exactly the dtype of `T` in native byte order, be C-contiguous, have at least
/// `n` elements if the parameter is written `T p[n]` and at least one if it is written `T *p`
/// (none, if another parameter is an integer and so may count them), have an address that is a
/// multiple of C's alignment of `T`, and be writable unless the parameter is `const`. A segment
/// passed as `struct T *` follows the same rules. `void *` takes any dtype, `char *` and `unsigned
/// char *` any dtype of one byte. A callback must have the prototype's signature, with `const`
/// wherever C passes pointers to `const`; `void *` matches any pointer. Structs passed by value
/// must not be packed. All violations of all arguments are reported in one
/// [IllegalArgumentException]. A typed view (`DoubleView`) is checked by the size and kind of its
/// elements; it does not know whether integers are signed. `uint16_t *` also takes the bits of
/// `float16` and `bfloat16`, for which C has no common type. Pointers to pointers have elements
/// too, of 8 bytes: `T **out` needs one, `char *v[n]` needs `n`. The length of a bare pointer, as
/// returned by C or by [MemorySegment#ofAddress], is not checked. An empty slice of an arena's
/// memory is not a bare pointer (except for `Arena.global()`, where the two cannot be
/// distinguished).
///
/// **Lengths** are integer expressions over the other parameters: `p[n]`, `p[2 * n + 1]`,
/// `a[n][m]`, `p[*n]` for an integer that another parameter points to before the call. They are
/// computed exactly, in signed 64-bit arithmetic, without C's unsigned wrap-around. A length is
/// rejected if an axis is negative, if an axis or a product of axes reaches 2^63, or if it depends
/// on an unsigned number of 2^63 or more, which a Java `long` shows as negative. The length of
/// `void p[n * size]`, which stands for C's `void *p`, is in **bytes**; C compilers do not accept
/// this form, so it cannot be confused with `void *p[n]`, an array of pointers.
///
/// ```java
/// process.function("void *memcpy(void to[restrict n], const void from[restrict n], size_t n)");
/// process.function("ssize_t write(int file, const void from[n], size_t n)");
/// ```
///
/// **Inferred lengths.** A parameter that is the length of arrays, the `n` above, may be omitted,
/// and is then inferred from them: `f.call(p, px, py, pz)`, or an interface method without it. Omit
/// either all such parameters or none. The arrays must agree; for `a[n][m]` they need two axes. If
/// `n` is passed, arrays may be longer.
///
/// **`restrict`.** A pointer declared `restrict` must not overlap any other pointer argument,
/// unless both are only read. The check covers the declared lengths, or the whole arguments if
/// there are none.
///
/// **Strides.** A view with strides for C functions that take these as other arguments is passed as
/// [Strided], with the same checks.
///
/// **Numbers by address.** A number for a `const T *p`, as in Fortran, is passed as it is: `5` for
/// `const int *n`. What C writes through an `int *n`, a `double *x` or a `T **out` is read from a
/// [Ref]: `Ref.ofInt()`.
///
/// **Java arrays.** A `byte[]`, `double[]` and so on is copied to memory that ends with the call,
/// and back unless the parameter is `const`. A direct `ByteBuffer` is passed without a copy, from
/// its position to its limit; one on the heap is copied. C must not keep the pointer to a copy. A
/// `const char *v[n]`, and a `char *const v[]`, takes a `String[]`, to which a terminating NULL is
/// added; `n` counts the strings without it.
///
/// **Java types.** Numbers have the size of C's: `int` for `int` and `enum`, `long` for a C `long`
/// of 8 bytes, `boolean` for `_Bool`. Unsigned numbers may also be passed in a wider integer type,
/// with a range check: `int` for `unsigned char`, `long` for `unsigned int`. A Java type of C's own
/// size holds the bits instead, so that hashes and masks pass: `int` for `unsigned int` in an
/// interface, `long` for `uint64_t` everywhere. `size_t` is a count, so a negative `long` is
/// rejected for it; if a library passes special values such as `(size_t) -1`, declare `uint64_t`.
/// Structs are [CStruct.Value], by value (up to about 1000 bytes of arguments in total) or by
/// address. A `struct T *` also takes a struct that begins with `T`, in its first member (or, as a
/// union, in any) or with the same members, as `uv_timer_t` for libuv's `uv_handle_t *`; any other
/// that C casts has to be cast by [CStruct.Value#as]. A function pointer takes a [Callback], or a
/// `CFunction` of the same type. Complex numbers by value are [CComplex]. A `const char *` also
/// takes a `String`: as NUL-terminated UTF-8, in memory that ends with the call. A method may
/// return a pointer as its address, a `long`, and a `const char *` or `const unsigned char *` as a
/// `String`, which is read up to its NUL (NULL is `null`): declare `const char *` only where C
/// keeps the text.
///
/// **Stack.** Once C holds a function that runs Java (a callback, the release function of an
/// export), each call first checks that 64 KiB of stack are left for C and for callbacks: a
/// [StackOverflowError] is thrown before C runs. A C function that needs more than that may leave
/// too little stack for the JDK's frames, which ends the process, as does a `critical` function
/// that calls back.
///
/// **Returned pointers** are segments of length 0, because C does not state what they point to. If
/// you know it,
/// [Pointers#asArray(java.lang.foreign.Arena,MemorySegment,org.culebra.array.DType,long...)] makes
/// an array of it, and [CText#read] reads a string.
///
/// **Variadic functions** take further arguments after the named ones: `int`, `long` (C's `long
/// long`), `double`, `String`, anything in memory as `void *`, and what C promotes to these. Each
/// list of types is linked once and cached. The number and types of these arguments are not
/// checked: a mismatched `printf` format is undefined behavior, as in C.
///
/// **Callbacks with user data.** If a prototype has a function pointer and a `void *` for its user
/// data, a callback that has [user data][Callback.Builder] must be passed with it: pass the same
/// array, or `null` for it.
///
/// **NULL.** A Java `null` is NULL for function pointers, for `void *` and for pointers to types
/// that C declares without their fields. For another `T *` it is rejected; pass
/// [MemorySegment#NULL]. For `T p[n]`, NULL is rejected unless `n` is 0.
///
/// **Memory.** Arguments are kept alive during the call. An arena that is closed or confined to
/// another thread throws the JDK's exception before C runs; closing an arena during the call
/// throws. Memory that C uses after the call must be kept alive by the caller, or by `[[keeps]]` in
/// the prototype, see [CLibrary#function(String)].
///
/// Functions may be called from any thread that the C code allows.
public sealed interface CFunction permits CFunctionImpl {
  /// Trusts the pointer and the prototype: for a function found by other means, such as in a struct
  /// of function pointers.
  ///
  /// @param pointer to the function; must remain valid
  /// @param prototype its prototype in C, with attributes as for [CLibrary#function(String)]; the
  ///   functions of `[[owner(f)]]` and `[[keeps(f(p))]]` are those of the process; calls of this
  ///   one end nothing that C keeps
  /// @return the function
  /// @throws CDeclarationException if the prototype cannot be parsed
  /// @throws NoSuchElementException if the process has no function that frees the result, or ends
  ///   what C keeps
  /// @throws UnsupportedOperationException if the JDK cannot pass the arguments: a packed struct by
  ///   value, or more than 255 slots of them, 2 for each 8 bytes of a struct
  static CFunction of(MemorySegment pointer, String prototype) {
    long _ = Addresses.of(pointer, "a function");
    CPrototype parsed = CDeclarations.function(prototype);
    return new CFunctionImpl(
        parsed,
        pointer,
        OwnedResult.ofProcess(parsed.type().owner()),
        CFunctionImpl.keeps(parsed.type()) ? KeptUntil.of(parsed, KeptUntil::inProcess) : List.of(),
        null);
  }

  /// The function's name.
  ///
  /// @return the name in C
  String name();

  /// The function's type.
  ///
  /// @return parameters and result
  FunctionType type();

  /// A callback for a parameter that is a function pointer.
  ///
  /// ```java
  /// Callback compare = qsort.callback("compare").as(lookup, Compare.class).in(arena, Integer::compare);
  /// ```
  ///
  /// If C stores the callback, its failures are thrown by the call during which C runs it; see
  /// [Callback].
  ///
  /// @param parameter its name in the prototype
  /// @return a builder whose callbacks return 0, NaN or NULL to C when they fail
  /// @throws IllegalArgumentException if there is no such parameter, or it is not a function
  ///   pointer
  /// @throws UnsupportedOperationException if C cannot call Java this way: the function is
  ///   variadic, or has more arguments than the JDK can pass
  default Callback.Builder callback(String parameter) {
    List<FunctionType.Parameter> all = type().parameters();
    FunctionType function =
        all.stream()
            .filter(one -> one.name().equals(parameter))
            .flatMap(one -> one.type().asFunction().stream())
            .findFirst()
            .orElseThrow(() -> {
              List<String> others =
                  all.stream()
                      .filter(one -> one.type().asFunction().isPresent())
                      .map(FunctionType.Parameter::name)
                      .toList();
              return new IllegalArgumentException(
                  "expected a function pointer among the parameters of '%s' but found '%s'%s"
                      .formatted(this, parameter, Suggestions.hint(parameter, others)));
            });
    return new CallbackBuilder(function, true);
  }

  /// The function pointer, for structs and arguments.
  ///
  /// @return a segment of length 0
  MemorySegment pointer();

  /// The same function, with calls that store `errno` for [Errno#last()]. Costs a few nanoseconds
  /// per call.
  ///
  /// @return a new object; this one is unchanged
  CFunction withErrno();

  /// The same function as of [#withErrno()], with `errno` set to 0 before each call: for functions
  /// whose result alone does not tell whether they failed, such as `strtol`, `strtod` and
  /// `readdir`. Costs a few nanoseconds more.
  ///
  /// @return a new object; this one is unchanged
  /// @throws UnsupportedOperationException if the C library does not say where `errno` is
  CFunction clearingErrno();

  /// The same function for short calls: the thread stays in Java state, which makes a call about 6
  /// ns faster (4 ns instead of 10 ns). Meanwhile no garbage collection can begin in the whole JVM,
  /// so the function must return within microseconds, must not block, and must not call Java: that
  /// ends the process.
  ///
  /// Callbacks, and structs that contain callbacks, are rejected as arguments. A function pointer
  /// passed as a `MemorySegment` for `void *`, as from [Callback#pointer()], cannot be
  /// distinguished from data and is trusted not to be called.
  ///
  /// @return a new object; this one is unchanged
  /// @throws IllegalArgumentException if C could call Java: if a parameter is a function pointer or
  ///   leads to a struct with one, or the function is variadic or belongs to a capsule
  CFunction critical();

  /// Calls the function with boxed arguments: convenient but about 15 times slower than
  /// [#as(MethodHandles.Lookup, Class)].
  ///
  /// Numbers are converted if nothing is lost: 5 is accepted for any integer or floating-point
  /// type, but 300 is rejected for `unsigned char` and 0.1 for `float` (write `0.1f`).
  ///
  /// @param arguments one per parameter; the lengths of arrays may be omitted; more for a variadic
  ///   function
  /// @return the result: a boxed number (an unsigned one in the next wider type, `unsigned long` as
  ///   its bits), a `MemorySegment` of length 0 for a pointer (for `[[owner(f)]]` see
  ///   [CLibrary#function(String)]), a [CStruct.Value] in automatic memory for a struct, a
  ///   [CComplex], `null` for `void`
  /// @throws IllegalArgumentException if an argument does not match; C has not been called
  /// @throws IllegalStateException if memory or a callback is closed; C has not been called
  @Nullable Object call(@Nullable Object... arguments);

  /// Binds the function to the one method of a public interface; see
  /// [#as(MethodHandles.Lookup,Class)].
  ///
  /// @param iface a public interface of an exported package with exactly one abstract method
  /// @param <T> the interface
  /// @return an implementation that calls C
  /// @throws IllegalArgumentException if a type or the number of parameters differs, with all
  ///   differences; or if the interface is not accessible from here: pass a lookup
  <T> T as(Class<T> iface);

  /// Binds the function to the one method of an interface: the fast way to call. Interface and
  /// prototype are compared now, so no call can fail because of its types. Keep the result in a
  /// `static final` or a final field; it may be used by any thread.
  ///
  /// The method determines the types of a variadic function's further arguments.
  ///
  /// @param lookup `MethodHandles.lookup()` of a class that can access the interface
  /// @param iface an interface with exactly one abstract method; its name does not matter
  /// @param <T> the interface
  /// @return an implementation that calls C
  /// @throws IllegalArgumentException if a type or the number of parameters differs, with all
  ///   differences
  <T> T as(MethodHandles.Lookup lookup, Class<T> iface);

  /// The prototype in C.
  @Override
  String toString();
}
