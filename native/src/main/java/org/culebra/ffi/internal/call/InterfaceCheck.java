package org.culebra.ffi.internal.call;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.CopiedArgument;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.culebra.ffi.internal.argument.UserData;
import org.jspecify.annotations.Nullable;

/// Compares the methods of an interface with C at binding time.
final class InterfaceCheck {
  private InterfaceCheck() {}

  /// The methods that an implementation must have, each signature once.
  static List<Method> abstractMethods(Class<?> iface) {
    if (!iface.isInterface() || iface.isAnnotation()) {
      throw new IllegalArgumentException("expected an interface but found " + iface.getName());
    }
    if (iface.isSealed()) {
      throw new IllegalArgumentException(
          "expected an interface that can be implemented but found the sealed " + iface.getName());
    }
    Map<String, Method> methods = new LinkedHashMap<>();
    for (Method method : iface.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers()) && !isOfObject(method)) {
        String key = key(method);
        Method known = methods.get(key);
        if (known == null || known.getReturnType().isAssignableFrom(method.getReturnType())) {
          methods.put(key, method);
        }
      }
    }
    List<Method> sorted = new ArrayList<>(methods.values());
    if (sorted.size() > 1) {
      sorted.sort(Comparator.comparing(InterfaceCheck::text));
    }
    return sorted;
  }

  private static String key(Method method) {
    return method.getName() + List.of(method.getParameterTypes());
  }

  private static boolean isOfObject(Method method) {
    Class<?>[] types = method.getParameterTypes();
    return switch (method.getName()) {
      case "hashCode", "toString" -> types.length == 0;
      case "equals" -> types.length == 1 && types[0] == Object.class;
      default -> false;
    };
  }

  /// The one abstract method; several are ambiguous.
  static Method single(Class<?> iface) {
    List<Method> methods = abstractMethods(iface);
    if (methods.size() != 1) {
      List<String> texts = methods.stream().map(InterfaceCheck::text).toList();
      throw new IllegalArgumentException(
          "expected exactly one abstract method in %s but found %d%s%s"
              .formatted(
                  iface.getName(),
                  texts.size(),
                  texts.isEmpty() ? "" : ": ",
                  String.join(", ", texts)));
    }
    return methods.getFirst();
  }

  /// `int mandel(float, float)`.
  static String text(Method method) {
    List<String> parameters = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      parameters.add(name(type));
    }
    return "%s %s(%s)"
        .formatted(name(method.getReturnType()), method.getName(), String.join(", ", parameters));
  }

  private static String name(Class<?> type) {
    if (type == CStruct.Value.class) {
      return "CStruct.Value";
    }
    return (Ref.class.isAssignableFrom(type) ? "Ref." : "") + type.getSimpleName();
  }

  /// Rejects a method that cannot call the function, with all differences.
  ///
  /// @param called the method's types, promoted if the function is variadic
  static void downcall(CallPlan plan, Method method, MethodType called) {
    List<String> differences = new ArrayList<>();
    Class<?>[] types = called.parameterArray();
    if (types.length != plan.arity() && types.length != plan.shortArity()) {
      differences.add("expected %s but found %d".formatted(plan.counts("parameter"), types.length));
    }
    int[] positions = plan.positions(types.length);
    for (int i = 0; i < plan.arity(); i++) {
      CType type = plan.parameter(i).type();
      int at = positions[i];
      if (at >= 0 && at < types.length && !JavaTypeMapping.fitsArgument(type, types[at])) {
        String expected = JavaTypeMapping.expectedArgument(type, types[at]);
        differences.add(difference(at, plan.parameter(i), expected, types[at]));
      } else if (at >= 0
          && at < types.length
          && plan.options().critical()
          && types[at] == Callback.class) {
        differences.add(difference(at, plan.parameter(i), "no callback", types[at]));
      } else if (at < 0 && plan.kept().contains(i)) {
        differences.add("expected %s, which C keeps, but found none".formatted(plan.parameter(i)));
      } else if (at >= 0
          && at < types.length
          && plan.kept().contains(i)
          && CopiedArgument.isCopy(types[at])) {
        String expected = "memory, not a copy, as C keeps it,";
        differences.add(difference(at, plan.parameter(i), expected, types[at]));
      }
    }
    CType returns = plan.function().returns();
    if (plan.options().owned() != null && returns instanceof CType.Pointer pointer) {
      Class<?> expected = plan.options().owned().type(pointer);
      if (method.getReturnType() != expected) {
        differences.add(result(name(expected), method));
      }
    } else if (!JavaTypeMapping.fitsReturned(returns, method.getReturnType())) {
      differences.add(
          result(JavaTypeMapping.expectedReturned(returns), method) + textHint(plan, method));
    }
    reject(plan, method, differences);
  }

  /// What states that a `char *` is text that C keeps.
  private static String textHint(CallPlan plan, Method method) {
    return method.getReturnType() == String.class
            && plan.function().returns() instanceof CType.Pointer pointer
            && pointer.target() instanceof CType.Scalar scalar
            && scalar.isText()
        ? "; if C keeps the text, use(function(\"const %s\"))".formatted(plan)
        : "";
  }

  /// Rejects a method that C cannot call, with all differences.
  static void upcall(CallPlan plan, Method method, @Nullable UserData data) {
    List<String> differences = new ArrayList<>();
    arity(plan, method, differences);
    Class<?>[] types = method.getParameterTypes();
    for (int i = 0; i < Math.min(plan.arity(), types.length); i++) {
      CType type = plan.parameter(i).type();
      boolean isData = data != null && data.parameter() == i;
      if (data != null && isData ? !data.fits(types[i]) : !UpcallArgument.fits(type, types[i])) {
        String expected = data != null && isData ? data.expected() : UpcallArgument.expected(type);
        differences.add(difference(i, plan.parameter(i), expected, types[i]));
      }
    }
    CType returns = plan.function().returns();
    if (!UpcallResult.fits(returns, method.getReturnType())) {
      differences.add(result(UpcallResult.expected(returns), method));
    }
    reject(plan, method, differences);
  }

  private static void arity(CallPlan plan, Method method, List<String> differences) {
    if (method.getParameterCount() != plan.arity()) {
      differences.add(
          "expected %d parameters but found %d"
              .formatted(plan.arity(), method.getParameterCount()));
    }
  }

  private static String difference(
      int at, FunctionType.Parameter parameter, String expected, Class<?> found) {
    return "parameter %d%s: expected %s but found %s"
        .formatted(at + 1, Describe.parameter(parameter), expected, name(found));
  }

  private static String result(String expected, Method method) {
    return "result: expected %s but found %s".formatted(expected, name(method.getReturnType()));
  }

  private static void reject(CallPlan plan, Method method, List<String> differences) {
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          Describe.list("cannot bind " + text(method) + " to " + plan, differences));
    }
  }
}
