package org.culebra.ffi.internal.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.util.Objects;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.Retention;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// How a struct that was handed to C comes back: the one place that knows what a deleter is.
///
/// - **Detached**: the deleter is C's `free`. For structs whose memory Java has given up (a copy in
///   the same block, or memory that is somebody else's promise): no Java runs at the release.
/// - **Shared**: the deleter is one function per kind of struct, for the whole library; it gives
///   back the hold whose header is the struct's `manager_ctx` (see [NativeBlock]) and frees the
///   struct. From the JVM's end on it is `free`, see [EndOfJava].
///
/// A struct is one block of C's `malloc`, so that `free` fits all: the struct itself, with a shared
/// one [LiveNodes#HEAD_BYTES] of ours, then what the caller asked for.
///
/// **The end of the stack.** Entries of the library ask [StackRoom] first: what they do then is not
/// cut short by a [StackOverflowError]. What is called within takes that for granted. A release
/// that comes from C where the stack is too short for it is put off, see [Later].
public final class ReleaseRoute {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  /// Set when the functions are made; 0 until then, when no struct can have them yet.
  private static volatile long versionedFunction;

  private static volatile long legacyFunction;

  private ReleaseRoute() {}

  /// The kinds of struct, and where their fields are.
  public enum Kind {
    /// `DLManagedTensorVersioned`.
    DLPACK_VERSIONED(80, 8, 16),
    /// `DLManagedTensor`.
    DLPACK_LEGACY(64, 48, 56);

    /// Shape and strides of four axes, which most arrays have at most.
    private static final int MOST_AXES = 64;

    private final int bytes;
    private final int managerCtx;
    private final int deleter;
    private final LiveNodes live;

    Kind(int bytes, int managerCtx, int deleter) {
      this.bytes = bytes;
      this.managerCtx = managerCtx;
      this.deleter = deleter;
      this.live = new LiveNodes(bytes, LiveNodes.HEAD_BYTES + MOST_AXES);
    }

    /// Where the struct has its deleter.
    ///
    /// @return the offset in bytes
    public int deleter() {
      return deleter;
    }

    /// Where the caller's bytes begin in a struct's block.
    ///
    /// @param shared whether its release gives a hold back
    /// @return the offset in bytes
    public int behind(boolean shared) {
      return bytes + (shared ? LiveNodes.HEAD_BYTES : 0);
    }
  }

  /// A hold on an array's memory that no object of Java's guards: it is given back by the struct
  /// that it goes into, or by [#giveBack()].
  ///
  /// @param header the header of a block, with one hold in its count for this
  /// @param id of the stack of its creation, see [LiveExports#remember]
  public record Held(long header, long id) {
    /// Hands the hold to a struct that is counted and listed by itself.
    ///
    /// @return the header
    public long handOver() {
      LiveExports.forget(id);
      return header;
    }

    /// Gives the hold back, where no struct came about.
    public void giveBack() {
      LiveExports.forget(id);
      NativeBlock.release(header);
    }
  }

  private static synchronized void makeFunctions() {
    if (legacyFunction == 0) {
      versionedFunction = Functions.function(Kind.DLPACK_VERSIONED, "releaseVersioned");
      legacyFunction = Functions.function(Kind.DLPACK_LEGACY, "releaseLegacy");
    }
  }

  /// Makes the functions, once, when the first shared struct is made.
  private static final class Functions implements Runnable {
    @Override
    public void run() {
      makeFunctions();
    }

    private static long function(Kind kind, String target) {
      try {
        MethodType type = MethodType.methodType(void.class, long.class);
        long upcall =
            Restricted.upcall(
                    MethodHandles.lookup().findStatic(ReleaseRoute.class, target, type),
                    FunctionDescriptor.ofVoid(JAVA_LONG),
                    Arena.global())
                .address();
        return EndOfJava.stub(
            kind == Kind.DLPACK_LEGACY ? "DLManagedTensor" : "DLManagedTensorVersioned",
            upcall,
            CMemory.FREE_FUNCTION.address(),
            kind.live::count);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("no method " + target, e);
      }
    }
  }

  /// How many shared structs have not come back.
  static long live() {
    long live = Releaser.live();
    for (Kind kind : Kind.values()) {
      live += kind.live.count();
    }
    return live;
  }

  /// Keeps memory alive for a struct.
  ///
  /// @param owner the memory's
  /// @param memory what is kept
  /// @return the hold; null where nothing ever has to be given back
  /// @throws IllegalStateException if the owner cannot keep the memory alive
  public static @Nullable Held hold(MemoryOwner owner, MemorySegment memory) {
    if (owner == Retention.PERMANENT) {
      return null;
    }
    try {
      if (owner instanceof NativeBlock block) {
        block.requirePart(memory);
        return hold(block);
      }
      if (owner == Retention.GC_MANAGED) {
        requireAlive(memory);
        return remembered(JavaHolds.header(memory)); // to be reachable is all that it needs
      }
      return owner instanceof BlockArena arena
          ? hold(arena.blockOf(memory))
          : hold(lease(owner, memory));
    } finally {
      // an automatic arena must not end between the look-up and the hold
      Reference.reachabilityFence(memory);
      Reference.reachabilityFence(owner);
    }
  }

  /// Keeps a block alive for a struct.
  ///
  /// @param block the block
  /// @return the hold
  /// @throws IllegalStateException if Java has given the block up
  public static Held hold(NativeBlock block) {
    return remembered(block.hold());
  }

