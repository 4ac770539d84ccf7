package org.culebra.dlpack;

import java.util.Objects;
import org.culebra.array.CopyPolicy;

/// How an array is exported. Immutable; the methods return changed copies.
///
/// @param ownership who keeps shared memory alive
/// @param copy whether the consumer may, or must, get a copy instead: one `malloc` block with the
///   struct, in C order and native byte order, aligned to 64 bytes, whose deleter is C's `free`
/// @param isLegacy whether to create a `DLManagedTensor`, of DLPack before 1.0
/// @param strides which strides the consumer accepts; an array with others needs a copy
/// @param isAligned whether the consumer accepts elements only at multiples of their own size; an
///   array with others needs a copy
public record ExportOptions(
    Ownership ownership, CopyPolicy copy, boolean isLegacy, Strides strides, boolean isAligned) {

  /// The strides that a consumer accepts.
  public enum Strides {
    /// All that DLPack can express, negative ones with `data` at element `(0, …, 0)`. NumPy accepts
    /// them.
    ANY,
    /// None below 0: gaps, transposed axes and repeated elements are accepted. PyTorch is an
    /// example; version 2.13 ends the process at a negative stride.
    NOT_NEGATIVE,
    /// C order without gaps. JAX is an example, except that it accepts transposed axes too.
    C_ORDER
  }

  /// Shares the memory, which its owner keeps alive; the default.
  public static final ExportOptions LEASED =
      new ExportOptions(Ownership.LEASED, CopyPolicy.NEVER, false, Strides.ANY, false);

  /// Shares the memory, which the caller keeps alive.
  public static final ExportOptions BORROWED =
      new ExportOptions(Ownership.BORROWED, CopyPolicy.NEVER, false, Strides.ANY, false);

  /// Copies always.
  public static final ExportOptions COPIED =
      new ExportOptions(Ownership.LEASED, CopyPolicy.ALWAYS, false, Strides.ANY, false);

  /// Shares the array if possible and copies it otherwise, so that no stride is negative and every
  /// element is at a multiple of its own size (PyTorch ends the process at a `complex128` that is
  /// not). Consumers of the versioned struct that accept strides, such as NumPy and PyTorch, can
  /// then import every array of a type that they have.
  ///
  /// Not covered: a consumer that knows only the legacy struct needs [#legacy()], one that accepts
  /// no gaps needs [#compact()]; JAX 0.10 needs both, `COMPATIBLE.legacy().compact()`. And a
  /// read-only array is flagged as such, but PyTorch and CuPy ignore the flag and write to it
  /// unless they are given a copy.
  public static final ExportOptions COMPATIBLE =
      new ExportOptions(Ownership.LEASED, CopyPolicy.IF_NEEDED, false, Strides.NOT_NEGATIVE, true);

  /// Checks that nothing is null.
  public ExportOptions {
    Objects.requireNonNull(ownership, "ownership");
    Objects.requireNonNull(copy, "copy");
    Objects.requireNonNull(strides, "strides");
  }

  /// The same for a `DLManagedTensor`. It has no read-only flag, so it does not share read-only
  /// arrays.
  ///
  /// @return the changed options
  public ExportOptions legacy() {
    return new ExportOptions(ownership, copy, true, strides, isAligned);
  }

  /// The same with another copy policy. A copy is necessary for memory whose owner cannot keep it
  /// alive, another byte order, strides that are not multiples of the element size, strides or an
  /// address that the consumer does not accept, and read-only memory in a legacy struct.
  ///
  /// @param policy when to copy; with [CopyPolicy#NEVER] such arrays are rejected
  /// @return the changed options
  public ExportOptions copy(CopyPolicy policy) {
    return new ExportOptions(ownership, policy, isLegacy, strides, isAligned);
  }

  /// The same for a consumer that accepts no negative strides.
  ///
  /// @return the changed options
  public ExportOptions withoutNegativeStrides() {
    Strides narrower = strides == Strides.ANY ? Strides.NOT_NEGATIVE : strides;
    return new ExportOptions(ownership, copy, isLegacy, narrower, isAligned);
  }

  /// The same for a consumer that accepts only C order without gaps.
  ///
  /// @return the changed options
  public ExportOptions compact() {
    return new ExportOptions(ownership, copy, isLegacy, Strides.C_ORDER, isAligned);
  }

  TensorStruct struct() {
    return isLegacy ? TensorStruct.LEGACY : TensorStruct.VERSIONED;
  }

  /// The same for a consumer that accepts elements only at multiples of their own size.
  ///
  /// @return the changed options
  public ExportOptions aligned() {
    return new ExportOptions(ownership, copy, isLegacy, strides, true);
  }
}
