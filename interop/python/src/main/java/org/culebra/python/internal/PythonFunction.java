package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.culebra.python.PyObject;
import org.culebra.python.PythonException;
import org.jspecify.annotations.Nullable;

/// A Python callable as an implementation of a Java interface.
public final class PythonFunction implements InvocationHandler {
  private static final @Nullable Object[] NONE = {};

  private final Interpreter python;
  private final PyObject callable;
  private final FunctionSignature signature;

  /// The default methods that only a lookup can access.
  private final Map<Method, MethodHandle> defaults;

  private PythonFunction(
      Interpreter python,
      PyObject callable,
      FunctionSignature signature,
      Map<Method, MethodHandle> defaults) {
    this.python = python;
    this.callable = callable;
    this.signature = signature;
    this.defaults = defaults;
  }

  /// Implements an interface.
  ///
  /// @param python the interpreter
  /// @param callable kept reachable by the implementation
  /// @param lookup can access the default methods
  /// @param type a functional interface
  /// @param <T> of the interface
  /// @return calls the callable
  /// @throws IllegalArgumentException if the interface has no such method, or default methods that
  ///   cannot be accessed
  public static <T> T of(
      Interpreter python, PyObject callable, MethodHandles.Lookup lookup, Class<T> type) {
    FunctionSignature signature = FunctionSignature.calledByJava(type);
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            new PythonFunction(python, callable, signature, defaults(lookup, type)));
    return type.cast(proxy);
  }

  private static Map<Method, MethodHandle> defaults(MethodHandles.Lookup lookup, Class<?> type) {
    Map<Method, MethodHandle> defaults = new HashMap<>();
    for (Method method : type.getMethods()) {
      Class<?> owner = method.getDeclaringClass();
      if (method.isDefault() && !isAccessible(owner)) {
        try {
          defaults.put(
              method, MethodHandles.privateLookupIn(owner, lookup).unreflectSpecial(method, owner));
        } catch (IllegalAccessException e) {
          throw new IllegalArgumentException(
              "expected default methods that the lookup can access but found "
                  + method
                  + ": make the interface public, or pass MethodHandles.lookup() of a class that"
                  + " can",
              e);
        }
      }
    }
    return defaults;
  }

  private static boolean isAccessible(Class<?> owner) {
    return Modifier.isPublic(owner.getModifiers())
        && owner.getModule().isExported(owner.getPackageName(), PythonFunction.class.getModule());
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    @Nullable Object[] given = arguments == null ? NONE : arguments;
    if (method.equals(signature.method())) {
      try {
        return call(given);
      } catch (Throwable e) {
        throw declared(e);
      }
    }
    if (method.isDefault()) {
      MethodHandle special = defaults.get(method);
      return special == null
          ? InvocationHandler.invokeDefault(proxy, method, arguments)
          : special.bindTo(proxy).invokeWithArguments(Arrays.asList(given));
    }
    return switch (method.getName()) { // of Object
      case "equals" -> isSame(proxy, given[0]);
      case "hashCode" -> System.identityHashCode(proxy);
      default -> signature.text(callable.toString());
    };
  }

  @SuppressWarnings("ReferenceEquality") // as Object has it
  private static boolean isSame(Object proxy, @Nullable Object other) {
    return proxy == other;
  }

  /// A checked Java exception that went through Python comes out as itself if the interface
  /// declares it; otherwise callers could not expect it.
  private Throwable declared(Throwable thrown) {
    if (thrown instanceof RuntimeException || thrown instanceof Error) {
      return thrown;
    }
    for (Class<?> type : signature.method().getExceptionTypes()) {
      if (type.isInstance(thrown)) {
        return thrown;
      }
    }
    return new PythonException("culebra.JavaError", thrown.toString(), "", thrown, null);
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
      } catch (PythonRaise e) {
        String type = python.values().attributeText(e.type(), "__qualname__");
        throw new PythonException(type, e.text(), "", null, null);
      } finally {
        python.c().Py_DecRef(result);
      }
    } finally {
      python.gil().leave(token);
    }
  }

  private long called(@Nullable Object[] arguments) {
    long[] objects = new long[arguments.length];
    long function = callable.pointer().address();
    python.c().Py_IncRef(function); // the handle may be closed during the call
    try {
      for (int i = 0; i < objects.length; i++) {
        objects[i] = python.values().of(arguments[i]);
      }
      return python.values().vectorcall(function, objects);
    } finally {
      for (long object : objects) {
        python.c().Py_DecRef(object);
      }
      python.c().Py_DecRef(function);
    }
  }
}
