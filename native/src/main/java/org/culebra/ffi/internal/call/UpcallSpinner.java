package org.culebra.ffi.internal.call;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.ctype.CExpression;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.CStructImpl;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.ComplexRule;
import org.culebra.ffi.internal.argument.FunctionRule;
import org.culebra.ffi.internal.argument.JavaTypeMapping;
import org.culebra.ffi.internal.argument.NumberRule;
import org.culebra.ffi.internal.argument.PointerRule;
import org.culebra.ffi.internal.argument.StructRule;
import org.culebra.ffi.internal.argument.UserData;
import org.jspecify.annotations.Nullable;

/// Generates the code between C and a callback's method. Pointers become views in an arena that
/// ends with the call, and nothing is ever thrown to C: the outer `try` is [UpcallGuard]'s.
///
/// ```
/// static double invoke(int n, long x) {
///   Object held = LIFE.get(); // a fence keeps it until the return, see StubMemory
///   if (held == null) return ON_ERROR;
///   try {
///     if (RECORD.hasFailed()) return ON_ERROR;
///     for (int turn = 0; turn < 4; turn++) {} // see turns(CodeBuilder)
///     Arena arena = Arena.ofConfined();
///     double result;
///     try { result = (double) TARGET.invokeExact(n, DoubleView.of(IN1.line(x, arena, n))); }
///     catch (Throwable t) { arena.close(); throw t; }
///     arena.close();
///     return result;
///   } catch (Throwable t) {
///     try { RECORD.failed(t); } catch (Throwable e) { RECORD.outOfStack = true; }
///     return ON_ERROR;
///   }
/// }
/// ```
///
/// One class per callback, for its constants: with the target as an argument C2 could not inline
/// it, and the views would be allocated (616 bytes and twice the time, measured). The same happens
/// if C2 does not inline a call within the target, which it never does if the target's methods have
/// not been profiled, and they are not profiled while C2's queue is long (`Tier3DelayOn`). So as
/// few methods as possible are between C and the target, because each first becomes a task in that
/// queue. A slice of one segment of all memory would not reduce them: the JDK's bounds check lets
/// it escape, so that it is allocated.
final class UpcallSpinner {
  private static final ClassDesc RECORD = HiddenClass.desc(CallbackFailures.class);
  private static final ClassDesc ARENA = HiddenClass.desc(Arena.class);
  private static final ClassDesc SEGMENT = HiddenClass.desc(MemorySegment.class);
  private static final ClassDesc ARGUMENT = HiddenClass.desc(UpcallArgument.class);
  private static final ClassDesc RESULT = HiddenClass.desc(UpcallResult.class);
  private static final ClassDesc ARRAY = HiddenClass.desc(NDArray.class);
  private static final ClassDesc RETENTION = HiddenClass.desc(Retention.class);
  private static final ClassDesc OWNER = HiddenClass.desc(MemoryOwner.class);
  private static final ClassDesc DTYPE = HiddenClass.desc(DType.class);
  private static final ClassDesc VALUE = HiddenClass.desc(CStruct.Value.class);
  private static final ClassDesc STRUCT = HiddenClass.desc(CStructImpl.class);
  private static final ClassDesc COMPLEX = HiddenClass.desc(CComplex.class);
  private static final ClassDesc COMPLEX_RULE = HiddenClass.desc(ComplexRule.class);
  private static final ClassDesc THROWABLE = ConstantDescs.CD_Throwable;
  private static final ClassDesc LONG = ConstantDescs.CD_long;

  /// With 8 it is compiled so early that the target has no profile yet (measured).
  private static final int TURNS = 4;

  private final CallPlan plan;
  private final MethodType java;
  private final MethodType type;
  private final Class<?> result;
  private final CallbackFailures record;
  private final @Nullable UserData userData;
  private final @Nullable UpcallResult pointerResult;
  private final MethodHandle target;
  private final boolean needsArena;
  private final HiddenClass generated = UpcallGuard.newClass();

