package org.culebra.ffi.table;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Interfaces with one method, `of`, of any type.
final class Interfaces {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final Map<MethodType, Class<?>> KNOWN = new ConcurrentHashMap<>();

  private Interfaces() {}

  static MethodHandles.Lookup lookup() {
    return LOOKUP;
  }

  static Class<?> with(MethodType type) {
    return KNOWN.computeIfAbsent(type, Interfaces::define);
  }

  private static Class<?> define(MethodType type) {
    ClassDesc name =
        ClassDesc.of(
            Interfaces.class.getPackageName()
                + ".Interface"
                + KNOWN.size()
                + "_"
                + type.parameterCount());
    MethodTypeDesc descriptor = type.describeConstable().orElseThrow();
    int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT;
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                writer ->
                    writer
                        .withFlags(flags | ClassFile.ACC_INTERFACE)
                        .withMethod("of", descriptor, flags, _ -> {}));
    try {
      return LOOKUP.defineClass(bytes);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
