package org.culebra.ffi.internal.call;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.jspecify.annotations.Nullable;

/// Generates the part of a call that keeps memory until a function is called, and that of a
/// function which may be the one.
final class KeptCode {
  private static final int NONE = -1;

  private final List<KeptUntil> until;
  private final int arity;
  private final @Nullable EndingFunction function;
  private final HiddenClass generated;
  private final CodeBuilder code;

  /// The local of the [KeptArguments].
  private final int kept;

  /// The local of what ends with this call.
  private final int ending;

  /// @param until the parameters whose memory is kept
  /// @param arity the number of all parameters
  /// @param function the function itself, if it may end this
  KeptCode(
      List<KeptUntil> until,
      int arity,
      @Nullable EndingFunction function,
      HiddenClass generated,
      CodeBuilder code) {
    this.until = until;
    this.arity = arity;
    this.function = function;
    this.generated = generated;
    this.code = code;
    this.kept = local(!until.isEmpty());
    this.ending = local(function != null);
  }

  private int local(boolean isNeeded) {
    if (!isNeeded) {
      return NONE;
    }
    int local = code.allocateLocal(TypeKind.REFERENCE);
    code.aconst_null().astore(local);
    return local;
  }

  /// The locals for [CallScope#leave], if the call fails.
  List<Integer> locals() {
    List<Integer> locals = new ArrayList<>();
    if (kept != NONE) {
      locals.add(kept);
    }
    if (ending != NONE) {
      locals.add(ending);
    }
    return locals;
  }

  /// Creates the first argument of [KeptArguments#around].
  void create() {
    ClassDesc type = HiddenClass.desc(KeptArguments.class);
    code.new_(type).dup();
    generated.load(code, until, List.class);
    code.loadConstant(arity)
        .invokespecial(
            type,
            ConstantDescs.INIT_NAME,
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_List, ConstantDescs.CD_int))
        .astore(kept);
  }

  /// Pushes it.
  void push() {
    if (kept != NONE) {
      code.aload(kept);
    }
  }

  /// Right before the call: takes what it ends.
  ///
  /// @param pointer the local of the argument
  void begin(int pointer) {
    if (function != null) {
      generated.load(code, function, EndingFunction.class);
      code.aload(pointer)
          .invokevirtual(
              HiddenClass.desc(EndingFunction.class),
              "begin",
              MethodTypeDesc.of(call(), HiddenClass.desc(MemorySegment.class)))
          .astore(ending);
    }
  }

  /// Right after the call: releases it.
  void returned() {
    if (ending != NONE) {
      code.aload(ending)
          .invokestatic(
              HiddenClass.desc(EndingFunction.class),
              "returned",
              MethodTypeDesc.of(ConstantDescs.CD_void, call()));
    }
  }

  private static ClassDesc call() {
    return HiddenClass.desc(EndingFunction.Call.class);
  }
}
