package org.culebra.ffi.header;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.ctype.CConstant;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.host.ConstantProbe;
import org.jspecify.annotations.Nullable;

/// The values of constants: of enums, and of macros without parameters.
final class HeaderConstants {
  /// Addresses below it are special values.
  private static final long SMALL_POINTER = 1 << 16;

  private final HeaderList headers;
  private final DeclaredNames declared;
  private final Description description;

  HeaderConstants(HeaderList headers, DeclaredNames declared, Description description) {
    this.headers = headers;
    this.declared = declared;
    this.description = description;
  }

  /// Whether a name is a constant; a macro may turn out not to be one.
  boolean has(String name) {
    HeaderList.Found<HeaderIndex.Macro> macro = headers.macro(name);
    return known(name) != null || macro != null && !macro.value().isFunctionLike();
  }

  /// A declared constant, or one of an enum of the headers.
  private @Nullable CConstant known(String name) {
    declared.select(name);
    return declared.declarations().constants().get(name);
  }

  long integer(String name) {
    CConstant known = known(name);
    if (known != null) {
      return known.value();
    }
    ConstantProbe.Value value = value(name);
    boolean isInteger =
        switch (value.kind()) {
          case SIGNED, UNSIGNED -> true;
          case POINTER -> Math.abs(value.bits()) < SMALL_POINTER; // such as (void *)-1
          case FLOATING, STRING, ADDRESS, NONE -> false;
        };
    if (!isInteger) {
      throw mismatch("an integer", name, value);
    }
    return value.bits();
  }

  double floating(String name) {
    CConstant known = known(name);
    if (known != null) {
      boolean unsigned = known.type().kind() == CType.Scalar.Kind.UNSIGNED;
      return unsigned ? unsigned(known.value()) : known.value();
    }
    ConstantProbe.Value value = value(name);
    return switch (value.kind()) {
      case FLOATING -> Double.longBitsToDouble(value.bits());
      case SIGNED -> value.bits();
      case UNSIGNED -> unsigned(value.bits());
      case POINTER, ADDRESS, STRING, NONE -> throw mismatch("a number", name, value);
    };
  }

  private static double unsigned(long bits) {
    // the lowest bit may decide how the rest is rounded
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  String string(String name) {
    ConstantProbe.Value value = value(name);
    if (value.kind() != ConstantProbe.Kind.STRING || value.text() == null) {
      throw mismatch("a string", name, value);
    }
    return value.text();
  }

  MemorySegment pointer(String name) {
    CConstant known = known(name);
    if (known != null) {
      throw new IllegalArgumentException(
          "expected a number as a pointer but found the integer " + known);
    }
    ConstantProbe.Value value = value(name);
    if (value.kind() != ConstantProbe.Kind.POINTER) {
      throw mismatch("a number as a pointer", name, value);
    }
    return MemorySegment.ofAddress(value.bits());
  }

  /// A `Long`, a `Double`, a `String` or a `MemorySegment`; null for a macro that is none of these.
  @Nullable Object any(String name) {
    CConstant known = known(name);
    if (known != null) {
      return known.value();
    }
    ConstantProbe.Value value = value(name);
    return switch (value.kind()) {
      case SIGNED, UNSIGNED -> (Object) value.bits();
      case FLOATING -> Double.longBitsToDouble(value.bits());
      case STRING -> value.text();
      case POINTER -> MemorySegment.ofAddress(value.bits());
      case ADDRESS, NONE -> null;
    };
  }

  private ConstantProbe.Value value(String name) {
    HeaderList.Found<HeaderIndex.Macro> found = headers.macro(name);
    if (found == null) {
      declared.requireUsable(name);
      throw declared.unknown("constant", name);
    }
    if (found.value().isFunctionLike()) {
      throw new IllegalArgumentException(
          "expected a constant but found the macro '%s' with parameters: give its prototype to function(...)"
              .formatted(name));
    }
    ConstantProbe.Value value = found.header().values().of(found.value());
    if (value.kind() != ConstantProbe.Kind.NONE) {
      description.constant(found.value());
    }
    return value;
  }

  private IllegalArgumentException mismatch(
      String expected, String name, ConstantProbe.Value value) {
    HeaderList.Found<HeaderIndex.Macro> macro = headers.macro(name);
    String found =
        switch (value.kind()) {
          case FLOATING -> "the number " + Double.longBitsToDouble(value.bits());
          case SIGNED -> "the integer " + value.bits();
          case UNSIGNED -> "the integer " + Long.toUnsignedString(value.bits());
          case STRING -> "the string \"" + value.text() + '"';
          case POINTER -> "a pointer";
          case ADDRESS -> "a pointer to a symbol";
          case NONE -> "no constant: " + value.text();
        };
    boolean isExpression =
        value.kind() == ConstantProbe.Kind.NONE
            && !String.valueOf(value.text()).equals(ConstantProbe.NO_EXPRESSION);
    String other =
        isExpression
            ? "\nAn expression is evaluated by a function, with the type of its value:"
                + " function(\"int %s(void)\")".formatted(name)
            : "";
    return new IllegalArgumentException(
        "expected %s but found %s: #define %s %s%s"
            .formatted(expected, found, name, macro == null ? "" : macro.value().body(), other));
  }
}
