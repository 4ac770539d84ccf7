package org.culebra.ffi.tool;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.CompileOptions;
import org.jspecify.annotations.Nullable;

/// The arguments of the command.
///
/// @param headers the headers, in the order in which they are included
/// @param libraries the libraries with the functions; empty for the C library
/// @param functions patterns of names; empty for what the headers themselves declare
/// @param constants patterns of names; empty for none
/// @param packageName the package of the interface; empty for none
/// @param className its name
/// @param output where it is written; null for standard output
/// @param isForced whether an existing file is overwritten
/// @param packages what `pkg-config` is asked for
/// @param flags flags of the preprocessor
record CommandLine(
    List<String> headers,
    List<String> libraries,
    List<String> functions,
    List<String> constants,
    String packageName,
    String className,
    @Nullable Path output,
    boolean isForced,
    List<String> packages,
    List<String> flags) {
  static final String USAGE =
      """
      usage: java -m org.culebra.ffi HEADER... [options]

      Writes a Java interface for functions of C headers, as a starting point.

        HEADER                  zlib.h as in #include <zlib.h>, or a path: /opt/a.h, ./a.h
        -l, --library NAME      the library with the functions, a name (z) or a path; may be repeated;
                                by default the C library
        -f, --functions NAMES   such as compress2,crc32*; by default all functions that the headers
                                declare, or those in a folder of the same name (git2/ for git2.h)
        -c, --constants NAMES   macros and members of enums to write with their values, such as Z_*
        -p, --package NAME      the package of the interface
            --class NAME        its name; by default that of the file, or of the first header
        -o, --output FILE       by default standard output, which is also -
            --force             overwrite FILE
            --pkg-config NAME   add the flags of a package; may be repeated
        -I FOLDER, -D NAME      passed to the preprocessor, also with =VALUE; may be repeated
        -h, --help              print this
      """;

  private static final List<String> OPTIONS =
      List.of(
          "--library",
          "--functions",
          "--constants",
          "--package",
          "--class",
          "--output",
          "--force",
          "--pkg-config",
          "--help");

  /// The arguments are not what the command expects.
  static final class UsageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message + "\nsee java -m org.culebra.ffi --help");
    }
  }

  /// Whether the usage is asked for.
  static boolean asksForHelp(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    return all.contains("--help") || all.contains("-h");
  }

  /// Parses the arguments.
  ///
  /// @throws UsageException if one is unknown, without a value or not valid
  static CommandLine parse(String[] arguments) {
    Parser parser = new Parser(arguments);
    while (!parser.rest.isEmpty()) {
      parser.next();
    }
    return parser.result();
  }

  /// The options with which the headers are read.
  CompileOptions compileOptions() {
    List<String> all = new ArrayList<>(CompileOptions.defaults().flags());
    all.addAll(flags);
    CompileOptions options = CompileOptions.defaults().withFlags(all.toArray(String[]::new));
    return packages.isEmpty() ? options : options.withPkgConfig(packages.toArray(String[]::new));
  }

  /// Reads one argument after the other.
  private static final class Parser {
    final Deque<String> rest;
    private final List<String> headers = new ArrayList<>();
    private final List<String> libraries = new ArrayList<>();
    private final List<String> functions = new ArrayList<>();
    private final List<String> constants = new ArrayList<>();
    private final List<String> packages = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private String packageName = "";
    private String className = "";
    private String output = "-";
    private boolean isForced;

    Parser(String[] arguments) {
      rest = new ArrayDeque<>(Arrays.asList(arguments));
    }

    void next() {
      String argument = rest.pop();
      if (!argument.startsWith("-")) {
        headers.add(argument);
      } else if (argument.startsWith("-I")) {
        String folder = argument.length() > 2 ? argument.substring(2) : value(argument);
        flags.add("-I" + Path.of(folder).toAbsolutePath());
      } else if (argument.startsWith("-D")) {
        flags.add(argument.length() > 2 ? argument : argument + value(argument));
      } else {
        option(argument);
      }
    }

    private void option(String argument) {
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (equals >= 0) {
        rest.push(argument.substring(equals + 1));
      }
      switch (name) {
        case "-l", "--library" -> libraries.add(value(name));
        case "-f", "--functions" -> functions.addAll(names(name));
        case "-c", "--constants" -> constants.addAll(names(name));
        case "-p", "--package" -> packageName = value(name);
        case "--class" -> className = value(name);
        case "-o", "--output" -> output = value(name);
        case "--pkg-config" -> packages.add(value(name));
        case "--force" -> isForced = true;
        default ->
            throw new UsageException(
                "expected an option but found '%s'%s"
                    .formatted(name, Suggestions.hint(name, OPTIONS)));
      }
    }

    private String value(String name) {
      if (rest.isEmpty() || rest.element().isEmpty()) {
        throw new UsageException("expected a value after " + name + " but found none");
      }
      return rest.pop();
    }

    private List<String> names(String name) {
      List<String> names =
          Arrays.stream(value(name).split("[,\\s]+", -1)).filter(one -> !one.isEmpty()).toList();
      if (names.isEmpty()) {
        throw new UsageException("expected names after " + name + " but found none");
      }
      return names;
    }

    CommandLine result() {
      if (headers.isEmpty()) {
        throw new UsageException("expected a header, such as zlib.h, but found none");
      }
      Path file = output.equals("-") ? null : Path.of(output);
      String name = className.isEmpty() ? className(file) : className;
      if (!JavaNames.isIdentifier(name) || JavaNames.isInJavaLang(name)) {
        throw new UsageException(
            "expected a name for the interface, other than those of java.lang, but found '"
                + name
                + "'");
      }
      if (!packageName.isEmpty()
          && !Arrays.stream(packageName.split("\\.", -1)).allMatch(JavaNames::isIdentifier)) {
        throw new UsageException("expected the name of a package but found '" + packageName + "'");
      }
      return new CommandLine(
          List.copyOf(headers),
          List.copyOf(libraries),
          List.copyOf(functions),
          List.copyOf(constants),
          packageName,
          name,
          file,
          isForced,
          List.copyOf(packages),
          List.copyOf(flags));
    }

    private String className(@Nullable Path file) {
      String name = file == null ? "" : String.valueOf(file.getFileName());
      return name.endsWith(".java")
          ? name.substring(0, name.length() - ".java".length())
          : JavaNames.ofHeader(headers.getFirst());
    }
  }
}
