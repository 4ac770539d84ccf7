package org.culebra.python.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds public static methods by name, for Python.
public final class StaticMethods {
  private static final Pattern NAME = Pattern.compile("([^:()]+)::([^:()]+)(\\([^()]*\\))?");

  private StaticMethods() {}

  /// The overloads of a method that Python can call, no two of which have the same number of
  /// parameters.
  ///
  /// @param name `com.acme.Filters::blur`, or with types, `com.acme.Filters::blur(NDArray,double)`
  /// @return at least one method
  /// @throws IllegalArgumentException if there is none, or several with the same number of
  ///   parameters; the message lists the candidates
  public static List<Method> named(String name) {
    Matcher matcher = NAME.matcher(name.replace(" ", ""));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a name such as com.acme.Filters::blur but found \"" + name + "\"");
    }
    Class<?> type = publicClass(matcher.group(1));
    String types = matcher.group(3);
    List<Method> candidates =
        Stream.of(type.getMethods())
            .filter(method -> method.getName().equals(matcher.group(2)))
            .filter(method -> types == null || types(method).equals(types))
            .sorted(
                Comparator.comparingInt(Method::getParameterCount).thenComparing(Method::toString))
            .toList();
    List<Method> usable = candidates.stream().filter(method -> fault(method).isEmpty()).toList();
    if (usable.isEmpty()) {
      throw new IllegalArgumentException(
          "expected a public static method %s but found %s"
              .formatted(
                  name, candidates.isEmpty() ? "none of this name" : "\n" + faults(candidates)));
    }
    requireDifferentCounts(type, usable);
    return usable;
  }

  private static void requireDifferentCounts(Class<?> type, List<Method> methods) {
    for (int i = 1; i < methods.size(); i++) {
      int count = methods.get(i).getParameterCount();
      if (count == methods.get(i - 1).getParameterCount()) {
        throw new IllegalArgumentException(
            "expected one overload for each number of arguments but found several for %d; choose one of\n%s"
                .formatted(
                    count,
                    methods.stream()
                        .map(method -> "  " + name(type, method))
                        .collect(Collectors.joining("\n"))));
      }
    }
  }

  private static String name(Class<?> type, Method method) {
    return type.getName() + "::" + method.getName() + types(method);
  }

  private static String types(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", "(", ")"));
  }

  private static String faults(List<Method> methods) {
    return methods.stream()
        .map(method -> "  " + method.getName() + types(method) + ": " + fault(method))
        .collect(Collectors.joining("\n"));
  }

  /// Why Python cannot call a method; empty if it can.
  private static String fault(Method method) {
    if (!Modifier.isStatic(method.getModifiers())) {
      return "not static";
    }
    try {
      FunctionSignature.calledByPython(method);
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Class<?> publicClass(String name) {
    Class<?> type = classNamed(name);
    if (!Modifier.isPublic(type.getModifiers())) {
      throw new IllegalArgumentException(
          "expected a public class but found " + name + ", which is not");
    }
    return type;
  }

  /// A nested class may be named as in source code.
  private static Class<?> classNamed(String name) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
    StringBuilder binary = new StringBuilder(name);
    for (int dot = name.length(); dot > 0; dot = binary.lastIndexOf(".")) {
      if (dot < name.length()) {
        binary.setCharAt(dot, '$');
      }
      try {
        return Class.forName(binary.toString(), false, loader);
      } catch (ClassNotFoundException e) {
        // perhaps it is nested
      }
    }
    throw new IllegalArgumentException(
        "expected a class %s but found none on the class path %s"
            .formatted(name, System.getProperty("java.class.path")));
  }
}
