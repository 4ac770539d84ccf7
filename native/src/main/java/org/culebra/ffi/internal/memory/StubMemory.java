package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// The memory for the code of one function pointer that can be closed. Running code must not be
/// freed: if the code were freed with the user's arena while C executes it, the next stack walk
/// would end the process.
///
/// So it is in a separate automatic arena, which two things reach: the user's arena until it is
/// closed, and each running call, which finds it through a weak reference. When neither does, the
/// garbage collector frees the code, and the class generated for it. Nothing is counted: two atomic
/// steps would cost half as much as the whole call.
///
/// Two gaps of some nanoseconds remain, which Java cannot close: the JDK's instructions between C
/// and the check of the weak reference, and those between the final fence and the return to C. If
/// by then the arena is closed and the garbage collector has freed the code while the thread is
/// there, the thread continues in freed code. This requires a function stored by C, because the JDK
/// does not let the arenas of a call's own arguments close, and, for the first gap, another thread
/// that closes the arena just when C calls.
public final class StubMemory {
  private static final MemorySegment.Scope GLOBAL = Arena.global().scope();

  /// What the user's arena reaches. Not the code itself: a closed arena may stay reachable.
  private static final class Keeper {
    @Nullable MemorySegment stub;

    Keeper(MemorySegment stub) {
      this.stub = stub;
    }
  }

  private final Arena user;
  private final Arena code;
  private final Reference<?> life;

  /// @param user its close ends the use of the function pointer
  public StubMemory(Arena user) {
    this.user = user;
    // the global arena does not keep what it is given
    this.code = user.scope().equals(GLOBAL) ? user : Arena.ofAuto();
    this.life = new WeakReference<>(code.scope());
  }

  /// What running code must hold; cleared when nothing held it before, and then it is too late.
  public Reference<?> life() {
    return life;
  }

  /// Creates the function pointer, once.
  ///
  /// @param target written with [#life()]
  /// @return a segment of length 0 in the user's arena
  public MemorySegment upcall(MethodHandle target, FunctionDescriptor descriptor) {
    MemorySegment stub = Restricted.upcall(target, descriptor, code);
    Keeper keeper = new Keeper(stub);
    return Restricted.segment(stub.address(), 0, user, ended -> keeper.stub = null);
  }
}
