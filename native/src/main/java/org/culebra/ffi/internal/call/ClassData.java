package org.culebra.ffi.internal.call;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The objects of a hidden class; its code loads them as constants, which C2 trusts like static
/// final fields.
final class ClassData {
  private final List<Object> values = new ArrayList<>();
  private final List<Class<?>> types = new ArrayList<>();

  /// Pushes an object.
  void load(CodeBuilder code, Object value, Class<?> type) {
    int index = indexOf(value);
    if (index == types.size()) {
      types.add(type);
    }
    code.loadConstant(
        DynamicConstantDesc.ofNamed(
            ConstantDescs.BSM_CLASS_DATA_AT, ConstantDescs.DEFAULT_NAME, desc(type), index));
  }

  /// Keeps an object reachable as long as the class, even if its code does not use it.
  void keep(Object value, Class<?> type) {
    if (indexOf(value) == types.size()) {
      types.add(type);
    }
  }

  /// By identity: equal rules of two parameters may be stored twice.
  @SuppressWarnings("ReferenceEquality") // equal rules may belong to two parameters
  private int indexOf(Object value) {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == value) {
        return i;
      }
    }
    values.add(value);
    return values.size() - 1;
  }

  /// The type that an object was first loaded with.
  Class<?> typeOf(Object value) {
    return types.get(indexOf(value));
  }

  /// All objects, after the code was generated.
  List<Object> values() {
    return List.copyOf(values);
  }

  /// Defines a hidden class with these objects, in the package of a lookup's class.
  ///
  /// @param name its name, without the package
  /// @param body writes its members, and may add objects
  MethodHandles.Lookup define(MethodHandles.Lookup beside, String name, Consumer<ClassBuilder> body)
      throws IllegalAccessException {
    ClassDesc self = ClassDesc.of(beside.lookupClass().getPackageName(), name);
    byte[] bytes =
        writer()
            .build(
                self,
                writer ->
                    body.accept(writer.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)));
    return beside.defineHiddenClassWithClassData(bytes, values(), true);
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /// A class builder that knows the types of this module.
  private static ClassFile writer() {
    return ClassFile.of(
        ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.defaultResolver()
                .orElse(ClassHierarchyResolver.ofClassLoading(ClassData.class.getClassLoader()))));
  }
}
