package org.culebra.ffi.internal.call;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// Searches types for function pointers, through which C could call Java. Visits each struct once:
/// they may point to each other.
final class FunctionSearch {
  private final Set<CType.Struct> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  /// Where a type has a function pointer; `null` if there is none.
  @Nullable String in(CType type) {
    CType target = target(type);
    if (target instanceof CType.Function) {
      return " is a function pointer";
    }
    if (!isNew(target)) {
      return null;
    }
    CType.Struct struct = (CType.Struct) target;
    for (CType.Field field : struct.fields()) {
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
      if (target instanceof CType.Function) {
        return true;
      }
      if (isNew(target)) {
        for (CType.Field field : ((CType.Struct) target).fields()) {
          open.push(field.type());
        }
      }
    }
    return false;
  }

  private boolean isNew(CType type) {
    return type instanceof CType.Struct struct && struct.isComplete() && seen.add(struct);
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
