package org.culebra.ffi.ctype;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The types that compilers have and `java.lang.foreign` has not, with their sizes (System V ABI,
/// AMD64 supplement, figure 3.1; AAPCS64, table 3).
final class OpaqueTypes {
  /// Their names, and the numbers that they are named by.
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

  private OpaqueTypes() {}

  /// The type with this canonical spelling (see [Keywords#scalar]); null if it is none of these.
  static @Nullable CType of(String spelling, DataModel model) {
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
}
