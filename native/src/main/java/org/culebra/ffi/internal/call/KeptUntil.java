package org.culebra.ffi.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.jspecify.annotations.Nullable;

/// A parameter whose memory C uses until a function is called, `[[keeps(fclose(stream))]]`.
///
/// @param parameter its index
/// @param pointer the index of the parameter with the pointer that is passed to the function;
///   [#RESULT] for the result
/// @param isTarget whether C stores that pointer where the parameter points to
/// @param function the function
public record KeptUntil(int parameter, int pointer, boolean isTarget, EndingFunction function) {
  /// In place of a parameter.
  static final int RESULT = -1;

  /// Finds the functions that prototypes name.
  @FunctionalInterface
  public interface Functions {
    /// The address of a function.
    ///
    /// @param keeps names it
    /// @param pointer the type of its argument
    /// @throws NoSuchElementException if there is no such function
    /// @throws IllegalArgumentException if it takes something else
    long address(FunctionType.Keeps keeps, CType.Pointer pointer);
  }

  /// The parameters of a prototype that are kept until a function is called.
  ///
  /// @throws IllegalArgumentException if what is passed to the function is no pointer of the
  ///   prototype
  public static List<KeptUntil> of(CPrototype prototype, Functions functions) {
    List<KeptUntil> all = new ArrayList<>();
    List<FunctionType.Parameter> parameters = prototype.type().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      FunctionType.Keeps keeps = parameters.get(i).keeps();
      if (keeps != null && !keeps.isAlways()) {
        all.add(of(prototype, i, keeps, functions));
      }
    }
    return List.copyOf(all);
  }

  private static KeptUntil of(
      CPrototype prototype, int parameter, FunctionType.Keeps keeps, Functions functions) {
    boolean isTarget = keeps.pointer().startsWith("*");
    int index =
        indexOf(prototype.type(), isTarget ? keeps.pointer().substring(1) : keeps.pointer());
    CType type = typeOf(prototype.type(), index);
    CType pointer = isTarget && type instanceof CType.Pointer outer ? outer.target() : type;
    boolean isMisplaced = isTarget && (index == RESULT || !isData(type));
    if (!(pointer instanceof CType.Pointer data) || !isData(data) || isMisplaced) {
      throw new IllegalArgumentException(
          ("expected a pointer for [[%s]], a parameter, *p for one that C stores in p, or return,"
                  + " but found '%s' in %s%s")
              .formatted(keeps, keeps.pointer(), prototype, hint(prototype, keeps)));
    }
    long address = functions.address(keeps, data);
    return new KeptUntil(parameter, index, isTarget, EndingFunction.named(address));
  }

  private static int indexOf(FunctionType type, String name) {
    for (int i = 0; i < type.parameters().size(); i++) {
      if (type.parameters().get(i).name().equals(name)) {
        return i;
      }
    }
    return name.equals("return") ? RESULT : type.parameters().size();
  }

  /// The type of a parameter or the result; null if there is none.
  private static @Nullable CType typeOf(FunctionType type, int index) {
    if (index == RESULT) {
      return type.returns();
    }
    return index < type.parameters().size() ? type.parameters().get(index).type() : null;
  }

  private static boolean isData(@Nullable CType type) {
    return type instanceof CType.Pointer pointer && pointer.function().isEmpty();
  }

  private static String hint(CPrototype prototype, FunctionType.Keeps keeps) {
    List<String> names =
        prototype.type().parameters().stream()
            .filter(parameter -> isData(parameter.type()))
            .map(FunctionType.Parameter::name)
            .filter(name -> !name.equals(keeps.pointer()))
            .toList();
    return Suggestions.hint(keeps.pointer(), names);
  }

  /// The address of a function that is visible in the whole process.
  ///
  /// @throws NoSuchElementException if the process has no such function
  public static long inProcess(FunctionType.Keeps keeps, CType.Pointer pointer) {
    return OwnedResult.inProcess(keeps.function())
        .orElseThrow(() ->
            new NoSuchElementException(
                "expected a function of the process for [[%s]] but found none".formatted(keeps)))
        .address();
  }
}
