package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {

  @Test
  void aNonexistentModule_skipsOrFails_andReportsWhatIsMissing() {
    assertThatThrownBy(() -> Peers.python("no_such_module_of_anybody"))
        .isInstanceOf(
            Peers.isRequired(System.getenv("CI"))
                ? AssertionError.class
                : org.opentest4j.TestAbortedException.class)
        .hasMessageStartingWith("peer missing: Python with no_such_module_of_anybody (")
        .hasMessageContaining("build/peers provides it");
  }

  @Test
  void aNonexistentLibrary_isMissing() {
    assertThatThrownBy(() -> Peers.library("nosuchlibraryofanybody"))
        .hasMessageStartingWith("peer missing: libnosuchlibraryofanybody (");
  }

  /// Every Linux with a C library has it, whatever else is missing.
  @Test
  void cLibrary_isFound() {
    Path found = Peers.library("c");

    assertThat(Files.isRegularFile(found)).as(found.toString()).isTrue();
  }

  @Test
  void onlyTrue_isCi() {
    assertThat(List.of(Peers.isRequired("true"), Peers.isRequired("false"), Peers.isRequired(null)))
        .containsExactly(true, false, false);
  }

  @Test
  void command_givesStatusAndOutput() {
    Command ended = Command.run(List.of("sh", "-c", "echo out; echo err >&2; exit 3"));

    assertThat(ended).isEqualTo(new Command(3, "out\nerr\n"));
  }

  @Test
  void commandThatIsNotThere_isNamed() {
    assertThatThrownBy(() -> Command.run(List.of("no-such-program-of-anybody")))
        .hasMessage("cannot start \"no-such-program-of-anybody\"");
  }
}
