package org.culebra.ffi.ctype;

import java.util.LinkedHashMap;
import java.util.Map;

/// The types that C text may use without a declaration: the names of the standard headers (C11
/// 7.19, 7.20, 7.28), of POSIX (`ssize_t`), and of NumPy's and CPython's sizes.
final class BuiltinTypes {
  private BuiltinTypes() {}

  /// The scalar type with this canonical spelling (see [Keywords#scalar]).
  static CType.Scalar scalar(String spelling, DataModel model) {
    CType.Scalar.Kind kind = kind(spelling, model);
    int size =
        switch (spelling.replace("unsigned ", "").replace("signed ", "")) {
          case "_Bool", "char" -> 1;
          case "short" -> 2;
          case "long" -> model.longSize();
          case "long long", "double", "_Float64", "_Float32x" -> 8;
          default -> 4;
        };
    return new CType.Scalar(kind, size, spelling);
  }

  private static CType.Scalar.Kind kind(String spelling, DataModel model) {
    return switch (spelling) {
      case "_Bool" -> CType.Scalar.Kind.BOOL;
      case "float", "double", "_Float32", "_Float64", "_Float32x" -> CType.Scalar.Kind.FLOATING;
      case "char" -> integer(model.isCharSigned());
      default -> integer(!spelling.startsWith("unsigned"));
    };
  }

  private static CType.Scalar.Kind integer(boolean signed) {
    return signed ? CType.Scalar.Kind.SIGNED : CType.Scalar.Kind.UNSIGNED;
  }

  static Map<String, QualifiedType> typedefs(DataModel model) {
    Map<String, QualifiedType> types = new LinkedHashMap<>();
    for (int size = 1; size <= 8; size *= 2) {
      for (String prefix : new String[] {"int", "int_least"}) {
        put(types, prefix + 8 * size + "_t", size, true);
        put(types, "u" + prefix + 8 * size + "_t", size, false);
      }
    }
    for (String name : "ssize_t ptrdiff_t intptr_t intmax_t npy_intp Py_ssize_t".split(" ", -1)) {
      put(types, name, 8, true);
    }
    for (String name : "size_t uintptr_t uintmax_t npy_uintp".split(" ", -1)) {
      put(types, name, 8, false);
    }
    put(types, "wchar_t", model.wcharSize(), model.isWcharSigned());
    put(types, "char16_t", 2, false);
    put(types, "char32_t", 4, false);
    types.put("bool", QualifiedType.of(scalar("_Bool", model)));
    CType variable = new CType.Opaque("__builtin_va_list", model.vaListSize(), 8);
    types.put("va_list", QualifiedType.of(variable));
    types.put("__gnuc_va_list", QualifiedType.of(variable));
    types.put("__int128_t", QualifiedType.of(new CType.Opaque("__int128", 16, 16)));
    types.put("__uint128_t", QualifiedType.of(new CType.Opaque("unsigned __int128", 16, 16)));
    types.put("FILE", QualifiedType.of(file()));
    return types;
  }

  private static void put(Map<String, QualifiedType> types, String name, int size, boolean signed) {
    types.put(name, QualifiedType.of(new CType.Scalar(integer(signed), size, name)));
  }

  private static CType.Struct file() {
    CType.Struct file = new CType.Struct(false, "");
    file.nameAfterTypedef("FILE");
    return file;
  }
}
