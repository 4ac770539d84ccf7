package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileTest {
  private static final String SOURCE = "int answer(void) { return 42; }";

  @TempDir Path folder;
  private Path cache;
  private CompileOptions options;

  @BeforeEach
  void options() {
    cache = folder.resolve("cache");
    options = CompileOptions.defaults().withCache(cache);
  }

  private static Object answer(CLibrary lib) {
    return Calls.of(Integer.class, lib.function("int answer(void)"));
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }

  /// A program of this name in a folder with a space.
  private Path program(String text) throws IOException {
    Path program = Files.createDirectories(folder.resolve("a b")).resolve("my cc");
    Files.writeString(program, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }

  @Test
  void compilerWithSpacesInItsPath_isRun() throws IOException {
    Path program = program("exec cc \"$@\"");

    CLibrary lib = CLibrary.compile(SOURCE, options.withCompiler(program.toString()));

    assertThat(answer(lib)).isEqualTo(42);
  }

  @Test
  void endlessOutput_isCut() throws IOException {
    Path program =
        program(
            "[ \"$1\" = --version ] && exit 0; head -c 100000000 /dev/zero | tr '\\0' x; exit 1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options.withCompiler(program.toString())))
        .withMessageContaining("... and " + (100_000_000 - 65_536) + " bytes more")
        .matches(e -> String.valueOf(e.getMessage()).length() < 70_000);
  }

  @Test
  void compile_twice_usesTheCache() throws IOException {
    assertThat(answer(CLibrary.compile(SOURCE, options))).isEqualTo(42);
    Path library = cached().getFirst();
    Object first = Files.readAttributes(library, "creationTime,fileKey");

    assertThat(answer(CLibrary.compile(SOURCE, options))).isEqualTo(42);

    assertThat(cached()).containsExactly(library);
    assertThat((Object) Files.readAttributes(library, "creationTime,fileKey")).isEqualTo(first);
    assertThat(Files.getPosixFilePermissions(cache))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void compile_otherTextOrFlags_isAnotherLibrary() throws IOException {
    CLibrary.compile(SOURCE, options);
    CLibrary.compile(SOURCE + "\n", options);
    CLibrary.compile(SOURCE, options.withFlags("-O1"));

    assertThat(cached()).hasSize(3);
  }

  @Test
  void fresh_leavesNothingBehind() throws IOException {
    assertThat(answer(CLibrary.compile(SOURCE, options.fresh()))).isEqualTo(42);

    assertThat(cached()).isEmpty();
  }

  @Test
  void badSource_givesTheCompilersMessages() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.compile("int f( { return 1; }", options))
        .withMessageStartingWith("the C compiler rejected the source (status 1)\n")
        .withMessageContaining("source.c:1:8: error:");
    assertThat(cached()).isEmpty();
  }

  @Test
  void missingCompiler_isOneSentence() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options.withCompiler("/nonexistent")))
        .withMessage(
            "expected a C compiler but found no program '/nonexistent' on PATH; install one, or"
                + " name it in the environment variable CC");
  }

  @Test
  void compilerWithArguments_isUnderstood() {
    assertThat(answer(CLibrary.compile(SOURCE, options.withCompiler("cc -DUNUSED=1"))))
        .isEqualTo(42);
  }

  @Test
  void cacheOpenToOthers_isRejected() throws IOException {
    Files.createDirectory(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options))
        .withMessage(
            "cache of compiled libraries: expected mode rwx------ but found rwxr-xr-x: "
                + cache
                + "; remove it, or name another folder with -Dculebra.cache");
  }

  @Test
  void cacheThatIsALink_isRejected() throws IOException {
    Files.createSymbolicLink(cache, Files.createDirectory(folder.resolve("elsewhere")));

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options))
        .withMessageStartingWith(
            "cache of compiled libraries: expected a folder of this user alone but found a symbolic"
                + " link: ");
  }

  @Test
  void cacheOfAnotherUser_isRejected() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "only root can give a file to another user");
    CLibrary.compile(SOURCE, options);
    Files.setAttribute(cache, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options))
        .withMessageStartingWith(
            "cache of compiled libraries: expected owner 0 (this user) but found owner 12345: ");
  }

  @Test
  void libraryThatOthersCanWrite_isRejected() throws IOException {
    CLibrary.compile(SOURCE, options);
    Files.setPosixFilePermissions(
        cached().getFirst(), PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options))
        .withMessageContaining("expected a file only its owner can write but found rwxrwxrwx");
  }

  @Test
  void libraryThatIsALink_isRejected() throws IOException {
    CLibrary.compile(SOURCE, options);
    Path library = cached().getFirst();
    Path aside = folder.resolve("aside");
    Files.move(library, aside);
    Files.createSymbolicLink(library, aside);

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options))
        .withMessageContaining("expected a plain file but found a symbolic link");
  }
}
