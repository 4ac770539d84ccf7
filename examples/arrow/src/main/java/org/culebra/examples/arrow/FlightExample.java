package org.culebra.examples.arrow;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.arrow.vector.Vectors;

/// Sends an array to an Arrow Flight server and gets it back: here on the same machine, but the
/// server may be anywhere, in any language.
public final class FlightExample {
  private FlightExample() {}

  /// Puts 1000 rows of 4 on a server and gets them back.
  ///
  /// @param args none
  /// @throws IOException if the server cannot be started
  /// @throws InterruptedException if the thread is interrupted while it waits for the server
  @SuppressWarnings("try") // closing them may be interrupted
  public static void main(String[] args) throws IOException, InterruptedException {
    try (BufferAllocator allocator = new RootAllocator();
        FlightServer server = start(allocator);
        FlightClient client = FlightClient.builder(allocator, server.getLocation()).build();
        Arena arena = Arena.ofConfined()) {
      put(client, "half", NDArray.zeros(DType.FLOAT64, 1000, 4).fill(0.5), allocator);
      System.out.println(get(arena, client, "half"));
    }
  }

  /// A server on this machine, at a free port.
  static FlightServer start(BufferAllocator allocator) throws IOException {
    Location anyPort = Location.forGrpcInsecure("localhost", 0);
    return FlightServer.builder(allocator, anyPort, new ArrayProducer(allocator)).build().start();
  }

  /// Sends an array. The bytes go from its memory to the network; no vector is filled.
  static void put(FlightClient client, String name, NDArray array, BufferAllocator allocator) {
    Column batch = Column.ofBatch(Column.of(name, array));
    try (VectorSchemaRoot root = Vectors.root(batch, allocator)) {
      AsyncPutListener accepted = new AsyncPutListener();
      FlightClient.ClientStreamListener stream =
          client.startPut(FlightDescriptor.path(name), root, accepted);
      stream.putNext();
      stream.completed();
      stream.getResult();
    }
  }

  /// Receives an array, in memory of Flight, which the array views until the arena is closed.
  @SuppressWarnings("try") // closing the stream may be interrupted
  static NDArray get(Arena arena, FlightClient client, String name) throws IOException {
    Ticket ticket = new Ticket(name.getBytes(StandardCharsets.UTF_8));
    try (FlightStream stream = client.getStream(ticket)) {
      if (!stream.next()) {
        throw new IOException("expected a batch of \"" + name + "\" but found none");
      }
      return Vectors.batch(arena, stream.getRoot()).child(name).array();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
