package org.culebra.ffi.internal.call;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.function.UnaryOperator;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// A function as it is called with certain argument types, and the linker's handle for that.
final class Linked {
  private final CallPlan plan;
  private final MemorySegment address;
  private final @Nullable UnaryOperator<MethodHandle> around;
  private @Nullable MethodHandle raw;

  /// @param around what stands between each call and the linker's handle, if anything does
  Linked(CallPlan plan, MemorySegment address, @Nullable UnaryOperator<MethodHandle> around) {
    this.plan = plan;
    this.address = address;
    this.around = around;
  }

  CallPlan plan() {
    return plan;
  }

  /// Made when first needed, for linking costs milliseconds.
  synchronized MethodHandle raw() {
    MethodHandle handle = raw;
    if (handle == null) {
      handle =
          Restricted.downcall(
              address,
              Carriers.downcall(plan.function()),
              plan.options().linker(plan.variadicFrom()));
      handle = around == null ? handle : around.apply(handle);
      raw = handle;
    }
    return handle;
  }
}
