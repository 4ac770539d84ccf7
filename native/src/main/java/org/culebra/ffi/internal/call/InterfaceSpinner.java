package org.culebra.ffi.internal.call;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.jspecify.annotations.Nullable;

/// Generates a hidden class that implements an interface. If this module can access the interface,
/// the class belongs to it, and its methods call C. Otherwise it belongs to the lookup of the
/// interface's user, and its methods call handles, which are constants for the compiler.
public final class InterfaceSpinner {
  private InterfaceSpinner() {}

  /// An instance whose methods call the functions of the same names.
  ///
  /// @param functions returns a function or throws
  /// @param constants returns what a method without parameters returns if its name is that of a
  ///   constant, otherwise null
  /// @param where where the functions are, for messages
  public static <T> T bind(
      MethodHandles.Lookup lookup,
      Class<T> iface,
      Function<String, CFunction> functions,
      Function<Method, @Nullable Object> constants,
      String where) {
    Map<Method, BoundMethod> methods = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Method method : InterfaceCheck.abstractMethods(iface)) {
      try {
        Object constant = method.getParameterCount() > 0 ? null : constants.apply(method);
        methods.put(
            method,
            constant != null
                ? new BoundMethod.Handle(MethodHandles.constant(method.getReturnType(), constant))
                : ((CFunctionImpl) functions.apply(method.getName())).bound(method));
      } catch (IllegalArgumentException | NoSuchElementException e) {
        problems.add(String.valueOf(e.getMessage()).replace("\n", "\n  "));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          Describe.list("cannot bind " + iface.getName() + " to " + where, problems));
    }
    return spin(lookup, iface, methods, iface.getSimpleName() + " in " + where);
  }

  /// An instance with these methods, which have exactly the types of the interface's.
  ///
  /// @param shown what the instance is printed as
  static <T> T spin(
      MethodHandles.Lookup lookup, Class<T> iface, Map<Method, BoundMethod> methods, Object shown) {
    Objects.requireNonNull(lookup, "lookup");
    if (!lookup.hasFullPrivilegeAccess()) {
      throw new IllegalArgumentException(
          "expected a lookup with full privileges, from MethodHandles.lookup(), but found "
              + lookup);
    }
    boolean direct = problem(iface) == null;
    MethodHandles.Lookup beside = direct ? lookupOf(iface) : lookup;
    String name = simpleName(iface).concat(PendingFailures.IMPLEMENTATION);
    HiddenClass generated = new HiddenClass(beside, name);
    generated.implement(iface);
    add(generated, "toString", MethodType.methodType(String.class), new Print(generated, shown));
    for (Map.Entry<Method, BoundMethod> entry : methods.entrySet()) {
      BoundMethod method = entry.getValue();
      Consumer<CodeBuilder> body =
          direct ? method.bodyIn(generated) : new BoundMethod.Call(generated, method.handle());
      add(generated, entry.getKey().getName(), method.type(), body);
    }
    try {
      MethodHandles.Lookup hidden = generated.define();
      MethodHandle constructor =
          hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class));
      return iface.cast(constructor.invoke());
    } catch (IllegalAccessException | IllegalAccessError e) {
      throw new IllegalArgumentException(
          "expected a lookup that can access %s but found %s: %s; pass MethodHandles.lookup() of a class that can"
              .formatted(iface.getName(), lookup, e.getMessage()),
          e);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  private static String simpleName(Class<?> iface) {
    String name = iface.getName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static void add(
      HiddenClass generated, String name, MethodType type, Consumer<CodeBuilder> body) {
    MethodTypeDesc descriptor = type.describeConstable().orElseThrow();
    generated.method(name, descriptor, ClassFile.ACC_PUBLIC, body);
  }

  private record Print(HiddenClass generated, Object shown) implements Consumer<CodeBuilder> {
    @Override
    public void accept(CodeBuilder code) {
      generated.load(code, shown, Object.class);
      code.invokevirtual(
              ConstantDescs.CD_Object, "toString", MethodTypeDesc.of(ConstantDescs.CD_String))
          .areturn();
    }
  }

  /// A lookup of this module, if it can access the interface.
  public static MethodHandles.Lookup publicLookup(Class<?> iface) {
    String found = problem(iface);
    if (found != null) {
      throw new IllegalArgumentException(
          "expected a public interface in an exported package, or MethodHandles.lookup() as well,"
              + " but found "
              + found);
    }
    return lookupOf(iface);
  }

  private static MethodHandles.Lookup lookupOf(Class<?> iface) {
    Module here = InterfaceSpinner.class.getModule();
    if (!here.canRead(iface.getModule())) {
      here.addReads(iface.getModule());
    }
    return MethodHandles.lookup();
  }

  private static @Nullable String problem(Class<?> iface) {
    for (Class<?> type = iface; type != null; type = type.getEnclosingClass()) {
      if (!Modifier.isPublic(type.getModifiers())) {
        return type.getName() + ", which is not public";
      }
    }
    if (!iface.getModule().isExported(iface.getPackageName(), InterfaceSpinner.class.getModule())) {
      return iface.getName() + ", whose package " + iface.getModule() + " does not export";
    }
    ClassLoader loader = InterfaceSpinner.class.getClassLoader();
    try {
      if (Class.forName(iface.getName(), false, loader) == iface) {
        return null;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // reported below
    }
    return iface.getName() + ", of a class loader that is not visible from here";
  }
}
