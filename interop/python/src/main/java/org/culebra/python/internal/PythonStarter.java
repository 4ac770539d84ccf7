package org.culebra.python.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CText;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.python.PythonOptions;

/// Finds the Python in the process, or starts one.
public final class PythonStarter {
  private static final String BEFORE_3_14 =
      """
      void Py_SetProgramName(const void *name);
      void Py_SetPythonHome(const void *home);
      void Py_InitializeEx(int signals);
      """;

  private static final String FROM_3_14 =
      """
      intptr_t PyInitConfig_Create(void);
      void PyInitConfig_Free(intptr_t config);
      int PyInitConfig_SetInt(intptr_t config, const char *name, int64_t value);
      int PyInitConfig_SetStr(intptr_t config, const char *name, const char *value);
      int PyInitConfig_GetError(intptr_t config, void *message);
      int Py_InitializeFromInitConfig(intptr_t config);
      """;

  interface Before314 {
    void Py_SetProgramName(MemorySegment name);

    void Py_SetPythonHome(MemorySegment home);

    void Py_InitializeEx(int signals);
  }

  interface From314 {
    long PyInitConfig_Create();

    void PyInitConfig_Free(long config);

    int PyInitConfig_SetInt(long config, String name, long value);

    int PyInitConfig_SetStr(long config, String name, String value);

    int PyInitConfig_GetError(long config, MemorySegment message);

    int Py_InitializeFromInitConfig(long config);
  }

  private PythonStarter() {}

  /// The Python that is running in this process.
  ///
  /// @param tries receives a line for each place that was searched
  /// @return its library, if Python is running
  public static Optional<CLibrary> running(List<String> tries) {
    CLibrary process = CLibrary.process();
    if (has(process, "Py_IsInitialized")) {
      return runs(process, "the symbols of this process", tries);
    }
    tries.add("the symbols of this process: no Py_IsInitialized");
    for (Path path : loaded()) {
      CLibrary library = CLibrary.open(path.toString(), CLibrary.Visibility.GLOBAL);
      Optional<CLibrary> found = runs(library, path.toString(), tries);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<CLibrary> runs(CLibrary library, String where, List<String> tries) {
    boolean runs =
        !Integer.valueOf(0).equals(library.function("int Py_IsInitialized(void)").call());
    tries.add(where + ": Python " + (runs ? "is running" : "is loaded but not running"));
    return runs ? Optional.of(library) : Optional.empty();
  }

  private static boolean has(CLibrary library, String symbol) {
    try {
      return library.symbol(symbol).address() != 0;
    } catch (NoSuchElementException e) {
      return false;
    }
  }

  /// The loaded libraries named like Python's, on Linux: one may have been opened with its symbols
  /// hidden.
  private static List<Path> loaded() {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .map(line -> line.indexOf('/') < 0 ? "" : line.substring(line.indexOf('/')))
          .filter(path -> path.matches(".*/libpython3\\.\\d+\\w*\\.so[.0-9]*"))
          .distinct()
          .map(Path::of)
          .toList();
    } catch (java.io.IOException | java.io.UncheckedIOException e) {
      return List.of();
    }
  }

  /// Starts Python on this thread, which then holds Python's lock. The JVM keeps its signal
  /// handlers.
  ///
  /// @param found the library and its installation
  /// @param options how
  /// @throws IllegalStateException with Python's reason, if it does not start
  public static void start(PythonSearch found, PythonOptions options) {
    CLibrary library = found.library();
    String executable = found.installation().program().toAbsolutePath().toString();
    if (has(library, "Py_InitializeFromInitConfig")) {
      start(
          library.declare(FROM_3_14).bind(MethodHandles.lookup(), From314.class),
          executable,
          options);
    } else {
      start(
          library,
          library.declare(BEFORE_3_14).bind(MethodHandles.lookup(), Before314.class),
          executable,
          options);
    }
  }

  private static void start(
      CLibrary library, Before314 c, String executable, PythonOptions options) {
    Arena global = Arena.global(); // Python keeps the addresses
    if (options.isIsolated()) {
      for (String flag :
          List.of("Py_IsolatedFlag", "Py_IgnoreEnvironmentFlag", "Py_NoUserSiteDirectory")) {
        if (has(library, flag)) {
          CMemory.ALL.set(JAVA_INT, library.symbol(flag).address(), 1);
        }
      }
    }
    c.Py_SetProgramName(wide(global, executable));
    options.home().ifPresent(home -> c.Py_SetPythonHome(wide(global, home.toString())));
    c.Py_InitializeEx(0);
  }

  /// A `wchar_t` string.
  private static MemorySegment wide(Arena arena, String text) {
    return Path.of("").getFileSystem().getSeparator().equals("\\")
        ? arena.allocateFrom(text, StandardCharsets.UTF_16LE)
        : arena.allocateFrom(text, java.nio.charset.Charset.forName("UTF-32LE"));
  }

  private static void start(From314 c, String executable, PythonOptions options) {
    long config = c.PyInitConfig_Create();
    if (config == 0) {
      throw new OutOfMemoryError("no memory for Python's configuration");
    }
    try {
      List<Integer> results = new ArrayList<>();
      results.add(c.PyInitConfig_SetInt(config, "isolated", options.isIsolated() ? 1 : 0));
      results.add(c.PyInitConfig_SetInt(config, "use_environment", options.isIsolated() ? 0 : 1));
      results.add(
          c.PyInitConfig_SetInt(config, "user_site_directory", options.isIsolated() ? 0 : 1));
      results.add(c.PyInitConfig_SetInt(config, "install_signal_handlers", 0));
      results.add(c.PyInitConfig_SetInt(config, "parse_argv", 0));
      results.add(c.PyInitConfig_SetStr(config, "program_name", executable));
      options
          .home()
          .ifPresent(home -> results.add(c.PyInitConfig_SetStr(config, "home", home.toString())));
      if (results.stream().anyMatch(result -> result < 0)
          || c.Py_InitializeFromInitConfig(config) < 0) {
        throw new IllegalStateException("expected Python to start but found: " + error(c, config));
      }
    } finally {
      c.PyInitConfig_Free(config);
    }
  }

  private static String error(From314 c, long config) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(ADDRESS);
      c.PyInitConfig_GetError(config, message);
      String text = CText.read(message.get(ADDRESS, 0), 1 << 16);
      return text == null ? "no reason given" : text;
    }
  }
}
