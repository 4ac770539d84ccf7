package org.culebra.ffi.internal.call;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.culebra.array.internal.ExactMath;
import org.culebra.ffi.ctype.CExpression;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.argument.ArgumentLengths;
import org.culebra.ffi.internal.argument.Axes;
import org.culebra.ffi.internal.argument.Carriers;

/// Compiles the declared length of an array, `n * m + 1`, to code that pushes a `long`, by the rule
/// of [Axes].
///
/// Sums and products become exact arithmetic on locals; rarer operators evaluate the expression
/// itself with the integers of the call in an array, which is slower.
final class LengthCompiler {
  /// The local variable and type of each parameter.
  interface Locals {
    /// The slot of a parameter.
    int slot(int parameter);

    /// Its type there.
    TypeKind kind(int parameter);

    /// Whether pointers are addresses, as C passes them to a callback.
    default boolean holdAddresses() {
      return false;
    }

    /// Pushes a constant object.
    void constant(CodeBuilder code, Object value);
  }

  private static final ClassDesc LONG_ARRAY = ConstantDescs.CD_long.arrayType();
  private static final MethodTypeDesc TARGET =
      MethodTypeDesc.of(
          ConstantDescs.CD_long,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_int,
          ConstantDescs.CD_boolean);
  private static final MethodTypeDesc AT = TARGET.changeParameterType(0, ConstantDescs.CD_long);
  private static final MethodTypeDesc BINARY =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_long);
  private static final MethodTypeDesc PART =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_String);
  private static final MethodTypeDesc EVALUATE =
      MethodTypeDesc.of(ConstantDescs.CD_long, LONG_ARRAY);

  private final CallPlan plan;
  private final Locals locals;

  LengthCompiler(CallPlan plan, Locals locals) {
    this.plan = plan;
    this.locals = locals;
  }

  /// Generates code that pushes the number of elements of all axes. It may throw an
  /// [ArithmeticException]; a single axis may be negative.
  void elements(CodeBuilder code, List<CExpression> axes) {
    axis(code, axes.getFirst());
    for (CExpression axis : axes.subList(1, axes.size())) {
      axis(code, axis);
      code.invokestatic(HiddenClass.desc(Axes.class), "times", BINARY);
    }
  }

  /// Generates code that pushes the length of one axis. It may throw an [ArithmeticException], and
  /// the length may be negative.
  void axis(CodeBuilder code, CExpression length) {
    if (length instanceof CExpression.Parameter || length instanceof CExpression.Target) {
      load(code, length.toString()); // an unsigned number that is too large looks negative
    } else {
      expression(code, length);
    }
  }

  private void expression(CodeBuilder code, CExpression length) {
    switch (length) {
      case CExpression.Constant constant -> code.loadConstant(constant.value());
      case CExpression.Parameter parameter -> part(code, parameter.name());
      case CExpression.Target target -> part(code, target.toString());
      case CExpression.Binary binary when isExact(binary.operator()) -> {
        expression(code, binary.left());
        expression(code, binary.right());
        code.invokestatic(HiddenClass.desc(ExactMath.class), exact(binary.operator()), BINARY);
      }
      default -> general(code, length);
    }
  }

  /// A parameter in an expression, which must report that it is too large.
  private void part(CodeBuilder code, String name) {
    load(code, name);
    if (Carriers.isWide(plan.lengthType(name))) {
      code.loadConstant(name).invokestatic(HiddenClass.desc(Axes.class), "part", PART);
    }
  }

  private static boolean isExact(String operator) {
    return operator.equals("+") || operator.equals("-") || operator.equals("*");
  }

  private static String exact(String operator) {
    return switch (operator) {
      case "+" -> "add";
      case "-" -> "subtract";
      default -> "multiply";
    };
  }

  /// Pushes an integer argument as C sees it, or what an argument points to.
  private void load(CodeBuilder code, String name) {
    int parameter = plan.indexOf(name);
    CType type = plan.lengthType(name);
    TypeKind kind = locals.kind(parameter);
    code.loadLocal(kind, locals.slot(parameter));
    boolean isAddress = name.startsWith("*") && locals.holdAddresses();
    if (kind == TypeKind.REFERENCE || isAddress) {
      code.loadConstant((int) type.byteSize())
          .loadConstant(Carriers.isUnsigned(type) ? 1 : 0)
          .invokestatic(
              HiddenClass.desc(ArgumentLengths.class),
              isAddress ? "targetAt" : "target",
              isAddress ? AT : TARGET);
      return;
    }
    if (kind != TypeKind.LONG) {
      code.i2l();
    }
    if (Carriers.isUnsigned(type) && type.byteSize() < 8) {
      code.loadConstant((1L << (8 * type.byteSize())) - 1).land();
    }
  }

  private void general(CodeBuilder code, CExpression length) {
    Term term = Term.of(length, plan);
    locals.constant(code, term);
    code.loadConstant(term.names().size()).newarray(TypeKind.LONG);
    for (int i = 0; i < term.names().size(); i++) {
      code.dup().loadConstant(i);
      load(code, term.names().get(i));
      code.lastore();
    }
    code.invokevirtual(HiddenClass.desc(Term.class), "evaluate", EVALUATE);
  }

  /// A length of any form, over the integers of a call.
  ///
  /// @param length the expression
  /// @param names what it depends on: parameters, and the targets of some
  /// @param wide whether each is an unsigned 64-bit number, in the same order
  record Term(CExpression length, List<String> names, List<Boolean> wide) {
    static Term of(CExpression length, CallPlan plan) {
      List<String> names = List.copyOf(length.parameters());
      List<Boolean> wide =
          names.stream().map(name -> Carriers.isWide(plan.lengthType(name))).toList();
      return new Term(length, names, wide);
    }

    /// The value for these integers, in the order of [#names()].
    long evaluate(long[] values) {
      return length.evaluate(name -> {
        int i = names.indexOf(name);
        return wide.get(i) ? Axes.part(values[i], name) : values[i];
      });
    }
  }
}
