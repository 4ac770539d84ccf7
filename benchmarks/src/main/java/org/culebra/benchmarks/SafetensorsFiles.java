package org.culebra.benchmarks;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.culebra.array.safetensors.Safetensors;
import org.openjdk.jmh.annotations.AuxCounters;
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

/// The cost of mapping a `.safetensors` file of 1 GB into a confined arena and closing it: reading
/// its names only, or creating a view of each tensor. Compared with Python's `safe_open` and
/// PyTorch's tensors, which are views too; Python takes its turn and measures its own time.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class SafetensorsFiles {

  private static final long BYTES = 1L << 30;

  /// The number of tensors in the file.
  @Param({"100", "10000"})
  public int tensors;

  private Path file;

  /// Creates the file, of which all but the header is a hole.
  ///
  /// @throws IOException if it cannot be written
  @Setup
  public void prepare() throws IOException {
    long each = BYTES / tensors / 8 * 8;
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

  /// Deletes the file.
  ///
  /// @throws IOException if that fails
  @TearDown
  public void delete() throws IOException {
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

  /// Python doing the same.
  ///
  /// @param python the process
  @Benchmark
  public void names_python(PythonTurn python) {
    python.take("names");
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

  /// Python and PyTorch doing the same.
  ///
  /// @param python the process
  @Benchmark
  public void views_python(PythonTurn python) {
    python.take("views");
  }

  /// Python's turn. JMH takes the time that Python reports from the counter.
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class PythonTurn {

    /// The median over the repetitions of the last call, in microseconds; 0 if Python is missing.
    public double ownTime;

    private Optional<NumPy> python = Optional.empty();

    /// Starts Python.
    ///
    /// @param files the file
    @Setup
    public void start(SafetensorsFiles files) {
      python = NumPy.startSafetensors(files.file);
    }

    /// Ends Python.
    @TearDown
    public void end() {
      python.ifPresent(NumPy::close);
    }

    void take(String operation) {
      ownTime = python.map(process -> process.measure(operation).median() / 1000).orElse(0.0);
    }
  }
}
