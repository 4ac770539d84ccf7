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
