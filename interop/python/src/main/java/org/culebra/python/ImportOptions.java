package org.culebra.python;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.culebra.array.CopyPolicy;

/// How an array is imported from Python. Immutable; each method returns changed options.
///
/// @param protocols which ones may be used; they are tried in the order of [ArrayProtocol], but the
///   first version of DLPack, which does not allow writing, after the buffer and the array
///   interface
/// @param copy whether the elements are copied: `NEVER` shares or throws, `IF_NEEDED` copies what
///   cannot be shared, `ALWAYS` copies
public record ImportOptions(Set<ArrayProtocol> protocols, CopyPolicy copy) {
  /// Any protocol, without a copy.
  public static final ImportOptions SHARED =
      new ImportOptions(EnumSet.allOf(ArrayProtocol.class), CopyPolicy.NEVER);

  /// Any protocol, copied to new memory.
  public static final ImportOptions COPIED = SHARED.copy(CopyPolicy.ALWAYS);

  /// Checks and copies the components.
  public ImportOptions {
    Objects.requireNonNull(copy, "copy");
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("expected at least one protocol but found none");
    }
    protocols = Collections.unmodifiableSet(EnumSet.copyOf(protocols));
  }

  /// Sets the protocols that may be used.
  ///
  /// @param allowed one or several
  /// @return changed options
  public ImportOptions protocols(ArrayProtocol... allowed) {
    return new ImportOptions(Set.copyOf(List.of(allowed)), copy);
  }

  /// Sets whether elements are copied.
  ///
  /// @param policy the policy
  /// @return changed options
  public ImportOptions copy(CopyPolicy policy) {
    return new ImportOptions(protocols, policy);
  }
}
