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
import java.util.function.Consumer;
import org.culebra.array.NDArray;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.CStructImpl;
import org.culebra.ffi.internal.argument.CallMemory;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.ComplexRule;
import org.culebra.ffi.internal.argument.CopiedText;
import org.culebra.ffi.internal.argument.StructRule;
import org.culebra.ffi.internal.argument.StructValue;
import org.culebra.ffi.internal.memory.StackRoom;
import org.jspecify.annotations.Nullable;

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
final class DowncallSpinner implements Consumer<CodeBuilder> {
  private static final ClassDesc PENDING = HiddenClass.desc(PendingFailures.class);
  private static final ClassDesc SEGMENT = HiddenClass.desc(MemorySegment.class);
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
  private final @Nullable MemorySegment symbol;
  private final MethodType type;
  private final boolean needsMemory;
  private final HiddenClass generated;

  /// @param generated the class of the method
  DowncallSpinner(
      CallPlan plan,
      MethodHandle raw,
      @Nullable MemorySegment symbol,
      MethodType type,
      HiddenClass generated) {
    this.plan = plan;
    this.raw = raw;
    this.symbol = symbol;
    this.type = type;
    this.generated = generated;
    this.needsMemory = ArgumentCode.needsMemory(plan, type);
  }

  /// A method, not a constant, so that the class is loaded only if it is used.
  private static ClassDesc scope() {
    return HiddenClass.desc(CallScope.class);
  }

  private static ClassDesc memory() {
    return HiddenClass.desc(CallMemory.class);
  }

  /// A handle of the given Java type, which [InterfaceCheck] has checked, that calls C.
  ///
  /// @param raw the linker's handle
  /// @param symbol the function, if the handle takes it first
  static MethodHandle spin(
      CallPlan plan, MethodHandle raw, @Nullable MemorySegment symbol, MethodType type) {
    HiddenClass generated = new HiddenClass(MethodHandles.lookup(), PendingFailures.GENERATED);
    MethodTypeDesc descriptor = type.describeConstable().orElseThrow();
    Consumer<CodeBuilder> body = new DowncallSpinner(plan, raw, symbol, type, generated);
    generated.method("invoke", descriptor, ClassFile.ACC_STATIC, body);
    try {
      MethodHandles.Lookup hidden = generated.define();
      return hidden.findStatic(hidden.lookupClass(), "invoke", type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot define the call of " + plan, e);
    }
  }

  /// Generates the method.
  @Override
  public void accept(CodeBuilder code) {
    if (!plan.options().critical()) {
      code.invokestatic(
          HiddenClass.desc(StackRoom.class),
          "beforeCall",
          MethodTypeDesc.of(ConstantDescs.CD_void));
    }
    int memory = needsMemory ? code.allocateLocal(TypeKind.REFERENCE) : -1;
    int mark = needsMemory ? code.allocateLocal(TypeKind.LONG) : -1;
    if (needsMemory) {
      code.invokestatic(memory(), "ofThread", MethodTypeDesc.of(memory()))
          .dup()
          .astore(memory)
          .invokevirtual(memory(), "mark", MethodTypeDesc.of(ConstantDescs.CD_long))
          .lstore(mark);
    }
    Label reject = code.newLabel();
    Label overflow = code.newLabel();
    ArgumentCode arguments = new ArgumentCode(plan, type, generated, code, reject, memory);
    Label start = code.newBoundLabel();
    code.nop(); // the range must not be empty
    arguments.write();
    Label end = code.newBoundLabel();
    code.exceptionCatch(start, end, overflow, HiddenClass.desc(ArithmeticException.class));
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
      code.aload(memory).lload(mark).invokevirtual(memory(), "release", RELEASE);
    }
  }

  /// The parameters that begin something, each with the local for what it began, initially nothing.
  private Map<Integer, Integer> toEnter(CodeBuilder code) {
    Map<Integer, Integer> slots = new LinkedHashMap<>();
    for (int i = 0; i < type.parameterCount(); i++) {
      Class<?> java = type.parameterType(i);
      if (isEntered(java)) {
        int slot = code.allocateLocal(TypeKind.REFERENCE);
        code.aconst_null().astore(slot);
        slots.put(i, slot);
      }
    }
    return slots;
  }

