package org.culebra.ffi.internal.call;

import java.lang.foreign.MemorySegment;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.UserData;
import org.jspecify.annotations.Nullable;

/// A callback: its C side, and what its generated code reports to. [CallbackBuilder] creates it.
public final class CallbackImpl implements Callback, UserData.Holder {
  private final FunctionType type;
  private final MemorySegment pointer;
  private final @Nullable UserData userData;
  private final CallbackFailures failures;

  CallbackImpl(
      FunctionType type,
      MemorySegment pointer,
      @Nullable UserData userData,
      CallbackFailures failures) {
    this.type = type;
    this.pointer = pointer;
    this.userData = userData;
    this.failures = failures;
  }

  @Override
  public FunctionType type() {
    return type;
  }

  @Override
  public MemorySegment pointer() {
    return pointer;
  }

  @Override
  public @Nullable Throwable failure() {
    return failures.failure();
  }

  @Override
  public long failures() {
    return failures.failures();
  }

  @Override
  public @Nullable UserData userData() {
    return userData;
  }

  /// A call with this callback begins.
  void enter() {
    failures.enter();
  }

  /// It ends and returns the failure that happened during it.
  @Nullable Throwable leave() {
    return failures.leave();
  }

  @Override
  public String toString() {
    return "Callback[" + type + "]";
  }
}
