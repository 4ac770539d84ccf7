package org.culebra.arrow.internal.cdata;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.culebra.array.internal.Releases;
import org.culebra.arrow.ArrowStreamException;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.TypeMatch;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.FilledStruct;
import org.jspecify.annotations.Nullable;

/// A source as a C stream. The struct's `private_data` is a unique number that identifies the
/// stream's state, so it does not matter where a consumer moves the struct.
///
/// C's functions are static methods with one stub per kind of stream. They never throw: exceptions
/// of the source become a value of `errno` and a message for `get_last_error`.
public final class StreamWriter {
  private static final Map<Long, StreamWriter> LIVE = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong(1);
  private static volatile boolean initialized;

  /// Exceptions may be each other's causes, in a cycle.
  private static final int MAX_CAUSES = 100;

  private final StructKind kind;
  private final ArraySource source;
  private final long ticket;

  /// What was available when the stream was created.
  private final Deque<ArrayWriter.Node> retained;

  private @Nullable FieldType schema;
  private boolean ended;
  private boolean closed;

  /// The error code for C of a failure in the current step.
  private int errno;

  /// A string of C's `malloc`, or 0: the error of the last call.
  private long error;

  private StreamWriter(
      StructKind kind, ArraySource source, Deque<ArrayWriter.Node> retained, long ticket) {
    this.kind = kind;
    this.source = source;
    this.retained = retained;
    this.ticket = ticket;
  }

  public static void write(StructKind kind, ArraySource source, MemorySegment stream) {
    long self = kind.address(stream);
    Readiness.check();
    if (!initialized) {
      OwnStack.initialize(MethodHandles.lookup(), HostStubs.class, DeviceStubs.class);
      initialized = true;
    }
    Stubs stubs = kind == StructKind.HOST ? HostStubs.STUBS : DeviceStubs.STUBS;
    long ticket = stubs.stub.opened();
    StreamWriter writer;
    try {
      writer = new StreamWriter(kind, source, retained(source), ticket);
    } catch (Throwable e) {
      stubs.stub.closed(ticket);
      throw e;
    }
    long number = NEXT.getAndIncrement();
    LIVE.put(number, writer);
    if (kind == StructKind.DEVICE) {
      CMemory.put(self + ArrowDeviceArrayStream.DEVICE_TYPE, DeviceArrays.CPU); // and the padding
    }
    CMemory.put(self + kind.getSchema(), stubs.getSchema);
    CMemory.put(self + kind.getNext(), stubs.getNext);
    CMemory.put(self + kind.getLastError(), stubs.getLastError);
    CMemory.put(self + kind.privateData(), number);
    CMemory.put(self + kind.release(), stubs.stub.address());
  }

  /// Retains what the source has already, so that it stays valid until the stream has passed it on
  /// or ends, even after the close of an arena, and whatever thread requests it.
  private static Deque<ArrayWriter.Node> retained(ArraySource source) {
    Deque<ArrayWriter.Node> nodes = new ArrayDeque<>();
    try {
      for (ArrayData column : source.available()) {
        nodes.add(ArrayWriter.uncounted(Exporter.trimmed(column)));
      }
    } catch (Throwable e) {
      Releases.after(e, nodes, ArrayWriter.Node::discard);
      throw e;
    }
    source.takeAvailable();
    return nodes;
  }

  // --- the stubs

  private static final class HostStubs {
    static final Stubs STUBS = new Stubs(StructKind.HOST);
  }

  private static final class DeviceStubs {
    static final Stubs STUBS = new Stubs(StructKind.DEVICE);
  }

  private static final class Stubs {
    final long getSchema;
    final long getNext;
    final long getLastError;
    final FilledStruct stub;

    Stubs(StructKind kind) {
      FunctionDescriptor get = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG);
      this.getSchema = stub(kind, "getSchema", get);
      this.getNext = stub(kind, "getNext", get);
      this.getLastError = stub(kind, "getLastError", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
      this.stub =
          FilledStruct.register(
              kind.struct(), kind.bytes(), kind.release(), self -> release(kind, self));
    }

    private static long stub(StructKind kind, String name, FunctionDescriptor descriptor) {
      try {
        MethodType type = descriptor.toMethodType().insertParameterTypes(0, StructKind.class);
        MethodHandle target =
            MethodHandles.lookup().findStatic(StreamWriter.class, name, type).bindTo(kind);
        return Restricted.upcall(target, descriptor, Arena.global()).address();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("no method " + name, e);
      }
    }
  }

