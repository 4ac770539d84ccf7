package org.culebra.ffi.internal.call;

import java.lang.foreign.Linker;
import java.util.ArrayList;
import java.util.List;

/// How a function is linked, beyond its type.
///
/// @param errno whether `errno` is kept after each call
/// @param critical whether the thread stays in Java's state during a call
record CallOptions(boolean errno, boolean critical) {
  static final CallOptions USUAL = new CallOptions(false, false);

  /// What the linker is told.
  ///
  /// @param variadicFrom the first argument behind the named ones, -1 for none
  Linker.Option[] linker(int variadicFrom) {
    List<Linker.Option> options = new ArrayList<>();
    if (errno) {
      options.add(Linker.Option.captureCallState("errno"));
    }
    if (critical) {
      options.add(Linker.Option.critical(false));
    }
    if (variadicFrom >= 0) {
      options.add(Linker.Option.firstVariadicArg(variadicFrom));
    }
    return options.toArray(Linker.Option[]::new);
  }
}
