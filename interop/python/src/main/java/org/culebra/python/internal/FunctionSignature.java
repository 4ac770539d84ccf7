package org.culebra.python.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The signature of a static method, or of a functional interface's method, for Python.
///
/// @param method the method
/// @param names of the parameters, as they were compiled with `-parameters`, else `arg0`, `arg1`
/// @param parameters the conversions of the arguments
/// @param result the conversion of the result
record FunctionSignature(
    Method method, List<String> names, List<Conversion> parameters, Conversion result) {

  /// Reads an interface that Java implements, and Python calls.
  ///
  /// @param type a functional interface
  /// @return its method
  /// @throws IllegalArgumentException if it is no interface, has not exactly one abstract method,
  ///   or a type that has no conversion; the message names it
  static FunctionSignature calledByPython(Class<?> type) {
    return calledByPython(method(type));
  }

  /// Reads a method that Python calls.
  ///
  /// @param method whose parameters and result Python has
  /// @return its types
  /// @throws IllegalArgumentException if a type has no conversion; the message names it
  static FunctionSignature calledByPython(Method method) {
    FunctionSignature signature = of(method);
    requireOwner(signature.result, method);
    return signature;
  }

  /// Reads an interface that Python implements, and Java calls.
  ///
  /// @param type a functional interface
  /// @return its method
  /// @throws IllegalArgumentException if it is no interface, has not exactly one abstract method,
  ///   or a type that has no conversion; the message names it
  static FunctionSignature calledByJava(Class<?> type) {
    FunctionSignature signature = of(method(type));
    signature.parameters.forEach(parameter -> requireOwner(parameter, signature.method));
    return signature;
  }

  private static void requireOwner(Conversion toPython, Method method) {
    if (toPython.isView()) {
      throw new IllegalArgumentException(
          "expected NDArray for what Python receives, since a view does not keep its memory alive, but found %s in %s"
              .formatted(toPython.type().getName(), method));
    }
  }

  private static Method method(Class<?> type) {
    List<Method> methods = abstractMethods(type);
    if (!type.isInterface() || methods.size() != 1) {
      throw new IllegalArgumentException(
          "expected an interface with one abstract method but found %s with %s"
              .formatted(
                  type.getName(),
                  methods.isEmpty()
                      ? "none"
                      : methods.stream().map(Method::toString).collect(Collectors.joining(", "))));
    }
    return methods.getFirst();
  }

  private static FunctionSignature of(Method method) {
    List<Conversion> parameters = new ArrayList<>();
    for (Class<?> parameter : method.getParameterTypes()) {
      parameters.add(conversion(parameter, method));
    }
    List<String> names =
        Arrays.stream(method.getParameters()).map(java.lang.reflect.Parameter::getName).toList();
    return new FunctionSignature(
        method, names, List.copyOf(parameters), conversion(method.getReturnType(), method));
  }

  private static Conversion conversion(Class<?> type, Method method) {
    Conversion conversion = Conversion.of(type);
    if (conversion == null) {
      throw new IllegalArgumentException(
          "expected numbers, boolean, String, arrays of primitives, BigInteger, CComplex, NDArray,"
              + " views, Column and PyObject as types of a function of Python's but found %s in %s"
                  .formatted(type.getTypeName(), method));
    }
    return conversion;
  }

  /// The abstract methods that [Object] does not have.
  private static List<Method> abstractMethods(Class<?> type) {
    return Stream.of(type.getMethods())
        .filter(method -> Modifier.isAbstract(method.getModifiers()))
        .filter(method -> !isOfObject(method))
        .toList();
  }

  private static boolean isOfObject(Method method) {
    try {
      Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  int count() {
    return parameters.size();
  }

  /// Whether it uses no Python objects, so that Java can run without the lock.
  boolean isPlain() {
    return result.plain() && parameters.stream().allMatch(Conversion::plain);
  }

  boolean sharesMemory() {
    return parameters.stream().anyMatch(Conversion::sharesMemory);
  }

  /// The index of a parameter.
  ///
  /// @return -1 if there is none of that name
  int index(@Nullable String name) {
    return names.indexOf(name);
  }

  /// `blur(image: array, radius: float) -> array`.
  String text(String name) {
    return IntStream.range(0, count())
        .mapToObj(i -> names.get(i) + ": " + parameters.get(i).pythonName())
        .collect(Collectors.joining(", ", name + "(", ") -> " + result.pythonName()));
  }
}
