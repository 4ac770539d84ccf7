package org.culebra.ffi;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Compiles the declared length of an array, `n * m + 1`, to code that leaves a `long`.
///
/// Sums and products become exact arithmetic on locals; rarer operators call the expression itself
/// with the integers of the call in an array, which is correct and slower.
final class LengthCode {
  /// Gives the local variable and type of a parameter.
  interface Locals {
    /// The slot of a parameter.
    int slot(int parameter);

    /// The type it has there.
    TypeKind kind(int parameter);

    /// Pushes a constant object.
    void constant(CodeBuilder code, Object value);
  }

  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final ClassDesc LONG_ARRAY = ConstantDescs.CD_long.arrayType();
  private static final ClassDesc TERM = LengthTerm.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc BINARY =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_long);
  private static final MethodTypeDesc EVALUATE =
      MethodTypeDesc.of(ConstantDescs.CD_long, LONG_ARRAY);

  private final CallPlan plan;
  private final Locals locals;

  LengthCode(CallPlan plan, Locals locals) {
    this.plan = plan;
    this.locals = locals;
  }

  /// Emits code that pushes the length; it may throw an [ArithmeticException].
  void emit(CodeBuilder code, CExpression length) {
    switch (length) {
      case CExpression.Constant constant -> code.loadConstant(constant.value());
      case CExpression.Parameter parameter -> load(code, plan.indexOf(parameter.name()));
      case CExpression.Binary binary when isExact(binary.operator()) -> {
        emit(code, binary.left());
        emit(code, binary.right());
        code.invokestatic(MATH, exact(binary.operator()), BINARY);
      }
      default -> general(code, length);
    }
  }

  private static boolean isExact(String operator) {
    return operator.equals("+") || operator.equals("-") || operator.equals("*");
  }

  private static String exact(String operator) {
    return switch (operator) {
      case "+" -> "addExact";
      case "-" -> "subtractExact";
      default -> "multiplyExact";
    };
  }

  /// Pushes an integer argument as C sees it.
  private void load(CodeBuilder code, int parameter) {
    TypeKind kind = locals.kind(parameter);
    code.loadLocal(kind, locals.slot(parameter));
    if (kind != TypeKind.LONG) {
      code.i2l();
    }
    CType type = plan.parameter(parameter).type();
    if (Carriers.isUnsigned(type) && type.byteSize() < 8) {
      code.loadConstant((1L << (8 * type.byteSize())) - 1).land();
    }
  }

  private void general(CodeBuilder code, CExpression length) {
    LengthTerm term = new LengthTerm(length, plan);
    locals.constant(code, term);
    code.loadConstant(term.parameters().size()).newarray(TypeKind.LONG);
    for (int i = 0; i < term.parameters().size(); i++) {
      code.dup().loadConstant(i);
      load(code, term.parameters().get(i));
      code.lastore();
    }
    code.invokevirtual(TERM, "evaluate", EVALUATE);
  }
}
