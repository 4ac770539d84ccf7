package org.culebra.ffi.internal.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.MachineCode;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// The release function of one kind of struct, for the whole library: a stub of C for all structs
/// of the kind, which stays as long as the process, and the count of those that are with consumers.
///
/// Where Java itself releases such a struct ([ReleaseRoute#call]), it is known by its address, and
/// no stub is called. What it throws stays in Java and is logged.
///
/// From the JVM's end on the function does no more than to mark a struct as released, see
/// [EndOfJava].
public final class Releaser {
  /// What a node begins with.
  public static final int NODE_BYTES = LiveNodes.HEAD_BYTES;

  /// A word of those that is the caller's while the node is neither counted nor free.
  public static final int LINK = LiveNodes.TICKET;

  /// Of a block that may be kept: two buffers and two headers, or a name of some thirty letters.
  private static final int SPARE_BYTES = 128;

  private static final System.Logger LOG = System.getLogger("org.culebra");

  /// Few, so that to look through them is the fastest.
  private static volatile Releaser[] all = {};

  private final String struct;
  private final int bytes;
  private final int field;
  private final LongUnaryOperator release;
  private final long address;
  private final LiveNodes live = new LiveNodes(0, SPARE_BYTES);

  private Releaser(String struct, int bytes, int field, LongUnaryOperator release) {
    this.struct = struct;
    this.bytes = bytes;
    this.field = field;
    this.release = release;
    this.address = EndOfJava.stub(struct, upcall(), MachineCode.nullRelease(field), live::count);
  }

  /// Makes a stub: once for each kind of struct, since it is never given back.
  ///
  /// @param struct the kind, for messages
  /// @param bytes of such a struct, a multiple of 8
  /// @param field where it has its release, in bytes
  /// @param release takes a struct's address and releases it, from any thread; what is left to be
  ///   done is to give up a hold of the header that it returns, or nothing if that is 0
  /// @return the function
  public static Releaser of(String struct, int bytes, int field, LongUnaryOperator release) {
    Restricted.check();
    Releaser releaser = new Releaser(struct, bytes, field, release);
    add(releaser);
    return releaser;
  }

  private static synchronized void add(Releaser releaser) {
    Releaser[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = releaser;
    all = more;
  }

  private long upcall() {
    try {
      MethodType type = MethodType.methodType(void.class, long.class);
      MethodHandle target =
          MethodHandles.lookup().findVirtual(Releaser.class, "releaseForC", type).bindTo(this);
      return Restricted.upcall(target, FunctionDescriptor.ofVoid(JAVA_LONG), Arena.global())
          .address();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no method releaseForC", e);
    }
  }

  /// What goes into a struct's `release`.
  ///
  /// @return the address of the function
  public long address() {
    return address;
  }

  // --- structs that are found by a number of their owner's

  /// One more struct is with a consumer.
  ///
  /// @return to be kept for [#closed]
  public long opened() {
    long ticket = LiveExports.remember(struct);
    live.add(1);
    return ticket;
  }

  /// A struct has come back.
  ///
  /// @param ticket from [#opened()]
  public void closed(long ticket) {
    LiveExports.forget(ticket);
    live.add(-1);
  }

  // --- structs whose private_data leads to a node of C's memory

  /// The node of a struct that a consumer is about to get, which counts from now on.
  ///
  /// @param bytes its size, of which the first [#NODE_BYTES] are not the caller's
  /// @return its address, for [#free(long)]
  /// @throws OutOfMemoryError if there is no memory
  public long counted(long bytes) {
    long ticket = LiveExports.remember(struct);
    try {
      return live.counted(bytes, ticket);
    } catch (Throwable e) {
      LiveExports.forget(ticket);
      throw e;
    }
  }

  /// The node of a struct that is part of another, or that no consumer gets yet.
  ///
  /// @param bytes its size, of which the first [#NODE_BYTES] are not the caller's
  /// @return its address, for [#free(long)]
  /// @throws OutOfMemoryError if there is no memory
  public static long uncounted(long bytes) {
    return LiveNodes.uncounted(bytes);
  }

  /// Counts a node from now on.
  ///
  /// @param node one that is not counted
  public void count(long node) {
    CMemory.put(node + LiveNodes.TICKET, LiveExports.remember(struct));
    live.add(1);
  }

  /// A struct has come back, or a consumer was not to get it; the node stays.
  ///
  /// @param node of a struct that was counted, or of a part that was moved out of one
  /// @param parts how many of its parts have been moved out of it and are released by themselves
  public void uncount(long node, int parts) {
    LiveExports.forget(CMemory.longAt(node + LiveNodes.TICKET));
    if (parts != 1) {
      live.add(parts - 1L);
    }
  }

  /// Frees a node that is not counted, or not any more.
  ///
  /// @param node of this kind of struct
  public void free(long node) {
    live.free(node, 0);
  }

  /// A struct without parts has come back: [#uncount] and [#free] in one.
  ///
  /// @param node of a struct that was counted, or of a part that was moved out of one
  public void uncountAndFree(long node) {
    LiveExports.forget(CMemory.longAt(node + LiveNodes.TICKET));
    live.free(node, -1);
  }

  /// The function at an address, if it is one of these.
  static @Nullable Releaser at(long address) {
    for (Releaser releaser : all) {
      if (releaser.address == address) {
        return releaser;
      }
    }
    return null;
  }

  /// Releases a struct, but for a hold that is left to the caller.
  ///
  /// @return the header of the hold, or 0
  long release(long self) {
    return release.applyAsLong(self);
  }

  /// Whatever is thrown stays in Java: going on into C it would end the process.
  @SuppressWarnings("unused") // C's way in
  private void releaseForC(long self) {
    try {
      try {
        StackRoom.deep();
      } catch (StackOverflowError e) {
        putOff(self);
        return;
      }
      releaseAll(self);
    } catch (Throwable thrown) {
      try {
        LOG.log(Level.ERROR, "the release of an exported " + struct + " failed", thrown);
      } catch (Throwable e) {
        return; // nobody left to tell
      }
    }
  }

  private void releaseAll(long self) {
    long header = release(self);
    if (header != 0) {
      NativeBlock.release(header);
    }
  }

  /// A consumer's struct may be gone when this returns, so it is moved.
  private void putOff(long self) {
    Moved moved = new Moved(this, CMemory.malloc(bytes));
    for (int at = 0; at < bytes; at += Long.BYTES) {
      CMemory.put(moved.copy + at, CMemory.longAt(self + at));
    }
    moved.add();
    CMemory.put(self + field, 0);
  }

  /// Loads what putting a release off needs, while there is stack for it.
  static void load() {
    OwnStack.initialize(MethodHandles.lookup(), Moved.class);
  }

  /// A struct whose release was put off.
  private static final class Moved extends Later {
    private final Releaser releaser;
    private final long copy;

    Moved(Releaser releaser, long copy) {
      this.releaser = releaser;
      this.copy = copy;
    }

    @Override
    void run() {
      try {
        releaser.releaseAll(copy);
      } finally {
        CMemory.free(copy);
      }
    }
  }

  /// How many structs of all kinds have not come back.
  static long live() {
    long sum = 0;
    for (Releaser releaser : all) {
      sum += releaser.live.count();
    }
    return sum;
  }
}
