package org.culebra.ffi.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command prints if it cannot write an interface.
class MainTest {
  @TempDir private Path folder;

  private static void assertFails(int status, String message, String... arguments) {
    Generated.Run run = Generated.run(arguments);
    assertThat(run.err()).contains(message);
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void header_thatIsMissing_isReportedWithTheFolders() {
    assertFails(1, "folders searched\n", "culebra_nowhere.h");
  }

  @Test
  void functions_withoutMatch_areReportedWithSimilarNames() {
    assertFails(
        1,
        "expected a function of <string.h> but found 'strlenn'; did you mean 'strlen'?",
        "string.h",
        "-f",
        "strcmp,strlenn");
  }

  @Test
  void functions_ofAnotherLibrary_areReportedWithTheWayOut() {
    Path header = folder.resolve("absent.h");
    assertThat(write(header, "int culebra_absent(int x);")).isTrue();

    assertFails(1, "name the library that has them: --library NAME", header.toString());
  }

  @Test
  void header_withoutFunctionsOfItsOwn_isReportedWithTheWayOut() {
    Path header = folder.resolve("umbrella.h");
    assertThat(write(header, "#include <string.h>")).isTrue();

    assertFails(1, "choose them with --functions", header.toString());
  }

  @Test
  void output_thatExists_isKeptUnlessForced() throws Exception {
    Path file = Files.writeString(folder.resolve("Strings.java"), "mine");
    String[] arguments = {"string.h", "-f", "strlen", "-o", file.toString(), "--force"};

    assertFails(1, "--force overwrites it", "string.h", "-f", "strlen", "-o", file.toString());
    assertThat(file).hasContent("mine");
    assertThat(Generated.run(arguments).status()).isZero();
    assertThat(file).content().contains("interface Strings", "long strlen(String ");
  }

  @Test
  void arguments_thatAreInvalid_areReported() {
    assertFails(2, "expected a header, such as zlib.h, but found none");
    assertFails(2, "but found '--functoins'; did you mean '--functions'?", "--functoins=a", "x.h");
    assertFails(2, "expected a value after -f but found none", "string.h", "-f");
    assertFails(
        2,
        "expected a name for the interface, other than those of java.lang, but found 'a-b'",
        "x.h",
        "--class",
        "a-b");
    assertFails(2, "expected the name of a package but found 'a..b'", "x.h", "-p", "a..b");
    assertFails(1, "choose one with --class", "string.h", "-f", "memcpy", "--class", "NDArray");
  }

  @Test
  void header_byARelativePath_isRead() {
    String header = "./src/test/../test/resources/org/culebra/ffi/tool/shapes.h";

    Generated.Run run = Generated.run(header, "-l", ShapesLibrary.PATH.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("double shapes_area(NDArray x, NDArray y, long n);");
  }

  /// Java reads a character in `\\u0041` even in comments, and rejects what is not one.
  @Test
  void backslashes_beforeU_areDoubled() {
    Path header = folder.resolve("paths.h");
    String text =
        """
        #define HOME_FOLDER "C:\\\\users"
        /* prints, as in
         *
         *   puts("\\\\user");
         */
        int puts(const char *s);
        """;
    assertThat(write(header, text)).isTrue();

    Generated.Run run = Generated.run(header.toString(), "-c", "*");

    assertThat(run.out()).contains("= \"C:\\\\users\";", "puts(\"\\\\\\\\user\");");
  }

  @Test
  void code_inBackticks_isCode() {
    Path header = folder.resolve("code.h");
    String text =
        """
        /* Frees `*s` with `free`, *not* ``drop''; see `puts\\n`. */
        int puts(const char *s);
        """;
    assertThat(write(header, text)).isTrue();

    Generated.Run run = Generated.run(header.toString());

    assertThat(run.out())
        .contains("/// Frees `*s` with `free`, \\*not\\* \\`\\`drop''; see \\`puts");
  }

  @Test
  void help_isPrinted() {
    Generated.Run run = Generated.run("--help");

    assertThat(run.out()).startsWith("usage: java -m org.culebra.ffi HEADER... [options]");
    assertThat(run.status()).isZero();
  }

  /// The real command, which ends its process with the status.
  @Test
  void main_writesToStandardOutput() {
    ChildJvm.Result result =
        ChildJvm.of(Main.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments("string.h", "--functions", "strlen")
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("public interface CString {", "long strlen(String ");
    assertThat(result.stderr()).isEmpty();
  }

  private static boolean write(Path file, String text) {
    try {
      Files.writeString(file, text);
      return true;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
