package org.culebra.ffi.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.spi.ToolProvider;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.testsupport.CodeRoots;
import org.culebra.testsupport.Peers;

/// The command as a user runs it, and the interface that it writes.
///
/// @param source the Java source
/// @param type the compiled interface
/// @param bound its implementation
record Generated(String source, Class<?> type, Object bound) {
  /// How the command ended.
  record Run(int status, String out, String err) {}

  static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            arguments,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Writes, compiles and binds an interface.
  static Generated of(Path folder, String name, String... arguments) throws Exception {
    Path file = folder.resolve(name + ".java");
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--output";
    all[arguments.length + 1] = file.toString();
    Run run = run(all);
    if (run.err().contains("folders searched")) {
      Peers.missing(arguments[0], run.err().lines().findFirst().orElse(""));
    }
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    compile(folder, file);
    ClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, Generated.class.getClassLoader());
    Class<?> type = Class.forName(name, true, loader);
    return new Generated(Files.readString(file), type, type.getMethod("open").invoke(null));
  }

  private static void compile(Path folder, Path file) throws IOException {
    StringWriter messages = new StringWriter();
    String classPath =
        CodeRoots.of(CLibrary.class) + File.pathSeparator + CodeRoots.of(NDArray.class);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                new PrintWriter(messages),
                new PrintWriter(messages),
                "-Xlint:all",
                "-Xlint:-path,-classfile",
                "-Xdoclint:all,-missing",
                "-Werror",
                "-d",
                folder.toString(),
                "-cp",
                classPath,
                file.toString());
    assertThat(status).as(messages + "\n" + Files.readString(file)).isZero();
  }

  /// Calls the method with this name.
  Object call(String name, Object... arguments) throws ReflectiveOperationException {
    Method method =
        Arrays.stream(type.getMethods())
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    method.setAccessible(true);
    try {
      return method.invoke(bound, arguments);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    }
  }
}
