package org.culebra.arrow.internal.cdata;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import org.culebra.arrow.ArrowStreamException;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.ArenaChecks;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.ffi.internal.memory.ReleaseChain;
import org.jspecify.annotations.Nullable;

/// An adopted C stream. The producer's release function is called once, by [#close()] or at the
/// close of the arena, whichever comes first, on that thread; if another thread is requesting a
/// column at that time, after the request.
public final class StreamReader {
  // int get_schema(stream, out), int get_next(stream, out)
  private static final MethodHandle GET =
      Restricted.downcall(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  // const char *get_last_error(stream)
  private static final MethodHandle GET_LAST_ERROR =
      Restricted.downcall(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

  private final StructKind kind;
  private final Arena arena;
  private final NativeBlock block;

  /// Keeps an automatic arena alive as long as this is reachable.
  private final MemorySegment scope;

  private final boolean writable;
  private final int device;
  private final FieldType schema;
  private boolean ended;

  private StreamReader(
      StructKind kind, Arena arena, NativeBlock block, MemorySegment scope, boolean writable) {
    this.kind = kind;
    this.arena = arena;
    this.block = block;
    this.scope = scope;
    this.writable = writable;
    this.device =
        kind == StructKind.HOST
            ? DeviceArrays.CPU
            : CMemory.intAt(block.struct() + ArrowDeviceArrayStream.DEVICE_TYPE);
    DeviceArrays.requireHost(device);
    this.schema = readSchema();
  }

  /// The order determines who owns the struct if a step fails: an invalid pointer or arena leaves
  /// it with the caller, later errors release it.
  public static StreamReader adopt(
      StructKind kind, Arena arena, MemorySegment stream, boolean writable) {
    Readiness.check();
    long self = StructAddress.live(kind.address(stream), kind.struct(), kind.release());
    ArenaChecks.requireUsable(arena);
    long release = CMemory.longAt(self + kind.release());
    NativeBlock block = NativeBlock.adoptStruct(0, 0, release, self, kind.bytes());
    MemorySegment scope = block.viewIn(arena);
    CMemory.put(self + kind.release(), 0); // moved
    try {
      return new StreamReader(kind, arena, block, scope, writable);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "stream", block::release);
    }
  }

  private FieldType readSchema() {
    long out = CMemory.malloc(ArrowSchema.BYTES);
    try {
      CMemory.put(out + ArrowSchema.RELEASE, 0);
      call("get_schema", kind.getSchema(), out);
      if (StructTree.SCHEMA.isReleased(out)) {
        throw new IllegalArgumentException("expected a schema from get_schema but found none");
      }
      return SchemaReader.adopt(MemorySegment.ofAddress(out));
    } finally {
      CMemory.free(out);
    }
  }

  /// The type of all columns, read when the stream was adopted.
  public FieldType schema() {
    return schema;
  }

  /// The next column, in the stream's arena.
  public @Nullable ArrayData next() {
    return next(arena);
  }

  /// The next column.
  ///
  /// @param target ends Java's access to the column
  /// @return null at the end, and on all later calls
  public synchronized @Nullable ArrayData next(Arena target) {
    Readiness.check();
    ArenaChecks.requireUsable(arena);
    ArenaChecks.requireUsable(target); // before there is a column that would be lost
    long held = hold();
    try {
      return ended ? null : read(target);
    } finally {
      ReleaseChain.release(held);
      Reference.reachabilityFence(scope);
    }
  }

  /// So that a close by another thread delays the release until the request is complete.
  private long hold() {
    try {
      return block.retainHeader();
    } catch (IllegalStateException e) {
      throw new IllegalStateException("expected an open stream but found a closed one", e);
    }
  }

  private @Nullable ArrayData read(Arena target) {
    long out = CMemory.malloc(kind.arrayBytes());
    try {
      CMemory.put(out + ArrowArray.RELEASE, 0);
      call("get_next", kind.getNext(), out);
      if (StructTree.ARRAY.isReleased(out)) {
        ended = true;
        return null;
      }
      return adopt(target, out);
    } finally {
      CMemory.free(out);
    }
  }

  private ArrayData adopt(Arena target, long out) {
    try {
      if (kind == StructKind.DEVICE) {
        requireSameDevice(out);
      }
      return Importer.array(kind, target, schema, MemorySegment.ofAddress(out), writable);
    } catch (Throwable e) {
      StructTree.ARRAY.releaseAny(out); // unless it was moved
      throw e;
    }
  }

  private void requireSameDevice(long out) {
    int found = DeviceArrays.type(out);
    if (found != device) {
      throw new IllegalArgumentException(
          "expected an array of the stream's device_type %d but found %d; the array has been released"
              .formatted(device, found));
    }
  }

  // --- calls of C; one at a time

  private void call(String name, int field, long out) {
    int errno;
    long function = CMemory.longAt(block.struct() + field);
    if (function == 0) {
      throw new IllegalArgumentException("expected the function " + name + " but found NULL");
    }
    try {
      errno = (int) GET.invokeExact(MemorySegment.ofAddress(function), block.struct(), out);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
    if (errno != 0) {
      throw new ArrowStreamException(
          "%s failed (%s): %s".formatted(name, Errnos.name(errno), lastError()), errno);
    }
  }

  private String lastError() {
    long function = CMemory.longAt(block.struct() + kind.getLastError());
    if (function == 0) {
      return "no message";
    }
    try {
      long text =
          (long) GET_LAST_ERROR.invokeExact(MemorySegment.ofAddress(function), block.struct());
      return Objects.requireNonNullElse(CMemory.text(text), "no message");
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// Releases the stream; columns stay valid. Later calls do nothing. Thread-safe.
  public void close() {
    Readiness.check();
    block.release();
  }
}
