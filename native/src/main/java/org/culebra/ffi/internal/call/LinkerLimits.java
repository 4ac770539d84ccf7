package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Comparator;
import java.util.List;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.host.Restricted;

/// Rejects functions that the JDK cannot link, at binding time rather than when they are called.
///
/// A method handle takes 255 slots, two for a `long` or a `double`. If the ABI copies a struct to
/// the stack, the linker passes each 8 bytes of it as a `long`, and some slots are the linker's
/// own. Only the linker knows whether a function fits, so it is asked, but only if there may be too
/// many slots, because linking costs milliseconds.
public final class LinkerLimits {
  /// The number of slots that can be linked on every platform.
  private static final long SURE = 200;

  private LinkerLimits() {}

  /// Rejects a function that cannot be called.
  ///
  /// @throws UnsupportedOperationException if its arguments are too many or too large
  static void checkDowncall(CallPlan plan) {
    FunctionType function = plan.function();
    if (!isSure(function)) {
      try {
        Restricted.downcall(
            Carriers.downcall(function), plan.options().linker(plan.variadicFrom()));
      } catch (IllegalArgumentException e) {
        throw rejected(plan.name(), function, e);
      }
    }
  }

  /// Rejects a function that Java cannot implement for C.
  ///
  /// @throws UnsupportedOperationException if its arguments are too many or too large
  static void checkUpcall(FunctionType function) {
    if (!isSure(function)) {
      FunctionDescriptor descriptor = Carriers.callback(function);
      MethodType type = descriptor.toMethodType();
      try (Arena arena = Arena.ofConfined()) {
        Restricted.upcall(MethodHandles.empty(type), descriptor, arena);
      } catch (IllegalArgumentException e) {
        throw rejected("", function, e);
      }
    }
  }

  private static boolean isSure(FunctionType function) {
    long slots = 0;
    for (FunctionType.Parameter parameter : function.parameters()) {
      slots += of(parameter);
    }
    return slots <= SURE;
  }

  /// An upper bound of the slots; 0 for a type without a size, which is rejected elsewhere.
  private static long of(FunctionType.Parameter parameter) {
    CType type = parameter.type();
    return type.isSized() ? 2 * Math.ceilDiv(type.byteSize(), Long.BYTES) : 0;
  }

  private static UnsupportedOperationException rejected(
      String name, FunctionType function, IllegalArgumentException cause) {
    List<FunctionType.Parameter> parameters = function.parameters();
    FunctionType.Parameter largest =
        parameters.stream().max(Comparator.comparingLong(LinkerLimits::of)).orElseThrow();
    boolean struct = largest.type() instanceof StructType && of(largest) > 2;
    String found =
        struct
            ? "'%s' of %d bytes".formatted(largest, largest.type().byteSize())
            : parameters.size() + " parameters";
    return new UnsupportedOperationException(
        "expected arguments that fit the 255 slots of a Java method, 2 for each 8 bytes of a struct, but found %s: %s; pass %s"
            .formatted(
                found,
                function.declaration(name),
                struct ? "its address" : "some of them in a struct by its address"),
        cause);
  }

  /// Rejects callbacks that C cannot call: with variadic arguments, or with more arguments than the
  /// JDK can pass.
  static void checkCallback(FunctionType function) {
    if (function.variadic()) {
      throw new UnsupportedOperationException(
          "expected a callback with a fixed number of arguments but found '%s'; implement it in C, and pass the arguments that it reads to a callback without '...'"
              .formatted(function));
    }
    Carriers.checkCallable("", function);
    checkUpcall(function);
  }

  /// Whether a function can be called, in both directions.
  public static boolean isCallable(FunctionType function) {
    try {
      Carriers.checkCallable("", function);
      checkUpcall(function);
      checkDowncall(CallPlan.of("", function));
      return true;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
