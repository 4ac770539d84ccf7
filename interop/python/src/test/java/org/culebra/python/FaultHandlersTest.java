package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Python's `faulthandler` and the JVM's null pointers, which both use SIGSEGV.
class FaultHandlersTest {
  private static final String ENABLE = "import faulthandler; faulthandler.enable()";

  private static ChildJvm child(String program) {
    return EndsTest.child(RunMain.class).arguments(program, "null-pointers");
  }

  @Test
  void faulthandler_doesNotTakeTheJvmsNullPointers() {
    ChildJvm.Result result = EndsTest.ends(child(ENABLE));

    assertThat(result.stdout()).contains("caught 1000");
    assertThat(result.stderr()).contains("faulthandler.enable()", "LD_PRELOAD=libjsig.so");
  }

  @Test
  void faulthandlerOfTheEnvironment_doesNotTakeThemEither() {
    ChildJvm.Result result = EndsTest.ends(child("pass").environment("PYTHONFAULTHANDLER", "1"));

    assertThat(result.stdout()).contains("caught 1000");
  }

  @Test
  void faulthandlerThatIsDisabledAgain_isNotWarnedOf() {
    ChildJvm.Result result = EndsTest.ends(child(ENABLE + "; faulthandler.disable()"));

    assertThat(result.stdout()).contains("caught 1000");
    assertThat(result.stderr()).isEmpty();
  }

  /// With the JDK's libjsig both have the signals: each gets those that are its own.
  @Test
  void faulthandlerBesideLibjsig_stays() {
    Path libjsig = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
    ChildJvm.Result result =
        EndsTest.ends(
            child(ENABLE + "; print('enabled', faulthandler.is_enabled(), flush=True)")
                .environment("LD_PRELOAD", libjsig.toString()));

    assertThat(result.stdout()).contains("enabled True", "caught 1000");
    assertThat(result.stderr()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"CTYPES", "JPYPE"})
  void faulthandlerOfAPythonThatStartedTheJvm_isReplacedAtTheNextProgram(PythonHost host) {
    Command result =
        host.run(
            RunMain.class,
            List.of("attach", "pass"),
            ENABLE + "; java('attach', 'pass', 'null-pointers')");

    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("caught 1000", "LD_PRELOAD=libjsig.so");
  }
}
