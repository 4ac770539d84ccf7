package org.culebra.ffi.internal.call;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Strided;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.argument.ArgumentLengths;
import org.culebra.ffi.internal.argument.ArgumentMarshaller;
import org.culebra.ffi.internal.argument.ArgumentOverlap;
import org.culebra.ffi.internal.argument.CallMemory;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.CopiedArgument;
import org.culebra.ffi.internal.argument.CopiedArray;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.culebra.ffi.internal.argument.NumberRule;
import org.culebra.ffi.internal.argument.ParameterRule;
import org.culebra.ffi.internal.argument.PointerRule;

/// Generates the part of a call that checks the arguments: first inferred lengths, then for each
/// argument the check and the pointer, then the relations between arguments. Every failure jumps to
/// the rejection.
final class ArgumentCode implements LengthCompiler.Locals, ParameterRule.Code {
  private static final ClassDesc MARSHALLER = HiddenClass.desc(ArgumentMarshaller.class);
  private static final ClassDesc SEGMENT = HiddenClass.desc(MemorySegment.class);
  private static final ClassDesc POINTER_RULE = HiddenClass.desc(PointerRule.class);
  private static final ClassDesc LONG = ConstantDescs.CD_long;
  private static final ClassDesc BOOLEAN = ConstantDescs.CD_boolean;

  private final CallPlan plan;
  private final MethodType type;
  private final HiddenClass generated;
  private final CodeBuilder code;
  private final Label reject;
  private final int memory;
  private final int[] positions;

  /// The locals of pointers passed to C, and of inferred lengths.
  private final int[] made;

  /// The locals of the required elements; -1 if they are not needed again.
  private final int[] needed;

  /// @param memory the local of the call's memory, -1 for none
  ArgumentCode(
      CallPlan plan,
      MethodType type,
      HiddenClass generated,
      CodeBuilder code,
      Label reject,
      int memory) {
    this.plan = plan;
    this.type = type;
    this.generated = generated;
    this.code = code;
    this.reject = reject;
    this.memory = memory;
    this.positions = plan.positions(type.parameterCount());
    this.made = new int[plan.arity()];
    this.needed = new int[plan.arity()];
  }

  /// The Java type of an argument. A method, not a constant, so that the class is loaded only if it
  /// is used.
  private static ClassDesc lengths() {
    return HiddenClass.desc(ArgumentLengths.class);
  }

  private static ClassDesc overlap() {
    return HiddenClass.desc(ArgumentOverlap.class);
  }

  @Override
  public Class<?> java(int i) {
    return positions[i] < 0 ? long.class : type.parameterType(positions[i]);
  }

  /// The type used for calls with the argument: one method takes all typed views.
  private ClassDesc parameter(int i) {
    return HiddenClass.desc(JavaTypeMapping.parameter(java(i)));
  }

  @Override
  public int slot(int parameter) {
    return positions[parameter] < 0 ? made[parameter] : code.parameterSlot(positions[parameter]);
  }

  @Override
  public TypeKind kind(int parameter) {
    return TypeKind.from(java(parameter));
  }

  @Override
  public void constant(CodeBuilder at, Object value) {
    generated.load(at, value, value.getClass());
  }

  void write() {
    for (InferredLength length : plan.lengths()) {
      if (positions[length.parameter()] < 0) {
        take(length);
      }
    }
    for (int i = 0; i < plan.arity(); i++) {
      plan.rule(i).emit(this, i);
    }
    if (plan.options().critical()) {
      rejectCallbacks();
    }
    for (CallPlan.Pair pair : plan.disjoint()) {
      disjoint(pair.first(), pair.second());
    }
    for (CallPlan.Pair pair : plan.pairs()) {
      if (java(pair.first()) == Callback.class) {
        userData(pair.first(), pair.second());
      }
    }
  }

  /// An inferred length: all arrays must agree, and it must be in the range of its type.
  private void take(InferredLength length) {
    int i = length.parameter();
    made[i] = code.allocateLocal(TypeKind.LONG);
    code.loadConstant(ArgumentLengths.UNKNOWN);
    for (InferredLength.Source source : length.sources()) {
      int pointer = source.pointer();
      code.aload(slot(pointer));
      generated.load(code, plan.rule(pointer), PointerRule.class);
      code.loadConstant(source.axis())
          .invokestatic(
              lengths(),
              "of",
              MethodTypeDesc.of(LONG, parameter(pointer), POINTER_RULE, ConstantDescs.CD_int))
          .invokestatic(lengths(), "agree", MethodTypeDesc.of(LONG, LONG, LONG));
    }
    code.lstore(made[i]);
    inRange(i, length.number().most());
  }

  @Override
  public void inRange(int i, long most) {
    code.loadLocal(kind(i), slot(i));
    if (java(i) != long.class) {
      code.i2l();
    }
    code.loadConstant(most)
        .invokestatic(MARSHALLER, "fits", MethodTypeDesc.of(BOOLEAN, LONG, LONG))
        .ifeq(reject);
  }

  @Override
  public boolean isGiven(int i) {
    return positions[i] >= 0;
  }

