package org.culebra.ffi.internal.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Asks the system's compiler for the values of constant expressions. Each expression counts for
/// itself: one that is not constant, or no expression at all, does not affect the others.
///
/// The expressions are preprocessed and compiled as the initializers of variables, one a line;
/// those whose lines are rejected are left out in a further attempt. The values are read from the
/// compiled library, none of whose code is run, and cached.
public final class ConstantProbe {
  /// The value of an expression.
  ///
  /// @param kind what it is
  /// @param bits an integer or an address, or the bits of a `double`
  /// @param text a string, or the reason why there is no value
  public record Value(Kind kind, long bits, @Nullable String text) {
    private String line() {
      String escaped = text == null ? "" : text.replace("\\", "\\\\");
      escaped = escaped.replace("\n", "\\n").replace("\r", "\\r");
      return kind.letter + " " + bits + " " + escaped + "\n";
    }

    private static Value parse(String line) {
      String[] parts = line.split(" ", 3);
      String text = parts[2].translateEscapes();
      Kind kind = Kind.of(parts[0].charAt(0));
      boolean hasText = kind == Kind.STRING || kind == Kind.NONE;
      return new Value(kind, Long.parseLong(parts[1]), hasText ? text : null);
    }

    private static Value none(String reason) {
      return new Value(Kind.NONE, 0, reason);
    }
  }

  /// What an expression is.
  public enum Kind {
    /// A signed integer.
    SIGNED('i'),
    /// An unsigned integer.
    UNSIGNED('u'),
    /// A floating-point number.
    FLOATING('f'),
    /// A string.
    STRING('s'),
    /// A number as a pointer, such as `(void *)-1`.
    POINTER('p'),
    /// The address of a variable or a function.
    ADDRESS('a'),
    /// Not constant.
    NONE('-');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private static Kind of(long letter) {
      return Arrays.stream(values()).filter(kind -> kind.letter == letter).findFirst().orElse(NONE);
    }
  }

  /// The reason for which text is no constant that is no expression either.
  public static final String NO_EXPRESSION = "no expression";

  private static final String FORMAT = "culebra constants 3";
  private static final String TABLE = "culebra_values";
  private static final int ROW_BYTES = 24;
  private static final int MOST_ATTEMPTS = 10;
  private static final int MOST_MESSAGES = 16 << 20;
  private static final Pattern ROW = Pattern.compile("culebra_row (\\d+) ?(.*)", Pattern.DOTALL);
  private static final Pattern ERROR =
      Pattern.compile("(?m)^culebra:(\\d+):\\d+: (?:fatal )?error: (.*)$");

  private static final Pattern PREPROCESSOR_ERROR =
      Pattern.compile("(?m)^ *culebra:(\\d+):\\d+: (?:fatal )?error: ");

  /// Ends a row: a macro without its arguments must not look for them in the next row.
  private static final String END = " culebra_end\n";

  /// GCC reports only the first use of such a name.
  private static final Pattern UNDECLARED = Pattern.compile("'(\\w+)' undeclared");

  private static final Pattern UNDEFINED = Pattern.compile("undefined reference to `(\\w+)'");

  /// No string of the compiled library is further from its table.
  private static final long MOST_DISTANCE = 1L << 30;

  /// What the preprocessor of clang prints among the predefined macros.
  private static final Pattern CLANG = Pattern.compile("(?m)^#define __clang__ ");

  /// The line marker before the rows.
  private static final String ROWS = "# 1 \"culebra\"";

  private static final String PROLOGUE =
      """
      struct culebra_value { long long kind, bits; double real; };
      """;

