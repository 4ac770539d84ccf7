package org.culebra.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs a main class in a child JVM, for tests that may end the process.
///
/// The child has this JVM's classes. It runs in an empty temporary folder, which is deleted
/// afterwards with everything a crash left in it, and is killed at its time limit.
///
/// ```java
/// var result = ChildJvm.of(CrashMain.class).flags("-Xint").run();
/// assertThat(result.exitCode()).as(result.toString()).isZero();
/// ```
///
/// Immutable: every `with`-like method returns a new instance.
///
/// @param main the class with the `main` method; public, if it is to run on the module path
/// @param modular whether `main` runs in its module; otherwise everything is on the class path
/// @param jvmFlags the flags for the child
/// @param mainArguments the arguments of `main`
/// @param environment variables in addition to those of this JVM
/// @param limit the time after which the child is killed
public record ChildJvm(
    Class<?> main,
    boolean modular,
    List<String> jvmFlags,
    List<String> mainArguments,
    Map<String, String> environment,
    Duration limit) {

  /// Copies the lists and the map.
  public ChildJvm {
    Objects.requireNonNull(main, "main");
    Objects.requireNonNull(limit, "limit");
    jvmFlags = List.copyOf(jvmFlags);
    mainArguments = List.copyOf(mainArguments);
    environment = Map.copyOf(environment);
  }

  /// {@return a child with everything on the class path, no flags and a limit of one minute}
  ///
  /// @param main the class with the `main` method
  public static ChildJvm of(Class<?> main) {
    return new ChildJvm(main, false, List.of(), List.of(), Map.of(), Duration.ofMinutes(1));
  }

  /// {@return the same child, running `main` inside its named module, as in this JVM}
  public ChildJvm onModulePath() {
    if (!main.getModule().isNamed()) {
      throw new IllegalStateException(
          "expected a class of a named module but found " + main.getName() + " on the class path");
    }
    return new ChildJvm(main, true, jvmFlags, mainArguments, environment, limit);
  }

  /// {@return the same child with more JVM flags}
  ///
  /// @param flags appended to the existing ones
  public ChildJvm flags(String... flags) {
    return new ChildJvm(
        main, modular, concat(jvmFlags, List.of(flags)), mainArguments, environment, limit);
  }

  /// {@return the same child with more arguments for `main`}
  ///
  /// @param arguments appended to the existing ones
  public ChildJvm arguments(String... arguments) {
    return new ChildJvm(
        main, modular, jvmFlags, concat(mainArguments, List.of(arguments)), environment, limit);
  }

  /// {@return the same child with one more environment variable}
  ///
  /// @param name the variable
  /// @param value its value
  public ChildJvm environment(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new ChildJvm(main, modular, jvmFlags, mainArguments, more, limit);
  }

  /// {@return the same child with another time limit}
  ///
  /// @param newLimit the time after which the child is killed
  public ChildJvm within(Duration newLimit) {
    return new ChildJvm(main, modular, jvmFlags, mainArguments, environment, newLimit);
  }

  /// Runs the child to its end, or to its limit.
  ///
  /// @return its exit status and output
  public Result run() {
    Path folder = TempFolders.create("child-jvm-");
    try {
      return run(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      TempFolders.delete(folder);
    }
  }

  private Result run(Path folder) throws IOException {
    // Files, not pipes: a child that is killed can leave grandchildren holding a pipe open.
    Path stdout = folder.resolve("stdout");
    Path stderr = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command())
            .directory(Files.createDirectory(folder.resolve("work")).toFile())
            .redirectInput(ProcessBuilder.Redirect.from(emptyFile(folder)))
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile());
    // These would print an additional line, or add flags.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean timedOut = !endsInTime(process);
    return new Result(
        process.exitValue(), Files.readString(stdout), Files.readString(stderr), timedOut);
  }

  private boolean endsInTime(Process process) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a child JVM", e);
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
      }
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
    command.add("-XX:-CreateCoredumpOnCrash");
    command.addAll(jvmFlags);
    command.addAll(modular ? inModule() : onClassPath());
    command.addAll(mainArguments);
    return command;
  }

  private List<String> onClassPath() {
    return List.of("-cp", classPath(main), main.getName());
  }

  /// {@return the class path with which a JVM started by another program has this JVM's classes}
  ///
  /// @param main a class of the tests
  public static String classPath(Class<?> main) {
    Objects.requireNonNull(main, "main");
    return Stream.concat(
            Stream.of(CodeRoots.of(main).toString()),
            Stream.of("jdk.module.path", "java.class.path").flatMap(ChildJvm::pathProperty))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> inModule() {
    String module = main.getModule().getName();
    return List.of(
        "--module-path",
        pathProperty("jdk.module.path").collect(Collectors.joining(File.pathSeparator)),
        "-cp",
        pathProperty("java.class.path").collect(Collectors.joining(File.pathSeparator)),
        // If main is a test: it is outside its module's own folder.
        "--patch-module",
        module + "=" + CodeRoots.of(main),
        "--add-reads",
        module + "=ALL-UNNAMED",
        "--add-modules",
        "ALL-MODULE-PATH",
        "-m",
        module + "/" + main.getName());
  }

  private static Stream<String> pathProperty(String name) {
    return Arrays.stream(System.getProperty(name, "").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString());
  }

  private static File emptyFile(Path folder) throws IOException {
    return Files.createFile(folder.resolve("stdin")).toFile();
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  /// How a child ended.
  ///
  /// @param exitCode its exit code; 128 or more if a signal ended it
  /// @param stdout its standard output
  /// @param stderr its standard error
  /// @param timedOut whether it was killed at its limit
  public record Result(int exitCode, String stdout, String stderr, boolean timedOut) {
    /// Checks that nothing is null.
    public Result {
      Objects.requireNonNull(stdout, "stdout");
      Objects.requireNonNull(stderr, "stderr");
    }

    @Override
    public String toString() {
      return "exit code %d%s%nstdout:%n%s%nstderr:%n%s"
          .formatted(exitCode, timedOut ? ", killed at its time limit" : "", stdout, stderr);
    }
  }
}
