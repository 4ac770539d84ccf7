package org.culebra.array;

/// A complex number, the element of a `complex64` or `complex128` array as a Java value: see
/// [NDArray#get(Class, long...)] and [NDArray#set(long\[\], Object)]. For loops take the typed
/// views of [NDArray#real()] and [NDArray#imag()].
///
/// @param re the real part
/// @param im the imaginary part
public record Complex(double re, double im) {}