  // --- C's way in

  private static @Nullable StreamWriter of(StructKind kind, long self) {
    return LIVE.get(CMemory.longAt(self + kind.privateData()));
  }

  @SuppressWarnings("unused") // by a stub
  private static int getSchema(StructKind kind, long self, long out) {
    StreamWriter writer = of(kind, self);
    return writer == null ? Errnos.EINVAL : writer.attempt(() -> writer.writeSchema(out));
  }

  @SuppressWarnings("unused") // by a stub
  private static int getNext(StructKind kind, long self, long out) {
    StreamWriter writer = of(kind, self);
    return writer == null ? Errnos.EINVAL : writer.attempt(() -> writer.writeNext(out));
  }

  @SuppressWarnings("unused") // by a stub
  private static long getLastError(StructKind kind, long self) {
    StreamWriter writer = of(kind, self);
    return writer == null ? 0 : writer.lastError();
  }

  private static long release(StructKind kind, long self) {
    StreamWriter writer = LIVE.remove(CMemory.longAt(self + kind.privateData()));
    CMemory.put(self + kind.release(), 0);
    CMemory.put(self + kind.privateData(), 0);
    if (writer != null) {
      writer.close();
    }
    return 0;
  }

  /// Waits for a call on another thread.
  private synchronized void close() {
    closed = true;
    Stubs stubs = kind == StructKind.HOST ? HostStubs.STUBS : DeviceStubs.STUBS;
    stubs.stub.closed(ticket);
    forgetError();
    new Releases()
        .and(() -> Releases.each(retained, ArrayWriter.Node::discard))
        .and(retained::clear)
        .and(source::close)
        .rethrow();
  }

  // --- the calls

  private void writeSchema(long out) {
    SchemaWriter.counted(type()).fill(out);
  }

  private FieldType type() {
    FieldType known = schema;
    if (known == null) {
      known = source.schema();
      schema = known;
    }
    return known;
  }

  private void writeNext(long out) {
    ArrayWriter.Node node = nextNode();
    DeviceArrays.fill(kind, out);
    if (node == null) {
      CMemory.put(out + ArrowArray.RELEASE, 0);
    } else {
      node.fill(out);
    }
  }

  private ArrayWriter.@Nullable Node nextNode() {
    ArrayWriter.Node ready = retained.poll();
    if (ready != null) {
      return ArrayWriter.counted(ready);
    }
    if (ended) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      return node(source.next(arena));
    }
  }

  private ArrayWriter.@Nullable Node node(@Nullable ArrayData column) {
    if (column == null) {
      ended = true;
      return null;
    }
    FieldType expected = type();
    errno = Errnos.EINVAL;
    TypeMatch.require(expected, column.field());
    errno = Errnos.EIO;
    return ArrayWriter.counted(Exporter.trimmed(column));
  }

  private synchronized int attempt(Runnable call) {
    if (closed) {
      return Errnos.EINVAL; // by another thread, while this one waited; no text would be freed
    }
    try {
      errno = Errnos.EIO;
      forgetError();
      Readiness.check();
      call.run();
      return 0;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  private int failed(Throwable thrown) {
    try {
      error = text(thrown.toString());
    } catch (Throwable e) {
      error = 0; // the number must do
    }
    return thrown instanceof OutOfMemoryError ? Errnos.ENOMEM : errno(thrown);
  }

  /// A producer's own number is preserved, whatever a source has wrapped it in, unless it is 0,
  /// which would state a success.
  private int errno(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof ArrowStreamException producer && producer.errno() != 0) {
        return producer.errno();
      }
      cause = cause.getCause();
    }
    return errno;
  }

  private static long text(String message) {
    byte[] bytes = message.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
    long text = CMemory.malloc(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, CMemory.ALL, JAVA_BYTE, text, bytes.length);
    CMemory.ALL.set(JAVA_BYTE, text + bytes.length, (byte) 0);
    return text;
  }

  private void forgetError() {
    if (error != 0) {
      CMemory.free(error);
      error = 0;
    }
  }

  private synchronized long lastError() {
    return error;
  }
}
