package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Scopes;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.memory.Addresses;
import org.culebra.ffi.internal.memory.ArenaChecks;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;

/// Takes ownership of foreign memory, with the function that frees it.
final class Adoption {
  private Adoption() {}

  /// A block that the caller owns until Java has taken it.
  ///
  /// An error found before the block is taken leaves it with the caller; after that, any failure
  /// releases it.
  ///
  /// @param arena releases Java's share of the block
  /// @param block not shared yet
  /// @param view creates the array; if it throws, the block is released
  static NDArray adopt(Arena arena, NativeBlock block, Function<MemorySegment, NDArray> view) {
    MemorySegment memory = block.viewIn(arena);
    try {
      return view.apply(memory);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "memory", block::release);
    }
  }

  /// @param layout computed when Java has the memory, so that one that cannot be releases it
  static NDArray array(
      Arena arena,
      MemorySegment pointer,
      long byteSize,
      Release release,
      DType dtype,
      Supplier<StridedLayout> layout) {
    Objects.requireNonNull(dtype, "dtype");
    NativeBlock block = block(arena, pointer, byteSize, release);
    return adopt(arena, block, memory -> view(memory, block, dtype, layout.get()));
  }

  private static NativeBlock block(
      Arena arena, MemorySegment pointer, long byteSize, Release release) {
    ArenaChecks.requireUsable(arena);
    long address = Addresses.of(pointer, "memory to adopt");
    Pointers.start(address, 0, byteSize);
    return NativeBlock.adopt(address, byteSize, release.function(), address, byteSize, 0);
  }

  private static NDArray view(
      MemorySegment memory, NativeBlock block, DType dtype, StridedLayout layout) {
    boolean fits =
        layout.size() == 0 || (layout.lowByte() >= 0 && layout.highByte() <= memory.byteSize());
    if (!fits) {
      throw new IllegalArgumentException(
          "expected elements inside the %d adopted bytes but found bytes [%d, %d): %s%s"
              .formatted(
                  memory.byteSize(),
                  layout.lowByte(),
                  layout.highByte(),
                  dtype,
                  Describe.layout(layout)));
    }
    return NDArray.of(memory, block, dtype, layout);
  }

  /// A C function that frees memory.
  ///
  /// @param function its address
  record Release(long function) {

    static Release of(MemorySegment pointer) {
      long address = Addresses.of(pointer, "a function that frees the memory");
      if (!Scopes.isGlobal(pointer)) {
        throw new IllegalArgumentException(
            "expected a function that is never freed, because it is called when the last lease"
                + " ends, but found one that belongs to an arena: create the callback in"
                + " Arena.global()");
      }
      return new Release(address);
    }

    /// Accepts `f(void *)` and `f(void *, size_t)`.
    static Release of(CFunction function) {
      if (!fits(function.type())) {
        throw new IllegalArgumentException(
            "expected a function that takes the pointer, and optionally the size in bytes, but"
                + " found "
                + function);
      }
      return of(function.pointer());
    }

    /// Whether a function takes a pointer, and optionally a size.
    static boolean fits(FunctionType function) {
      List<FunctionType.Parameter> parameters = function.parameters();
      boolean pointer =
          !parameters.isEmpty()
              && Carriers.plain(parameters.getFirst().type()) instanceof CType.Pointer;
      return pointer
          && !function.variadic()
          && (parameters.size() == 1 || (parameters.size() == 2 && isSize(parameters.get(1))));
    }

    private static boolean isSize(FunctionType.Parameter parameter) {
      return Carriers.plain(parameter.type()) instanceof CType.Scalar scalar
          && scalar.kind() != CType.Scalar.Kind.FLOATING
          && scalar.size() == Long.BYTES;
    }
  }
}