  private UpcallSpinner(
      CallPlan plan,
      CallbackFailures record,
      @Nullable UserData userData,
      @Nullable UpcallResult pointerResult,
      MethodHandle target) {
    this.plan = plan;
    this.java = target.type();
    this.record = record;
    this.userData = userData;
    this.pointerResult = pointerResult;
    this.target = target;
    this.result = Carriers.outgoingCarrier(plan.function().returns());
    List<Class<?>> parameters = new ArrayList<>();
    boolean pointers = false;
    for (int i = 0; i < plan.arity(); i++) {
      CType parameter = plan.parameter(i).type();
      boolean address = parameter instanceof CType.Pointer;
      parameters.add(address ? long.class : Carriers.carrier(parameter));
      pointers |= plan.rule(i) instanceof PointerRule && !isUserData(i);
    }
    this.needsArena = pointers;
    this.type = MethodType.methodType(result, parameters);
  }

  private boolean isUserData(int parameter) {
    return userData != null && userData.parameter() == parameter;
  }

  /// A handle that takes C's arguments, in the linker's types.
  ///
  /// @param life what the code holds while it runs
  /// @param pointerResult for a pointer that the target returns, `null` for any other type
  /// @param onError the value for C after a failure, in the linker's type; `null` for `void`
  static MethodHandle spin(
      CallPlan plan,
      Reference<?> life,
      CallbackFailures record,
      @Nullable UserData userData,
      @Nullable UpcallResult pointerResult,
      MethodHandle target,
      @Nullable Object onError) {
    UpcallSpinner spinner = new UpcallSpinner(plan, record, userData, pointerResult, target);
    return new UpcallGuard(spinner.type, life, record, onError, spinner.generated)
        .define(spinner::body);
  }

  private void body(CodeBuilder code, Label failed, Label done) {
    TypeKind kind = TypeKind.from(result);
    generated.load(code, record, CallbackFailures.class);
    code.invokevirtual(RECORD, "hasFailed", MethodTypeDesc.of(ConstantDescs.CD_boolean))
        .ifne(failed);
    int arena = code.allocateLocal(TypeKind.REFERENCE);
    int slot = kind == TypeKind.VOID ? -1 : code.allocateLocal(kind);
    if (needsArena) {
      turns(code);
      code.invokestatic(ARENA, "ofConfined", MethodTypeDesc.of(ARENA), true).astore(arena);
    }
    Label start = code.newBoundLabel();
    target(code, arena);
    if (slot >= 0) {
      code.storeLocal(kind, slot);
    }
    Label end = code.newBoundLabel();
    close(code, arena);
    if (kind != TypeKind.VOID) {
      code.loadLocal(kind, slot);
    }
    code.goto_(done);
    closeAfterException(code, arena, start, end);
  }

  /// An empty loop that C2 removes. HotSpot counts its iterations, and so compiles this method
  /// before the target; later it would find the target's code too large to inline, like that of
  /// most loops over views.
  private static void turns(CodeBuilder code) {
    int turn = code.allocateLocal(TypeKind.INT);
    Label again = code.newLabel();
    code.iconst_0().istore(turn).labelBinding(again).iinc(turn, 1);
    code.iload(turn).loadConstant(TURNS).if_icmplt(again);
  }

  private void close(CodeBuilder code, int arena) {
    if (needsArena) {
      code.aload(arena).invokeinterface(ARENA, "close", MethodTypeDesc.of(ConstantDescs.CD_void));
    }
  }

  private void closeAfterException(CodeBuilder code, int arena, Label start, Label end) {
    if (!needsArena) {
      return;
    }
    Label handler = code.newBoundLabel();
    code.exceptionCatch(start, end, handler, THROWABLE);
    int thrown = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(thrown);
    close(code, arena);
    code.aload(thrown).athrow();
  }

  private int slot(CodeBuilder code, int parameter) {
    return code.parameterSlot(parameter);
  }

  private void target(CodeBuilder code, int arena) {
    generated.load(code, target, MethodHandle.class);
    for (int i = 0; i < plan.arity(); i++) {
      argument(code, i, arena);
    }
    code.invokevirtual(
        ConstantDescs.CD_MethodHandle, "invokeExact", java.describeConstable().orElseThrow());
    result(code);
  }

