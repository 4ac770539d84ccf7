package org.culebra.ffi.internal.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.MachineCode;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// The release function of one kind of struct, for the whole library: a C function for all structs
/// of the kind, which stays until the process ends, and the pool that counts the structs held by
/// consumers.
///
/// If Java itself releases such a struct ([ReleaseChain#call]), the stub is recognized by its
/// address, and no C function is called. Exceptions stay in Java and are logged.
///
/// After the JVM's end, and if a release must be postponed, the owner of the struct's memory
/// matters:
///
/// | | [ExportedStruct]: this library's | [FilledStruct]: the consumer's |
/// |---|---|---|
/// | after the JVM's end, see [EndOfJava] | the function is `free` | the function only marks the struct as released |
/// | postponed, see [Postponed] | the struct stays where it is | the struct is moved, because its memory may be freed |
public abstract sealed class ReleaseStub permits ExportedStruct, FilledStruct {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  /// Few, so a linear search over their addresses is fastest.
  private static volatile Table table = new Table(new long[0], new ReleaseStub[0]);

  final NodePool pool;
  final int bytes;
  final int releaseAt;
  private final String struct;
  private final boolean isConsumers;
  private final long address;

  /// @param struct the kind, for messages
  /// @param bytes of such a struct, a multiple of 8
  /// @param releaseAt the offset of its release function, in bytes
  /// @param isConsumers whether the struct is in the consumer's memory
  ReleaseStub(String struct, int bytes, int releaseAt, boolean isConsumers, NodePool pool) {
    this.struct = struct;
    this.bytes = bytes;
    this.releaseAt = releaseAt;
    this.isConsumers = isConsumers;
    this.pool = pool;
    long after = isConsumers ? MachineCode.nullRelease(releaseAt) : CMemory.FREE_FUNCTION.address();
    this.address = EndOfJava.function(struct, upcall(), after, pool::count);
  }

  /// All stubs, with their addresses side by side.
  private record Table(long[] addresses, ReleaseStub[] stubs) {
    Table with(ReleaseStub stub) {
      int count = stubs.length;
      long[] moreAddresses = Arrays.copyOf(addresses, count + 1);
      ReleaseStub[] moreStubs = Arrays.copyOf(stubs, count + 1);
      moreAddresses[count] = stub.address;
      moreStubs[count] = stub;
      return new Table(moreAddresses, moreStubs);
    }
  }

  static synchronized void register(ReleaseStub stub) {
    table = table.with(stub);
  }

  private long upcall() {
    try {
      MethodType type = MethodType.methodType(void.class, long.class);
      MethodHandle target =
          MethodHandles.lookup().findVirtual(ReleaseStub.class, "releaseForC", type).bindTo(this);
      return Restricted.upcall(target, FunctionDescriptor.ofVoid(JAVA_LONG), Arena.global())
          .address();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no method releaseForC", e);
    }
  }

  /// The stub with an address, if it is one of these.
  static @Nullable ReleaseStub at(long address) {
    Table all = table;
    long[] addresses = all.addresses;
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i] == address) {
        return all.stubs[i];
      }
    }
    return null;
  }

  /// The number of structs of all kinds held by consumers.
  static long live() {
    long sum = 0;
    for (ReleaseStub stub : table.stubs) {
      sum += stub.pool.count();
    }
    return sum;
  }

  /// The release function for a struct.
  ///
  /// @return the address of the function
  public final long address() {
    return address;
  }

  /// The kind, for messages.
  final String struct() {
    return struct;
  }

  /// Releases a struct, except for a block that the caller releases.
  ///
  /// @return the block's header, or 0
  abstract long reclaim(long self);

  /// All exceptions stay in Java: in C they would end the process.
  @SuppressWarnings("unused") // C's way in
  private void releaseForC(long self) {
    try {
      if (StackRoom.hasDeep()) {
        ReleaseChain.release(reclaim(self));
      } else {
        postpone(self);
      }
    } catch (Throwable thrown) {
      try {
        LOG.log(Level.ERROR, "the release of an exported " + struct + " failed", thrown);
      } catch (Throwable e) {
        return; // no further handler
      }
    }
  }

  private void postpone(long self) {
    if (!isConsumers) {
      new PostponedRelease(this, self).add();
      return;
    }
    PostponedRelease moved = new PostponedRelease(this, CMemory.malloc(bytes));
    for (int at = 0; at < bytes; at += Long.BYTES) {
      CMemory.put(moved.self + at, CMemory.longAt(self + at));
    }
    moved.add();
    CMemory.put(self + releaseAt, 0);
  }

  /// A struct whose release was postponed.
  static final class PostponedRelease extends Postponed {
    private final ReleaseStub stub;
    private final long self;

    PostponedRelease(ReleaseStub stub, long self) {
      this.stub = stub;
      this.self = self;
    }

    @Override
    void run() {
      try {
        ReleaseChain.release(stub.reclaim(self));
      } finally {
        if (stub.isConsumers) {
          CMemory.free(self);
        }
      }
    }
  }
}
