package org.culebra.ffi.shm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names that this library gives to shared memory: `culebra_PID_START_NAMESPACE_RANDOM`. They
/// identify the process that created the memory, so that a later process can find what a killed one
/// has left.
final class SharedName {
  /// Linux allows 255 bytes, including the slash.
  static final int MAX_BYTES = 254;

  /// The folder in which Linux shows them as files.
  static final Path FOLDER = Path.of("/dev/shm");

  private static final Pattern OURS =
      Pattern.compile("culebra_(\\d{1,18})_([0-9a-z]{1,12})_(\\d+)_[0-9a-z]+");
  private static final Pattern PLAIN = Pattern.compile("[^/\0]+");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RADIX = 36;

  /// The tolerance in milliseconds of a process's start time, which changes with the system's
  /// clock.
  private static final long CLOCK_ADJUSTMENT = 2000;

  private static final String NAMESPACE = namespace();

  private SharedName() {}

  static String fresh() {
    ProcessHandle self = ProcessHandle.current();
    return "culebra_%d_%s_%s_%s"
        .formatted(
            self.pid(),
            Long.toString(start(self).orElse(0L), RADIX),
            NAMESPACE,
            Long.toString(RANDOM.nextLong() >>> 1, RADIX));
  }

  /// {@return the name, without the slash that POSIX requires and Python omits}
  static String checked(String name) {
    String plain = name.startsWith("/") ? name.substring(1) : name;
    boolean isName = PLAIN.matcher(plain).matches() && !plain.equals(".") && !plain.equals("..");
    if (!isName || plain.getBytes(UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "expected the name of shared memory, 1 to %d bytes without a slash, but found \"%s\""
              .formatted(MAX_BYTES, name));
    }
    return plain;
  }

  /// {@return the names whose creators have ended and that no process has mapped, in order}
  static List<String> abandoned() throws IOException {
    List<String> names = ofEndedProcesses();
    if (!names.isEmpty()) {
      names.removeAll(mapped());
    }
    Collections.sort(names);
    return names;
  }

  private static List<String> ofEndedProcesses() throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(FOLDER)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "culebra_*")) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          if (isOfEndedProcess(name) && isOwn(file)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  /// The names mapped by processes, as far as they are visible: memory belongs to one user, whose
  /// processes are visible.
  private static Set<String> mapped() throws IOException {
    Set<String> names = new HashSet<>();
    String prefix = FOLDER + "/";
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try (Stream<String> lines = Files.lines(process.resolve("maps"), ISO_8859_1)) {
          lines
              .filter(line -> line.contains(prefix))
              .forEach(line -> names.add(line.substring(line.indexOf(prefix) + prefix.length())));
        } catch (IOException | UncheckedIOException e) {
          // another user's, or just ended
        }
      }
    }
    return names;
  }

  /// Nothing is known of a process in another namespace, such as another container.
  private static boolean isOfEndedProcess(String name) {
    Matcher matcher = OURS.matcher(name);
    return matcher.matches()
        && matcher.group(3).equals(NAMESPACE)
        && !isAlive(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2), RADIX));
  }

  /// Only the owner can unlink it.
  private static boolean isOwn(Path file) {
    try {
      return Files.getAttribute(file, "unix:uid", NOFOLLOW_LINKS).equals(Posix.user());
    } catch (IOException e) {
      return false; // just unlinked
    }
  }

  /// A process with the same number but another start time is another process.
  private static boolean isAlive(long pid, long start) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> Math.abs(start(process).orElse(start) - start) <= CLOCK_ADJUSTMENT)
        .isPresent();
  }

  private static Optional<Long> start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli);
  }

  /// The number of this process's PID namespace; 0 if the system does not provide it.
  private static String namespace() {
    try {
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return link.replaceAll("\\D", "");
    } catch (IOException e) {
      return "0";
    }
  }
}
