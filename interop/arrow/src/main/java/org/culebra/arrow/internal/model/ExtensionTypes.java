package org.culebra.arrow.internal.model;

/// The names of the extension types that are written, Arrow's [canonical
/// ones](https://arrow.apache.org/docs/format/CanonicalExtensions.html) and our own, and their
/// parameters.
public final class ExtensionTypes {
  public static final String FIXED_SHAPE_TENSOR = "arrow.fixed_shape_tensor";
  public static final String VARIABLE_SHAPE_TENSOR = "arrow.variable_shape_tensor";

  /// A boolean in an int8: 0 is false, anything else true.
  public static final String BOOL8 = "arrow.bool8";

  /// A list of two floats, real and imaginary part; Arrow has no complex numbers.
  public static final String COMPLEX = "culebra.complex";

  /// Two bytes, the upper half of a float32 in this machine's byte order.
  public static final String BFLOAT16 = "culebra.bfloat16";

  private ExtensionTypes() {}
}
