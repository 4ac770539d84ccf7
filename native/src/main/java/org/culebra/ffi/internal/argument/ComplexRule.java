package org.culebra.ffi.internal.argument;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.ctype.CType;
import org.jspecify.annotations.Nullable;

/// A complex number by value, which the ABI treats as a struct of its two parts (System V ABI,
/// AMD64 supplement, 3.2.3; AAPCS64, 5.9.5).
///
/// @param type the C type
public record ComplexRule(CType.Complex type) implements ParameterRule {

  @Override
  public boolean needsMemory(Class<?> java) {
    return true;
  }

  @Override
  public void emit(Code code, int index) {
    code.marshal(index, ArgumentMarshaller.class, "complex", this, Extra.MEMORY);
  }

  @Override
  public @Nullable Object convert(@Nullable Object argument, Call call) {
    CallMemory memory = call.memory();
    return argument instanceof CComplex value && memory != null ? pass(value, memory) : null;
  }

  @Override
  public @Nullable String explain(@Nullable Object argument, Call call) {
    return argument instanceof CComplex value && accepts(value)
        ? null
        : "expected " + expected() + " but found " + Describe.value(argument);
  }

  private boolean isFloat() {
    return type.part().size() == 4;
  }

  /// Whether the conversion is exact.
  boolean accepts(CComplex value) {
    return !isFloat() || (isExact(value.re()) && isExact(value.im()));
  }

  private static boolean isExact(double value) {
    return Double.compare((float) value, value) == 0 || Double.isNaN(value);
  }

  /// The value in temporary memory, or `null` if it must be rejected.
  @Nullable MemorySegment pass(@Nullable CComplex value, CallMemory call) {
    return value == null || !accepts(value) ? null : write(value, call.allocate(type.layout()));
  }

  /// The value in automatic memory, or `null` if it must be rejected.
  public @Nullable MemorySegment copy(@Nullable CComplex value) {
    return value == null || !accepts(value)
        ? null
        : write(value, Arena.ofAuto().allocate(type.layout()));
  }

  /// Writes an accepted value, to memory that need not be aligned.
  MemorySegment write(CComplex value, MemorySegment memory) {
    if (isFloat()) {
      memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, (float) value.re());
      memory.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4, (float) value.im());
    } else {
      memory.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, value.re());
      memory.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8, value.im());
    }
    return memory;
  }

  /// The value that C returned or passed.
  public CComplex returned(MemorySegment memory) {
    return isFloat()
        ? new CComplex(
            memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0),
            memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4))
        : new CComplex(
            memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0),
            memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8));
  }

  public String expected() {
    return isFloat() ? "a CComplex whose parts are exact as float" : "a CComplex";
  }
}
