package org.culebra.arrow;

import java.util.Objects;

/// How structs are imported. Immutable; the methods return changed copies.
///
/// @param structs which structs they are
/// @param isWritable whether Java may write the memory. Trusts the caller: Arrow's structs cannot
///   state whether the producer allows it, and the format considers buffers immutable
public record ImportOptions(CInterface structs, boolean isWritable) {
  /// Structs of [CInterface#DATA]; the default. The column is read-only.
  public static final ImportOptions DATA = new ImportOptions(CInterface.DATA, false);

  /// Structs of [CInterface#DEVICE]. The column is read-only.
  public static final ImportOptions DEVICE = new ImportOptions(CInterface.DEVICE, false);

  /// Checks that nothing is null.
  public ImportOptions {
    Objects.requireNonNull(structs, "structs");
  }

  /// The same for memory that may be written.
  ///
  /// @return the changed options
  public ImportOptions writable() {
    return new ImportOptions(structs, true);
  }

  /// The same for a column that is read-only.
  ///
  /// @return the changed options
  public ImportOptions readOnly() {
    return new ImportOptions(structs, false);
  }
}
