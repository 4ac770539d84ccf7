package org.culebra.dlpack;

/// How a struct is imported. Values; the methods return changed copies.
///
/// @param isLegacy whether the struct is a `DLManagedTensor`, of DLPack before 1.0
/// @param isWritable whether Java may write the memory where nothing forbids it: neither the
///   struct's read-only flag, nor elements that overlap
public record ImportOptions(boolean isLegacy, boolean isWritable) {

  /// A `DLManagedTensorVersioned`; the default. The array is read-only if the struct says so.
  public static final ImportOptions VERSIONED = new ImportOptions(false, true);

  /// A `DLManagedTensor`. The struct cannot say whether the memory may be written, so the array is
  /// read-only.
  public static final ImportOptions LEGACY = new ImportOptions(true, false);

  /// The same for memory that may be written, as far as the struct says. Trusts the caller where
  /// the struct is legacy and cannot say it.
  ///
  /// @return the changed options
  public ImportOptions writable() {
    return new ImportOptions(isLegacy, true);
  }

  /// The same for an array that is read-only whatever the struct says.
  ///
  /// @return the changed options
  public ImportOptions readOnly() {
    return new ImportOptions(isLegacy, false);
  }

  TensorStruct struct() {
    return isLegacy ? TensorStruct.LEGACY : TensorStruct.VERSIONED;
  }
}
