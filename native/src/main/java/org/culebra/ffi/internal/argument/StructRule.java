package org.culebra.ffi.internal.argument;

import org.culebra.ffi.CStruct;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// A struct by value.
///
/// @param type the C type
public record StructRule(StructType type) implements ParameterRule {
  @Override
  public void emit(Code code, int index) {
    code.marshal(index, ArgumentMarshaller.class, "struct", this);
  }

  @Override
  public @Nullable Object convert(@Nullable Object argument, Call call) {
    return argument instanceof CStruct.Value value ? ArgumentMarshaller.struct(value, this) : null;
  }

  @Override
  public @Nullable String explain(@Nullable Object argument, Call call) {
    return convert(argument, call) != null ? null : mismatch(argument);
  }

  /// A description of the accepted structs.
  public String mismatch(@Nullable Object found) {
    return "expected a " + type + " but found " + Describe.struct(found, type);
  }
}
