package org.culebra.ffi;

/// What an [UpcallGuard] tells of failures.
abstract class UpcallRecord {
  /// Set by the written code where the stack is too full for [#failed].
  boolean outOfStack;

  /// Keeps a failure; called below C, so it never throws but for want of stack.
  abstract void failed(Throwable thrown);
}
