package org.culebra.ffi.internal.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.ArrayTypes;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Loader;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.host.TextDecoder;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.jspecify.annotations.Nullable;

/// A result that C gives to its caller, `[[owner(free)]]`: converted right after the call, before
/// anything can throw, so that it is freed in any case.
///
/// @param function the address of the function that frees it
/// @param name its name
/// @param lengths the elements per axis, for an array
public record OwnedResult(long function, String name, List<String> lengths) {
  private static final MethodHandle TEXT = handle("text", String.class);
  private static final MethodHandle MEMORY =
      handle("memory", MemorySegment.class, CType.Pointer.class);
  private static final MethodHandle ARRAY = array();

  /// A result that a function of the process frees.
  ///
  /// @param owner null if the result is not the caller's
  /// @return null if `owner` is
  /// @throws NoSuchElementException if the process has no such function
  public static @Nullable OwnedResult ofProcess(FunctionType.@Nullable Owner owner) {
    if (owner == null) {
      return null;
    }
    MemorySegment function =
        inProcess(owner.function())
            .orElseThrow(() ->
                new NoSuchElementException(
                    "expected a function of the process for [[owner(%s)]] but found none"
                        .formatted(owner.function())));
    return new OwnedResult(function.address(), owner.function(), owner.lengths());
  }

  /// A function that is visible in the whole process.
  public static Optional<MemorySegment> inProcess(String function) {
    SymbolLookup symbols = Loader.open(null, false).symbols();
    return symbols == null ? Optional.empty() : symbols.find(function);
  }

  private static MethodHandle handle(String name, Class<?> result, Class<?>... before) {
    return find(
        name, MethodType.methodType(result, MemorySegment.class).insertParameterTypes(0, before));
  }

  private static MethodHandle array() {
    return find(
        "array",
        MethodType.methodType(
            NDArray.class, FunctionType.class, int.class, MemorySegment.class, Object[].class));
  }

