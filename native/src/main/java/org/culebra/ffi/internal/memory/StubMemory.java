package org.culebra.ffi.internal.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// Where the code of one function pointer lies that can be closed. What runs is held: were the code
/// freed with the user's arena while C is in it, the next walk of the stack would end the process.
///
/// So it lies in an automatic arena of its own, which two things reach: the user's arena until it
/// is closed, and each call that runs, which finds it by a weak reference. When neither does, the
/// garbage collector frees the code, as it does the class that was written for it. Nothing is
/// counted: two atomic steps would cost half of what the whole call costs.
///
/// Two gaps of some nanoseconds are left, which no Java can close: the JDK's instructions between C
/// and the look at the weak reference, and those between the fence that ends the hold and the
/// return to C. If the arena is closed by then, and the garbage collector has run and its cleaner
/// has freed the code while the thread is there, the thread goes on in freed code. It takes a
/// function that C has kept, for the JDK lets nobody close the arenas of a call's own arguments;
/// and for the first gap another thread that closes the arena just when C calls.
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

  /// @param user ends what the function pointer may be used for
  public StubMemory(Arena user) {
    this.user = user;
    // the global arena forgets what it is given to keep
    this.code = user.scope().equals(GLOBAL) ? user : Arena.ofAuto();
    this.life = new WeakReference<>(code.scope());
  }

  /// What running code has to hold; cleared when nothing held it before, and then it is too late.
  public Reference<?> life() {
    return life;
  }

  /// Makes the function pointer, once.
  ///
  /// @param target written with [#life()]
  /// @return a segment of length 0 in the user's arena
  public MemorySegment upcall(MethodHandle target, FunctionDescriptor descriptor) {
    MemorySegment stub = Restricted.upcall(target, descriptor, code);
    Keeper keeper = new Keeper(stub);
    return Restricted.segment(stub.address(), 0, user, ended -> keeper.stub = null);
  }
}