  /// The initializer of a variable, in which `@` is the expression.
  private static final String INITIALIZER =
      "{_Generic((@), _Bool: 'u', char: 'i', signed char: 'i', unsigned char: 'u', short: 'i',"
          + " unsigned short: 'u', int: 'i', unsigned: 'u', long: 'i', unsigned long: 'u',"
          + " long long: 'i', unsigned long long: 'u', float: 'f', double: 'f', long double: 'f',"
          + " default: __builtin_classify_type(@) != 5 ? '-'"
          + " : !__builtin_constant_p((long long)(@)) ? 'a'"
          + " : _Generic((@), char *: 's', const char *: 's', default: 'p')),"
          + " (long long)_Generic((@), float: 0, double: 0, long double: 0, default: (@)),"
          + " _Generic((@), float: (@), double: (@), long double: (@), default: 0.0)}";

  private final List<String> command;
  private final List<String> flags;
  private final Path cache;
  private final Preprocessor preprocessor;

  /// A compiler with its flags and its cache.
  ///
  /// @param command the compiler with its own arguments
  /// @param flags the caller's flags
  /// @param cache the folder of compiled libraries
  public ConstantProbe(String command, List<String> flags, Path cache) {
    this.command = Compiler.resolved(command);
    this.flags = List.copyOf(flags);
    this.cache = cache;
    this.preprocessor = new Preprocessor(command, flags, cache);
  }

