package org.culebra.ffi.internal.call;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/// What a method of a bound interface does.
interface BoundMethod {
  MethodType type();

  /// A handle that does it.
  MethodHandle handle();

  /// The code that does it in a class of this package.
  Consumer<CodeBuilder> bodyIn(HiddenClass generated);

  /// Calls a handle.
  record Handle(MethodHandle handle) implements BoundMethod {
    @Override
    public MethodType type() {
      return handle.type();
    }

    @Override
    public Consumer<CodeBuilder> bodyIn(HiddenClass generated) {
      return new Call(generated, handle);
    }
  }

  /// The code that calls a handle.
  record Call(HiddenClass generated, MethodHandle handle) implements Consumer<CodeBuilder> {
    @Override
    public void accept(CodeBuilder code) {
      MethodTypeDesc type = handle.type().describeConstable().orElseThrow();
      generated.load(code, handle, MethodHandle.class);
      for (int i = 0; i < type.parameterCount(); i++) {
        code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
      }
      code.invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", type)
          .return_(TypeKind.from(type.returnType()));
    }
  }
}
