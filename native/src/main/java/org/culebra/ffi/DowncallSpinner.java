package org.culebra.ffi;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the code between an interface's method and the linker's handle: for each argument the
/// check and the pointer, then the call, then what keeps the arguments alive. Straight-line and
/// without allocation, so that C2 makes one piece of it.
///
/// ```
/// static int invoke(float a0, float a1, int a2, ByteView a3) {
///   MemorySegment p3 = Pass.view(a3, RULE3, 0);
///   if (p3 == null) throw PLAN.refused(new Object[] {a0, a1, a2, a3});
///   int result = (int) RAW.invokeExact(a0, a1, a2, p3);
///   Reference.reachabilityFence(a3);
///   return result;
/// }
/// ```
final class DowncallSpinner {
  private static final ClassDesc PASS = ClassData.desc(Pass.class);
  private static final ClassDesc GUARDS = ClassData.desc(Guards.class);
  private static final ClassDesc SEGMENT = ClassData.desc(MemorySegment.class);
  private static final ClassDesc THROWABLE = ConstantDescs.CD_Throwable;
  private static final MethodTypeDesc ENTER =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);
  private static final MethodTypeDesc LEAVE =
      MethodTypeDesc.of(THROWABLE, THROWABLE, ConstantDescs.CD_Object);

  private final CallPlan plan;
  private final MethodHandle raw;
  private final MethodType type;
  private final ClassData data = new ClassData();
  private final int[] pointers;
  private final List<Integer> guarded = new ArrayList<>();

  private DowncallSpinner(CallPlan plan, MethodHandle raw, MethodType type) {
    this.plan = plan;
    this.raw = raw;
    this.type = type;
    this.pointers = new int[plan.arity()];
    for (int i = 0; i < plan.arity(); i++) {
      Class<?> java = type.parameterType(i);
      if (java == Callback.class || java == CStruct.Value.class) {
        guarded.add(i);
      }
    }
  }

  /// A handle of the given Java type, checked before by [InterfaceCheck], that calls C.
  static MethodHandle spin(CallPlan plan, MethodHandle raw, MethodType type) {
    return new DowncallSpinner(plan, raw, type).define();
  }

  private MethodHandle define() {
    ClassDesc self = ClassDesc.of(DowncallSpinner.class.getPackageName(), "Downcall");
    MethodTypeDesc descriptor = type.describeConstable().orElseThrow();
    byte[] bytes =
        ClassData.writer()
            .build(
                self,
                writer ->
                    writer
                        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                        .withMethodBody("invoke", descriptor, ClassFile.ACC_STATIC, this::body));
    try {
      MethodHandles.Lookup hidden =
          MethodHandles.lookup().defineHiddenClassWithClassData(bytes, data.values(), true);
      return hidden.findStatic(hidden.lookupClass(), "invoke", type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot define the call of " + plan, e);
    }
  }

  private void body(CodeBuilder code) {
    Label refuse = code.newLabel();
    Label overflow = code.newLabel();
    Label start = code.newBoundLabel();
    code.nop(); // the range must not be empty
    for (int i = 0; i < plan.arity(); i++) {
      check(code, i, refuse);
    }
    Label end = code.newBoundLabel();
    code.exceptionCatch(start, end, overflow, ClassData.desc(ArithmeticException.class));
    call(code);
    code.labelBinding(overflow).pop();
    code.labelBinding(refuse);
    refused(code);
  }

  private void check(CodeBuilder code, int i, Label refuse) {
    Class<?> java = type.parameterType(i);
    switch (plan.rule(i)) {
      case PointerRule rule -> {
        code.aload(code.parameterSlot(i));
        data.load(code, rule, PointerRule.class);
        needed(code, rule);
        convert(code, i, method(java), PointerRule.class, ConstantDescs.CD_long, refuse);
      }
      case FunctionRule rule -> {
        code.aload(code.parameterSlot(i));
        data.load(code, rule, FunctionRule.class);
        String method = java == Callback.class ? "callback" : "function";
        convert(code, i, method, FunctionRule.class, null, refuse);
      }
      case CStruct struct -> {
        code.aload(code.parameterSlot(i));
        data.load(code, struct, CStruct.class);
        convert(code, i, "struct", CStruct.class, null, refuse);
      }
      default -> range(code, i, java, refuse);
    }
  }

  private static String method(Class<?> java) {
    if (Passing.isView(java)) {
      return "view";
    }
    if (java == MemorySegment.class) {
      return "segment";
    }
    return java == CStruct.Value.class
        ? "structPointer"
        : java == Callback.class ? "callback" : "array";
  }

  private void needed(CodeBuilder code, PointerRule rule) {
    CExpression length = rule.length();
    if (length == null) {
      code.lconst_0();
      return;
    }
    LengthCode.Locals locals =
        new LengthCode.Locals() {
          @Override
          public int slot(int parameter) {
            return code.parameterSlot(parameter);
          }

          @Override
          public TypeKind kind(int parameter) {
            return TypeKind.from(type.parameterType(parameter));
          }

          @Override
          public void constant(CodeBuilder at, Object value) {
            data.load(at, value, value.getClass());
          }
        };
    new LengthCode(plan, locals).emit(code, length);
  }

  /// Stores the pointer that a method of [Pass] gives, or refuses.
  private void convert(
      CodeBuilder code,
      int i,
      String method,
      Class<?> rule,
      @Nullable ClassDesc extra,
      Label refuse) {
    List<ClassDesc> parameters = new ArrayList<>();
    parameters.add(ClassData.desc(type.parameterType(i)));
    parameters.add(ClassData.desc(rule));
    if (extra != null) {
      parameters.add(extra);
    }
    pointers[i] = code.allocateLocal(TypeKind.REFERENCE);
    code.invokestatic(PASS, method, MethodTypeDesc.of(SEGMENT, parameters))
        .dup()
        .astore(pointers[i])
        .ifnull(refuse);
  }

  /// An unsigned number in a wider Java type must fit.
  private void range(CodeBuilder code, int i, Class<?> java, Label refuse) {
    CType c = plan.parameter(i).type();
    if (!Carriers.isUnsigned(c) || Passing.size(java) <= c.byteSize()) {
      return;
    }
    code.loadLocal(TypeKind.from(java), code.parameterSlot(i));
    if (java != long.class) {
      code.i2l();
    }
    code.loadConstant((1L << (8 * c.byteSize())) - 1)
        .invokestatic(
            PASS,
            "fits",
            MethodTypeDesc.of(
                ConstantDescs.CD_boolean, ConstantDescs.CD_long, ConstantDescs.CD_long))
        .ifeq(refuse);
  }

  private void call(CodeBuilder code) {
    TypeKind result = TypeKind.from(raw.type().returnType());
    int slot = result == TypeKind.VOID ? -1 : code.allocateLocal(result);
    for (int i : guarded) {
      code.aload(code.parameterSlot(i)).invokestatic(GUARDS, "enter", ENTER);
    }
    Label start = code.newBoundLabel();
    invoke(code);
    if (slot >= 0) {
      code.storeLocal(result, slot);
    }
    Label end = code.newBoundLabel();
    leave(code);
    fences(code);
    giveBack(code, slot);
    if (!guarded.isEmpty()) {
      leaveAfterException(code, start, end);
    }
  }

  private void invoke(CodeBuilder code) {
    data.load(code, raw, MethodHandle.class);
    if (plan.function().returns() instanceof CType.Struct) {
      code.invokestatic(
          GUARDS, "automatic", MethodTypeDesc.of(ClassData.desc(SegmentAllocator.class)));
    }
    for (int i = 0; i < plan.arity(); i++) {
      if (plan.rule(i) instanceof NumberRule) {
        Class<?> java = type.parameterType(i);
        code.loadLocal(TypeKind.from(java), code.parameterSlot(i));
        Numbers.narrow(code, java, Carriers.outgoingCarrier(plan.parameter(i).type()));
      } else {
        code.aload(pointers[i]);
      }
    }
    code.invokevirtual(
        ConstantDescs.CD_MethodHandle, "invokeExact", raw.type().describeConstable().orElseThrow());
  }

  private void leave(CodeBuilder code) {
    if (guarded.isEmpty()) {
      return;
    }
    code.aconst_null();
    for (int i : guarded) {
      code.aload(code.parameterSlot(i)).invokestatic(GUARDS, "leave", LEAVE);
    }
    code.invokestatic(GUARDS, "rethrow", MethodTypeDesc.of(ConstantDescs.CD_void, THROWABLE));
  }

  private void leaveAfterException(CodeBuilder code, Label start, Label end) {
    Label handler = code.newBoundLabel();
    code.exceptionCatch(start, end, handler, THROWABLE);
    for (int i : guarded) {
      code.aload(code.parameterSlot(i)).invokestatic(GUARDS, "leave", LEAVE);
    }
    code.athrow();
  }

  private void fences(CodeBuilder code) {
    for (int i = 0; i < plan.arity(); i++) {
      if (!(plan.rule(i) instanceof NumberRule)) {
        code.aload(code.parameterSlot(i))
            .invokestatic(ClassData.desc(Reference.class), "reachabilityFence", ENTER);
      }
    }
  }

  private void giveBack(CodeBuilder code, int slot) {
    CType returns = plan.function().returns();
    if (slot < 0) {
      code.return_();
      return;
    }
    TypeKind result = TypeKind.from(raw.type().returnType());
    if (returns instanceof CType.Struct struct) {
      data.load(code, new CStruct(struct), CStruct.class);
      code.aload(slot)
          .invokevirtual(
              ClassData.desc(CStruct.class),
              "returned",
              MethodTypeDesc.of(ClassData.desc(CStruct.Value.class), SEGMENT))
          .areturn();
      return;
    }
    code.loadLocal(result, slot);
    if (Carriers.isUnsigned(returns)) {
      Numbers.widen(code, raw.type().returnType(), type.returnType());
    }
    code.return_(TypeKind.from(type.returnType()));
  }

  private void refused(CodeBuilder code) {
    data.load(code, plan, CallPlan.class);
    code.loadConstant(plan.arity()).anewarray(ConstantDescs.CD_Object);
    for (int i = 0; i < plan.arity(); i++) {
      TypeKind kind = TypeKind.from(type.parameterType(i));
      code.dup().loadConstant(i).loadLocal(kind, code.parameterSlot(i));
      Numbers.box(code, type.parameterType(i));
      code.aastore();
    }
    code.invokevirtual(
            ClassData.desc(CallPlan.class),
            "refused",
            MethodTypeDesc.of(
                ClassData.desc(IllegalArgumentException.class),
                ConstantDescs.CD_Object.arrayType()))
        .athrow();
  }
}
