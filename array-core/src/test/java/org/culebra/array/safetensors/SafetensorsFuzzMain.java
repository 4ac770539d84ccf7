package org.culebra.array.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;

/// Reads damaged files; ends with 1 where anything but our own rejection comes out, or one takes
/// long.
public final class SafetensorsFuzzMain {

  private static final long LIMIT = 2_000_000_000;

  private SafetensorsFuzzMain() {}

  /// Runs.
  ///
  /// @param arguments how many files, and the seed
  public static void main(String[] arguments) throws IOException {
    Random random = new Random(Long.parseLong(arguments[1]));
    DamagedFiles files = new DamagedFiles(random);
    Path file = Path.of("fuzz.safetensors");
    int read = 0;
    int rejected = 0;
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      byte[] bytes = files.next();
      Files.write(file, bytes);
      long start = System.nanoTime();
      try {
        read(random.nextBoolean() ? Safetensors.map(file) : Safetensors.read(file));
        read++;
      } catch (FormatException e) {
        rejected++;
        String message = String.valueOf(e.getMessage());
        if (!message.startsWith(file + ": ") || !message.contains("expected ")) {
          throw new AssertionError(DamagedFiles.show(bytes), e);
        }
      } catch (RuntimeException | IOException | Error e) {
        throw new AssertionError("file " + i + ": " + DamagedFiles.show(bytes), e);
      }
      if (System.nanoTime() - start > LIMIT) {
        throw new AssertionError("file " + i + " took long: " + DamagedFiles.show(bytes));
      }
      Files.delete(file); // one that is mapped must not be overwritten
    }
    System.out.println("read " + read + ", rejected " + rejected);
  }

  /// Every byte.
  private static void read(Safetensors file) {
    for (String name : file.names()) {
      NDArray bytes = file.bytes(name);
      if (bytes.rawBytes().length != bytes.byteSize()) {
        throw new AssertionError(name);
      }
      try {
        NDArray array = file.get(name);
        if (array.byteSize() != bytes.size()) {
          throw new AssertionError(name);
        }
      } catch (UnsupportedOperationException e) {
        if (!String.valueOf(e.getMessage()).contains("expected elements of whole bytes")) {
          throw e;
        }
      }
    }
  }
}
