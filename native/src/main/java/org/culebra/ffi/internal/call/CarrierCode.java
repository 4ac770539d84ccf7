package org.culebra.ffi.internal.call;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;

/// Generates code that converts numbers between an interface's types and the linker's.
final class CarrierCode {
  private CarrierCode() {}

  /// Converts a Java type to the linker's of the same size or, in range, a smaller one.
  static void narrow(CodeBuilder code, Class<?> from, Class<?> to) {
    if (from == to) {
      return;
    }
    if (from == long.class) {
      code.l2i();
    }
    if (to == char.class) {
      if (from == byte.class) {
        code.loadConstant(0xFF).iand();
      } else {
        code.i2c();
      }
    } else if (to == byte.class) {
      code.i2b();
    } else if (to == short.class) {
      code.i2s();
    }
  }

  /// Converts an unsigned number's carrier to a wider Java type; does nothing if they are the same.
  static void widen(CodeBuilder code, Class<?> from, Class<?> to) {
    if (from == to) {
      return;
    }
    if (from == byte.class) {
      code.loadConstant(0xFF).iand();
    } else if (from == short.class) {
      code.loadConstant(0xFFFF).iand();
    }
    if (to == long.class) {
      code.i2l();
      if (from == int.class) {
        code.loadConstant(0xFFFF_FFFFL).land();
      }
    }
  }

  /// Boxes the value on the stack.
  static void box(CodeBuilder code, Class<?> type) {
    if (type.isPrimitive()) {
      Class<?> wrapper = MethodType.methodType(type).wrap().returnType();
      code.invokestatic(
          HiddenClass.desc(wrapper),
          "valueOf",
          MethodTypeDesc.of(HiddenClass.desc(wrapper), HiddenClass.desc(type)));
    }
  }
}
