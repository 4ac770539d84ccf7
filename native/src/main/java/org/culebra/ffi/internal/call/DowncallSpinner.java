package org.culebra.ffi.internal.call;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.argument.CStructImpl;
import org.culebra.ffi.internal.argument.CallMemory;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.ComplexRule;
import org.culebra.ffi.internal.argument.CopiedText;
import org.culebra.ffi.internal.argument.StructRule;
import org.culebra.ffi.internal.argument.StructValue;
import org.culebra.ffi.internal.memory.StackRoom;

/// Generates the code between an interface's method and the linker's handle: for each argument the
/// check and the pointer, then the call, then the fences that keep the arguments alive.
/// Straight-line and without allocation, so that C2 compiles it as one unit.
///
/// ```
/// static int invoke(float a0, float a1, int a2, ByteView a3) {
///   MemorySegment p3 = ArgumentMarshaller.view(a3, RULE3, 0);
///   if (p3 == null) throw CallDiagnostics.call(PLAN, new Object[] {a0, a1, a2, a3});
///   int result = (int) RAW.invokeExact(a0, a1, a2, p3);
///   if (PendingFailures.any) PendingFailures.rethrow();
///   Reference.reachabilityFence(a3);
///   return result;
/// }
/// ```
final class DowncallSpinner {
  private static final ClassDesc SCOPE = ClassData.desc(CallScope.class);
  private static final ClassDesc PENDING = ClassData.desc(PendingFailures.class);
  private static final ClassDesc SEGMENT = ClassData.desc(MemorySegment.class);
  private static final ClassDesc MEMORY = ClassData.desc(CallMemory.class);
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc THROWABLE = ConstantDescs.CD_Throwable;
  private static final MethodTypeDesc ENTER =
      MethodTypeDesc.of(OBJECT, OBJECT, ConstantDescs.CD_boolean);
  private static final MethodTypeDesc PINNED = MethodTypeDesc.of(OBJECT, OBJECT, OBJECT);
  private static final MethodTypeDesc FENCE = MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT);
  private static final MethodTypeDesc LEAVE = MethodTypeDesc.of(THROWABLE, THROWABLE, OBJECT);

  private static final MethodTypeDesc RELEASE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long);

  private final CallPlan plan;
  private final MethodHandle raw;
  private final MethodType type;
  private final boolean needsMemory;
  private final ClassData data = new ClassData();

  private DowncallSpinner(CallPlan plan, MethodHandle raw, MethodType type) {
    this.plan = plan;
    this.raw = raw;
    this.type = type;
    this.needsMemory = ArgumentCode.needsMemory(plan, type);
  }

  /// A handle of the given Java type, which [InterfaceCheck] has checked, that calls C.
  static MethodHandle spin(CallPlan plan, MethodHandle raw, MethodType type) {
    return new DowncallSpinner(plan, raw, type).define();
  }

  private MethodHandle define() {
    MethodTypeDesc descriptor = type.describeConstable().orElseThrow();
    try {
      MethodHandles.Lookup hidden =
          data.define(
              MethodHandles.lookup(),
              PendingFailures.GENERATED,
              writer ->
                  writer.withMethodBody("invoke", descriptor, ClassFile.ACC_STATIC, this::body));
      return hidden.findStatic(hidden.lookupClass(), "invoke", type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot define the call of " + plan, e);
    }
  }

  private void body(CodeBuilder code) {
    if (!plan.options().critical()) {
      code.invokestatic(
          ClassData.desc(StackRoom.class), "beforeCall", MethodTypeDesc.of(ConstantDescs.CD_void));
    }
    int memory = needsMemory ? code.allocateLocal(TypeKind.REFERENCE) : -1;
    int mark = needsMemory ? code.allocateLocal(TypeKind.LONG) : -1;
    if (needsMemory) {
      code.invokestatic(MEMORY, "ofThread", MethodTypeDesc.of(MEMORY))
          .dup()
          .astore(memory)
          .invokevirtual(MEMORY, "mark", MethodTypeDesc.of(ConstantDescs.CD_long))
          .lstore(mark);
    }
    Label reject = code.newLabel();
    Label overflow = code.newLabel();
    ArgumentCode arguments = new ArgumentCode(plan, type, data, code, reject, memory);
    Label start = code.newBoundLabel();
    code.nop(); // the range must not be empty
    arguments.write();
    Label end = code.newBoundLabel();
    code.exceptionCatch(start, end, overflow, ClassData.desc(ArithmeticException.class));
    call(code, arguments, memory, mark);
    code.labelBinding(overflow).pop();
    code.labelBinding(reject);
    rejected(code, arguments);
    if (needsMemory) {
      Label handler = code.newBoundLabel();
      code.exceptionCatch(start, handler, handler, THROWABLE);
      release(code, memory, mark);
      code.athrow();
    }
  }

  private void release(CodeBuilder code, int memory, int mark) {
    if (needsMemory) {
      code.aload(memory).lload(mark).invokevirtual(MEMORY, "release", RELEASE);
    }
  }

  /// The parameters that begin something, each with the local for what it began, initially nothing.
  private Map<Integer, Integer> toEnter(CodeBuilder code) {
    Map<Integer, Integer> slots = new LinkedHashMap<>();
    for (int i = 0; i < type.parameterCount(); i++) {
      Class<?> java = type.parameterType(i);
      if (java == Callback.class || java == CStruct.Value.class) {
        int slot = code.allocateLocal(TypeKind.REFERENCE);
        code.aconst_null().astore(slot);
        slots.put(i, slot);
      }
    }
    return slots;
  }

  private void enter(CodeBuilder code, Map<Integer, Integer> slots) {
    slots.forEach((i, slot) ->
        code.aload(code.parameterSlot(i))
            .loadConstant(isByValue(i) ? 1 : 0)
            .invokestatic(SCOPE, "enter", ENTER)
            .astore(slot));
  }

  /// Whether the method's parameter at a position is a struct by value.
  private boolean isByValue(int position) {
    int[] positions = plan.positions(type.parameterCount());
    for (int i = 0; i < plan.arity(); i++) {
      if (positions[i] == position) {
        return plan.rule(i) instanceof StructRule;
      }
    }
    return false;
  }

  /// Keeps the memory that C uses after the call.
  private void keep(CodeBuilder code) {
    int[] positions = plan.positions(type.parameterCount());
    for (int kept : plan.kept()) {
      code.aload(code.parameterSlot(positions[kept]));
      data.load(code, plan, CallPlan.class);
      code.loadConstant(kept)
          .invokestatic(
              SCOPE,
              "keep",
              MethodTypeDesc.of(
                  ConstantDescs.CD_void,
                  OBJECT,
                  ClassData.desc(CallPlan.class),
                  ConstantDescs.CD_int));
    }
  }

  private void call(CodeBuilder code, ArgumentCode arguments, int memory, int mark) {
    keep(code);
    TypeKind result = TypeKind.from(raw.type().returnType());
    int slot = result == TypeKind.VOID ? -1 : code.allocateLocal(result);
    Map<Integer, Integer> slots = toEnter(code);
    List<Integer> entered = List.copyOf(slots.values());
    Label start = code.newBoundLabel();
    enter(code, slots); // if one cannot, those before it end
    invoke(code, arguments, memory, entered);
    if (slot >= 0) {
      code.storeLocal(result, slot);
    }
    arguments.copyBack();
    Label end = code.newBoundLabel();
    if (!entered.isEmpty()) {
      code.aconst_null();
      leave(code, entered);
      code.invokestatic(SCOPE, "rethrow", MethodTypeDesc.of(ConstantDescs.CD_void, THROWABLE));
    }
    if (!plan.options().critical()) {
      rethrowPending(code);
    }
    fences(code);
    returnResult(code, slot, memory, mark);
    if (!entered.isEmpty()) {
      Label handler = code.newBoundLabel();
      code.exceptionCatch(start, end, handler, THROWABLE);
      leave(code, entered);
      code.athrow();
    }
  }

  /// Throws the failures of callbacks that C has kept, in the rare case that there are any.
  private static void rethrowPending(CodeBuilder code) {
    Label none = code.newLabel();
    code.getstatic(PENDING, "any", ConstantDescs.CD_boolean)
        .ifeq(none)
        .invokestatic(PENDING, "rethrow", MethodTypeDesc.of(ConstantDescs.CD_void))
        .labelBinding(none);
  }

  private void invoke(CodeBuilder code, ArgumentCode arguments, int memory, List<Integer> entered) {
    MethodHandle handle = pins() ? ArenaPinningCall.around(raw) : raw;
    data.load(code, handle, MethodHandle.class);
    if (pins()) {
      code.aconst_null();
      for (int slot : entered) {
        code.aload(slot).invokestatic(SCOPE, "pinned", PINNED);
      }
    }
    if (plan.function().returns() instanceof CType.Struct) {
      code.invokestatic(
          SCOPE, "automatic", MethodTypeDesc.of(ClassData.desc(SegmentAllocator.class)));
    } else if (plan.function().returns() instanceof CType.Complex) {
      code.aload(memory);
    }
    if (plan.options().errno()) {
      code.invokestatic(ClassData.desc(ErrnoSlot.class), "slot", MethodTypeDesc.of(SEGMENT));
    }
    arguments.push();
    code.invokevirtual(
        ConstantDescs.CD_MethodHandle,
        "invokeExact",
        handle.type().describeConstable().orElseThrow());
  }

  /// Whether C may reach arenas that are not those of the arguments, and close them in a callback.
  private boolean pins() {
    return type.parameterList().contains(CStruct.Value.class) && !plan.options().critical();
  }

  private static void leave(CodeBuilder code, List<Integer> entered) {
    for (int slot : entered) {
      code.aload(slot).invokestatic(SCOPE, "leave", LEAVE);
    }
  }

  private void fences(CodeBuilder code) {
    for (int i = 0; i < type.parameterCount(); i++) {
      if (!type.parameterType(i).isPrimitive()) {
        code.aload(code.parameterSlot(i))
            .invokestatic(ClassData.desc(Reference.class), "reachabilityFence", FENCE);
      }
    }
  }

  private void returnResult(CodeBuilder code, int slot, int memory, int mark) {
    if (slot >= 0) {
      result(code, slot);
    }
    release(code, memory, mark);
    code.return_(TypeKind.from(type.returnType()));
  }

  private void result(CodeBuilder code, int slot) {
    CType returns = plan.function().returns();
    if (returns instanceof CType.Struct struct) {
      returned(code, slot, new CStructImpl(struct), StructValue.class);
    } else if (returns instanceof CType.Complex complex) {
      returned(code, slot, new ComplexRule(complex), CComplex.class);
    } else {
      code.loadLocal(TypeKind.from(raw.type().returnType()), slot);
      if (returns instanceof CType.Pointer && plan.options().owned() == null) {
        pointer(code);
      } else if (Carriers.isUnsigned(returns)) {
        CarrierCode.widen(code, raw.type().returnType(), type.returnType());
      }
    }
  }

  /// A returned pointer in the method's type.
  private void pointer(CodeBuilder code) {
    if (type.returnType() == String.class) {
      code.invokestatic(
          ClassData.desc(CopiedText.class),
          "read",
          MethodTypeDesc.of(ConstantDescs.CD_String, SEGMENT));
    } else if (type.returnType() == long.class) {
      code.invokeinterface(SEGMENT, "address", MethodTypeDesc.of(ConstantDescs.CD_long));
    }
  }

  /// What comes in memory, as an object of Java's.
  private void returned(CodeBuilder code, int slot, Object type, Class<?> as) {
    data.load(code, type, type.getClass());
    code.aload(slot)
        .invokevirtual(
            ClassData.desc(type.getClass()),
            "returned",
            MethodTypeDesc.of(ClassData.desc(as), SEGMENT));
  }

  private void rejected(CodeBuilder code, ArgumentCode arguments) {
    data.load(code, plan, CallPlan.class);
    arguments.box();
    code.invokestatic(
            ClassData.desc(CallDiagnostics.class),
            "call",
            MethodTypeDesc.of(
                ClassData.desc(IllegalArgumentException.class),
                ClassData.desc(CallPlan.class),
                OBJECT.arrayType()))
        .athrow();
  }
}
