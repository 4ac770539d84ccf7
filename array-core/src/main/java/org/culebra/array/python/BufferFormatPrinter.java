package org.culebra.array.python;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.culebra.array.DType;
import org.culebra.array.DType.Kind;
import org.culebra.array.Field;
import org.culebra.array.internal.Errors;

/// Prints the format of a type. One mode for all fields if C could have the type, otherwise
/// standard sizes.
final class BufferFormatPrinter {

  private final StringBuilder out = new StringBuilder();

  /// Whether everything is native and aligned.
  private final boolean nativeMode;

  private final int longBytes;
  private char mode = '@';

  private BufferFormatPrinter(boolean nativeMode, int longBytes) {
    this.nativeMode = nativeMode;
    this.longBytes = longBytes;
  }

  static String print(DType type, int longBytes) {
    boolean nativeMode = type.isNativeOrder() && type.isAlignedAsInC();
    BufferFormatPrinter printer = new BufferFormatPrinter(nativeMode, longBytes);
    printer.type(type);
    return printer.out.toString();
  }

  private void type(DType type) {
    if (type.kind() == Kind.STRUCT) {
      struct(type);
      return;
    }
    String code = code(type); // first: it may reject
    mode(type);
    out.append(code);
  }

  private void mode(DType type) {
    char needed = type.byteOrder() == ByteOrder.LITTLE_ENDIAN ? '<' : '>';
    if (!nativeMode && type.swapUnit() > 1 && mode != needed) {
      mode = needed;
      out.append(needed);
    }
  }

  private void struct(DType type) {
    out.append("T{");
    int at = 0;
    for (Field field : type.fields()) {
      if (field.byteOffset() < at) {
        throw unsupported(
            "expected fields in order and without overlap for a buffer format but found '%s' at"
                + " byte %d, before %d",
            field.name(), field.byteOffset(), at);
      }
      gap(field.byteOffset() - at);
      shape(field.shape());
      type(field.dtype());
      out.append(':').append(checkedName(field.name())).append(':');
      at = field.byteOffset() + field.byteSize();
    }
    gap(type.itemSize() - at);
    out.append('}');
  }

  private void gap(int bytes) {
    if (bytes > 0) {
      out.append(bytes == 1 ? "x" : bytes + "x");
    }
  }

  private void shape(long[] shape) {
    for (int k = 0; k < shape.length; k++) {
      out.append(k == 0 ? '(' : ',').append(shape[k]);
    }
    out.append(shape.length == 0 ? "" : ")");
  }

  private static String checkedName(String name) {
    boolean sayable = !name.isEmpty() && name.indexOf(':') < 0 && name.indexOf('\0') < 0;
    if (!sayable || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw unsupported(
          "expected a field name of UTF-8 text without ':' and NUL for a buffer format"
              + " but found '%s'",
          name);
    }
    return name;
  }

  private String code(DType type) {
    return switch (type.kind()) {
      case BOOL -> "?";
      case INT -> integer(type);
      case UINT -> upper(integer(type));
      case FLOAT -> type.itemSize() == 2 ? "e" : type.itemSize() == 4 ? "f" : "d";
      case COMPLEX -> type.itemSize() == 8 ? "Zf" : "Zd";
      case BYTES -> type.itemSize() + "s";
      case STRING -> type.itemSize() / 4 + "w";
      case RAW -> type.itemSize() + "x";
      case BFLOAT, FLOAT8 ->
          throw unsupported(
              "expected a type with a buffer format but found %s: view it as raw bytes,"
                  + " reinterpret(DType.raw(%d))",
              type, type.itemSize());
      case TIMEDELTA, DATETIME ->
          throw unsupported(
              "expected a type with a buffer format but found %s: view it as integers,"
                  + " reinterpret(DType.INT64)",
              type);
      case STRUCT -> throw new IllegalStateException("a struct has no code");
    };
  }

  private String integer(DType type) {
    return switch (type.itemSize()) {
      case 1 -> "b";
      case 2 -> "h";
      case 4 -> "i";
      default -> nativeMode && longBytes == 8 ? "l" : "q";
    };
  }

  private static String upper(String code) {
    return Character.toString(Character.toUpperCase(code.charAt(0)));
  }

  private static UnsupportedOperationException unsupported(String format, Object... values) {
    return new UnsupportedOperationException(Errors.text(format, values));
  }
}
