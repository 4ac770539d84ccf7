package org.culebra.ffi.capsule;

import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.call.LinkerLimits;

/// One pointer of a capsule's table.
///
/// @param name its field in the struct
/// @param type what it points to: a function, or data
/// @param index its position in the table
record CapsuleSlot(String name, CType.Pointer type, int index) {
  /// The offset of the slot in the native form.
  long byteOffset() {
    return CapsuleHeader.BYTES + index * 8L;
  }

  boolean isFunction() {
    return type.target() instanceof FunctionType;
  }

  /// Whether Java can intercept the function: it cannot take an unknown number of arguments, and
  /// the linker supports neither complex numbers nor packed structs.
  boolean isWrappable() {
    if (!(type.target() instanceof FunctionType function) || function.variadic()) {
      return false;
    }
    return LinkerLimits.isCallable(function)
        && !(function.returns() instanceof CType.Complex)
        && function.parameters().stream().noneMatch(p -> p.type() instanceof CType.Complex);
  }

  CPrototype prototype() {
    return new CPrototype(name, (FunctionType) type.target(), 1, 1);
  }

  @Override
  public String toString() {
    return type.declaration(name);
  }
}
