package org.culebra.ffi.tool;

import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.CompileOptions;
import org.culebra.ffi.Ref;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.header.CHeader;

/// Writes the source of an interface.
final class InterfaceWriter {
  private final CommandLine line;
  private final CHeader header;
  private final BoundFunctions bound;
  private final JavaTypes types;
  private final Map<String, Object> constants;
  private final JavaSource source = new JavaSource();

  /// The comments by file.
  private final Map<String, HeaderComments> comments = new HashMap<>();

  /// The interfaces of callbacks by their type in C.
  private final Map<String, CallbackInterface> callbacks = new LinkedHashMap<>();

  /// The interface of a callback.
  ///
  /// @param name its name
  /// @param type its type in C
  /// @param function the function that takes it
  /// @param parameter the parameter for it
  private record CallbackInterface(
      String name, FunctionType type, String function, String parameter) {}

  private InterfaceWriter(CommandLine line, CHeader header, BoundFunctions bound) {
    this.line = line;
    this.header = header;
    this.bound = bound;
    this.types = new JavaTypes(bound.handles());
    this.constants = ConstantValues.of(line, header);
  }

  /// The source that the arguments ask for.
  static String source(CommandLine line) {
    CHeader header = CHeader.read(line.compileOptions(), line.headers().toArray(String[]::new));
    CLibrary library =
        line.libraries().isEmpty() ? CLibrary.process() : CLibrary.open(line.libraries());
    BoundFunctions bound = BoundFunctions.of(line, header, library.header(header));
    return new InterfaceWriter(line, header, bound).write();
  }

  private String write() {
    source.indent("");
    interfaceComment();
    source.line("public interface " + line.className() + " {");
    source.indent("  ");
    constants.forEach(this::constant);
    opening();
    bound.functions().values().forEach(this::method);
    callbacks.values().forEach(this::callback);
    unbound();
    source.indent("");
    source.line("}");
    return head() + source;
  }

  private String head() {
    StringBuilder head = new StringBuilder();
    if (!line.packageName().isEmpty()) {
      head.append("package ").append(line.packageName()).append(";\n\n");
    }
    source
        .imports()
        .forEach(name -> {
          if (name.endsWith("." + line.className())) {
            throw new IllegalArgumentException(
                "expected a name other than that of %s but found '%s': choose one with --class"
                    .formatted(name, line.className()));
          }
          head.append("import ").append(name).append(";\n");
        });
    return head.append('\n').toString();
  }

  private void interfaceComment() {
    String libraries = line.libraries().isEmpty() ? "the C library" : names(line.libraries());
    String name = line.className();
    source.doc("Functions of %s in %s.".formatted(names(line.headers()), libraries));
    source.doc("");
    source.doc("```java");
    source.doc("%s %s = %s.open();".formatted(name, variable(name), name));
    source.doc("```");
    source.doc("");
    source.doc(
        "Written by `java -m org.culebra.ffi` as a starting point. The types are checked when the"
            + " interface is bound; where C leaves open what a pointer is for, another may fit"
            + " better, such as a typed view or a Java array, see `CFunction`.");
  }

  /// The names of files without their folders.
  private static String names(List<String> paths) {
    return paths.stream()
        .map(path -> "`" + path.replaceFirst("^[./].*/", "") + "`")
        .collect(Collectors.joining(", "));
  }

  private static String variable(String name) {
    String first = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    return JavaNames.parameter(first, 0);
  }

  private void constant(String name, Object value) {
    header
        .text(name)
        .filter(text -> text.startsWith("#"))
        .ifPresent(text ->
            source.doc("`" + CommentText.withoutUnicodeEscapes(text).replace("`", "'") + "`"));
    source.line(
        "%s %s = %s;"
            .formatted(
                source.type(ConstantValues.type(value)), name, ConstantValues.literal(value)));
    source.line("");
  }

