package org.culebra.examples.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightServer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples run, the received data equal the sent data, and nothing leaks.
class ArrowExamplesTest {
  private final long exports = ExportTracker.count();

  /// Rank 1, rank 3, booleans, and times.
  private static List<NDArray> arrays() {
    NDArray line = NDArray.zeros(DType.INT64, 1000);
    for (int i = 0; i < 1000; i++) {
      line.setLong(i, i * 7L);
    }
    NDArray cube = NDArray.zeros(DType.FLOAT32, 10, 2, 3);
    for (int i = 0; i < 60; i++) {
      cube.setDouble(i / 6, i / 3 % 2, i % 3, i / 8.0);
    }
    NDArray flags = NDArray.zeros(DType.BOOL, 5);
    flags.setLong(3, 1);
    return List.of(line, cube, flags, line.sliceAxis(0, 10, 500, 1));
  }

  @Test
  @DisplayName("arrays go to an Arrow file and come back")
  void file_keepsArrays(@TempDir Path folder) throws IOException {
    int number = 0;
    for (NDArray array : arrays()) {
      Path file = folder.resolve(number++ + ".arrow");
      try (BufferAllocator allocator = new RootAllocator()) {
        FileExample.write(array, file, allocator);
        assertThat(ExportTracker.count()).isEqualTo(exports);
        try (Arena arena = Arena.ofConfined()) {
          NDArray back = FileExample.read(arena, file, allocator);
          assertThat(back.dtype()).isEqualTo(array.dtype());
          assertThat(back.contentEquals(array)).isTrue();
        }
        assertThat(allocator.getAllocatedMemory()).isZero();
      }
    }
    FileExample.main(new String[0]);
  }

  @Test
  @SuppressWarnings("try") // closing a server may be interrupted
  @DisplayName("arrays go to a server of Arrow Flight and come back")
  void flight_keepsArrays() throws IOException, InterruptedException {
    try (BufferAllocator allocator = new RootAllocator();
        FlightServer server = FlightExample.start(allocator);
        FlightClient client = FlightClient.builder(allocator, server.getLocation()).build()) {
      int number = 0;
      for (NDArray array : arrays()) {
        String name = "array " + number++;
        FlightExample.put(client, name, array, allocator);
        try (Arena arena = Arena.ofConfined()) {
          NDArray back = FlightExample.get(arena, client, name);
          assertThat(back.dtype()).isEqualTo(array.dtype());
          assertThat(back.contentEquals(array)).isTrue();
        }
      }
      try (Arena arena = Arena.ofConfined()) {
        assertThatThrownBy(() -> FlightExample.get(arena, client, "none"))
            .isInstanceOf(FlightRuntimeException.class)
            .hasMessageContaining("no array \"none\"");
      }
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
    FlightExample.main(new String[0]);
  }
}
