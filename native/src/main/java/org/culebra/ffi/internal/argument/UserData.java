package org.culebra.ffi.internal.argument;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.culebra.array.NDArray;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// What C passes back to a callback through its `void *`: a Java array or struct, which arrives
/// with its type.
///
/// @param parameter which of the callback's parameters it is
/// @param value an [NDArray] or a [CStruct.Value]
/// @param pointer the pointer for C
public record UserData(int parameter, Object value, MemorySegment pointer) {
  /// What may have user data: every [Callback].
  public interface Holder {
    /// The user data; `null` if there is none.
    @Nullable UserData userData();
  }

  /// All are listed by [Callback].
  private static final Set<String> NAMES =
      Set.of("user_data", "userdata", "userData", "params", "data");

  /// The parameter for user data: a `void *` with one of the usual names, otherwise the only `void
  /// *`; -1 if there is none. If there is no `void *` at all, a pointer of another type with such a
  /// name is used: callbacks may be declared with the type that they expect.
  public static int parameterOf(FunctionType function) {
    int only = -1;
    int count = 0;
    int named = -1;
    int typed = -1;
    for (int i = 0; i < function.parameters().size(); i++) {
      FunctionType.Parameter parameter = function.parameters().get(i);
      boolean isNamed = NAMES.contains(parameter.name());
      if (isVoid(parameter.type())) {
        only = i;
        count++;
        named = isNamed && named < 0 ? i : named;
      } else if (isNamed && isData(parameter.type())) {
        typed = typed < 0 ? i : typed;
      }
    }
    if (named >= 0 || count == 0) {
      return named >= 0 ? named : typed;
    }
    return count == 1 ? only : -1;
  }

  private static boolean isData(CType type) {
    return type instanceof CType.Pointer pointer
        && pointer.function().isEmpty()
        && !(pointer.target() instanceof CType.Void);
  }

  /// Whether a type is `void *`, and not `void p[n]`, which is data of a known length.
  public static boolean isVoid(CType type) {
    return type instanceof CType.Pointer pointer
        && pointer.target() instanceof CType.Void
        && pointer.length() == null;
  }

  /// The field for user data that belongs to the function pointers of a struct; `null` if there is
  /// none.
  static @Nullable String fieldBeside(StructType owner) {
    List<String> found = new ArrayList<>();
    for (StructType.Field field : owner.fields()) {
      if (isVoid(field.type())) {
        if (NAMES.contains(field.name())) {
          return field.name();
        }
        found.add(field.name());
      }
    }
    return found.size() == 1 ? found.getFirst() : null;
  }

  /// The user data of a callback; `null` if there is none.
  public static @Nullable UserData of(Callback callback) {
    return ((Holder) callback).userData();
  }

  /// The value in the type of a callback's method.
  public Object as(Class<?> java, boolean isConst) {
    if (java == long.class) {
      return pointer.address();
    }
    if (value instanceof CStruct.Value struct) {
      MemorySegment memory = struct.segment();
      if (java == MemorySegment.class) {
        return isConst ? memory.asReadOnly() : memory;
      }
      return isConst ? struct.type().over(memory.asReadOnly()) : struct;
    }
    NDArray array = isConst ? ((NDArray) value).asReadOnly() : (NDArray) value;
    if (java == MemorySegment.class) {
      return array.segment().asSlice(array.byteOffset(), array.byteSize());
    }
    return JavaTypeMapping.isView(java) ? array.asView() : array;
  }

  /// Whether a callback's method may take the value as this type.
  public boolean fits(Class<?> java) {
    if (java == long.class || java == MemorySegment.class) {
      return true;
    }
    return value instanceof NDArray array
        ? java == NDArray.class || java == JavaTypeMapping.viewOf(array.dtype())
        : java == CStruct.Value.class;
  }

  /// A description of the accepted types.
  public String expected() {
    String types = value instanceof NDArray array ? "NDArray, " + view(array) : "CStruct.Value";
    return types + ", MemorySegment or long for user data of " + Describe.value(value);
  }

  private static String view(NDArray array) {
    Class<?> view = JavaTypeMapping.viewOf(array.dtype());
    return view == null ? "NDArray" : view.getSimpleName();
  }

  /// C must pass back the pointer that it got.
  public static void check(long found, long expected) {
    if (found != expected) {
      throw new IllegalStateException(
          "callback: expected its user data at 0x%x from C but found 0x%x"
              .formatted(expected, found));
    }
  }
}
