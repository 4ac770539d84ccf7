package org.culebra.ffi.internal.call;

/// What an [UpcallGuard] tells of failures.
public abstract class UpcallRecord {
  /// Set by the written code where the stack is too full for [#failed].
  protected boolean outOfStack;

  /// Keeps a failure; called below C, so it never throws but for want of stack.
  protected abstract void failed(Throwable thrown);
}
