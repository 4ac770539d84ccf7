package org.culebra.ffi.internal.call;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.culebra.array.ByteView;
import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.IntView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.array.ShortView;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.jspecify.annotations.Nullable;

/// The words of refused arguments. Runs only when something is wrong.
public final class Refusals {
  private static final PointerRule ANYTHING =
      PointerRule.of(CType.Pointer.toConst(new CType.Void()));

  private Refusals() {}

  static IllegalArgumentException call(CallPlan plan, @Nullable Object[] given) {
    FilledIn filled = FilledIn.of(plan, given);
    List<String> violations = new ArrayList<>();
    for (int i = 0; i < plan.arity(); i++) {
      String violation = violation(plan, i, filled);
      if (violation != null) {
        violations.add(filled.where(plan, i) + ": " + violation);
      }
    }
    if (violations.isEmpty()) {
      together(plan, filled, violations);
    }
    if (violations.isEmpty()) {
      throw new IllegalStateException("refused without a reason: " + plan);
    }
    return new IllegalArgumentException(all("cannot call " + plan, violations));
  }

  /// What is wrong between arguments, each of which would do on its own.
  private static void together(CallPlan plan, FilledIn filled, List<String> violations) {
    for (CallPlan.Pair pair : plan.apart()) {
      long shared = shared(plan, pair, filled.all());
      if (shared > 0) {
        violations.add(
            "%s and %s: expected memory that does not overlap (restrict) but found %d bytes in common"
                .formatted(
                    filled.where(plan, pair.first()), filled.where(plan, pair.second()), shared));
      }
    }
    for (CallPlan.Pair pair : plan.pairs()) {
      String refusal = userData(filled.all()[pair.first()], filled.all()[pair.second()]);
      if (refusal != null) {
        violations.add(filled.where(plan, pair.second()) + ": " + refusal);
      }
    }
  }

  /// The bytes that two pointers have in common; 0 or less for none.
  static long shared(CallPlan plan, CallPlan.Pair pair, @Nullable Object[] arguments) {
    PointerRule a = (PointerRule) plan.rule(pair.first());
    PointerRule b = (PointerRule) plan.rule(pair.second());
    Object first = arguments[pair.first()];
    Object second = arguments[pair.second()];
    MemorySegment from = Pass.any(first, a, 0);
    MemorySegment to = Pass.any(second, b, 0);
    if (from == null || to == null) {
      return 0;
    }
    long firstBytes = Aliasing.any(first, a, plan.needed(a, arguments));
    long secondBytes = Aliasing.any(second, b, plan.needed(b, arguments));
    return Aliasing.shared(from, firstBytes, to, secondBytes);
  }

  private static @Nullable String userData(@Nullable Object function, @Nullable Object found) {
    UserData data = function instanceof CallbackImpl callback ? callback.userData() : null;
    if (data == null) {
      return null;
    }
    MemorySegment given = Pass.any(found, ANYTHING, 0);
    return given != null && Pass.userData((Callback) function, given) != null
        ? null
        : "expected the callback's user data, %s, or null but found %s"
            .formatted(describe(data.value()), describe(found));
  }

  /// A heading and one violation per line.
  public static String all(String heading, List<String> violations) {
    return heading + "\n  " + String.join("\n  ", violations);
  }

  static String named(CType.Parameter parameter) {
    return parameter.name().isEmpty() ? "" : " '" + parameter.name() + "'";
  }

  private static @Nullable String violation(CallPlan plan, int i, FilledIn filled) {
    String problem = filled.problem(i);
    if (problem != null) {
      return problem;
    }
    @Nullable Object[] arguments = filled.all();
    Object argument = arguments[i];
    if (plan.options().critical() && mayCallJava(argument)) {
      return "expected no callback for a critical function but found " + describe(argument);
    }
    return switch (plan.rule(i)) {
      case NumberRule rule -> rule.toCarrier(argument) != null ? null : number(rule, argument);
      case FunctionRule rule -> function(rule, argument);
      case CStructImpl type ->
          Pass.struct(asValue(argument), type) != null ? null : struct(type, argument);
      case ComplexRule rule ->
          argument instanceof CComplex value && rule.accepts(value)
              ? null
              : "expected " + rule.expected() + " but found " + describe(argument);
      case PointerRule rule -> pointer(plan, rule, arguments, argument);
      default -> throw new IllegalStateException("no such rule: " + plan.rule(i));
    };
  }

  /// Whether an argument may lead C to Java, as nothing may that a critical function is given.
  static boolean mayCallJava(@Nullable Object argument) {
    return argument instanceof Callback
        || (argument instanceof StructValue value && !value.callbacks().isEmpty());
  }

  private static CStruct.@Nullable Value asValue(@Nullable Object argument) {
    return argument instanceof CStruct.Value value ? value : null;
  }

