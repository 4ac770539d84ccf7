package org.culebra.ffi.internal.call;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.DataModel;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.jspecify.annotations.Nullable;

/// The arguments after the named parameters of a variadic function, `...`. C promotes them: small
/// integers become `int`, `float` becomes `double` (C11 6.5.2.2 §6). A Java `long` is a `long
/// long`, a `String` a `const char *`, everything in memory a `void *`.
final class Variadic {
  private static final CDeclarations HOST = CDeclarations.empty(DataModel.host());
  private static final CType INT = HOST.type("int");
  private static final CType LONG = HOST.type("long long");
  private static final CType DOUBLE = HOST.type("double");
  private static final CType TEXT = HOST.type("const char *");
  private static final CType MEMORY = HOST.type("void *");
  private static final MethodHandle BOOLEAN_TO_INT =
      MethodHandles.explicitCastArguments(
          MethodHandles.identity(int.class), MethodType.methodType(int.class, boolean.class));

  private Variadic() {}

  /// The C types of boxed arguments after the named ones.
  static List<CType> types(CallPlan named, @Nullable Object[] arguments) {
    List<CType> types = new ArrayList<>();
    for (int i = named.arity(); i < arguments.length; i++) {
      types.add(type(named, i, arguments[i]));
    }
    return types;
  }

  private static CType type(CallPlan named, int index, @Nullable Object argument) {
    return switch (argument) {
      case null -> MEMORY;
      case Boolean b -> INT;
      case Character c -> INT;
      case Byte b -> INT;
      case Short s -> INT;
      case Integer i -> INT;
      case Long l -> LONG;
      case Float f -> DOUBLE;
      case Double d -> DOUBLE;
      case String text -> TEXT;
      default -> {
        if (JavaTypeMapping.isMemory(argument.getClass())) {
          yield MEMORY;
        }
        throw new IllegalArgumentException(
            "cannot call %s\n  argument %d: expected a number, a String or memory but found %s"
                .formatted(named, index + 1, Describe.value(argument)));
      }
    };
  }

  /// The arguments after promotion.
  static @Nullable Object[] promoted(CallPlan named, @Nullable Object[] arguments) {
    @Nullable Object[] promoted = arguments.clone();
    for (int i = named.arity(); i < promoted.length; i++) {
      Object argument = promoted[i];
      if (argument instanceof Boolean truth) {
        promoted[i] = truth ? 1 : 0;
      } else if (argument instanceof Float number) {
        promoted[i] = number.doubleValue();
      }
    }
    return promoted;
  }

  /// The C types of a method's parameters after the named ones.
  static List<CType> types(CallPlan named, Method method) {
    List<CType> types = new ArrayList<>();
    Class<?>[] parameters = method.getParameterTypes();
    for (int i = named.arity(); i < parameters.length; i++) {
      types.add(type(named, method, i, parameters[i]));
    }
    return types;
  }

  private static CType type(CallPlan named, Method method, int index, Class<?> java) {
    Class<?> promoted = promoted(java);
    if (promoted == int.class) {
      return INT;
    }
    if (promoted == long.class) {
      return LONG;
    }
    if (promoted == double.class) {
      return DOUBLE;
    }
    if (java == String.class) {
      return TEXT;
    }
    if (JavaTypeMapping.isMemory(java)) {
      return MEMORY;
    }
    throw new IllegalArgumentException(
        "cannot bind %s to %s\n  parameter %d: expected a number, a String or memory but found %s"
            .formatted(InterfaceCheck.text(method), named, index + 1, java.getSimpleName()));
  }

  private static Class<?> promoted(Class<?> java) {
    boolean small =
        java == byte.class || java == short.class || java == char.class || java == boolean.class;
    return small ? int.class : java == float.class ? double.class : java;
  }

  /// The type of a method with its variadic parameters promoted.
  static MethodType promoted(CallPlan named, MethodType type) {
    MethodType promoted = type;
    for (int i = named.arity(); i < type.parameterCount(); i++) {
      promoted = promoted.changeParameterType(i, promoted(type.parameterType(i)));
    }
    return promoted;
  }

  /// A handle with the method's types from one with promoted types.
  static MethodHandle adapted(MethodHandle handle, MethodType type) {
    MethodHandle adapted = handle;
    for (int i = 0; i < type.parameterCount(); i++) {
      if (type.parameterType(i) == boolean.class && handle.type().parameterType(i) == int.class) {
        adapted = MethodHandles.filterArguments(adapted, i, BOOLEAN_TO_INT);
      }
    }
    return adapted.asType(type);
  }
}
