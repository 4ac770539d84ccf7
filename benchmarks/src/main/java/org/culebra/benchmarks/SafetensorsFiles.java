package org.culebra.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.culebra.array.safetensors.Safetensors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The cost of mapping a `.safetensors` file into a confined arena and closing it: reading its
/// names only, or creating a view of each tensor. Compared with Python's `safe_open` and PyTorch's
/// tensors, which are views too; `safetensors_files.py` writes the same file.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class SafetensorsFiles {

  /// The size of the file in megabytes.
  @Param("1024")
  public int megabytes;

  /// The number of tensors in the file.
  @Param({"100", "10000"})
  public int tensors;

  private Path file;

  /// Creates the file, of which all but the header is a hole.
  ///
  /// @throws IOException if it cannot be written
  @Setup
  public void prepare() throws IOException {
    long each = ((long) megabytes << 20) / tensors / 8 * 8;
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    for (int i = 0; i < tensors; i++) {
      header.append(",\"model.layers.").append(i).append(".self_attn.q_proj.weight\":");
      header.append("{\"dtype\":\"F32\",\"shape\":[2,").append(each / 8).append("],");
      header.append("\"data_offsets\":[").append(i * each).append(',');
      header.append((i + 1) * each).append("]}");
    }
    byte[] text = header.append('}').toString().getBytes(StandardCharsets.US_ASCII);
    file = Files.createTempFile("benchmark", ".safetensors");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.writeLong(Long.reverseBytes(text.length));
      out.write(text);
      out.setLength(out.length() + each * tensors);
    }
  }

  /// Reports the result and deletes the file.
  ///
  /// @param params say what was measured
  /// @throws IOException if that fails
  @TearDown
  public void report(BenchmarkParams params) throws IOException {
    Outcome.reportResult(this, params, 0);
    Files.delete(file);
  }

  // --- names

  /// Maps the file and lists its tensors.
  ///
  /// @return their number
  @Benchmark
  public int names_culebra() {
    try (Arena arena = Arena.ofConfined()) {
      return map(arena).names().size();
    }
  }

  private Safetensors map(Arena arena) {
    try {
      return Safetensors.map(arena, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- views

  /// Maps the file and views all of its tensors.
  ///
  /// @return the sum of their sizes
  @Benchmark
  public long views_culebra() {
    try (Arena arena = Arena.ofConfined()) {
      Safetensors mapped = map(arena);
      long sum = 0;
      for (String name : mapped.names()) {
        sum += mapped.get(name).size();
      }
      return sum;
    }
  }
}