  @Override
  public void marshal(
      int i, Class<?> owner, String method, ParameterRule rule, ParameterRule.Extra... extras) {
    if (rule instanceof PointerRule pointer) {
      length(i, pointer);
    }
    List<ClassDesc> parameters = new ArrayList<>();
    parameters.add(parameter(i));
    parameters.add(HiddenClass.desc(rule.getClass()));
    code.loadLocal(kind(i), slot(i));
    generated.load(code, rule, rule.getClass());
    for (ParameterRule.Extra extra : extras) {
      if (extra == ParameterRule.Extra.NEEDED) {
        needed(i, (PointerRule) rule);
        parameters.add(LONG);
      } else {
        code.aload(memory);
        parameters.add(HiddenClass.desc(CallMemory.class));
      }
    }
    made[i] = code.allocateLocal(TypeKind.REFERENCE);
    code.invokestatic(HiddenClass.desc(owner), method, MethodTypeDesc.of(SEGMENT, parameters))
        .dup()
        .astore(made[i])
        .ifnull(reject);
  }

  /// Computes the declared length, if there is one.
  private void length(int i, PointerRule rule) {
    needed[i] = -1;
    if (rule.hasLength()) {
      needed[i] = code.allocateLocal(TypeKind.LONG);
      new LengthCompiler(plan, this).elements(code, rule.dims());
      code.lstore(needed[i]);
    }
  }

  private void needed(int i, PointerRule rule) {
    if (needed[i] < 0) {
      code.loadConstant(rule.leastNeeded());
    } else {
      code.lload(needed[i]);
    }
  }

  /// Structs passed as `void *` may contain callbacks.
  private void rejectCallbacks() {
    for (int i = 0; i < plan.arity(); i++) {
      if (java(i) == CStruct.Value.class) {
        code.aload(slot(i))
            .invokestatic(
                MARSHALLER, "mayCallJava", MethodTypeDesc.of(BOOLEAN, ConstantDescs.CD_Object))
            .ifne(reject);
      }
    }
  }

  private void disjoint(int i, int j) {
    if (CopiedArgument.isCopy(java(i)) || CopiedArgument.isCopy(java(j))) {
      return; // C gets memory of the call
    }
    Label disjoint = code.newLabel();
    reach(i);
    reach(j);
    code.invokestatic(
            overlap(), "disjoint", MethodTypeDesc.of(BOOLEAN, SEGMENT, LONG, SEGMENT, LONG))
        .ifne(disjoint);
    if (java(i) == Strided.class || java(j) == Strided.class) {
      MethodTypeDesc of =
          MethodTypeDesc.of(BOOLEAN, ConstantDescs.CD_Object, ConstantDescs.CD_Object);
      code.aload(slot(i)).aload(slot(j)).invokestatic(overlap(), "areInterleaved", of).ifeq(reject);
    } else {
      code.goto_(reject);
    }
    code.labelBinding(disjoint);
  }

  private void reach(int i) {
    code.aload(made[i]).aload(slot(i));
    PointerRule rule = (PointerRule) plan.rule(i);
    generated.load(code, rule, PointerRule.class);
    needed(i, rule);
    code.invokestatic(
        overlap(), "bytes", MethodTypeDesc.of(LONG, parameter(i), POINTER_RULE, LONG));
  }

  private void userData(int function, int pointer) {
    code.aload(slot(function))
        .aload(made[pointer])
        .invokestatic(
            MARSHALLER,
            "userData",
            MethodTypeDesc.of(SEGMENT, HiddenClass.desc(Callback.class), SEGMENT))
        .dup()
        .astore(made[pointer])
        .ifnull(reject);
  }

  /// The local of the pointer that is passed to C for a parameter.
  int pointer(int i) {
    return made[i];
  }

  /// Pushes all arguments for C, in the linker's types.
  void push() {
    for (int i = 0; i < plan.arity(); i++) {
      if (plan.rule(i) instanceof NumberRule) {
        code.loadLocal(kind(i), slot(i));
        CarrierCode.narrow(code, java(i), Carriers.outgoingCarrier(plan.parameter(i).type()));
      } else {
        code.aload(made[i]);
      }
    }
  }

  /// Copies what C has written to copies of Java arrays.
  void copyBack() {
    MethodTypeDesc of = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object, SEGMENT);
    for (int i = 0; i < plan.arity(); i++) {
      if (plan.rule(i) instanceof PointerRule pointer && pointer.copiesBack(java(i))) {
        code.aload(slot(i))
            .aload(made[i])
            .invokestatic(HiddenClass.desc(CopiedArray.class), "copyBack", of);
      }
    }
  }

  /// Whether a call with these Java types needs memory that ends with it.
  static boolean needsMemory(CallPlan plan, MethodType type) {
    int[] positions = plan.positions(type.parameterCount());
    boolean needed = plan.returnsAggregate() && plan.function().returns() instanceof CType.Complex;
    for (int i = 0; i < plan.arity(); i++) {
      int at = positions[i];
      needed |= at >= 0 && plan.rule(i).needsMemory(type.parameterType(at));
    }
    return needed;
  }

  /// Pushes the arguments as given, boxed; the bits of an unsigned number as the number that C
  /// sees.
  void box() {
    code.loadConstant(type.parameterCount()).anewarray(ConstantDescs.CD_Object);
    for (int i = 0; i < plan.arity(); i++) {
      if (positions[i] >= 0) {
        code.dup().loadConstant(positions[i]).loadLocal(kind(i), slot(i));
        CType c = plan.parameter(i).type();
        boolean bits = Carriers.isUnsigned(c) && JavaTypeMapping.size(java(i)) == c.byteSize();
        Class<?> boxed = bits ? long.class : java(i);
        CarrierCode.widen(code, java(i), boxed);
        CarrierCode.box(code, boxed);
        code.aastore();
      }
    }
  }
}
