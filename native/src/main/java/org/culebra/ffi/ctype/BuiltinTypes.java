package org.culebra.ffi.ctype;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The types that C text may use without a declaration: the names of compilers, also for types
/// without a value in Java (sizes: System V ABI, AMD64 supplement, figure 3.1; AAPCS64, table 3),
/// those of the standard headers (C11 7.19, 7.20, 7.28), of POSIX (`ssize_t`), and of NumPy's and
/// CPython's sizes.
final class BuiltinTypes {
  /// The names of the types that compilers have and `java.lang.foreign` has not.
  static final Set<String> KEYWORDS =
      Set.of(
          "_Float16",
          "__fp16",
          "__bf16",
          "_Float128",
          "_Float64x",
          "__float80",
          "__int128",
          "_Decimal32",
          "_Decimal64",
          "_Decimal128",
          "__builtin_va_list");

  private BuiltinTypes() {}

  /// The type with this canonical spelling (see [Keywords#scalar]).
  static CType of(String spelling, DataModel model) {
    CType special = special(spelling, model);
    return special == null ? scalar(spelling, model) : special;
  }

  /// A type that `java.lang.foreign` has not; null if it has it.
  private static @Nullable CType special(String spelling, DataModel model) {
    return switch (spelling) {
      case "_Float16", "__fp16", "__bf16" -> opaque(spelling, 2);
      case "_Decimal32" -> opaque(spelling, 4);
      case "_Decimal64" -> opaque(spelling, 8);
      case "_Decimal128", "_Float128", "_Float64x", "__float80", "__int128", "unsigned __int128" ->
          opaque(spelling, 16);
      case "long double" -> longDouble(model);
      case "__builtin_va_list" -> new CType.Opaque(spelling, model.vaListSize(), 8);
      default -> null;
    };
  }

  private static CType longDouble(DataModel model) {
    if (model.longDoubleSize() == 8) {
      return new CType.Scalar(CType.Scalar.Kind.FLOATING, 8, "long double");
    }
    return opaque("long double", model.longDoubleSize());
  }

  private static CType.Opaque opaque(String spelling, int size) {
    return new CType.Opaque(spelling, size, size);
  }

  /// A complex number of two such parts.
  static CType.Opaque complex(CType.Opaque part) {
    return new CType.Opaque(
        part.spelling() + " _Complex", 2 * part.byteSize(), part.byteAlignment());
  }

  /// `_Atomic T`: as large as `T`, and aligned to its size if the processor has instructions for
  /// it.
  static CType.Opaque atomic(CType type) {
    long size = type.byteSize();
    boolean whole = Long.bitCount(size) == 1 && size <= 16;
    long alignment = whole ? Math.max(size, type.byteAlignment()) : type.byteAlignment();
    return new CType.Opaque("_Atomic(" + type + ")", size, alignment);
  }

  /// A vector of GCC.
  static CType.Opaque vector(CType element, long size) {
    return new CType.Opaque(element + " __attribute__((vector_size(" + size + ")))", size, size);
  }

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

  private static StructType file() {
    StructType file = new StructType(false, "");
    file.nameAfterTypedef("FILE");
    return file;
  }
}