  /// The values of some expressions.
  ///
  /// @param declarations C text that declares what they use, such as `#include <zlib.h>`
  /// @param expressions in C, on one line each
  /// @param fresh whether to ask the compiler even if the values are cached
  /// @return a value for each
  /// @throws IllegalArgumentException if the compiler rejects the declarations; has its messages
  public List<Value> values(String declarations, List<String> expressions, boolean fresh) {
    byte[] text = preprocessed(declarations, expressions, fresh);
    try {
      Path folder = CacheFolder.prepare(cache);
      Path file = folder.resolve(key(text) + ".values");
      List<Value> known = !fresh && CacheFolder.holds(file) ? read(file) : null;
      return known != null && known.size() == expressions.size()
          ? known
          : ask(text, expressions.size(), file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile C source in " + cache, e);
    }
  }

  /// The expanded expressions, after the declarations. One that the preprocessor rejects, such as
  /// the name of `__has_attribute`, is left out.
  private byte[] preprocessed(String declarations, List<String> expressions, boolean fresh) {
    Set<Integer> rejected = new HashSet<>();
    while (true) {
      StringBuilder source = new StringBuilder(declarations).append("\n#line 1 \"culebra\"\n");
      for (int i = 0; i < expressions.size(); i++) {
        String expression = rejected.contains(i) ? "" : expressions.get(i);
        source.append("culebra_row ").append(i).append(' ').append(expression).append(END);
      }
      try {
        return preprocessor.text(source.toString(), fresh);
      } catch (IllegalArgumentException e) {
        if (!rejected.addAll(rejectedRows(e, expressions.size()))) {
          throw e;
        }
      }
    }
  }

  private static Set<Integer> rejectedRows(IllegalArgumentException e, int count) {
    Set<Integer> rows = new HashSet<>();
    Matcher error = PREPROCESSOR_ERROR.matcher(String.valueOf(e.getMessage()));
    while (error.find()) {
      int row = Integer.parseInt(error.group(1)) - 1;
      if (row >= 0 && row < count) {
        rows.add(row);
      }
    }
    return rows;
  }

  private String key(byte[] text) {
    List<String> parts = new ArrayList<>(List.of(FORMAT));
    parts.addAll(command);
    parts.addAll(flags);
    parts.add(new String(text, StandardCharsets.ISO_8859_1));
    return Compiler.digest(parts);
  }

  /// The stored values; `null` if the file is incomplete or damaged.
  private static @Nullable List<Value> read(Path file) throws IOException {
    try {
      List<String> lines = Files.readAllLines(file);
      boolean isWhole = !lines.isEmpty() && lines.getLast().equals(FORMAT);
      return isWhole
          ? lines.subList(0, lines.size() - 1).stream().map(Value::parse).toList()
          : null;
    } catch (CharacterCodingException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private List<Value> ask(byte[] text, int count, Path file) throws IOException {
    @Nullable Value[] values = new Value[count];
    String[] rows = new String[count];
    String preprocessed = new String(text, StandardCharsets.UTF_8);
    String declarations = split(preprocessed, rows);
    for (int i = 0; i < count; i++) {
      values[i] = rows[i] == null || !isExpression(rows[i]) ? Value.none(NO_EXPRESSION) : null;
    }
    Path work = Files.createTempDirectory(file.getParent(), "probe", CacheFolder.attributes());
    try {
      // clang stops at 20 errors unless told otherwise, gcc never
      boolean isClang = CLANG.matcher(preprocessed).find();
      List<String> limit = isClang ? List.of("-ferror-limit=0") : List.of();
      compile(declarations, rows, values, work, limit);
      StringBuilder stored = new StringBuilder();
      List<Value> all = new ArrayList<>();
      for (Value value : values) {
        Value found = value == null ? Value.none("not compiled") : value;
        all.add(found);
        stored.append(found.line());
      }
      Path output = work.resolve("values");
      Files.writeString(output, stored.append(FORMAT).append('\n'));
      CacheFolder.protect(output);
      Files.move(output, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return List.copyOf(all);
    } finally {
      Program.delete(work);
    }
  }

  /// Separates the expanded expressions from the declarations before them. An expansion may be
  /// split by line markers.
  private static String split(String text, @Nullable String[] rows) {
    StringBuilder declarations = new StringBuilder(text.length());
    boolean isRow = false;
    int current = -1;
    for (String line : text.split("\n", -1)) {
      isRow |= line.equals(ROWS);
      Matcher start = ROW.matcher(line);
      if (isRow && start.matches()) {
        current = Integer.parseInt(start.group(1));
        rows[current] = start.group(2);
      } else if (current >= 0) {
        rows[current] += line.startsWith("#") ? "" : line;
      } else if (!line.startsWith("#define ") && !line.startsWith("#undef ")) {
        declarations.append(line).append('\n');
      }
    }
    for (int i = 0; i < rows.length; i++) {
      String row = rows[i];
      int end = row == null ? -1 : row.lastIndexOf(END.strip());
      rows[i] = row == null || end < 0 ? null : row.substring(0, end);
    }
    return declarations.toString();
  }

  /// Whether a text can be nothing worse than a wrong expression: what ends the initializer would
  /// affect the lines after it.
  private static boolean isExpression(String text) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        i += c == '\\' ? 1 : 0;
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '{' || c == '}' || c == ';' || c == '#') {
        return false;
      } else {
        depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
        if (depth < 0) {
          return false;
        }
      }
    }
    return depth == 0 && quote == 0 && !text.isBlank();
  }

  /// Fills in the values that are not known, with the reason for those that the compiler rejects.
  ///
  /// @param more flags of the compiler
  private void compile(
      String declarations, String[] rows, @Nullable Value[] values, Path work, List<String> more)
      throws IOException {
    Set<String> undefined = new LinkedHashSet<>();
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Files.writeString(work.resolve("source.i"), source(declarations, rows, values));
      String library = "library" + attempt + Platform.current().librarySuffix();
      Program.Ran ran = Program.run(call(library, undefined, more), work, MOST_MESSAGES);
      if (ran.status() == 0) {
        load(work.resolve(library), values);
        return;
      }
      boolean isKnown = reject(ran.messages(), rows, values);
      Matcher symbol = UNDEFINED.matcher(ran.messages());
      while (symbol.find()) {
        isKnown |= undefined.add(symbol.group(1));
      }
      if (!isKnown) {
        throw new IllegalArgumentException(
            "the C compiler rejected the source (status %d)\n%s"
                .formatted(
                    ran.status(),
                    ran.messages().lines().limit(20).reduce("", (a, b) -> a + "  " + b + "\n")));
      }
    }
  }

