package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.culebra.array.DType;
import org.jspecify.annotations.Nullable;

/// A boxed argument of which C gets a copy in memory of the call: text, a number by address, a Java
/// array. [ArgumentMarshaller] has those that are in memory already.
public final class CopiedArgument {
  private CopiedArgument() {}

  /// Whether arguments of a class are copied where a pointer is expected.
  public static boolean isOne(@Nullable Object argument) {
    return argument instanceof String
        || argument instanceof ByteBuffer
        || isNumber(argument)
        || (argument != null && argument.getClass().isArray() && isOne(argument.getClass()));
  }

  /// The same for the classes of an interface's parameters.
  public static boolean isOne(Class<?> java) {
    return java.isPrimitive()
        || java == String.class
        || java == String[].class
        || CopiedArray.elements(java) != null;
  }

  /// Whether C always gets a copy of arguments of a class.
  public static boolean isCopy(Class<?> java) {
    return isOne(java) && !ByteBuffer.class.isAssignableFrom(java);
  }

  /// The class whose method `of` copies arguments of such a class.
  static Class<?> owner(Class<?> java) {
    boolean text = java == String.class || java == String[].class;
    return text ? CopiedText.class : CopiedArray.class;
  }

  static boolean isNumber(@Nullable Object argument) {
    return argument instanceof Number
        || argument instanceof Boolean
        || argument instanceof Character;
  }

  /// Whether a rule accepts a class of an interface's parameters.
  static boolean fits(PointerRule rule, Class<?> java) {
    if (java == String.class) {
      return CopiedText.isAccepted(rule);
    }
    if (java == String[].class) {
      return CopiedText.areAccepted(rule);
    }
    if (java.isPrimitive()) {
      return CopiedNumber.isAccepted(rule) && JavaTypeMapping.fitsNumber(rule.target(), java);
    }
    DType elements = CopiedArray.elements(java);
    return elements != null && rule.acceptsView(elements);
  }

  static @Nullable MemorySegment of(
      Object argument, PointerRule rule, long needed, CallMemory memory) {
    return switch (argument) {
      case String text ->
          CopiedText.isAccepted(rule) ? CopiedText.of(text, rule, needed, memory) : null;
      case String[] texts ->
          CopiedText.areAccepted(rule) ? CopiedText.of(texts, rule, needed, memory) : null;
      case Object number when isNumber(number) -> CopiedNumber.boxed(number, rule, memory);
      default -> CopiedArray.of(argument, rule, needed, memory);
    };
  }

  /// Whether a rule accepts arguments of this class; for an array, also whether it is long enough.
  static boolean isAccepted(Object argument, PointerRule rule, long needed) {
    return switch (argument) {
      case String _ -> CopiedText.isAccepted(rule);
      case String[] _ -> CopiedText.areAccepted(rule);
      case Object number when isNumber(number) -> CopiedNumber.isAccepted(rule);
      default -> CopiedArray.isAccepted(argument, rule, needed);
    };
  }

  /// Why an argument that [#isAccepted] does not match all the same; `null` if it does.
  static @Nullable String problem(Object argument, PointerRule rule, long needed, String length) {
    return switch (argument) {
      case String text -> CopiedText.problem(text, needed, length);
      case String[] texts -> CopiedText.problem(texts, rule, needed, length);
      case Object number when isNumber(number) -> CopiedNumber.problem(number, rule);
      default -> null;
    };
  }
}
