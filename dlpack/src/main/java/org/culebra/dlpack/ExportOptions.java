package org.culebra.dlpack;

import java.util.Objects;
import org.culebra.array.CopyPolicy;

/// How an array is exported. Values; the methods return changed copies.
///
/// @param ownership who keeps shared memory alive
/// @param copy whether the consumer may, or must, get a copy instead: one `malloc` block with the
///   struct, in C order and native byte order, which Java gives up at once; its deleter is C's
///   `free`
/// @param isLegacy whether to make a `DLManagedTensor`, of DLPack before 1.0
/// @param allowsNegativeStrides whether reversed axes are shared as negative strides, with `data`
///   at element `(0, …, 0)`; if not, they are taken for a reason to copy. NumPy takes them, PyTorch
///   does not (2.13 ends the process)
public record ExportOptions(
    Ownership ownership, CopyPolicy copy, boolean isLegacy, boolean allowsNegativeStrides) {

  /// Shares the memory, which its owner keeps alive; the default.
  public static final ExportOptions LEASED =
      new ExportOptions(Ownership.LEASED, CopyPolicy.NEVER, false, true);

  /// Shares the memory, which the caller keeps alive.
  public static final ExportOptions BORROWED =
      new ExportOptions(Ownership.BORROWED, CopyPolicy.NEVER, false, true);

  /// Copies in any case.
  public static final ExportOptions COPIED =
      new ExportOptions(Ownership.LEASED, CopyPolicy.ALWAYS, false, true);

  /// Shares where that is possible, copies where it is not, and takes no negative strides: what
  /// every consumer understands.
  public static final ExportOptions COMPATIBLE =
      new ExportOptions(Ownership.LEASED, CopyPolicy.IF_NEEDED, false, false);

  /// Checks that nothing is missing.
  public ExportOptions {
    Objects.requireNonNull(ownership, "ownership");
    Objects.requireNonNull(copy, "copy");
  }

  /// The same for a `DLManagedTensor`. It cannot say that memory is read-only, so such arrays are
  /// not shared through it.
  ///
  /// @return the changed options
  public ExportOptions legacy() {
    return new ExportOptions(ownership, copy, true, allowsNegativeStrides);
  }

  /// The same with another policy on copying. What makes a copy necessary: memory whose owner
  /// cannot keep it alive, another byte order, strides that are no multiple of the element size,
  /// negative strides where they are not allowed, read-only memory in a legacy struct.
  ///
  /// @param policy when to copy; with [CopyPolicy#NEVER] such arrays are refused
  /// @return the changed options
  public ExportOptions copy(CopyPolicy policy) {
    return new ExportOptions(ownership, policy, isLegacy, allowsNegativeStrides);
  }

  /// The same without negative strides.
  ///
  /// @return the changed options
  public ExportOptions withoutNegativeStrides() {
    return new ExportOptions(ownership, copy, isLegacy, false);
  }
}
