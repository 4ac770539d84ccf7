package org.culebra.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.shm.SharedMemory;

/// Java starts Python as a process of its own, and both work on one array in shared memory: a line
/// of JSON goes from one to the other, and not a byte is copied. Either may be killed without harm
/// to the other's memory.
final class SharedWorker {
  private static final int ROUNDS = 3;
  private static final long ELEMENTS = 125_000_000; // 1 GB

  private SharedWorker() {}

  /// Runs the example.
  ///
  /// @param args the Python to start, else `python3`; how many numbers the array has
  /// @throws IOException if Python cannot be started, or there is not so much memory
  public static void main(String[] args) throws IOException {
    String python = args.length > 0 ? args[0] : "python3";
    long elements = args.length > 1 ? Long.parseLong(args[1]) : ELEMENTS;
    Path script = Files.createTempFile("worker", ".py");
    Process worker =
        new ProcessBuilder(python, write(script).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (ExchangeArena arena = ExchangeArena.ofShared()) {
      SharedMemory shared = SharedMemory.create(arena, Double.BYTES * elements);
      NDArray numbers = shared.array(DType.FLOAT64, elements).fill(1.5);
      work(worker, shared, numbers);
      System.out.printf(
          "the first is %s, the last %s%n", numbers.getDouble(0), numbers.getDouble(elements - 1));
    } finally {
      worker.destroyForcibly();
      Files.delete(script);
    }
  }

  private static void work(Process worker, SharedMemory shared, NDArray numbers)
      throws IOException {
    try (Writer messages = worker.outputWriter();
        BufferedReader answers = worker.inputReader()) {
      String message = shared.describe(numbers).toJson() + "\n"; // while Python starts
      expect("ready", answers);
      for (int round = 1; round <= ROUNDS; round++) {
        long start = System.nanoTime();
        messages.write(message);
        messages.flush();
        expect("opened", answers);
        double time = (System.nanoTime() - start) / 1e6;
        System.out.printf("handed over %d MB in %.2f ms%n", shared.byteSize() / 1_000_000, time);
        expect("doubled", answers);
      }
    }
  }

  private static void expect(String answer, BufferedReader answers) throws IOException {
    String found = answers.readLine();
    if (!answer.equals(found)) {
      throw new IOException("expected \"" + answer + "\" of the worker but found " + found);
    }
  }

  private static Path write(Path script) throws IOException {
    try (InputStream in = SharedWorker.class.getResourceAsStream("worker.py")) {
      return Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
  }
}