  private static Held remembered(long header) {
    try {
      return new Held(header, LiveExports.remember("export"));
    } catch (Throwable e) {
      NativeBlock.release(header);
      throw e;
    }
  }

  /// Of an owner that is not of this library, or takes the caller's word for it.
  private static Lease lease(MemoryOwner owner, MemorySegment memory) {
    requireAlive(memory);
    return Objects.requireNonNull(owner.leaseFor(memory), "the owner's lease");
  }

  private static void requireAlive(MemorySegment memory) {
    if (!memory.scope().isAlive()) {
      throw MemoryErrors.gone();
    }
  }

  private static Held hold(Lease lease) {
    if (lease instanceof Hold hold) {
      return hold.handOver();
    }
    long header;
    try {
      header = JavaHolds.header(lease);
    } catch (Throwable e) {
      lease.release();
      throw e;
    }
    return remembered(header);
  }

  /// A new struct that its receiver releases with `free`. All but its deleter is still to be
  /// written.
  ///
  /// @param kind of struct
  /// @param bytesBehind what the caller wants in the same block, from [Kind#behind] on
  /// @return the address of the struct
  /// @throws OutOfMemoryError if there is no memory
  public static long detached(Kind kind, long bytesBehind) {
    long total = kind.bytes + bytesBehind;
    if (total < bytesBehind) {
      throw CMemory.noMemory("allocate", bytesBehind);
    }
    long self = CMemory.malloc(total);
    CMemory.put(self + kind.managerCtx, 0);
    CMemory.put(self + kind.deleter, CMemory.FREE_FUNCTION.address());
    return self;
  }

  /// A new struct whose release gives a hold back. All but its deleter and `manager_ctx` is still
  /// to be written.
  ///
  /// @param kind of struct
  /// @param bytesBehind what the caller wants in the same block, from [Kind#behind] on
  /// @param held becomes the struct's; stays the caller's if this throws
  /// @return the address of the struct
  /// @throws OutOfMemoryError if there is no memory
  public static long shared(Kind kind, long bytesBehind, Held held) {
    if (legacyFunction == 0) {
      OwnStack.run(new Functions());
    }
    Later.runAll();
    long node = kind.live.counted(LiveNodes.HEAD_BYTES + bytesBehind, held.id());
    long self = node - kind.bytes;
    CMemory.put(self + kind.managerCtx, held.header());
    boolean versioned = kind == Kind.DLPACK_VERSIONED;
    CMemory.put(self + kind.deleter, versioned ? versionedFunction : legacyFunction);
    return self;
  }

  /// Calls a deleter, or any function of up to three words, without leaving Java where the deleter
  /// is the library's own.
  ///
  /// @param function its address
  /// @param a the struct
  /// @param b its second argument, if it has one
  /// @param c its third argument, if it has one
  /// @throws StackOverflowError if there is too little stack; nothing was called
  public static void call(long function, long a, long b, long c) {
    StackRoom.deep();
    Later.runAll();
    release(function, a, b, c);
  }

  /// The same as a part of something that has made sure of the stack.
  ///
  /// @param function its address
  /// @param a the struct
  /// @param b its second argument, if it has one
  /// @param c its third argument, if it has one
  public static void release(long function, long a, long b, long c) {
    long header = end(function, a, b, c);
    if (header != 0) {
      NativeBlock.release(header);
    }
  }

  /// The same, but for the hold that a struct of the library's own had: that is left to the caller,
  /// who gives up a chain of them one by one.
  ///
  /// @return the header of which a hold is to be given up, or 0
  static long end(long function, long a, long b, long c) {
    if (function == versionedFunction && function != 0) {
      return takeBack(Kind.DLPACK_VERSIONED, a);
    }
    if (function == legacyFunction && function != 0) {
      return takeBack(Kind.DLPACK_LEGACY, a);
    }
    Releaser own = Releaser.at(function);
    if (own != null) {
      return own.release(a);
    }
    CMemory.call(function, a, b, c);
    return 0;
  }

  @SuppressWarnings("unused") // C's way in
  private static void releaseVersioned(long self) {
    releaseForC(Kind.DLPACK_VERSIONED, self);
  }

  @SuppressWarnings("unused") // C's way in
  private static void releaseLegacy(long self) {
    releaseForC(Kind.DLPACK_LEGACY, self);
  }

  /// Whatever is thrown stays in Java: going on into C it would end the process.
  private static void releaseForC(Kind kind, long self) {
    try {
      try {
        StackRoom.deep();
      } catch (StackOverflowError e) {
        putOff(kind, self);
        return;
      }
      NativeBlock.release(takeBack(kind, self));
    } catch (Throwable thrown) {
      try {
        LOG.log(Level.ERROR, "the release of an exported array failed", thrown);
      } catch (Throwable e) {
        return; // nobody left to tell
      }
    }
  }

  private static void putOff(Kind kind, long self) {
    boolean versioned = kind == Kind.DLPACK_VERSIONED;
    new Later.Struct(versioned ? versionedFunction : legacyFunction, self).add();
  }

  /// Frees a struct that has come back.
  ///
  /// @return the header that it had a hold of
  private static long takeBack(Kind kind, long self) {
    long header = CMemory.longAt(self + kind.managerCtx);
    long node = self + kind.bytes;
    long ticket = CMemory.longAt(node + LiveNodes.TICKET);
    kind.live.free(node, -1);
    LiveExports.forget(ticket);
    return header;
  }
}