  private static String struct(CStructImpl type, @Nullable Object argument) {
    return "expected a " + type.type() + " but found " + describe(argument);
  }

  static String number(NumberRule rule, @Nullable Object value) {
    return "expected " + rule.expected() + " but found " + describe(value);
  }

  public static @Nullable String function(FunctionRule rule, @Nullable Object argument) {
    if (argument instanceof Callback callback) {
      String difference = rule.difference(callback.type());
      return difference == null
          ? null
          : "expected a callback '%s' but found '%s': %s"
              .formatted(rule.expected(), callback.type(), difference);
    }
    if (argument instanceof MemorySegment segment && segment.isNative()) {
      return null;
    }
    return "expected a callback '%s' but found %s".formatted(rule.expected(), describe(argument));
  }

  private static @Nullable String pointer(
      CallPlan plan, PointerRule rule, @Nullable Object[] arguments, @Nullable Object argument) {
    long needed;
    String length = "";
    try {
      String problem = Axes.problem(rule.dims(), name -> plan.length(name, arguments));
      if (problem != null) {
        return problem;
      }
      needed = plan.needed(rule, arguments);
      length = lengthText(rule, needed);
    } catch (IllegalArgumentException e) {
      // the argument that gives the length has its own line
      needed = 0;
      length = Axes.product(rule.dims()).toString();
    }
    if (argument instanceof String text && rule.acceptsText()) {
      return text(text, needed, length);
    }
    if (Pass.any(argument, rule, needed) != null) {
      return null;
    }
    boolean empty = length.isEmpty() && Pass.any(argument, rule.unaligned(), 0) != null;
    return pointer(rule, argument, needed, empty ? "1" : length);
  }

  private static String misaligned(PointerRule rule, long address) {
    return "expected an address that is a multiple of %d but found 0x%x"
        .formatted(rule.alignMask() + 1, address);
  }

  private static @Nullable String text(String text, long needed, String length) {
    String problem = TextRule.problem(text);
    if (problem != null) {
      return problem;
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length + 1;
    return bytes >= needed
        ? null
        : "expected text of at least %s bytes with its NUL but found %d".formatted(length, bytes);
  }

  private static String lengthText(PointerRule rule, long needed) {
    if (!rule.hasLength()) {
      return "";
    }
    return Axes.areConstant(rule.dims())
        ? Long.toString(needed)
        : Axes.product(rule.dims()) + " = " + needed;
  }

  /// The mismatch of a pointer: everything that is expected, then everything that was found.
  static String pointer(PointerRule rule, @Nullable Object found, long needed, String length) {
    MemorySegment anywhere = Pass.any(found, rule.unaligned(), needed);
    if (anywhere != null) {
      return misaligned(rule, anywhere.address());
    }
    List<String> expected = new ArrayList<>();
    expected.add(rule.expectedType());
    if (rule.what() == PointerRule.What.NUMBERS) {
      expected.add("C-contiguous");
    }
    if (!length.isEmpty()) {
      expected.add("at least " + length + " " + rule.unit(length.equals("1")));
    }
    if (!rule.isConst()) {
      expected.add("writable");
    }
    return "expected " + String.join(", ", expected) + " but found " + describe(found);
  }

  /// An argument in words; reads no memory.
  public static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case NDArray array ->
          array.dtype() + array(array.layout()) + (array.isReadOnly() ? ", read-only" : "");
      case ByteView view -> view("ByteView", view.segment(), view.layout());
      case ShortView view -> view("ShortView", view.segment(), view.layout());
      case IntView view -> view("IntView", view.segment(), view.layout());
      case LongView view -> view("LongView", view.segment(), view.layout());
      case FloatView view -> view("FloatView", view.segment(), view.layout());
      case DoubleView view -> view("DoubleView", view.segment(), view.layout());
      case MemorySegment segment -> MemoryErrors.describe(segment);
      case CStruct.Value struct -> struct.type().type().toString();
      case Callback callback -> "callback '" + callback.type() + "'";
      case String text -> "a String";
      case CComplex number -> number.toString();
      case Number number -> kind(number) + " " + number;
      case Boolean truth -> "boolean " + truth;
      default -> "a " + value.getClass().getName();
    };
  }

  private static String kind(Number number) {
    String name = number.getClass().getSimpleName();
    return name.equals("Integer") ? "int" : name.toLowerCase(Locale.ROOT);
  }

  private static String view(String name, MemorySegment segment, StridedLayout layout) {
    return name + array(layout) + (segment.isReadOnly() ? ", read-only" : "");
  }

  public static String array(StridedLayout layout) {
    String text = " of shape " + tuple(layout.shape());
    return layout.isCContiguous() ? text : text + ", strides " + tuple(layout.strides());
  }

  private static String tuple(long[] values) {
    String text = Arrays.toString(values);
    String inner = text.substring(1, text.length() - 1);
    return "(" + inner + (values.length == 1 ? ",)" : ")");
  }
}
