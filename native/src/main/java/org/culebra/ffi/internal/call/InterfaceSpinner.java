package org.culebra.ffi.internal.call;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
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
import java.util.function.Function;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.jspecify.annotations.Nullable;

/// Generates a hidden class that implements an interface by method handles, through the lookup of
/// the interface's user, so that the interface need not be public. The handles are class data:
/// constants for the compiler.
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
    Map<Method, MethodHandle> handles = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Method method : InterfaceCheck.abstractMethods(iface)) {
      try {
        Object constant = method.getParameterCount() > 0 ? null : constants.apply(method);
        handles.put(
            method,
            constant != null
                ? MethodHandles.constant(method.getReturnType(), constant)
                : ((CFunctionImpl) functions.apply(method.getName())).bound(method));
      } catch (IllegalArgumentException | NoSuchElementException e) {
        problems.add(String.valueOf(e.getMessage()).replace("\n", "\n  "));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          Describe.list("cannot bind " + iface.getName() + " to " + where, problems));
    }
    return spin(lookup, iface, handles, iface.getSimpleName() + " in " + where);
  }

  /// An instance whose methods call the handles, which have exactly the methods' types.
  static <T> T spin(
      MethodHandles.Lookup lookup, Class<T> iface, Map<Method, MethodHandle> handles, String text) {
    Objects.requireNonNull(lookup, "lookup");
    if (!lookup.hasFullPrivilegeAccess()) {
      throw new IllegalArgumentException(
          "expected a lookup with full privileges, from MethodHandles.lookup(), but found "
              + lookup);
    }
    ClassData data = new ClassData();
    String name = simpleName(iface) + "InC";
    try {
      MethodHandles.Lookup hidden =
          data.define(lookup, name, writer -> write(writer, iface, handles, text, data));
      MethodHandle constructor =
          hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class));
      return iface.cast(constructor.invoke());
    } catch (IllegalAccessException | IllegalAccessError e) {
      throw new IllegalArgumentException(
          "%s cannot be implemented from %s: %s"
              .formatted(iface.getName(), lookup.lookupClass().getName(), e.getMessage()),
          e);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  private static String simpleName(Class<?> iface) {
    String name = iface.getName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static void write(
      ClassBuilder writer,
      Class<?> iface,
      Map<Method, MethodHandle> handles,
      String text,
      ClassData data) {
    writer.withInterfaceSymbols(ClassData.desc(iface));
    writer.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_PUBLIC,
        code ->
            code.aload(0)
                .invokespecial(
                    ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
    writer.withMethodBody(
        "toString",
        MethodTypeDesc.of(ConstantDescs.CD_String),
        ClassFile.ACC_PUBLIC,
        code -> code.loadConstant(text).areturn());
    for (Map.Entry<Method, MethodHandle> entry : handles.entrySet()) {
      MethodTypeDesc type = entry.getValue().type().describeConstable().orElseThrow();
      writer.withMethodBody(
          entry.getKey().getName(),
          type,
          ClassFile.ACC_PUBLIC,
          code -> call(code, entry.getValue(), type, data));
    }
  }

  private static void call(
      CodeBuilder code, MethodHandle handle, MethodTypeDesc type, ClassData data) {
    data.load(code, handle, MethodHandle.class);
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
    }
    code.invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", type)
        .return_(TypeKind.from(type.returnType()));
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
