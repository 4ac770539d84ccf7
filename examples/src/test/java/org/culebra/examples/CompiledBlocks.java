package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.culebra.testsupport.ChildJvm;
import org.jspecify.annotations.Nullable;

/// Code of Markdown files, compiled as it is, together, and run in this JVM.
final class CompiledBlocks implements AutoCloseable {
  /// What statements may use without an import.
  static final String IMPORTS =
      """
      import static org.culebra.array.Index.*;
      import java.lang.foreign.*;
      import java.sql.*;
      import org.culebra.array.*;
      import org.culebra.array.npy.*;
      import org.culebra.array.safetensors.*;
      import org.culebra.arrow.*;
      import org.culebra.dlpack.*;
      import org.culebra.duckdb.*;
      import org.culebra.ffi.*;
      import org.culebra.python.*;
      import org.culebra.array.Field;
      import org.culebra.ffi.ExchangeArena;
      """;

  private final URLClassLoader loader;

  private CompiledBlocks(URLClassLoader loader) {
    this.loader = loader;
  }

  /// Compiles blocks as compact source files.
  ///
  /// @param folder a temporary one
  static CompiledBlocks of(Path folder, List<CodeBlock> blocks) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path classes = Files.createDirectories(folder.resolve("classes"));
    String classPath = ChildJvm.classPath(CompiledBlocks.class);
    List<String> arguments = new ArrayList<>(List.of("-cp", classPath, "-d", classes.toString()));
    arguments.addAll(List.of("-proc:none", "-nowarn", "-Xlint:none"));
    for (CodeBlock block : blocks) {
      Path source = sources.resolve(block.name() + ".java");
      Files.writeString(source, source(block));
      arguments.add(source.toString());
    }
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    int status = javac.run(out, out, arguments.toArray(String[]::new));
    assertThat(status).as(messages.toString()).isZero();
    URL[] urls = {classes.toUri().toURL()};
    return new CompiledBlocks(new URLClassLoader(urls, CompiledBlocks.class.getClassLoader()));
  }

  private static String source(CodeBlock block) {
    return block.isProgram()
        ? block.code()
        : IMPORTS + "void main() throws Throwable {\n" + block.code() + "}\n";
  }

  /// Runs a block, which has to print what its comments state, or to throw what the text before it
  /// does.
  void check(CodeBlock block) throws IOException {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    @Nullable Throwable thrown;
    try {
      thrown = run(block.name());
    } finally {
      System.setOut(console);
    }
    if (block.message().isEmpty() && thrown != null) {
      throw new AssertionError(block.name() + " failed", thrown);
    }
    if (!block.message().isEmpty()) {
      assertThat(String.valueOf(thrown))
          .as(block.name())
          .matches(found -> matches(block.message(), found), "matches " + block.message());
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    List<String> expected = block.expected();
    assertThat(lines).as(block.name() + " expects " + expected).hasSameSizeAs(expected);
    for (int i = 0; i < lines.size(); i++) {
      String line = expected.get(i);
      assertThat(lines.get(i))
          .as(block.name())
          .matches(found -> CodeBlock.matches(line, found), "matches " + line);
    }
  }

  /// The class of the exception may be written without its package.
  private static boolean matches(String message, String found) {
    return CodeBlock.matches(message, found)
        || CodeBlock.matches(message, found.replaceFirst("^([\\w$]+\\.)+", ""));
  }

  private @Nullable Throwable run(String name) throws IOException {
    try {
      Class<?> program = loader.loadClass(name);
      Constructor<?> constructor = program.getDeclaredConstructor();
      Method main = program.getDeclaredMethod("main");
      constructor.setAccessible(true);
      main.setAccessible(true);
      main.invoke(constructor.newInstance());
      return null;
    } catch (InvocationTargetException e) {
      return e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new IOException(name, e);
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