  /// The methods that open the library.
  private void opening() {
    String library = source.type(CLibrary.class);
    String open = free("open");
    String opened = free("library");
    source.doc("Opens the library and binds its functions.");
    source.doc("");
    source.doc("@return the functions");
    source.line("static %s %s() {".formatted(line.className(), open));
    source.line("  %s library = %s();".formatted(library, opened));
    source.line(
        "  // what C cannot say, such as lengths: library.declare(\"int f(int n, double"
            + " x[n]);\");");
    source.line(
        "  return library.bind(%s.lookup(), %s.class);"
            .formatted(source.type(MethodHandles.class), line.className()));
    source.line("}");
    source.line("");
    source.doc("Opens the library.");
    source.doc("");
    source.doc("@return the library with what the header declares");
    source.line("static %s %s() {".formatted(library, opened));
    List<String> arguments = new ArrayList<>();
    if (!line.flags().isEmpty() || !line.packages().isEmpty()) {
      arguments.add(options());
    }
    line.headers().stream().map(InterfaceWriter::quoted).forEach(arguments::add);
    source.call("  return %s.%s.header(".formatted(library, openCall()), arguments, ");");
    source.line("}");
  }

  private String openCall() {
    List<String> names = line.libraries().stream().map(InterfaceWriter::quoted).toList();
    return switch (names.size()) {
      case 0 -> "process()";
      case 1 -> "open(" + names.getFirst() + ")";
      default -> "open(%s.of(%s))".formatted(source.type(List.class), String.join(", ", names));
    };
  }

  private String options() {
    String options = source.type(CompileOptions.class) + ".defaults()";
    if (!line.flags().isEmpty()) {
      options +=
          Stream.concat(CompileOptions.defaults().flags().stream(), line.flags().stream())
              .map(InterfaceWriter::quoted)
              .collect(Collectors.joining(", ", ".withFlags(", ")"));
    }
    if (!line.packages().isEmpty()) {
      options +=
          line.packages().stream()
              .map(InterfaceWriter::quoted)
              .collect(Collectors.joining(", ", ".withPkgConfig(", ")"));
    }
    return options;
  }

  private static String quoted(String text) {
    return ConstantValues.literal(text);
  }

  /// A name that no function has.
  private String free(String name) {
    return bound.functions().containsKey(name) ? name + "C" : name;
  }

