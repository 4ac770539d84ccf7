package org.culebra.python.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A Python installation, as reported by its executable.
///
/// @param executable the one that was run, which may be a virtual environment's
/// @param facts by name, see [#SCRIPT]
public record PythonInstallation(Path executable, Map<String, String> facts) {
  private static final int SECONDS = 30;

  /// Run by the executable; prints a line for each fact.
  private static final String SCRIPT =
      """
      import sys, sysconfig, os, importlib.util
      v = sysconfig.get_config_var
      facts = dict(
          implementation=sys.implementation.name,
          version='%d.%d.%d' % sys.version_info[:3],
          build='free-threaded' if v('Py_GIL_DISABLED') else 'GIL',
          executable=sys.executable,
          prefix=sys.prefix,
          base_prefix=sys.base_prefix,
          shared=v('Py_ENABLE_SHARED') or 0,
          libdir=v('LIBDIR') or '',
          multiarch=v('MULTIARCH') or '',
          ldlibrary=v('LDLIBRARY') or '',
          instsoname=v('INSTSONAME') or '',
          ldversion=v('LDVERSION') or '%d.%d' % sys.version_info[:2],
          platlib=sysconfig.get_paths()['platlib'],
          bits=str(sys.maxsize.bit_length() + 1),
          missing=', '.join(m for m in sys.argv[1:] if not importlib.util.find_spec(m.partition('.')[0])),
      )
      for name, value in facts.items():
          print('culebra:%s=%s' % (name, value))
      """;

  public PythonInstallation {
    facts = Map.copyOf(facts);
  }

  /// Runs an executable and reads what it reports.
  ///
  /// @param executable of a Python 3
  /// @param modules the modules to look for
  /// @return the facts; `missing` names the modules that it lacks
  /// @throws IOException with the reason, if it cannot be run or reports nothing
  public static PythonInstallation ask(Path executable, List<String> modules) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable.toString(), "-c", SCRIPT));
    command.addAll(modules);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("PYTHONHOME");
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    Thread limit = Thread.ofVirtual().start(() -> endAfterLimit(process));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int status = process.waitFor();
      limit.interrupt();
      Map<String, String> facts = facts(output);
      if (status != 0 || !facts.containsKey("bits")) {
        throw new IOException(
            "expected a Python 3 but "
                + executable
                + " ended with status "
                + status
                + (output.isBlank() ? "" : ": " + output.strip().lines().reduce("", (a, b) -> b)));
      }
      return new PythonInstallation(executable, facts);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + executable, e);
    }
  }

  private static void endAfterLimit(Process process) {
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it has reported
    }
  }

  private static Map<String, String> facts(String output) {
    Map<String, String> facts = new HashMap<>();
    for (String line : output.lines().toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("culebra:") && equals > 0) {
        facts.put(line.substring("culebra:".length(), equals), line.substring(equals + 1));
      }
    }
    return facts;
  }

  /// The executable that reported. It differs from the one that was run if that is a script, such
  /// as those of pyenv, from whose path Python could not find its packages.
  ///
  /// @return its path
  public Path program() {
    String named = fact("executable");
    return named.isEmpty() || !isFile(Path.of(named)) ? executable : Path.of(named);
  }

  /// One of the facts.
  ///
  /// @param name its name
  /// @return its value, empty if there is none
  public String fact(String name) {
    return facts.getOrDefault(name, "");
  }

  /// Possible paths of the shared library, the likeliest first. Debian has it only under the name
  /// with the version; some builds that were moved name a folder that does not exist.
  ///
  /// @return paths, which need not exist
  public List<Path> libraries() {
    Set<String> names = new LinkedHashSet<>();
    for (String name : List.of(fact("instsoname"), fact("ldlibrary"))) {
      if (name.contains(".so") || name.endsWith(".dylib") || name.endsWith(".dll")) {
        names.add(name);
      }
    }
    String version = fact("ldversion");
    names.addAll(
        switch (osName()) {
          case "mac" -> List.of("libpython" + version + ".dylib");
          case "windows" -> List.of("python" + version.replace(".", "") + ".dll");
          default -> List.of("libpython" + version + ".so.1.0", "libpython" + version + ".so");
        });
    List<Path> paths = new ArrayList<>();
    for (Path folder : folders()) {
      for (String name : names) {
        paths.add(folder.resolve(name));
      }
    }
    return paths.stream().distinct().toList();
  }

  private Set<Path> folders() {
    Set<Path> folders = new LinkedHashSet<>();
    Path base = Path.of(fact("base_prefix"));
    if (!fact("libdir").isEmpty()) {
      folders.add(Path.of(fact("libdir")));
      if (!fact("multiarch").isEmpty()) {
        folders.add(Path.of(fact("libdir"), fact("multiarch")));
      }
    }
    folders.add(base.resolve("lib"));
    if (!fact("multiarch").isEmpty()) {
      folders.add(base.resolve("lib").resolve(fact("multiarch")));
    }
    folders.add(base);
    try {
      Path real = program().toRealPath().getParent();
      if (real != null && real.getParent() != null) {
        folders.add(real.getParent().resolve("lib"));
        folders.add(real);
      }
    } catch (IOException e) {
      // the executable has been deleted in the meantime
    }
    return folders;
  }

  private static String osName() {
    String name = System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT);
    return name.startsWith("mac") ? "mac" : name.startsWith("windows") ? "windows" : "other";
  }

  /// Whether there is a file at a path.
  ///
  /// @param path any path
  /// @return true if it is a file
  static boolean isFile(Path path) {
    return Files.isRegularFile(path);
  }
}
