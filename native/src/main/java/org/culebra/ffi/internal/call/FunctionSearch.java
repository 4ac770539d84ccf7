package org.culebra.ffi.internal.call;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// Searches types for function pointers, through which C could call Java. Visits each struct once:
/// they may point to each other.
final class FunctionSearch {
  private final Set<StructType> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /// Where a type has a function pointer; `null` if there is none.
  @Nullable String in(CType type) {
    CType target = target(type);
    if (target instanceof FunctionType) {
      return " is a function pointer";
    }
    if (!isNew(target)) {
      return null;
    }
    StructType struct = (StructType) target;
    for (StructType.Field field : struct.fields()) {
      if (leadsToFunction(field.type())) {
        return " has the function pointer '" + struct.name() + "." + field.name() + "'";
      }
    }
    return null;
  }

  private boolean leadsToFunction(CType type) {
    Deque<CType> open = new ArrayDeque<>();
    open.push(type);
    while (!open.isEmpty()) {
      CType target = target(open.pop());
      if (target instanceof FunctionType) {
        return true;
      }
      if (isNew(target)) {
        for (StructType.Field field : ((StructType) target).fields()) {
          open.push(field.type());
        }
      }
    }
    return false;
  }

  private boolean isNew(CType type) {
    return type instanceof StructType struct && struct.isComplete() && seen.add(struct);
  }

  /// What is at the end of pointers and arrays.
  private static CType target(CType type) {
    CType target = type;
    while (true) {
      if (target instanceof CType.Pointer pointer) {
        target = pointer.target();
      } else if (target instanceof CType.Array array) {
        target = array.element();
      } else {
        return target;
      }
    }
  }
}
