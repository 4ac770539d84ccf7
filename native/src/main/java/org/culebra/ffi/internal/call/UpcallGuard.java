package org.culebra.ffi.internal.call;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/// Generates the outermost Java method called from C: exceptions are recorded, and C gets the error
/// value. Nothing is ever thrown to C, even if the stack is full, as long as this method itself has
/// a frame; and the code that C executes stays until the method returns.
///
/// @param type of the method, in the linker's types
/// @param life held while the method runs, see `StubMemory`
/// @param record records failures
/// @param onError the value for C after a failure, in the linker's type; `null` for `void`
/// @param generated the class to generate the method in
public record UpcallGuard(
    MethodType type,
    Reference<?> life,
    Failures record,
    @Nullable Object onError,
    HiddenClass generated) {
  private static final ClassDesc RECORD = HiddenClass.desc(Failures.class);
  private static final ClassDesc REFERENCE = HiddenClass.desc(Reference.class);
  private static final MethodTypeDesc GET = MethodTypeDesc.of(ConstantDescs.CD_Object);
  private static final MethodTypeDesc FENCE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

  /// Generates the body of a method. It leaves the method's result on the operand stack, or nothing
  /// for `void`.
  interface Inside {
    /// Generates the body.
    ///
    /// @param failed a label to jump to with an empty operand stack, to return the error value
    /// @param done a label to jump to with the result
    void write(CodeBuilder code, Label failed, Label done);
  }

  /// A handle that calls another one of the same type.
  public static MethodHandle around(
      MethodHandle target, Reference<?> life, Failures record, @Nullable Object onError) {
    UpcallGuard guard = new UpcallGuard(target.type(), life, record, onError, newClass());
    return guard.define((code, failed, done) -> guard.call(code, target, done));
  }

  /// A class for a method to be called from C.
  static HiddenClass newClass() {
    return new HiddenClass(MethodHandles.lookup(), "Upcall");
  }

  private void call(CodeBuilder code, MethodHandle target, Label done) {
    generated.load(code, target, MethodHandle.class);
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
    }
    code.invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", descriptor());
    code.goto_(done);
  }

  private MethodTypeDesc descriptor() {
    return type.describeConstable().orElseThrow();
  }

  /// A handle to the method.
  MethodHandle define(Inside inside) {
    generated.method("invoke", descriptor(), ClassFile.ACC_STATIC, code -> body(code, inside));
    try {
      MethodHandles.Lookup hidden = generated.define();
      return hidden.findStatic(hidden.lookupClass(), "invoke", type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot define a method for C, " + type, e);
    }
  }

  private void body(CodeBuilder code, Inside inside) {
    Label failed = code.newLabel();
    Label done = code.newLabel();
    int alive = code.allocateLocal(TypeKind.REFERENCE);
    code.aconst_null().astore(alive);
    Label start = code.newBoundLabel();
    generated.load(code, life, Reference.class);
    code.invokevirtual(REFERENCE, "get", GET).astore(alive).aload(alive).ifnull(failed);
    inside.write(code, failed, done);
    Label end = code.newBoundLabel();
    caught(code, start, end, failed, done);
    code.labelBinding(failed);
    error(code);
    code.labelBinding(done);
    returnResult(code, alive);
  }

  /// Returns the value on the operand stack. The fence is a call, for which there may be no stack;
  /// but only in the interpreter, which needs no fence.
  private void returnResult(CodeBuilder code, int alive) {
    TypeKind kind = TypeKind.from(type.returnType());
    int result = kind == TypeKind.VOID ? -1 : code.allocateLocal(kind);
    if (result >= 0) {
      code.storeLocal(kind, result);
    }
    Label start = code.newBoundLabel();
    code.aload(alive).invokestatic(REFERENCE, "reachabilityFence", FENCE);
    Label out = code.newBoundLabel();
    if (result >= 0) {
      code.loadLocal(kind, result);
    }
    code.return_(kind);
    Label noStack = code.newBoundLabel();
    code.exceptionCatch(start, out, noStack, ConstantDescs.CD_Throwable);
    code.pop().goto_(out);
  }

  /// Falls through to the error value. If the stack is too full even to record the failure, a field
  /// of the record is set, which needs no call.
  private void caught(CodeBuilder code, Label start, Label end, Label failed, Label done) {
    Label handler = code.newBoundLabel();
    code.exceptionCatch(start, end, handler, ConstantDescs.CD_Throwable);
    int thrown = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(thrown);
    Label recording = code.newBoundLabel();
    generated.load(code, record, Failures.class);
    code.aload(thrown)
        .invokevirtual(
            RECORD, "failed", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Throwable));
    if (record.answers()) {
      answer(code, thrown, failed, done);
    }
    Label recorded = code.newBoundLabel();
    code.goto_(failed);
    Label unrecorded = code.newBoundLabel();
    code.exceptionCatch(recording, recorded, unrecorded, ConstantDescs.CD_Throwable);
    code.pop();
    generated.load(code, record, Failures.class);
    code.iconst_1().putfield(RECORD, "outOfStack", ConstantDescs.CD_boolean);
  }

  /// Continues with the record's answer instead of the error value, if there is one.
  private void answer(CodeBuilder code, int thrown, Label failed, Label done) {
    int answer = code.allocateLocal(TypeKind.REFERENCE);
    generated.load(code, record, Failures.class);
    code.aload(thrown)
        .invokevirtual(
            RECORD,
            "answer",
            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Throwable))
        .astore(answer)
        .aload(answer)
        .ifnull(failed)
        .aload(answer);
    if (type.returnType().isPrimitive()) {
      MethodType unboxed = MethodType.methodType(type.returnType());
      ClassDesc boxed = HiddenClass.desc(unboxed.wrap().returnType());
      code.checkcast(boxed)
          .invokevirtual(
              boxed, type.returnType() + "Value", unboxed.describeConstable().orElseThrow());
    } else {
      code.checkcast(HiddenClass.desc(type.returnType()));
    }
    code.goto_(done);
  }

  private void error(CodeBuilder code) {
    switch (onError) {
      case null -> {}
      case MemorySegment segment -> generated.load(code, segment, MemorySegment.class);
      case Boolean truth -> code.loadConstant(truth ? 1 : 0);
      case Character character -> code.loadConstant((int) character);
      case Long wide -> code.loadConstant(wide);
      case Float number -> code.loadConstant(number);
      case Double number -> code.loadConstant(number);
      case Number small -> code.loadConstant(small.intValue());
      default -> throw new IllegalStateException("no such error value: " + onError);
    }
  }

  /// Records the failures of the guard.
  public abstract static class Failures {
    /// Set by the generated code if the stack is too full for [#failed].
    protected boolean outOfStack;

    /// Records a failure; called below C, so it never throws except for a stack overflow.
    protected abstract void failed(Throwable thrown);

    /// Whether [#answer] may return a value.
    protected boolean answers() {
      return false;
    }

    /// The value for C after a recorded failure, in the linker's type; `null` for the error value.
    protected @Nullable Object answer(Throwable thrown) {
      return null;
    }
  }
}
