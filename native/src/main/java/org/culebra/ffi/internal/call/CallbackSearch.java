package org.culebra.ffi.internal.call;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// Looks for function pointers in a type: through which C could call Java.
final class CallbackSearch {
  private CallbackSearch() {}

  /// Where there is one, in words; `null` where there is none.
  ///
  /// @param seen structs on the way, which may point to themselves
  static @Nullable String in(CType type, Set<CType.Struct> seen) {
    return switch (type) {
      case CType.Function function -> " is a function pointer";
      case CType.Pointer pointer -> in(pointer.target(), seen);
      case CType.Array array -> in(array.element(), seen);
      case CType.Struct struct when struct.isComplete() && !seen.contains(struct) ->
          inFields(struct, seen);
      default -> null;
    };
  }

  private static @Nullable String inFields(CType.Struct struct, Set<CType.Struct> seen) {
    Set<CType.Struct> wider = Collections.newSetFromMap(new IdentityHashMap<>());
    wider.addAll(seen);
    wider.add(struct);
    for (CType.Field field : struct.fields()) {
      if (in(field.type(), wider) != null) {
        return " has the function pointer '" + struct.name() + "." + field.name() + "'";
      }
    }
    return null;
  }
}
