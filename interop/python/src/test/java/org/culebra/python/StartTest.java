package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a Python is found, and what is said where there is none.
class StartTest {
  @TempDir Path folder;

  private static ChildJvm doctor() {
    return ChildJvm.of(Main.class).flags("--enable-native-access=ALL-UNNAMED");
  }

  private static ChildJvm.Result fails(ChildJvm child) {
    ChildJvm.Result result = child.run();
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout())
        .startsWith("expected a CPython 3.11 or later with a shared library but found none:\n  ");
    return result;
  }

  private Path script(String text) throws IOException {
    Path script = folder.resolve("python3");
    Files.writeString(script, "#!/bin/sh\n" + text + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  @Test
  void report_listsWhatWasFound() {
    Path python = Peers.python("numpy");
    ChildJvm.Result result = doctor().environment("CULEBRA_PYTHON", python.toString()).run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .contains("Python: started by this library", "libpython3.", "executable", "build")
        .containsPattern("numpy +\\d")
        .contains(
            "round trip     a Java array, viewed by Python and by Java again: the same address")
        .contains("the symbols of this process: no Py_IsInitialized")
        .contains(python + " (CULEBRA_PYTHON): used, with ");
  }

  @Test
  void executableOfAVirtualEnvironment_bringsItsPackages() {
    Path environment = folder.resolve("venv");
    Command made =
        Command.run(
            List.of(
                Peers.python().toString(), "-m", "venv", "--without-pip", environment.toString()));
    assertThat(made.status()).as(made.output()).isZero();
    ChildJvm.Result result = doctor().arguments(environment.resolve("bin/python").toString()).run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).containsPattern("environment +" + environment);
  }

  @Test
  void activeEnvironment_isUsedBeforePath() {
    Path environment = folder.resolve("active");
    Command.run(
        List.of(Peers.python().toString(), "-m", "venv", "--without-pip", environment.toString()));
    ChildJvm.Result result =
        doctor()
            .environment("VIRTUAL_ENV", environment.toString())
            .environment("CULEBRA_PYTHON", "")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).containsPattern("environment +" + environment);
  }

  /// As pyenv and others have it.
  @Test
  void scriptThatRunsAPython_bringsTheEnvironmentOfThatPython() throws IOException {
    Path environment = folder.resolve("behind");
    Command.run(
        List.of(Peers.python().toString(), "-m", "venv", "--without-pip", environment.toString()));
    script("exec " + environment.resolve("bin/python3") + " \"$@\"");
    ChildJvm.Result result =
        doctor()
            .environment("CULEBRA_PYTHON", "")
            .environment("VIRTUAL_ENV", "")
            .environment("PATH", folder.toString())
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .containsPattern("environment +" + environment)
        .containsPattern("executable +" + environment.resolve("bin/python3"))
        .contains(folder.resolve("python3") + " (PATH): used, with ");
  }

  @Test
  void pythonWithoutTheModules_isPassedOver() {
    Path python = Peers.python("numpy");
    Path environment = folder.resolve("bare");
    Command.run(List.of(python.toString(), "-m", "venv", "--without-pip", environment.toString()));
    ChildJvm.Result result =
        ChildJvm.of(ModulesMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .environment("CULEBRA_PYTHON", "")
            .environment("VIRTUAL_ENV", environment.toString())
            .environment("PATH", String.valueOf(python.toAbsolutePath().getParent()))
            .arguments("numpy")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .contains(environment + "/bin/python3 (VIRTUAL_ENV): it has no numpy")
        .contains(python.resolveSibling("python3") + " (PATH): used");
  }

  @Test
  void noPythonWithTheModules_isReported() {
    Path python = Peers.python();
    ChildJvm.Result result =
        ChildJvm.of(ModulesMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .environment("CULEBRA_PYTHON", python.toString())
            .arguments("sys", "no_such_module", "neither.this")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .contains("with a shared library and sys, no_such_module, neither.this but found none:")
        .contains(python + " (CULEBRA_PYTHON): it has no no_such_module, neither.this");
  }

  @Test
  void noExecutable_isReportedWithEachTry() {
    assertThat(fails(doctor().arguments("/no/such/python")).stdout())
        .contains("/no/such/python (asked for): Cannot run program");
  }

  @Test
  void programThatIsNoPython_isReported() throws IOException {
    assertThat(fails(doctor().arguments(script("echo no; exit 3").toString())).stdout())
        .contains(
            "(asked for): expected a Python 3 but " + folder + "/python3 ended with status 3: no");
  }

  @Test
  void otherImplementations_oldVersions_and32Bits_areReported() throws IOException {
    String facts = "echo culebra:implementation=%s; echo culebra:version=%s; echo culebra:bits=%s";
    assertThat(
            fails(doctor().arguments(script(facts.formatted("pypy", "3.11.1", "64")).toString()))
                .stdout())
        .contains("(asked for): it is pypy");
    assertThat(
            fails(doctor().arguments(script(facts.formatted("cpython", "3.10.9", "64")).toString()))
                .stdout())
        .contains("(asked for): it is 3.10.9");
    assertThat(
            fails(doctor().arguments(script(facts.formatted("cpython", "3.12.9", "32")).toString()))
                .stdout())
        .contains("(asked for): it has 32 bits");
  }

  @Test
  void staticBuilds_areReported() throws IOException {
    String facts =
        "for f in implementation=cpython version=3.12.1 bits=64 shared=0 base_prefix=/nowhere"
            + " libdir=/nowhere/lib ldversion=3.12; do echo culebra:$f; done";
    assertThat(fails(doctor().arguments(script(facts).toString())).stdout())
        .contains("built without a shared library: no file /nowhere/lib/libpython3.12.so.1.0")
        .contains("configure --enable-shared");
  }

  /// A user who has several sees why each of them was not taken.
  @Test
  void everyTry_isListedWithItsReason() throws IOException {
    Path environment = folder.resolve("env");
    Files.createDirectories(environment.resolve("bin"));
    Path first = Files.createDirectories(folder.resolve("first"));
    Path second = Files.createDirectories(folder.resolve("second"));
    String facts = "echo culebra:implementation=%s; echo culebra:version=%s; echo culebra:bits=64";
    Files.move(script(facts.formatted("pypy", "3.11.1")), environment.resolve("bin/python3"));
    Files.move(script(facts.formatted("cpython", "3.9.2")), first.resolve("python3"));
    Files.move(script("echo broken; exit 7"), second.resolve("python"));
    ChildJvm child =
        doctor()
            .environment("VIRTUAL_ENV", environment.toString())
            .environment("CONDA_PREFIX", "")
            .environment("CULEBRA_PYTHON", "")
            .environment("PATH", first + ":" + folder + ":" + second);

    assertThat(fails(child).stdout().lines().map(String::strip))
        .containsSubsequence(
            environment + "/bin/python3 (VIRTUAL_ENV): it is pypy",
            first + "/python3 (PATH): it is 3.9.2",
            second
                + "/python (PATH): expected a Python 3 but "
                + second
                + "/python ended with status 7: broken");
  }

  @Test
  void attach_withoutAPython_reportsWhereItLooked() {
    ChildJvm.Result result =
        ChildJvm.of(AttachMain.class).flags("--enable-native-access=ALL-UNNAMED").run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout())
        .contains("expected a Python that runs in this process but found none:")
        .contains("the symbols of this process: no Py_IsInitialized");
  }

  /// A child JVM without Python.
  static final class AttachMain {
    private AttachMain() {}

    public static void main(String[] arguments) {
      try {
        Python.attach();
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /// A child JVM that starts a Python with modules.
  static final class ModulesMain {
    private ModulesMain() {}

    public static void main(String[] modules) {
      try {
        Python.start(PythonOptions.defaults().modules(modules));
        System.out.println(Python.report());
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
