package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.culebra.python.PyObject;
import org.jspecify.annotations.Nullable;

/// A callable of Python as an implementation of an interface of Java.
public final class PythonFunction implements InvocationHandler {
  private static final @Nullable Object[] NONE = {};

  private final Interpreter python;
  private final PyObject callable;
  private final FunctionSignature signature;

  private PythonFunction(Interpreter python, PyObject callable, FunctionSignature signature) {
    this.python = python;
    this.callable = callable;
    this.signature = signature;
  }

  /// Implements an interface.
  ///
  /// @param python whose callable it is
  /// @param callable kept as long as the implementation
  /// @param type a functional interface
  /// @param <T> of the interface
  /// @return calls the callable
  /// @throws IllegalArgumentException if the interface has no such method
  public static <T> T of(Interpreter python, PyObject callable, Class<T> type) {
    FunctionSignature signature = FunctionSignature.of(type);
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            new PythonFunction(python, callable, signature));
    return type.cast(proxy);
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.equals(signature.method())) {
      return call(arguments == null ? NONE : arguments);
    }
    if (method.isDefault()) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return switch (method.getName()) { // of Object
      case "equals" -> isSame(proxy, arguments == null ? null : arguments[0]);
      case "hashCode" -> System.identityHashCode(proxy);
      default -> signature.text(callable.toString());
    };
  }

  @SuppressWarnings("ReferenceEquality") // as Object has it
  private static boolean isSame(Object proxy, @Nullable Object other) {
    return proxy == other;
  }

  private @Nullable Object call(@Nullable Object[] arguments) {
    if (Thread.currentThread().isVirtual()) {
      return PythonThreads.<@Nullable Object>callOnPlatform(() -> locked(arguments));
    }
    return locked(arguments);
  }

  private @Nullable Object locked(@Nullable Object[] arguments) {
    int token = python.gil().enter();
    try {
      python.references().drain();
      long result = python.check(called(arguments));
      try {
        // of an array the memory lives as long as Java reaches it
        return signature.result().read(python, Arena.ofAuto(), result);
      } finally {
        python.c().Py_DecRef(result);
      }
    } finally {
      python.gil().leave(token);
    }
  }

  private long called(@Nullable Object[] arguments) {
    long[] objects = new long[arguments.length];
    try {
      for (int i = 0; i < objects.length; i++) {
        objects[i] = python.values().of(arguments[i]);
      }
      return python.values().vectorcall(callable.address(), objects);
    } finally {
      for (long object : objects) {
        python.c().Py_DecRef(object);
      }
    }
  }
}