  /// The usual classes first, so that a fresh JVM loads no others.
  private static boolean isEntered(Class<?> java) {
    return !java.isPrimitive()
        && java != NDArray.class
        && (java == Callback.class || java == CStruct.Value.class);
  }

  private void enter(CodeBuilder code, Map<Integer, Integer> slots) {
    for (Map.Entry<Integer, Integer> entry : slots.entrySet()) {
      int i = entry.getKey();
      code.aload(code.parameterSlot(i))
          .loadConstant(isByValue(i) ? 1 : 0)
          .invokestatic(scope(), "enter", ENTER)
          .astore(entry.getValue());
    }
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

  /// Keeps the memory that C uses until the process ends.
  private void keep(CodeBuilder code) {
    int[] positions = plan.positions(type.parameterCount());
    for (int kept : plan.kept()) {
      if (!plan.isKeptUntil(kept)) {
        code.aload(code.parameterSlot(positions[kept]));
        generated.load(code, plan, CallPlan.class);
        code.loadConstant(kept)
            .invokestatic(
                scope(),
                "keep",
                MethodTypeDesc.of(
                    ConstantDescs.CD_void,
                    OBJECT,
                    HiddenClass.desc(CallPlan.class),
                    ConstantDescs.CD_int));
      }
    }
  }

  private KeptCode kept(CodeBuilder code) {
    CallPlan.Options options = plan.options();
    return new KeptCode(options.until(), plan.arity(), options.ending(), generated, code);
  }

  /// Keeps the memory that C uses until a function is called.
  private void keepUntil(CodeBuilder code, KeptCode kept) {
    List<KeptUntil> until = plan.options().until();
    if (until.isEmpty()) {
      return;
    }
    kept.create();
    int[] positions = plan.positions(type.parameterCount());
    MethodTypeDesc keepUntil =
        MethodTypeDesc.of(
            ConstantDescs.CD_void,
            OBJECT,
            HiddenClass.desc(KeptArguments.class),
            HiddenClass.desc(CallPlan.class),
            ConstantDescs.CD_int);
    for (int i = 0; i < until.size(); i++) {
      code.aload(code.parameterSlot(positions[until.get(i).parameter()]));
      kept.push();
      generated.load(code, plan, CallPlan.class);
      code.loadConstant(i).invokestatic(scope(), "keepUntil", keepUntil);
    }
  }

  private void call(CodeBuilder code, ArgumentCode arguments, int memory, int mark) {
    keep(code);
    TypeKind result = TypeKind.from(raw.type().returnType());
    int slot = result == TypeKind.VOID ? -1 : code.allocateLocal(result);
    Map<Integer, Integer> slots = toEnter(code);
    List<Integer> entered = List.copyOf(slots.values());
    KeptCode kept = plan.options().keeps() ? kept(code) : null;
    Label start = code.newBoundLabel();
    if (kept != null) {
      keepUntil(code, kept);
    }
    enter(code, slots); // if one cannot, those before it end
    if (kept != null) {
      kept.begin(arguments.pointer(0));
    }
    invoke(code, arguments, memory, entered, kept);
    if (slot >= 0) {
      code.storeLocal(result, slot);
    }
    if (kept != null) {
      kept.returned();
    }
    arguments.copyBack();
    Label end = code.newBoundLabel();
    if (!entered.isEmpty()) {
      code.aconst_null();
      leave(code, entered);
      code.invokestatic(scope(), "rethrow", MethodTypeDesc.of(ConstantDescs.CD_void, THROWABLE));
    }
    if (!plan.options().critical()) {
      rethrowPending(code);
    }
    fences(code);
    returnResult(code, slot, memory, mark);
    if (!entered.isEmpty() || kept != null) {
      Label handler = code.newBoundLabel();
      code.exceptionCatch(start, end, handler, THROWABLE);
      leave(code, entered);
      leave(code, kept == null ? List.of() : kept.locals());
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

  private void invoke(
      CodeBuilder code,
      ArgumentCode arguments,
      int memory,
      List<Integer> entered,
      @Nullable KeptCode kept) {
    MethodHandle handle = pins() ? ArenaPinningCall.around(bound()) : raw;
    generated.load(code, handle, MethodHandle.class);
    if (symbol != null && !pins()) {
      generated.load(code, symbol, MemorySegment.class);
    }
    if (pins()) {
      code.aconst_null();
      for (int slot : entered) {
        code.aload(slot).invokestatic(scope(), "pinned", PINNED);
      }
    }
    if (kept != null) {
      kept.push();
    }
    if (plan.returnsAggregate()) {
      allocator(code, memory);
    }
    if (plan.options().errno()) {
      code.invokestatic(HiddenClass.desc(ErrnoSlot.class), "slot", MethodTypeDesc.of(SEGMENT));
    }
    arguments.push();
    code.invokevirtual(
        ConstantDescs.CD_MethodHandle,
        "invokeExact",
        handle.type().describeConstable().orElseThrow());
  }

  /// Whether C may reach arenas that are not those of the arguments, and close them in a callback.
  private MethodHandle bound() {
    return symbol == null ? raw : raw.bindTo(symbol);
  }

  private void allocator(CodeBuilder code, int memory) {
    if (plan.function().returns() instanceof CType.Complex) {
      code.aload(memory);
    } else {
      code.invokestatic(
          scope(), "automatic", MethodTypeDesc.of(HiddenClass.desc(SegmentAllocator.class)));
    }
  }

  private boolean pins() {
    boolean found = false;
    for (Class<?> java : type.parameterList()) {
      found |= isEntered(java) && java == CStruct.Value.class;
    }
    return found && !plan.options().critical();
  }

  private static void leave(CodeBuilder code, List<Integer> entered) {
    for (int slot : entered) {
      code.aload(slot).invokestatic(scope(), "leave", LEAVE);
    }
  }

  private void fences(CodeBuilder code) {
    for (int i = 0; i < type.parameterCount(); i++) {
      if (!type.parameterType(i).isPrimitive()) {
        code.aload(code.parameterSlot(i))
            .invokestatic(HiddenClass.desc(Reference.class), "reachabilityFence", FENCE);
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
    if (plan.returnsAggregate()) {
      aggregate(code, slot, returns);
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
  private void aggregate(CodeBuilder code, int slot, CType returns) {
    if (returns instanceof CType.Complex complex) {
      returned(code, slot, new ComplexRule(complex), CComplex.class);
    } else {
      returned(code, slot, new CStructImpl((StructType) returns), StructValue.class);
    }
  }

  private void pointer(CodeBuilder code) {
    if (type.returnType() == String.class) {
      code.invokestatic(
          HiddenClass.desc(CopiedText.class),
          "read",
          MethodTypeDesc.of(ConstantDescs.CD_String, SEGMENT));
    } else if (type.returnType() == long.class) {
      code.invokeinterface(SEGMENT, "address", MethodTypeDesc.of(ConstantDescs.CD_long));
    }
  }

  /// What comes in memory, as a Java object.
  private void returned(CodeBuilder code, int slot, Object type, Class<?> as) {
    generated.load(code, type, type.getClass());
    code.aload(slot)
        .invokevirtual(
            HiddenClass.desc(type.getClass()),
            "returned",
            MethodTypeDesc.of(HiddenClass.desc(as), SEGMENT));
  }

  private void rejected(CodeBuilder code, ArgumentCode arguments) {
    generated.load(code, plan, CallPlan.class);
    arguments.box();
    // not by its class, which a fresh JVM need not load
    ClassDesc diagnostics = ClassDesc.of(PendingFailures.class.getPackageName(), "CallDiagnostics");
    code.invokestatic(
            diagnostics,
            "call",
            MethodTypeDesc.of(
                HiddenClass.desc(IllegalArgumentException.class),
                HiddenClass.desc(CallPlan.class),
                OBJECT.arrayType()))
        .athrow();
  }
}
