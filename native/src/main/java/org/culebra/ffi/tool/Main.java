package org.culebra.ffi.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The command `java -m org.culebra.ffi HEADER… [options]`: writes a Java interface for functions
/// of C headers, with their comments, as a starting point for [org.culebra.ffi.CLibrary#bind].
///
/// `--help` lists the options. The status is 0 on success, 1 if the interface cannot be written and
/// 2 if the arguments are not valid.
public final class Main {
  private Main() {}

  /// Runs the command and ends the process.
  ///
  /// @param arguments headers and options
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (CommandLine.asksForHelp(arguments)) {
      out.print(CommandLine.USAGE);
      return 0;
    }
    try {
      CommandLine line = CommandLine.parse(arguments);
      Path output = line.output();
      if (output == null) {
        out.write(InterfaceWriter.source(line).getBytes(StandardCharsets.UTF_8));
        return 0;
      }
      if (Files.exists(output) && !line.isForced()) {
        throw new IllegalArgumentException(
            "expected no file %s but found one: --force overwrites it".formatted(output));
      }
      Files.writeString(output, InterfaceWriter.source(line));
      return 0;
    } catch (CommandLine.UsageException e) {
      err.println(e.getMessage());
      return 2;
    } catch (IllegalArgumentException | IllegalStateException e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("cannot write the interface: " + e);
    }
    return 1;
  }
}
