package org.culebra.array.python;

import org.culebra.array.DType;
import org.jspecify.annotations.Nullable;

/// The codes of buffer formats that take no length: their types or, for unsupported ones, their
/// names.
final class BufferFormatCodes {

  private BufferFormatCodes() {}

  /// The type of a code, in native byte order; null if there is none.
  ///
  /// @param mode the mode in effect
  /// @param longBytes the size of C's long
  static @Nullable DType type(char code, char mode, int longBytes) {
    boolean longIs64 = longBytes == 8 && (mode == '@' || mode == '^');
    return switch (code) {
      case '?' -> DType.BOOL;
      case 'c' -> DType.bytes(1);
      case 'b' -> DType.INT8;
      case 'B' -> DType.UINT8;
      case 'h' -> DType.INT16;
      case 'H' -> DType.UINT16;
      case 'i' -> DType.INT32;
      case 'I' -> DType.UINT32;
      case 'l' -> longIs64 ? DType.INT64 : DType.INT32;
      case 'L' -> longIs64 ? DType.UINT64 : DType.UINT32;
      case 'q' -> DType.INT64;
      case 'Q' -> DType.UINT64;
      case 'n' -> mode == '@' ? DType.INT64 : null;
      case 'N' -> mode == '@' ? DType.UINT64 : null;
      case 'e' -> DType.FLOAT16;
      case 'f' -> DType.FLOAT32;
      case 'd' -> DType.FLOAT64;
      case 'F' -> DType.COMPLEX64;
      case 'D' -> DType.COMPLEX128;
      default -> null;
    };
  }

  /// The type of the code after a `Z`; null if there is none.
  static @Nullable DType complex(char code) {
    return switch (code) {
      case 'f' -> DType.COMPLEX64;
      case 'd' -> DType.COMPLEX128;
      default -> null;
    };
  }

  /// The meaning of an unsupported code; empty if it has none.
  static String meaning(char code) {
    return switch (code) {
      case 'g' -> "long double";
      case 'O' -> "a Python object";
      case 'P', '&' -> "a pointer";
      case 'X' -> "a function pointer";
      case 't' -> "bits";
      case 'u' -> "UCS-2 text: export it as 'H', 16-bit integers, or as 'w', UCS-4";
      case 'n', 'N' -> "C's size_t or ssize_t, which only mode '@' has";
      default -> "";
    };
  }
}
