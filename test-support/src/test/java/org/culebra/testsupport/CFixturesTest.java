package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CFixturesTest {
  @Test
  void sharedLibrary_hasItsSymbols() {
    Path library =
        CFixtures.sharedLibrary(
            "answer", "#include <math.h>\ndouble answer(double x) { return cbrt(x); }\n", "-lm");
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup lookup = SymbolLookup.libraryLookup(library, arena);
      assertThat(lookup.find("answer")).isPresent();
      assertThat(lookup.find("question")).isEmpty();
    }
  }

  @Test
  void executable_runs() throws Exception {
    Path program = CFixtures.executable("seven", "int main(void) { return 7; }\n");
    assertThat(new ProcessBuilder(program.toString()).start().waitFor()).isEqualTo(7);
  }

  @Test
  void executable_fromFile_isNamedAfterIt(@TempDir Path folder) throws Exception {
    Path source = Files.writeString(folder.resolve("eight.c"), "int main(void) { return 8; }\n");
    Path program = CFixtures.executable(source);
    assertThat(program.getFileName().toString()).startsWith("eight");
    assertThat(new ProcessBuilder(program.toString()).start().waitFor()).isEqualTo(8);
  }

  @Test
  void compile_badText_quotesTheCompiler() {
    assertThatThrownBy(() -> CFixtures.sharedLibrary("broken", "int f( {\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the C compiler failed")
        .hasMessageContaining("broken.c:1");
  }

  @Test
  void run_noCompiler_saysWhatIsNeeded(@TempDir Path folder) {
    assertThatThrownBy(
            () -> CFixtures.run(List.of("no-such-compiler"), folder.resolve("compiler-output.txt")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "expected a C compiler called cc, or named by the environment variable CC, but cannot"
                + " start \"no-such-compiler\"");
  }

  @Test
  void compiler_honorsItsVariable() {
    assertThat(CFixtures.compiler(null)).containsExactly("cc");
    assertThat(CFixtures.compiler(" ")).containsExactly("cc");
    assertThat(CFixtures.compiler("ccache gcc")).containsExactly("ccache", "gcc");
  }

  @Test
  void compiler_mayHaveASpaceInItsPath(@TempDir Path folder) throws IOException {
    Path program = Files.createDirectory(folder.resolve("a b")).resolve("cc");
    Files.writeString(program, "");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(CFixtures.compiler(" " + program)).containsExactly(program.toString());
  }
}