  private void argument(CodeBuilder code, int i, int arena) {
    Class<?> to = java.parameterType(i);
    Class<?> from = type.parameterType(i);
    if (userData != null && isUserData(i)) {
      userData(code, i, userData, to);
      return;
    }
    switch (plan.rule(i)) {
      case PointerRule rule when to != long.class && !isBare(rule, to) ->
          pointer(code, i, rule, arena, to);
      case NumberRule rule -> {
        code.loadLocal(TypeKind.from(from), slot(code, i));
        CarrierCode.widen(code, from, to);
      }
      case StructRule rule -> {
        generated.load(code, new CStructImpl(rule.type()), CStructImpl.class);
        code.aload(slot(code, i)).invokevirtual(STRUCT, "over", MethodTypeDesc.of(VALUE, SEGMENT));
      }
      case ComplexRule rule -> {
        generated.load(code, rule, ComplexRule.class);
        code.aload(slot(code, i))
            .invokevirtual(COMPLEX_RULE, "returned", MethodTypeDesc.of(COMPLEX, SEGMENT));
      }
      case PointerRule _, FunctionRule _ -> {
        code.lload(slot(code, i));
        if (to != long.class) {
          code.invokestatic(SEGMENT, "ofAddress", MethodTypeDesc.of(SEGMENT, LONG), true);
        }
      }
    }
  }

  /// Java's own object, if C passed back its address.
  private void userData(CodeBuilder code, int i, UserData userData, Class<?> to) {
    code.lload(slot(code, i))
        .loadConstant(userData.pointer().address())
        .invokestatic(
            HiddenClass.desc(UserData.class),
            "check",
            MethodTypeDesc.of(ConstantDescs.CD_void, LONG, LONG));
    Object value = userData.as(to, ((PointerRule) plan.rule(i)).isConst());
    if (value instanceof Long address) {
      generated.keep(userData.value(), Object.class); // all of it may be reached by the address
      code.loadConstant(address);
    } else {
      generated.load(code, value, to);
    }
  }

  /// A pointer to unknown memory is passed through unchanged.
  private static boolean isBare(PointerRule rule, Class<?> to) {
    return to == MemorySegment.class && !rule.what().isSized() && !rule.hasLength();
  }

  private void pointer(CodeBuilder code, int i, PointerRule rule, int arena, Class<?> to) {
    generated.load(code, UpcallArgument.of(plan, i, rule, to), UpcallArgument.class);
    code.lload(slot(code, i)).aload(arena);
    if (to == CStruct.Value.class) {
      generated.load(code, new CStructImpl((StructType) rule.target()), CStructImpl.class);
      code.invokevirtual(ARGUMENT, "struct", MethodTypeDesc.of(VALUE, LONG, ARENA, STRUCT));
    } else if (to == MemorySegment.class) {
      elements(code, rule.dims());
      code.invokevirtual(ARGUMENT, "segment", MethodTypeDesc.of(SEGMENT, LONG, ARENA, LONG));
    } else if (to == String.class || to == String[].class) {
      elements(code, rule.dims());
      String method = to == String.class ? "text" : "texts";
      code.invokevirtual(
          ARGUMENT, method, MethodTypeDesc.of(HiddenClass.desc(to), LONG, ARENA, LONG));
    } else if (rule.dims().size() < 2) {
      elements(code, rule.dims());
      code.invokevirtual(ARGUMENT, "line", MethodTypeDesc.of(SEGMENT, LONG, ARENA, LONG));
      line(code, rule, to);
    } else {
      array(code, rule.dims());
      if (to != NDArray.class) {
        // not asView(), a switch that C2 may not inline, which would then allocate the array
        String name = JavaTypeMapping.method(to);
        code.invokevirtual(ARRAY, name, MethodTypeDesc.of(HiddenClass.desc(to)));
      }
    }
  }

