package org.culebra.ffi.header;

import java.util.List;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// Compares a prototype with the one of a header, to which it may add what C does not say: lengths
/// and attributes, the elements of a `void *`, a `const` that the header omits. The other way
/// round, less would be checked: `void *` accepts any elements, and memory that C passes as `const`
/// must not be written.
final class Contradiction {
  private Contradiction() {}

  /// The first contradiction; `null` if there is none.
  static @Nullable String between(CPrototype header, CPrototype found) {
    return functions(header.type(), found.type());
  }

  private static @Nullable String functions(FunctionType header, FunctionType found) {
    List<FunctionType.Parameter> expected = header.parameters();
    List<FunctionType.Parameter> given = found.parameters();
    if (expected.size() != given.size() || header.variadic() != found.variadic()) {
      return "expected " + count(header) + " but found " + count(found);
    }
    for (int i = 0; i < expected.size(); i++) {
      String difference = types(expected.get(i).type(), given.get(i).type());
      if (difference != null) {
        return "parameter " + (i + 1) + ": " + difference;
      }
    }
    String difference = types(header.returns(), found.returns());
    return difference == null ? null : "return type: " + difference;
  }

  private static String count(FunctionType function) {
    int count = function.parameters().size();
    return count
        + (count == 1 ? " parameter" : " parameters")
        + (function.variadic() ? " and '...'" : "");
  }

  private static @Nullable String types(CType header, CType found) {
    if (header instanceof CType.Pointer expected && found instanceof CType.Pointer given) {
      return pointers(expected, given);
    }
    return CType.difference(header, found, CType.Comparison.VOID_POINTERS).orElse(null);
  }

  private static @Nullable String pointers(CType.Pointer header, CType.Pointer found) {
    String different = "expected " + header + " but found " + found;
    if (header.targetConst() && !found.targetConst()) {
      return different;
    }
    CType expected = withoutArrays(header.target());
    CType given = withoutArrays(found.target());
    if (expected instanceof CType.Void || given instanceof CType.Void) {
      boolean isSpecific = expected instanceof CType.Void && !(given instanceof FunctionType);
      return isSpecific ? null : different;
    }
    if (expected instanceof FunctionType called && given instanceof FunctionType function) {
      return functions(called, function);
    }
    if (isOpaque(expected, given)) {
      return null;
    }
    if (given.isChar() && !expected.isChar()) {
      boolean isText = expected instanceof CType.Scalar scalar && scalar.isText();
      return isText ? null : different; // a char * accepts all types of one byte
    }
    if (expected instanceof CType.Pointer inner && given instanceof CType.Pointer pointer) {
      return pointers(inner, pointer) == null ? null : different;
    }
    return CType.difference(header, found, CType.Comparison.VOID_POINTERS).orElse(null);
  }

  /// `a[n][m]` is passed as the address of its first element, as `*a` is.
  private static CType withoutArrays(CType target) {
    CType type = target;
    while (type instanceof CType.Array array) {
      type = array.element();
    }
    return type;
  }

  /// Whether a struct without members stands for one of another name, of which no member can be
  /// checked anyway. `FILE` is known without a header.
  private static boolean isOpaque(CType header, CType found) {
    return header instanceof StructType expected
        && found instanceof StructType struct
        && !struct.isComplete()
        && (!expected.isComplete() || struct.name().equals("FILE"));
  }
}
