package org.culebra.dlpack;

/// How a struct is imported. Immutable; the methods return changed copies.
///
/// @param isLegacy whether the struct is a `DLManagedTensor`, of DLPack before 1.0
/// @param isWritable whether Java may write the memory unless the struct's read-only flag or
///   overlapping elements forbid it
public record ImportOptions(boolean isLegacy, boolean isWritable) {

  /// A `DLManagedTensorVersioned`; the default. The array is read-only if the struct says so.
  public static final ImportOptions VERSIONED = new ImportOptions(false, true);

  /// A `DLManagedTensor`. The struct cannot state whether the memory is writable, so the array is
  /// read-only.
  public static final ImportOptions LEGACY = new ImportOptions(true, false);

  /// The same for memory that may be written, unless the struct forbids it. Trusts the caller if
  /// the struct is legacy, which cannot state it.
  ///
  /// @return the changed options
  public ImportOptions writable() {
    return new ImportOptions(isLegacy, true);
  }

  /// The same for an array that is always read-only.
  ///
  /// @return the changed options
  public ImportOptions readOnly() {
    return new ImportOptions(isLegacy, false);
  }

  TensorStruct struct() {
    return isLegacy ? TensorStruct.LEGACY : TensorStruct.VERSIONED;
  }
}
