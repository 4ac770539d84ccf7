package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.python.PythonException;
import org.jspecify.annotations.Nullable;

/// Java functions as Python callables.
public final class JavaFunctionType {
  private static final String DOC = "A function of Java.";

  /// An exported function.
  ///
  /// @param handle has the parameter `Object[]`
  private record JavaFunction(String name, FunctionSignature signature, MethodHandle handle) {}

  private final Interpreter python;
  private final CPython c;
  private final ObjectTable table;
  private final HeapType type;

  /// Creates the type. Needs Python's lock.
  ///
  /// @param python the interpreter
  public JavaFunctionType(Interpreter python) {
    this.python = python;
    this.c = python.c();
    this.table = python.exports().table();
    this.type =
        HeapType.named(python, table, "culebra.Function", DOC)
            .call(this::call)
            .repr(self -> python.values().ofString("<culebra.Function " + text(self) + ">"))
            .getter(
                "__name__", "The name.", self -> python.values().ofString(function(self).name()))
            .getter("_doc", "The signature.", self -> python.values().ofString(text(self)))
            .getter("_parameters", "The names of the parameters.", this::parameters)
            .build(_ -> {});
    python.glue().complete("function", type.type(), false);
  }

  /// A callable.
  ///
  /// @param lookup finds the interface's method
  /// @param iface a functional interface
  /// @param target implements it; kept reachable until Python has released its last reference
  /// @param <T> of the interface
  /// @return a new reference
  /// @throws IllegalArgumentException if the interface is not one, or cannot be accessed
  public <T> long export(MethodHandles.Lookup lookup, Class<T> iface, T target) {
    FunctionSignature signature = FunctionSignature.calledByPython(iface);
    return create(signature, bound(lookup, signature, target));
  }

  /// A callable of a static method.
  ///
  /// @param method public, of a public class
  /// @return a new reference
  /// @throws IllegalArgumentException if it cannot be accessed, or has other types
  public long export(Method method) {
    FunctionSignature signature = FunctionSignature.calledByPython(method);
    try {
      return create(signature, MethodHandles.publicLookup().unreflect(method).asFixedArity());
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "expected a public class of an exported package but found "
              + method.getDeclaringClass().getName(),
          e);
    }
  }

  private long create(FunctionSignature signature, MethodHandle handle) {
    MethodHandle generic =
        handle
            .asType(MethodType.genericMethodType(signature.count()))
            .asSpreader(Object[].class, signature.count());
    return type.create(new JavaFunction(signature.method().getName(), signature, generic));
  }

  private JavaFunction function(long self) {
    return (JavaFunction) table.of(self);
  }

  private String text(long self) {
    JavaFunction function = function(self);
    return function.signature().text(function.name());
  }

  private long parameters(long self) {
    return python.values().of(function(self).signature().names());
  }

  private long call(long self, long args, long keywords) {
    JavaFunction function = function(self);
    FunctionSignature signature = function.signature();
    long[] objects = objects(function, args, keywords);
    if (!signature.sharesMemory()) {
      return result(function, read(function, Arena.global(), objects));
    }
    try (Arena arena = Arena.ofConfined()) {
      // exported before the arena is closed: the result may be a view of an argument
      return result(function, read(function, arena, objects));
    }
  }

  private @Nullable Object[] read(JavaFunction function, Arena arena, long[] objects) {
    @Nullable Object[] arguments = new @Nullable Object[objects.length];
    for (int i = 0; i < objects.length; i++) {
      arguments[i] = read(function, i, arena, objects[i]);
    }
    return arguments;
  }

  private @Nullable Object read(JavaFunction function, int i, Arena arena, long object) {
    Conversion parameter = function.signature().parameters().get(i);
    try {
      return parameter.read(python, arena, object);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw wrong(function, i, python.constants().typeError(), String.valueOf(e.getMessage()));
    } catch (PythonRaise e) {
      throw wrong(function, i, e.type(), e.text());
    } catch (PythonException e) {
      if (!e.type().equals("TypeError") || e.traceback().startsWith("Traceback")) {
        throw e; // not by the interpreter itself, but by a method of the object
      }
      String text =
          e.text().startsWith("expected ")
              ? e.text()
              : "expected %s but found %s: %s"
                  .formatted(parameter.pythonName(), python.values().typeName(object), e.text());
      throw wrong(function, i, python.constants().typeError(), text);
    }
  }

  private static PythonRaise wrong(JavaFunction function, int parameter, long type, String text) {
    FunctionSignature signature = function.signature();
    return new PythonRaise(
        type,
        "%s: argument '%s': %s"
            .formatted(signature.text(function.name()), signature.names().get(parameter), text));
  }

  private long result(JavaFunction function, @Nullable Object[] arguments) {
    return python.values().of(invoked(function, arguments));
  }

  private @Nullable Object invoked(JavaFunction function, @Nullable Object[] arguments) {
    if (!function.signature().isPlain()) {
      return invoke(function.handle(), arguments);
    }
    long state = python.gil().release();
    try {
      return invoke(function.handle(), arguments);
    } finally {
      python.gil().retake(state);
    }
  }

  private static @Nullable Object invoke(MethodHandle handle, @Nullable Object[] arguments) {
    try {
      return (@Nullable Object) handle.invokeExact(arguments);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// The arguments in the order of the parameters, borrowed.
  private long[] objects(JavaFunction function, long args, long keywords) {
    FunctionSignature signature = function.signature();
    long positional = c.PyTuple_Size(args);
    long named = keywords == 0 ? 0 : c.PyObject_Size(keywords);
    long[] objects = new long[signature.count()];
    if (positional + named != objects.length) {
      throw wrong(function, "%d arguments but found %d", signature.count(), positional + named);
    }
    for (int i = 0; i < positional; i++) {
      objects[i] = c.PyTuple_GetItem(args, i);
    }
    for (int i = (int) positional; i < objects.length; i++) {
      objects[i] = c.PyDict_GetItemString(keywords, signature.names().get(i));
      if (objects[i] == 0) {
        throw wrong(
            function, "argument '%s' but found %s", signature.names().get(i), names(keywords));
      }
    }
    return objects;
  }

  private String names(long keywords) {
    long list = python.check(c.PyDict_Keys(keywords));
    try {
      return python.values().repr(list);
    } finally {
      c.Py_DecRef(list);
    }
  }

  private PythonRaise wrong(JavaFunction function, String format, Object... values) {
    return new PythonRaise(
        python.constants().typeError(),
        function.signature().text(function.name()) + " expected " + format.formatted(values));
  }

  private static MethodHandle bound(
      MethodHandles.Lookup lookup, FunctionSignature signature, Object target) {
    try {
      return lookup.unreflect(signature.method()).bindTo(target);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "expected an interface that the lookup can access but found "
              + signature.method().getDeclaringClass().getName()
              + ": make it public, or pass MethodHandles.lookup() of a class that can",
          e);
    }
  }
}