  private static MethodHandle find(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findVirtual(OwnedResult.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// The Java type of the result.
  Class<?> type(CType.Pointer returns) {
    if (!lengths.isEmpty()) {
      return NDArray.class;
    }
    return returns.target().isChar() ? String.class : MemorySegment.class;
  }

  /// Rejects a function whose result cannot be owned.
  void check(String called, FunctionType type) {
    if (!(type.returns() instanceof CType.Pointer pointer) || pointer.function().isPresent()) {
      throw new IllegalArgumentException(
          "expected a pointer to data as the result for [[owner(%s)]] but found %s"
              .formatted(name, type.declaration(called)));
    }
    if (!lengths.isEmpty() && ArrayTypes.find(pointer.target()) == null) {
      throw new IllegalArgumentException(
          "expected a pointer to numbers as the result for [[length(%s)]] but found %s"
              .formatted(String.join(", ", lengths), type.declaration(called)));
    }
    for (String length : lengths) {
      if (!isNumber(length) && find(length, type) < 0) {
        throw new IllegalArgumentException(
            "expected a number, an integer parameter or a pointer to an integer, as in"
                + " [[length(n, *m)]], but found '%s' in %s"
                    .formatted(length, type.declaration(called)));
      }
    }
  }

  /// The parameter of a length; -1 if there is none.
  private static int find(String length, FunctionType type) {
    boolean isTarget = length.startsWith("*");
    String parameter = isTarget ? length.substring(1) : length;
    for (int i = 0; i < type.parameters().size(); i++) {
      FunctionType.Parameter each = type.parameters().get(i);
      if (!parameter.isEmpty()
          && each.name().equals(parameter)
          && isInteger(isTarget ? target(each.type()) : each.type())) {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable CType target(CType type) {
    return type instanceof CType.Pointer pointer ? pointer.target() : null;
  }

  private static boolean isInteger(@Nullable CType type) {
    return type instanceof CType.Scalar scalar && scalar.isInteger();
  }

  private static boolean isNumber(String length) {
    return length.length() < 19
        && !length.isEmpty()
        && length.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// The linker's handle with the result converted.
  MethodHandle around(MethodHandle raw, FunctionType called) {
    CType.Pointer returns = (CType.Pointer) called.returns();
    Class<?> type = type(returns);
    if (type == String.class) {
      return MethodHandles.filterReturnValue(raw, TEXT.bindTo(this));
    }
    if (type == MemorySegment.class) {
      return MethodHandles.filterReturnValue(
          raw, MethodHandles.insertArguments(MEMORY, 0, this, returns));
    }
    MethodType arguments = raw.type().changeReturnType(NDArray.class);
    MethodHandle convert =
        MethodHandles.insertArguments(
                ARRAY, 0, this, called, raw.type().parameterCount() - called.parameters().size())
            .asCollector(Object[].class, raw.type().parameterCount())
            .asType(arguments.insertParameterTypes(0, MemorySegment.class));
    return MethodHandles.foldArguments(convert, raw);
  }

  @SuppressWarnings("UnusedMethod") // by a handle
  private @Nullable String text(MemorySegment pointer) {
    if (pointer.address() == 0) {
      return null;
    }
    try {
      return TextDecoder.at(pointer.address());
    } finally {
      free(pointer.address(), 0);
    }
  }

  @SuppressWarnings("UnusedMethod") // by a handle
  private MemorySegment memory(CType.Pointer returns, MemorySegment pointer) {
    if (pointer.address() == 0) {
      return pointer;
    }
    long size = returns.target().isSized() ? returns.target().byteSize() : 0;
    return view(endingBlock(pointer.address(), size));
  }

  /// @param before the arguments of the linker's handle before those of the function
  @SuppressWarnings("UnusedMethod") // by a handle
  private @Nullable NDArray array(
      FunctionType type, int before, MemorySegment pointer, Object[] arguments) {
    if (pointer.address() == 0) {
      return null;
    }
    CType.Pointer returns = (CType.Pointer) type.returns();
    DType dtype = Objects.requireNonNull(ArrayTypes.find(returns.target()));
    StridedLayout layout;
    try {
      long[] shape = new long[lengths.size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = length(type, lengths.get(i), before, arguments);
      }
      layout = StridedLayout.cOrder(dtype.itemSize(), shape);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "result", () -> free(pointer.address(), 0));
    }
    NativeBlock block = block(pointer.address(), layout.byteSize());
    MemorySegment memory = view(block);
    try {
      NDArray array = NDArray.of(memory, block, dtype, layout);
      return returns.targetConst() ? array.asReadOnly() : array;
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "result", block::release);
    }
  }

  private static long length(FunctionType type, String length, int before, Object[] arguments) {
    if (isNumber(length)) {
      return Long.parseLong(length);
    }
    int index = find(length, type);
    Object argument = arguments[before + index];
    CType parameter = type.parameters().get(index).type();
    if (!(argument instanceof MemorySegment pointer)) {
      return integer(argument, parameter);
    }
    if (pointer.address() == 0) {
      throw new IllegalArgumentException(
          "expected an integer for the length %s of the result but found NULL".formatted(length));
    }
    CType.Scalar integer = (CType.Scalar) Objects.requireNonNull(target(parameter));
    ValueLayout layout = integer.layout().withByteAlignment(1);
    return integer(layout.varHandle().get(CMemory.ALL, pointer.address()), integer);
  }

  private static long integer(Object carrier, CType type) {
    boolean isUnsigned = Carriers.isUnsigned(type);
    return switch (carrier) {
      case Character c -> c;
      case Byte b -> isUnsigned ? Byte.toUnsignedLong(b) : b;
      case Short h -> isUnsigned ? Short.toUnsignedLong(h) : h;
      case Integer i -> isUnsigned ? Integer.toUnsignedLong(i) : i;
      default -> (long) carrier;
    };
  }

  /// C may free an array without Java, after an export; but not if that ends what C keeps.
  private NativeBlock block(long address, long byteSize) {
    return EndingFunction.isNamed(function)
        ? endingBlock(address, byteSize)
        : NativeBlock.adopt(address, byteSize, function, address, byteSize, 0);
  }

  private NativeBlock endingBlock(long address, long byteSize) {
    Lease owner = EndingFunction.at(function).owner(address, byteSize);
    return NativeBlock.adopt(address, byteSize, owner);
  }

  /// Memory that is freed when it is not reachable any more.
  private MemorySegment view(NativeBlock block) {
    try {
      return block.viewIn(Arena.ofAuto());
    } catch (Throwable e) {
      free(block.address(), block.byteSize());
      throw e;
    }
  }

  private void free(long address, long byteSize) {
    EndingFunction.at(function).call(address, byteSize);
  }
}
