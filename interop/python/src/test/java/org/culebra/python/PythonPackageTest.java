package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.dlpack.DLPack;
import org.culebra.ffi.CLibrary;
import org.culebra.testsupport.CodeRoots;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The Python package `culebra`: its wheel is built, installed in a new virtual environment, and
/// tested there by its own tests.
class PythonPackageTest {
  private static final Path PACKAGE = Path.of("python").toAbsolutePath();

  @TempDir static Path folder;

  private static Path python;
  private static String packages;

  @BeforeAll
  static void install() throws IOException {
    Path peers = Peers.python("pytest", "setuptools", "numpy");
    Path wheels = folder.resolve("wheels");
    pip(peers, "wheel", "--no-build-isolation", "--wheel-dir", wheels.toString(), source());
    Path environment = folder.resolve("venv");
    run(peers, "-m", "venv", "--without-pip", environment.toString());
    python = environment.resolve("bin").resolve("python");
    pip(peers, "--python", python.toString(), "install", "--no-index", wheel(wheels));
    packages = folderOfPackages(python);
    // NumPy and the others are seen in the new environment too
    Files.writeString(Path.of(packages, "peers.pth"), folderOfPackages(peers));
  }

  private static String folderOfPackages(Path python) {
    return run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip();
  }

  /// A copy, for builds leave files beside their sources.
  private static String source() throws IOException {
    Path root = folder.resolve("source");
    Path copy = root.resolve("interop").resolve("python").resolve("python");
    try (Stream<Path> files = Files.walk(PACKAGE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(PACKAGE.relativize(file));
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Files.copy(file, target);
      }
    }
    for (String file : List.of("pom.xml", "LICENSE", "NOTICE")) {
      Files.copy(Path.of("..", "..", file), root.resolve(file));
    }
    jar(root, "array-core", NDArray.class);
    jar(root, "native", CLibrary.class);
    jar(root, "dlpack", DLPack.class);
    jar(root, "interop/arrow", Column.class);
    jar(root, "interop/python", Python.class);
    return copy.toString();
  }

  /// Puts the module of a class where its build does.
  private static void jar(Path root, String module, Class<?> type) throws IOException {
    Path target = Files.createDirectories(root.resolve(module).resolve("target"));
    Path jar = target.resolve("culebra-" + module.replace('/', '-') + ".jar");
    Path built = CodeRoots.of(type);
    if (Files.isDirectory(built)) {
      int status =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(System.out, System.err, "-c", "-f", jar.toString(), "-C", built.toString(), ".");
      assertThat(status).isZero();
    } else {
      Files.copy(built, jar);
    }
  }

  private static String wheel(Path wheels) throws IOException {
    try (Stream<Path> files = Files.list(wheels)) {
      return files.findFirst().orElseThrow().toString();
    }
  }

  private static void pip(Path python, String... arguments) {
    List<String> command = new ArrayList<>(List.of("-m", "pip"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--no-deps", "--disable-pip-version-check"));
    run(python, command.toArray(String[]::new));
  }

  private static String run(Path python, String... arguments) {
    // the JVM that this one is, whatever Maven runs on
    String java = "JAVA_HOME=" + System.getProperty("java.home");
    List<String> command = new ArrayList<>(List.of("env", java, python.toString()));
    command.addAll(List.of(arguments));
    Command result = Command.run(command);
    assertThat(result.status()).as(result.output()).isZero();
    return result.output();
  }

  static List<String> ownTests() throws IOException {
    try (Stream<Path> files = Files.list(PACKAGE.resolve("tests"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("test_"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("ownTests")
  void itsOwnTests_pass(String file) {
    String tests = PACKAGE.resolve("tests").resolve(file).toString();
    String printed =
        run(python, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs", tests);
    System.out.println(printed);
    if (printed.contains("peer missing: ")) {
      String missing = printed.substring(printed.indexOf("peer missing: ") + 14);
      Peers.missing(missing.lines().findFirst().orElseThrow(), "some tests of the Python package");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.12", "3.13"})
  void otherVersionsOfPython_shareArraysWithJava(String version) {
    String program =
        "import array, sys; sys.path.append(sys.argv[1]); import culebra; culebra.start();"
            + " x = array.array('d', [1, 2]); memoryview(culebra.array(x))[0] = 42;"
            + " print(x[0], culebra.function('java.lang.Math::hypot')(3, 4))";
    assertThat(run(TestPython.version(version), "-c", program, packages)).isEqualTo("42.0 5.0\n");
  }

  @Test
  void inThePythonThatJavaStarted_itAttachesToThisJvm() {
    System.setProperty("culebra.test.jvm", "this JVM");
    try (PythonScope py = TestPython.with("numpy").open()) {
      py.importModule("sys").attribute("path").callMethod("append", packages);
      PyObject culebra = py.importModule("culebra");
      culebra.callMethod("start");
      PyObject property = culebra.callMethod("function", "java.lang.System::getProperty(String)");
      assertThat(property.call("culebra.test.jvm").asString()).isEqualTo("this JVM");
    }
  }

  @Test
  void exceptionsOfJava_areThoseOfThePackage_andTheSameInJavaAgain() {
    IllegalStateException thrown = new IllegalStateException("too dark");
    Runnable failing =
        () -> {
          throw thrown;
        };
    try (PythonScope py = TestPython.with("numpy").open()) {
      py.importModule("sys").attribute("path").callMethod("append", packages);
      py.importModule("__main__").setAttribute("f", py.function(Runnable.class, failing));
      py.run("import culebra\ntry:\n  f()\nexcept culebra.JavaError as e:\n  caught = e");
      assertThat(py.evaluate("str(caught)").asString()).contains("too dark");
      assertThatThrownBy(() -> py.run("raise ValueError from caught"))
          .isInstanceOf(PythonException.class)
          .hasCause(thrown);
    }
  }
}