  private void method(CFunction function) {
    String name = function.name();
    CommentText comment = comment(name);
    List<FunctionType.Parameter> parameters = function.type().parameters();
    List<String> declared = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Class<?> type = types.argument(function.type(), i);
      String java = JavaNames.parameter(parameters.get(i).name(), i);
      declared.add(source.type(type) + " " + java);
      String note = notes(function, i, type);
      String text = comment.parameters().getOrDefault(parameters.get(i).name(), "");
      if (!text.isEmpty() || !note.isEmpty()) {
        notes.add("@param %s %s".formatted(java, joined(text, note)));
      }
    }
    source.line("");
    comment.body().forEach(source::doc);
    if (!comment.body().isEmpty()) {
      source.doc("");
    }
    source.doc("C: `" + header.text(name).map(Prototypes::plain).orElse("") + "`");
    if (function.type().variadic()) {
      source.doc("");
      source.doc("Add parameters for the variadic arguments.");
    }
    if (!notes.isEmpty() || !comment.result().isEmpty()) {
      source.doc("");
    }
    notes.forEach(source::doc);
    if (!comment.result().isEmpty()) {
      source.doc("@return " + comment.result());
    }
    String result = source.type(JavaTypes.result(function.type()));
    source.call(result + " " + name + "(", declared, ");");
  }

  private static String joined(String text, String note) {
    return text.isEmpty() ? note : note.isEmpty() ? text : text + " (" + note + ")";
  }

  private CommentText comment(String name) {
    String file = header.file(name).orElse("");
    String comment =
        comments.computeIfAbsent(file, path -> HeaderComments.read(Path.of(path))).of(name);
    return comment == null ? CommentText.NONE : CommentText.of(comment);
  }

  /// What a parameter's type in Java does not say.
  private String notes(CFunction function, int i, Class<?> type) {
    String note = note(function, i, type);
    FunctionType.Keeps keeps = function.type().parameters().get(i).keeps();
    if (keeps == null) {
      return note;
    }
    String until =
        keeps.isAlways()
            ? "the process ends"
            : "`%s(%s)`".formatted(keeps.function(), keeps.pointer());
    return (note.isEmpty() ? "" : note + "; ") + "C keeps it until " + until;
  }

  private String note(CFunction function, int i, Class<?> type) {
    FunctionType.Parameter parameter = function.type().parameters().get(i);
    if (type == Callback.class) {
      String name = callbackName(function, parameter);
      return name.isEmpty() ? "" : "see [" + name + "]";
    }
    if (!(parameter.type() instanceof CType.Pointer pointer)) {
      return "";
    }
    if (type == CStruct.Value.class) {
      return "`"
          + JavaTypes.structName(pointer)
          + "`"
          + (pointer.targetConst() ? ", only read" : "");
    }
    boolean isMemory = type == NDArray.class || Ref.class.isAssignableFrom(type);
    return isMemory ? pointer.targetConst() ? "only read" : "read and written" : "";
  }

  /// The name of the interface for a callback; empty if Java cannot be called in this way.
  private String callbackName(CFunction function, FunctionType.Parameter parameter) {
    FunctionType type = parameter.type().asFunction().orElseThrow();
    try {
      Callback.of(type);
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return "";
    }
    return callbacks
        .computeIfAbsent(
            type.toString(),
            _ ->
                new CallbackInterface(
                    callbackName(function.name(), parameter.name()),
                    type,
                    function.name(),
                    parameter.name()))
        .name();
  }

  private String callbackName(String function, String parameter) {
    String name = JavaNames.camelCase(function, parameter.isEmpty() ? "callback" : parameter);
    Set<String> taken =
        callbacks.values().stream().map(CallbackInterface::name).collect(Collectors.toSet());
    String free = name;
    for (int i = 2; taken.contains(free) || free.equals(line.className()); i++) {
      free = name + i;
    }
    return free;
  }

  private void callback(CallbackInterface callback) {
    FunctionType type = callback.type();
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < type.parameters().size(); i++) {
      FunctionType.Parameter parameter = type.parameters().get(i);
      parameters.add(
          source.type(types.callbackArgument(parameter.type()))
              + " "
              + JavaNames.parameter(parameter.name(), i));
    }
    source.line("");
    source.doc("A callback: `" + type + "`.");
    if (!callback.parameter().isEmpty()) {
      source.doc("");
      source.doc("```java");
      source.doc(
          "%s().function(\"%s\").callback(\"%s\")"
              .formatted(free("library"), callback.function(), callback.parameter()));
      source.doc(
          "    .as(MethodHandles.lookup(), %s.class).in(arena, …)".formatted(callback.name()));
      source.doc("```");
    }
    CountedTexts.of(type).ifPresent(this::hint);
    source.line("@FunctionalInterface");
    source.line("interface " + callback.name() + " {");
    source.call(
        "  " + source.type(JavaTypes.callbackResult(type.returns())) + " call(", parameters, ");");
    source.line("}");
  }

  private void hint(CountedTexts texts) {
    source.doc("");
    source.doc(
        "If `%s` counts them, `%s` may be `String[]`, with"
            .formatted(texts.count(), String.join("` and `", texts.texts())));
    source.doc("`%s().callback(\"%s\")`.".formatted(free("library"), texts.type()));
  }

  private void unbound() {
    if (bound.unbound().isEmpty()) {
      return;
    }
    source.line("");
    Map<String, List<String>> names = new LinkedHashMap<>();
    bound
        .unbound()
        .forEach((name, reason) -> names.computeIfAbsent(reason, _ -> new ArrayList<>()).add(name));
    source.comment("Functions that cannot be bound:");
    names.forEach((reason, all) -> source.comment("  " + String.join(", ", all) + ": " + reason));
  }
}
