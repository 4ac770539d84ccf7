package org.culebra.ffi;

/// A complex number that is passed to C or returned by value: `double _Complex` or `float
/// _Complex`.
///
/// Arrays of complex numbers are [org.culebra.array.NDArray]s of `complex128` or `complex64`.
///
/// @param re the real part
/// @param im the imaginary part
public record CComplex(double re, double im) {}