  /// One axis: the whole segment, as an array or a view.
  private void line(CodeBuilder code, PointerRule rule, Class<?> to) {
    if (to == NDArray.class) {
      code.getstatic(RETENTION, "ARENA", RETENTION);
      generated.load(code, UpcallArgument.dtype(rule), DType.class);
      code.invokestatic(ARRAY, "of", MethodTypeDesc.of(ARRAY, SEGMENT, OWNER, DTYPE));
    } else {
      code.invokestatic(
          HiddenClass.desc(to), "of", MethodTypeDesc.of(HiddenClass.desc(to), SEGMENT));
    }
  }

  private void array(CodeBuilder code, List<CExpression> dims) {
    if (dims.size() > 2) {
      code.loadConstant(dims.size()).newarray(TypeKind.LONG);
      for (int k = 0; k < dims.size(); k++) {
        code.dup().loadConstant(k);
        lengths(code).axis(code, dims.get(k));
        code.lastore();
      }
      code.invokevirtual(
          ARGUMENT, "array", MethodTypeDesc.of(ARRAY, LONG, ARENA, LONG.arrayType()));
      return;
    }
    lengths(code).axis(code, dims.get(0));
    lengths(code).axis(code, dims.get(1));
    code.invokevirtual(ARGUMENT, "array", MethodTypeDesc.of(ARRAY, LONG, ARENA, LONG, LONG));
  }

  /// The declared elements; one if no length was declared.
  private void elements(CodeBuilder code, List<CExpression> dims) {
    if (dims.isEmpty()) {
      code.lconst_1();
    } else {
      lengths(code).elements(code, dims);
    }
  }

  private LengthCompiler lengths(CodeBuilder code) {
    LengthCompiler.Locals locals =
        new LengthCompiler.Locals() {
          @Override
          public int slot(int parameter) {
            return UpcallSpinner.this.slot(code, parameter);
          }

          @Override
          public TypeKind kind(int parameter) {
            return TypeKind.from(type.parameterType(parameter));
          }

          @Override
          public boolean holdAddresses() {
            return true;
          }

          @Override
          public void constant(CodeBuilder at, Object value) {
            generated.load(at, value, value.getClass());
          }
        };
    return new LengthCompiler(plan, locals);
  }

  private void result(CodeBuilder code) {
    Class<?> from = java.returnType();
    CType returns = plan.function().returns();
    if (returns instanceof CType.Void) {
      return;
    }
    if (pointerResult != null) {
      pointerResult(code, from, pointerResult);
    } else if (returns instanceof StructType struct) {
      generated.load(code, new StructRule(struct), StructRule.class);
      code.invokestatic(
          RESULT, "struct", MethodTypeDesc.of(SEGMENT, VALUE, HiddenClass.desc(StructRule.class)));
    } else if (returns instanceof CType.Complex complex) {
      generated.load(code, new ComplexRule(complex), ComplexRule.class);
      code.invokestatic(RESULT, "complex", MethodTypeDesc.of(SEGMENT, COMPLEX, COMPLEX_RULE));
    } else {
      range(code, from, returns);
      CarrierCode.narrow(code, from, result);
    }
  }

  private void pointerResult(CodeBuilder code, Class<?> from, UpcallResult kept) {
    generated.keep(kept, UpcallResult.class); // an error value may be a string of it
    if (from == long.class) {
      code.invokestatic(SEGMENT, "ofAddress", MethodTypeDesc.of(SEGMENT, LONG), true);
    } else if (from == MemorySegment.class) {
      code.invokestatic(RESULT, "segment", MethodTypeDesc.of(SEGMENT, SEGMENT));
    } else {
      generated.load(code, kept, UpcallResult.class);
      code.invokestatic(
          RESULT, "pointer", MethodTypeDesc.of(SEGMENT, ConstantDescs.CD_Object, RESULT));
    }
  }

  private static void range(CodeBuilder code, Class<?> from, CType returns) {
    if (!Carriers.isUnsigned(returns) || JavaTypeMapping.size(from) <= returns.byteSize()) {
      return;
    }
    if (from == long.class) {
      code.dup2();
    } else {
      code.dup().i2l();
    }
    code.loadConstant((1L << (8 * returns.byteSize())) - 1)
        .invokestatic(RESULT, "range", MethodTypeDesc.of(ConstantDescs.CD_void, LONG, LONG));
  }
}
