package org.culebra.examples.arrow;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.arrow.vector.Vectors;

/// The server: stores the arrays that are put, and sends them on request by name.
final class ArrayProducer extends NoOpFlightProducer {
  private final BufferAllocator allocator;
  private final Map<String, NDArray> arrays = new ConcurrentHashMap<>();

  ArrayProducer(BufferAllocator allocator) {
    this.allocator = allocator;
  }

  /// Received arrays are copied from the network's buffers.
  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> results) {
    return () -> {
      String name = stream.getDescriptor().getPath().getFirst();
      while (stream.next()) {
        try (Arena arena = Arena.ofConfined()) {
          Column batch = Vectors.batch(arena, stream.getRoot());
          arrays.put(name, batch.child(name).array().copy());
        }
      }
    };
  }

  /// Sent without copying them first.
  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    String name = new String(ticket.getBytes(), StandardCharsets.UTF_8);
    NDArray array = arrays.get(name);
    if (array == null) {
      listener.error(
          CallStatus.NOT_FOUND.withDescription("no array \"" + name + "\"").toRuntimeException());
      return;
    }
    try (VectorSchemaRoot root = Vectors.root(Column.ofBatch(Column.of(name, array)), allocator)) {
      listener.start(root);
      listener.putNext();
      listener.completed();
    }
  }
}
