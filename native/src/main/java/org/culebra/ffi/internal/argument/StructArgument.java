package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.ctype.CType;

/// What a call needs of a struct, apart from its fields: [StructValue] has both.
public abstract class StructArgument {
  StructArgument() {}

  /// Whether it is of a type, as far as the ABI can distinguish them.
  public abstract boolean isOf(CType type);

  /// Whether its address may be passed as that of a value of a type: it is one, or begins with one.
  abstract boolean startsWith(CType type);

  /// The memory, after checking that everything its pointers need is alive.
  public abstract MemorySegment checked();

  /// Whether C may reach a callback through it.
  abstract boolean leadsToCallbacks();
}
