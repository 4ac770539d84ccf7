package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// JVMs that start Python: each ends, and with code 0, whatever is left.
class EndsTest {
  private static ChildJvm child(Path python, String... arguments) {
    return ChildJvm.of(EndsMain.class)
        .flags("--enable-native-access=ALL-UNNAMED", "-Xmx256m")
        .arguments(python.toString())
        .arguments(arguments);
  }

  private static ChildJvm.Result run(String way, String module) {
    ChildJvm.Result result =
        module.equals("nothing")
            ? child(Peers.python(), way).run()
            : child(Peers.python(module), way, module).run();
    assertThat(result.timedOut()).as(result.toString()).isFalse();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).as(result.toString()).contains("done");
    return result;
  }

  /// PyTorch has a destructor that takes Python's lock when the process ends, DuckDB one that lets
  /// it go.
  @ParameterizedTest
  @CsvSource({
    "live, nothing",
    "live, numpy",
    "live, torch",
    "careless-thread, nothing",
    "careless-thread, torch",
    "daemon, nothing",
    "daemon, torch",
    "open-scope, nothing"
  })
  void jvm_ends(String way, String module) {
    run(way, module);
  }

  @Test
  void whatPythonHasPrinted_isWritten() {
    assertThat(run("flush", "nothing").stdout()).contains("not flushed");
  }

  @Test
  void handlesThatNobodyCloses_areCollected() {
    assertThat(run("collected", "nothing").stdout()).contains("live 0");
  }

  @Test
  void forkedProcesses_areToldThatThereIsNoJava() {
    assertThat(run("fork", "nothing").stdout())
        .contains("this process was forked after the JVM had started");
  }

  @Test
  void faulthandler_doesNotTakeTheJvmsNullPointers() {
    ChildJvm.Result result = run("faulthandler", "nothing");

    assertThat(result.stdout()).contains("caught 1000");
    assertThat(result.stderr()).contains("faulthandler.enable()", "LD_PRELOAD=libjsig.so");
  }

  @Test
  void faulthandlerOfTheEnvironment_doesNotTakeThemEither() {
    ChildJvm.Result result =
        child(Peers.python(), "faulthandler").environment("PYTHONFAULTHANDLER", "1").run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("caught 1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.11", "3.12", "3.13"})
  void everyVersion_works(String version) {
    Path python = TestPython.version(version);
    ChildJvm.Result result = child(python, "live").run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("done");
  }
}
