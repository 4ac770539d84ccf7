package org.culebra.python.internal;

import java.lang.ref.Cleaner;
import org.culebra.ffi.internal.memory.StackRoom;

/// One reference to a Python object, released when this is closed or garbage-collected.
public final class Handle {
  /// Separate from the handle, which it must not keep reachable.
  private static final class Reference implements Runnable {
    private final References references;
    private final long object;

    Reference(References references, long object) {
      this.references = references;
      this.object = object;
    }

    @Override
    public void run() {
      references.release(object);
    }
  }

  private final long object;
  private final Cleaner.Cleanable reference;
  private volatile boolean closed;

  /// @param references of the interpreter that has the object
  /// @param object a new reference, of which this takes ownership
  public Handle(References references, long object) {
    this.object = object;
    this.reference = references.whenUnreachable(this, new Reference(references, object));
  }

  /// The address of the object.
  ///
  /// @return its address
  /// @throws IllegalStateException if the reference was released
  public long object() {
    if (closed) {
      throw new IllegalStateException("expected an open handle but found a closed one");
    }
    return object;
  }

  /// Whether the reference was released.
  ///
  /// @return true after [#close]
  public boolean isClosed() {
    return closed;
  }

  /// Releases the reference, once, on any thread.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has been released
  public void close() {
    StackRoom.own();
    closed = true;
    reference.clean();
  }
}
