package org.culebra.ffi;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.culebra.ffi.internal.Sneaky;

/// How deep a thread is in callbacks, and whether its stack has room for more.
///
/// The JDK's own frames between C and a callback cannot be protected: a stack that ends there ends
/// the process. So the room is asked for while Java can still throw.
final class Nesting {
  /// From here on much room is asked for, which takes microseconds.
  private static final int DEEP = 8;

  /// The JDK's frames and a small function of C.
  private static final int LITTLE = 4 << 10;

  /// The same where every frame may be the interpreter's, and C's are bigger.
  private static final int MUCH = 128 << 10;

  /// More bytecode than the JDK compiles in one method: only the interpreter is sure to have a
  /// frame of the size that the class file says.
  private static final int TOO_LONG_TO_COMPILE = 8100;

  private static final ThreadLocal<Nesting> OF_THREAD = ThreadLocal.withInitial(Nesting::new);
  private static final MethodHandle HAVE_LITTLE = frame(LITTLE);
  private static final MethodHandle HAVE_MUCH = frame(MUCH);

  /// The calls of this thread that were given callbacks and have not returned.
  private int depth;

  private Nesting() {}

  /// Looks for room before a call of C that was given callbacks, and counts the call.
  ///
  /// @throws StackOverflowError if there is too little; then nothing is counted
  static void enter() {
    Nesting nesting = OF_THREAD.get();
    room(nesting.depth >= DEEP ? HAVE_MUCH : HAVE_LITTLE);
    nesting.depth++;
  }

  /// The call has returned.
  static void leave() {
    OF_THREAD.get().depth--;
  }

  private static void room(MethodHandle frame) {
    try {
      frame.invokeExact(0);
    } catch (Throwable e) {
      throw Sneaky.rethrow(e);
    }
  }

  /// A method that does nothing, with a frame of this size.
  private static MethodHandle frame(int bytes) {
    byte[] code =
        ClassFile.of()
            .build(
                ClassDesc.of(Nesting.class.getPackageName(), "Frame"),
                writer ->
                    writer
                        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                        .withMethodBody(
                            "frame",
                            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int),
                            ClassFile.ACC_STATIC,
                            body -> body(body, bytes / Long.BYTES)));
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(code, true);
      return hidden.findStatic(
          hidden.lookupClass(), "frame", MethodType.methodType(void.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot define a frame", e);
    }
  }

  private static void body(CodeBuilder code, int locals) {
    Label end = code.newLabel();
    code.iload(0).ifeq(end);
    for (int i = 0; i < TOO_LONG_TO_COMPILE; i++) {
      code.nop();
    }
    code.iconst_0().istore(locals - 1);
    code.labelBinding(end).return_();
  }
}
