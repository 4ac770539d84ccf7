package org.culebra.ffi.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs a program of the host, such as the C compiler, and stores its output.
final class Program {
  /// The maximal size of stored messages, in bytes.
  static final int MOST_MESSAGES = 1 << 16;

  private Program() {}

  /// The result of a program.
  ///
  /// @param status 0 on success
  /// @param messages what it printed, cut
  record Ran(int status, String messages) {}

  /// The result of a program that prints data.
  ///
  /// @param status 0 on success
  /// @param output what it printed
  /// @param isCut whether it printed more than that; it was ended then
  /// @param messages what it printed to its standard error, cut
  record Data(int status, byte[] output, boolean isCut, String messages) {}

  /// Runs a program and stores both of its outputs.
  static Ran run(List<String> call, Path folder, int most) throws IOException {
    Process process = builder(call, folder).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String messages = text(output, most);
      return new Ran(status(process, call), messages);
    } finally {
      process.destroy();
    }
  }

  /// Runs a program that prints data.
  ///
  /// @param folder a temporary folder, into which the messages are written meanwhile
  /// @param most the maximal size of the data, in bytes
  static Data data(List<String> call, Path folder, int most) throws IOException {
    Path messages = folder.resolve("messages");
    Process process = builder(call, folder).redirectError(messages.toFile()).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      byte[] data = output.readNBytes(most);
      boolean isCut = output.read() >= 0;
      if (isCut) {
        process.destroyForcibly();
      }
      int status = status(process, call);
      try (InputStream printed = Files.newInputStream(messages)) {
        return new Data(status, data, isCut, text(printed, MOST_MESSAGES));
      }
    } finally {
      process.destroy();
    }
  }

  private static ProcessBuilder builder(List<String> call, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(call).directory(folder.toFile());
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TMPDIR", folder.toString()); // not visible to other users
    return builder;
  }

  private static String text(InputStream output, int most) throws IOException {
    String text = new String(output.readNBytes(most), StandardCharsets.UTF_8);
    long more = output.transferTo(OutputStream.nullOutputStream()); // or it would block
    return more > 0 ? text + "\n... and " + more + " bytes more" : text;
  }

  private static int status(Process process, List<String> call) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + call.getFirst() + " ran", e);
    }
  }

  /// Deletes a temporary folder of plain files.
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
