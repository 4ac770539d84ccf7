package org.culebra.ffi.header;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.host.Compiler;
import org.culebra.ffi.internal.host.Platform;

/// A function that evaluates a macro or calls an inline function of a header, which no library has.
/// It is compiled once, linked to the libraries that the header belongs to, and cached.
final class Wrapper {
  /// The symbol of the compiled function.
  static final String SYMBOL = "culebra_wrapper";

  private static final Pattern INLINE = Pattern.compile("\\binline\\b|\\b__inline(__)?\\b");
  private static final Pattern LINKAGE = Pattern.compile("\\bstatic\\b|\\bextern\\b|gnu_inline");

  private Wrapper() {}

  /// The compiled library.
  ///
  /// @param libraries the paths of the libraries that the wrapped code needs
  static Path compile(CHeader header, CPrototype prototype, List<String> libraries) {
    if (prototype.type().variadic()) {
      throw new IllegalArgumentException(
          "expected a prototype without '...', for a macro or an inline function, but found "
              + prototype);
    }
    CHeader.Compiler compiler = header.compiler();
    List<String> flags = new ArrayList<>(compiler.flags());
    // a prototype that a macro contradicts
    flags.addAll(List.of("-Werror=incompatible-pointer-types", "-Werror=int-conversion"));
    if (!libraries.isEmpty() && Platform.current() == Platform.LINUX) {
      flags.addAll(List.of("-Xlinker", "--no-as-needed")); // needed or not
    }
    for (String library : libraries) {
      flags.addAll(List.of("-Xlinker", library)); // whatever its name ends with
    }
    return new Compiler(compiler.command(), flags, compiler.cache())
        .library(source(header, prototype), compiler.isFresh());
  }

  private static String source(CHeader header, CPrototype prototype) {
    List<FunctionType.Parameter> parameters = prototype.type().parameters();
    List<FunctionType.Parameter> numbered =
        IntStream.range(0, parameters.size())
            .mapToObj(i -> new FunctionType.Parameter("culebra_" + i, parameters.get(i).type()))
            .toList();
    CType type = new FunctionType(prototype.type().returns(), withoutLengths(numbered), false);
    boolean isVoid = prototype.type().returns() instanceof CType.Void;
    String arguments =
        numbered.stream()
            .map(FunctionType.Parameter::name)
            .collect(Collectors.joining(", ", "(", ")"));
    return "/* %s */\n%s%s#ifdef _WIN32\n__declspec(dllexport)\n#endif\n%s { %s%s%s; }\n"
        .formatted(
            header.digest(),
            header.includes(),
            definition(header, prototype),
            type.declaration(SYMBOL),
            isVoid ? "" : "return ",
            prototype.name(),
            isValue(header, prototype) ? "" : arguments);
  }

  /// Makes the compiler define an `inline` function, for which it may otherwise call a definition
  /// that is elsewhere (C11 6.7.4 §7).
  private static String definition(CHeader header, CPrototype prototype) {
    HeaderIndex.Entry body = header.index().bodies.get(prototype.name());
    String text = body == null ? "" : header.index().text(body);
    boolean isPlainInline = INLINE.matcher(text).find() && !LINKAGE.matcher(text).find();
    FunctionType type = prototype.type();
    CType plain =
        new FunctionType(type.returns(), withoutLengths(type.parameters()), type.variadic());
    return isPlainInline ? "extern " + plain.declaration(prototype.name()) + ";\n" : "";
  }

  /// The names of the parameters have changed, so lengths that name them cannot stay.
  private static List<FunctionType.Parameter> withoutLengths(
      List<FunctionType.Parameter> parameters) {
    return parameters.stream()
        .map(parameter ->
            new FunctionType.Parameter(parameter.name(), parameter.type().withoutLengths()))
        .toList();
  }

  /// Whether the name is that of a macro without parameters that does not stand for a function.
  private static boolean isValue(CHeader header, CPrototype prototype) {
    HeaderIndex index = header.index();
    HeaderIndex.Macro macro = index.macros.get(prototype.name());
    if (macro == null || macro.isFunctionLike() || !prototype.type().parameters().isEmpty()) {
      return false;
    }
    HeaderIndex.Entry entry = index.names.get(macro.body());
    return entry == null || entry.kind() != HeaderIndex.Kind.FUNCTION;
  }
}
