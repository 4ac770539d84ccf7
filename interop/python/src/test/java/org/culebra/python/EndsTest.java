package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a JVM does at its end that has started Python. [EndsMatrixTest] has the ways to end.
class EndsTest {
  static ChildJvm child(Class<?> main, String... modules) {
    return ChildJvm.of(main)
        .flags("--enable-native-access=ALL-UNNAMED", "-Xmx256m")
        .arguments(Peers.python(modules).toString());
  }

  static ChildJvm.Result ends(ChildJvm child) {
    ChildJvm.Result result = child.run();
    assertThat(result.timedOut()).as(result.toString()).isFalse();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).as(result.toString()).contains("done");
    return result;
  }

  @Test
  void whatPythonHasPrinted_isWritten() {
    ChildJvm child = child(RunMain.class).arguments("print('not flushed', end='')");

    assertThat(ends(child).stdout()).contains("not flushed");
  }

  /// By a signal, since only a thread itself can give Python's lock back.
  @ParameterizedTest
  @CsvSource({"exit-in-scope, 3", "exit-in-function, 3", "return, 0"})
  void threadThatNeverRunsAgain_losesTheLock(String way, int status) {
    String left = way.equals("return") ? "exports,atexit,scope" : "exports,atexit";
    ChildJvm.Result result = child(EndMain.class).arguments(left, way).run();

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(status);
    assertThat(result.stdout()).contains("atexit (3,)");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  void scopeThatKeepsTheLock_isNamed() {
    ChildJvm.Result result = child(EndMain.class).arguments("waiter", "exit").run();

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(3);
    assertThat(result.stderr())
        .isEqualTo(
            "WARNING: the JVM ends without calling Python's atexit functions, because Python's lock"
                + " was not released within 5 s; threads that hold it or wait for it:"
                + " left-in-scope. Close a scope before its thread waits for others\n");
  }

  @Test
  void atexitFunctions_areCalled_andHaveJava() {
    ChildJvm child =
        child(RunMain.class)
            .arguments("import atexit; atexit.register(lambda: print(memoryview(x).tolist()))");

    assertThat(ends(child).stdout()).contains("[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]");
  }

  @Test
  void unclosedHandles_areCollected() {
    assertThat(ends(child(RunMain.class).arguments("pass", "collect")).stdout()).contains("live 0");
  }

  /// Its threads stay attached to the JVM, see `InvocationTable`.
  @ParameterizedTest
  @CsvSource({
    "pyarrow, return",
    "pyarrow, exit",
    "duckdb, return",
    "duckdb, exit",
    "polars, return",
    "polars, exit"
  })
  void jvm_ends_thoughThreadsOfALibraryHaveCalledJava(String library, String way) {
    String[] modules =
        library.equals("duckdb") ? new String[] {"pyarrow", "duckdb"} : new String[] {library};
    ChildJvm.Result result = ends(child(PoolsMain.class, modules).arguments(library, way));

    assertThat(result.stdout()).contains("rows 4000000");
    if (library.equals("pyarrow")) {
      assertThat(result.stdout()).contains("with other threads: true");
    }
  }
}
