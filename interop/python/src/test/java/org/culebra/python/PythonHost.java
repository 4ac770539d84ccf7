package org.culebra.python;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;

/// Processes of Python that start a JVM.
enum PythonHost {
  /// The Python that has the packages, by `ctypes` and `JNI_CreateJavaVM`.
  CTYPES("ctypes_host.py", ""),
  /// The same by others, which have none.
  CTYPES_3_12("ctypes_host.py", "3.12"),
  CTYPES_3_13("ctypes_host.py", "3.13"),
  /// Debian's Python, by Debian's JPype.
  JPYPE("jpype_host.py", "");

  private final String script;
  private final String version;

  PythonHost(String script, String version) {
    this.script = script;
    this.version = version;
  }

  /// Runs the main method of a class in a JVM, and then a program in Python.
  ///
  /// @param main whose method it is
  /// @param arguments its arguments
  /// @param code the program, for which `vm` is the JVM, `destroy(vm)` ends it, and `java(argument,
  ///   ...)` runs the method again
  /// @param modules that the Python must have
  Command run(Class<?> main, List<String> arguments, String code, String... modules) {
    List<String> command = new ArrayList<>();
    String classPath = ChildJvm.classPath(main);
    if (this == JPYPE) {
      Peers.JPype jpype = Peers.jpype();
      command.add(jpype.python().toString());
      classPath = jpype.jar() + ":" + classPath;
    } else {
      Path python = version.isEmpty() ? Peers.python(modules) : TestPython.version(version);
      command.add(python.toString());
    }
    command.addAll(List.of("-c", TestPython.source(script)));
    command.add(System.getProperty("java.home"));
    command.add(main.getName());
    command.add(
        String.join(
            "\n",
            "-Djava.class.path=" + classPath,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/stderr",
            "-Xmx256m"));
    command.add(code);
    command.addAll(arguments);
    return Command.run(command);
  }
}
