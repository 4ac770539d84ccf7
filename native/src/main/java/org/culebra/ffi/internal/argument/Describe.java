package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.culebra.array.ArrayView;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.Strided;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.jspecify.annotations.Nullable;

/// Descriptions of values, for messages.
public final class Describe {
  private Describe() {}

  /// A heading and one violation per line.
  public static String list(String heading, List<String> violations) {
    return heading + "\n  " + String.join("\n  ", violations);
  }

  public static String parameter(FunctionType.Parameter parameter) {
    return parameter.name().isEmpty() ? "" : " '" + parameter.name() + "'";
  }

  /// Describes an argument; reads no memory.
  public static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case NDArray array ->
          array.dtype() + layout(array.layout()) + (array.isReadOnly() ? ", read-only" : "");
      case ArrayView view ->
          view.getClass().getSimpleName()
              + layout(view.layout())
              + (view.segment().isReadOnly() ? ", read-only" : "");
      case MemorySegment segment -> MemoryErrors.describe(segment);
      case CStruct.Value struct -> struct.type().type().toString();
      case Callback callback -> "callback '" + callback.type() + "'";
      case CFunction function -> "function '" + function + "'";
      case Strided strided -> strided(strided);
      case Ref ref -> "Ref." + ref.getClass().getSimpleName();
      case String text -> "a String";
      case String[] texts -> "String[] of length " + texts.length;
      case CComplex number -> number.toString();
      case Number number -> kind(number) + " " + number;
      case Boolean truth -> "boolean " + truth;
      case Object array when CopiedArray.elements(array.getClass()) != null ->
          CopiedArray.describe(array);
      case Object array when array.getClass().isArray() ->
          array.getClass().getSimpleName() + " of length " + Array.getLength(array);
      default -> "a " + value.getClass().getName();
    };
  }

  /// Describes an argument that is not the expected struct, also if it has the same name.
  static String struct(@Nullable Object value, StructType expected) {
    String text = value(value);
    if (!(value instanceof CStruct.Value struct) || !text.equals(expected.toString())) {
      return text;
    }
    StructType found = struct.type().type();
    String difference = CType.difference(expected, found, CType.Comparison.ABI).orElse("");
    return text + " of another declaration: " + difference;
  }

  private static String strided(Strided strided) {
    long elements = strided.byteSpan() / strided.array().itemSize();
    return "Strided %s, over %d element%s"
        .formatted(value(strided.array()), elements, elements == 1 ? "" : "s");
  }

  private static String kind(Number number) {
    String name = number.getClass().getSimpleName();
    return name.equals("Integer") ? "int" : name.toLowerCase(Locale.ROOT);
  }

  public static String layout(StridedLayout layout) {
    String text = " of shape " + tuple(layout.shape());
    return layout.isCContiguous() ? text : text + ", strides " + tuple(layout.strides());
  }

  private static String tuple(long[] values) {
    String text = Arrays.toString(values);
    String inner = text.substring(1, text.length() - 1);
    return "(" + inner + (values.length == 1 ? ",)" : ")");
  }
}
