package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Objects;
import org.culebra.arrow.CDataStructs.ArrowArray;
import org.culebra.arrow.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.arrow.CDataStructs.ArrowSchema;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.jspecify.annotations.Nullable;

/// A stream that a producer has handed over. The producer's release is called once, by [#close()]
/// or at the close of the arena, whichever comes first, on that thread; where another thread is
/// asking for a column at that time, when it has been answered.
///
/// Any thread may ask, one after the other, as far as the arena lets it. The columns have lives of
/// their own: they end with the arena that they were asked for with, not with the stream.
///
/// ```java
/// try (Arena arena = Arena.ofConfined(); ArrowStream stream = Arrow.adoptStream(arena, pointer)) {
///   for (Column batch = stream.next(); batch != null; batch = stream.next()) {
///     …
///   }
/// }
/// ```
public final class ArrowStream implements BatchSource {
  // int get_schema(stream, out), int get_next(stream, out)
  private static final MethodHandle GET =
      Restricted.downcall(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
  // const char *get_last_error(stream)
  private static final MethodHandle GET_LAST_ERROR =
      Restricted.downcall(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

  private final StreamKind kind;
  private final Arena arena;
  private final NativeBlock block;

  /// Keeps an automatic arena alive as long as this is reachable.
  private final MemorySegment scope;

  private final int device;
  private final ArrowField schema;
  private boolean ended;

  private ArrowStream(StreamKind kind, Arena arena, NativeBlock block, MemorySegment scope) {
    this.kind = kind;
    this.arena = arena;
    this.block = block;
    this.scope = scope;
    this.device =
        kind == StreamKind.HOST
            ? DeviceArrays.CPU
            : CMemory.intAt(block.struct() + ArrowDeviceArrayStream.DEVICE_TYPE);
    DeviceArrays.requireHost(device);
    this.schema = readSchema();
  }

  /// The order is the rule of who owns the struct when a step fails: pointer and arena leave it
  /// with the caller, faults that are found later release it.
  static ArrowStream adopt(StreamKind kind, Arena arena, MemorySegment stream) {
    Readiness.check();
    long self = StructAddress.live(kind.address(stream), kind.struct(), kind.release());
    DeviceArrays.requireUsable(arena);
    long release = CMemory.longAt(self + kind.release());
    NativeBlock block = NativeBlock.adoptStruct(0, 0, release, self, kind.bytes());
    MemorySegment scope = block.viewIn(arena);
    CMemory.put(self + kind.release(), 0); // moved
    try {
      return new ArrowStream(kind, arena, block, scope);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "stream", block::drop);
    }
  }

  private ArrowField readSchema() {
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

  /// The type of all columns, as the producer gave it when the stream was adopted.
  @Override
  public ArrowField schema() {
    return schema;
  }

  /// The next column, which ends with the stream's arena: [#next(Arena)] with that.
  ///
  /// @return the column, read-only; null at the end, and ever after
  /// @throws ArrowStreamException if the producer failed
  /// @throws IllegalArgumentException if what it gave is no column of the schema's type; it has
  ///   been released
  /// @throws IllegalStateException if the stream or its arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  @Override
  public @Nullable Column next() {
    return next(arena);
  }

  /// The next column, in an arena of its own, so that it may end before the stream or after it.
  ///
  /// @param target ends Java's access to the column
  /// @return the column, read-only; null at the end, and ever after
  /// @throws ArrowStreamException if the producer failed
  /// @throws IllegalArgumentException if what it gave is no column of the schema's type; it has
  ///   been released
  /// @throws UnsupportedOperationException if it is in memory of another device; it has been
  ///   released
  /// @throws IllegalStateException if the stream or one of the arenas is closed
  /// @throws WrongThreadException if one of the arenas is another thread's
  public synchronized @Nullable Column next(Arena target) {
    Objects.requireNonNull(target, "arena");
    Readiness.check();
    DeviceArrays.requireUsable(arena);
    DeviceArrays.requireUsable(target); // before there is a column that would be lost
    long held = hold();
    try {
      return ended ? null : read(target);
    } finally {
      NativeBlock.release(held);
      Reference.reachabilityFence(scope);
    }
  }

  /// So that a close by another thread waits for the answer with the release.
  private long hold() {
    try {
      return block.hold();
    } catch (IllegalStateException e) {
      throw new IllegalStateException("expected an open stream but found a closed one", e);
    }
  }

  private @Nullable Column read(Arena target) {
    long out = CMemory.malloc(kind.chunkBytes());
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

  private Column adopt(Arena target, long out) {
    MemorySegment array = MemorySegment.ofAddress(out);
    try {
      if (kind == StreamKind.HOST) {
        return Importer.array(target, schema, array, false);
      }
      requireSameDevice(out);
      return DeviceArrays.adopt(target, schema, array);
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
      throw new ArrowStreamException(name, errno, lastError());
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

  /// Releases the stream; columns stay. Later calls do nothing. From any thread.
  @Override
  public void close() {
    Readiness.check();
    block.drop();
  }
}