  /// Records the reasons for which the compiler rejects rows; returns whether there are any.
  private static boolean reject(String messages, String[] rows, @Nullable Value[] values) {
    boolean isKnown = false;
    Matcher error = ERROR.matcher(messages);
    while (error.find()) {
      int row = Integer.parseInt(error.group(1)) - 1;
      if (row >= 0 && row < values.length && values[row] == null) {
        values[row] = Value.none(error.group(2));
        isKnown = true;
      }
      Matcher undeclared = UNDECLARED.matcher(error.group(2));
      if (undeclared.find()) {
        Pattern name = Pattern.compile("\\b" + undeclared.group(1) + "\\b");
        for (int i = 0; i < rows.length; i++) {
          if (values[i] == null && name.matcher(rows[i]).find()) {
            values[i] = Value.none(error.group(2));
          }
        }
      }
    }
    return isKnown;
  }

  private static String source(String declarations, String[] rows, @Nullable Value[] values) {
    StringBuilder source = new StringBuilder(declarations).append(PROLOGUE);
    StringBuilder table = new StringBuilder();
    for (int i = 0; i < rows.length; i++) {
      if (values[i] == null) {
        String line = "# " + (i + 1) + " \"culebra\"\n";
        source.append(line).append("static const struct culebra_value culebra_").append(i);
        source.append(" = ").append(INITIALIZER.replace("@", rows[i])).append(";\n");
        table.append(line).append("&culebra_").append(i).append(",\n");
      } else {
        table.append("0,\n");
      }
    }
    String export = Platform.current().isPosix() ? "" : "__declspec(dllexport) ";
    return source
        .append(export)
        .append("const struct culebra_value *const ")
        .append(TABLE)
        .append("[] = {\n")
        .append(table)
        .append("0};\n")
        .toString();
  }

  /// The compiler's command.
  ///
  /// @param undefined the symbols of other libraries, whose addresses do not matter
  private List<String> call(String library, Set<String> undefined, List<String> more) {
    List<String> call = new ArrayList<>(command);
    call.add("-shared");
    if (Platform.current().isPosix()) {
      call.add("-fPIC");
    }
    call.addAll(flags);
    if (Platform.current() == Platform.LINUX) {
      call.add("-Wl,-z,defs"); // otherwise the loader would find what is undefined
      undefined.forEach(symbol -> call.add("-Wl,--defsym," + symbol + "=0"));
    }
    call.addAll(more);
    call.addAll(List.of("-O0", "-w", "-o", library, "source.i"));
    return call;
  }

  private static void load(Path library, @Nullable Value[] values) {
    SymbolLookup symbols = Loader.open(library.toString(), false).symbols();
    if (symbols == null) {
      throw new IllegalStateException("cannot open the compiled constants, " + library);
    }
    long table = symbols.findOrThrow(TABLE).address();
    MemorySegment rows = Restricted.segment(table, (long) values.length * Long.BYTES);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        long address = rows.getAtIndex(ValueLayout.JAVA_LONG, i);
        values[i] = value(Restricted.segment(address, ROW_BYTES));
      }
    }
  }

  private static Value value(MemorySegment row) {
    Kind kind = Kind.of(row.get(ValueLayout.JAVA_LONG, 0));
    long bits = row.get(ValueLayout.JAVA_LONG, 8);
    return switch (kind) {
      case FLOATING -> new Value(kind, row.get(ValueLayout.JAVA_LONG, 16), null);
      case STRING ->
          Math.abs(bits - row.address()) < MOST_DISTANCE
              ? new Value(kind, 0, CMemory.text(bits))
              : new Value(Kind.POINTER, bits, null); // such as (char *)1
      case NONE -> Value.none("a type that Java does not have");
      case SIGNED, UNSIGNED, POINTER, ADDRESS -> new Value(kind, bits, null);
    };
  }
}
