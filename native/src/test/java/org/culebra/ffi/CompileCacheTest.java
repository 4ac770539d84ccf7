package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cache of compiled libraries, from the point of view of an attacker who wants others to run
/// code.
class CompileCacheTest {
  private static final String SOURCE = "int answer(void) { return 43; }";
  private static final ChildJvm CHILD =
      ChildJvm.of(CompileMain.class).flags("--enable-native-access=ALL-UNNAMED");

  @TempDir private Path folder;
  private Path cache;
  private CompileOptions options;

  @BeforeEach
  void options() throws IOException {
    folder = folder.toRealPath();
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

  @Test
  void folderInWhichOthersCanRename_isRejected() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options.withCache(open.resolve("cache"))))
        .withMessage(
            "cache of compiled libraries: expected a folder that others cannot write but found mode"
                + " 777: "
                + open
                + "; remove it, or name another folder with -Dculebra.cache");
  }

  @Test
  void folderInWhichAGroupCanRename_isRejected() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "only root can give a folder to another user or group");
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setAttribute(shared, "unix:mode", 0775);
    Path cacheThere = shared.resolve("cache");

    assertThat(answer(CLibrary.compile(SOURCE, options.withCache(cacheThere)))).isEqualTo(43);
    Files.setAttribute(shared, "unix:gid", 12345, LinkOption.NOFOLLOW_LINKS);

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options.withCache(cacheThere)))
        .withMessageContaining(
            "expected a folder that no group but the user's own can write but found mode 775,"
                + " group 12345: "
                + shared);
    Files.setAttribute(shared, "unix:mode", 01775);
    assertThat(answer(CLibrary.compile(SOURCE, options.withCache(cacheThere)))).isEqualTo(43);
  }

  @Test
  void stickyFolder_isAccepted() throws IOException {
    Path open = Files.createDirectory(folder.resolve("sticky"));
    Files.setAttribute(open, "unix:mode", 01777);

    assertThat(answer(CLibrary.compile(SOURCE, options.withCache(open.resolve("cache")))))
        .isEqualTo(43);
  }

  @Test
  void folderOfAnotherUserAbove_isRejected() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "only root can give a folder to another user or group");
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.setAttribute(other, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options.withCache(other.resolve("cache"))))
        .withMessage(
            "cache of compiled libraries: expected owner 0 (this user) or root but found owner"
                + " 12345: "
                + other
                + "; remove it, or name another folder with -Dculebra.cache");
  }

  @Test
  void linkAboveTheCache_isFollowedOnce() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    CLibrary lib = CLibrary.compile(SOURCE, options.withCache(link.resolve("cache")));

    assertThat(answer(lib)).isEqualTo(43);
    assertThat(lib.name()).startsWith(real.toString());
  }

  @Test
  void fileInPlaceOfTheCache_isRejected() throws IOException {
    Files.createFile(cache);

    assertThatIllegalStateException()
        .isThrownBy(() -> CLibrary.compile(SOURCE, options))
        .withMessageStartingWith(
            "cache of compiled libraries: expected a folder of this user alone but found a file: ");
  }

  @Test
  void libraryCutShort_isCompiledAgain() throws IOException {
    Files.createDirectory(
        cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    CHILD.arguments(cache.toString()).run();
    Path library = cached().getFirst();
    Files.write(library, new byte[] {1, 2, 3});

    ChildJvm.Result again = CHILD.arguments(cache.toString()).run();

    assertThat(again.stdout()).as(again.toString()).isEqualTo("42\n");
    assertThat(Files.size(library)).isGreaterThan(3);
    assertThat(cached()).containsExactly(library);
  }

  @Test
  void undefinedSymbol_isOneError_withoutALog() {
    String source = "int absent(void); int answer(void) { return absent(); }";

    ChildJvm.Result result = CHILD.arguments(cache.toString(), source).run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo(
            "expected C source whose symbols are all defined but found 'absent', which is not;"
                + " define it, add the flag -lNAME for the library that has it, or open that one"
                + " before with Visibility.GLOBAL\n");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  void undefinedSymbol_isFoundInAGlobalLibrary_openedLater() throws IOException {
    String source = "int late(void); int answer(void) { return late(); }";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.compile(source, options))
        .withMessageContaining("found 'late', which is not");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.compile(source, options.fresh()))
        .withMessageContaining("found 'late', which is not");
    Path late = CFixtures.sharedLibrary("late", "int late(void) { return 43; }");

    CLibrary.open(late.toString(), CLibrary.Visibility.GLOBAL);

    assertThat(answer(CLibrary.compile(source, options))).isEqualTo(43);
    assertThat(cached()).hasSize(1);
  }

  @Test
  void libraryDamaged_isCompiledAgain() throws IOException {
    CHILD.arguments(cache.toString()).run();
    Path library = cached().getFirst();
    byte[] whole = Files.readAllBytes(library);
    byte[] garbage = whole.clone();
    Arrays.fill(garbage, 64, garbage.length, (byte) 0x5a);

    for (byte[] damaged : List.of(Arrays.copyOf(whole, 1024), new byte[0], garbage)) {
      Files.write(library, damaged);
      ChildJvm.Result again = CHILD.arguments(cache.toString()).run();

      assertThat(again.stdout()).as(again.toString()).isEqualTo("42\n");
      assertThat(Files.size(library)).isEqualTo(whole.length);
      assertThat(cached()).containsExactly(library);
    }
  }

  @Test
  void openUmask_leavesNothingOpen() throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String command =
        "umask 0; exec '%s' --enable-native-access=ALL-UNNAMED -cp '%s' %s '%s'"
            .formatted(java, classPath(), CompileMain.class.getName(), folder.resolve("a/b/cache"));
    for (int run = 0; run < 2; run++) {
      Path out = folder.resolve("out" + run);
      Process process =
          new ProcessBuilder("/bin/sh", "-c", command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      assertThat(process.waitFor()).isZero();
      assertThat(Files.readString(out)).isEqualTo("42\n");
    }
    cache = folder.resolve("a/b/cache");
    for (Path path : List.of(folder.resolve("a"), cache, cached().getFirst())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rwx------");
    }
  }

  private static String classPath() {
    String name = CompileMain.class.getName().replace('.', '/') + ".class";
    String here = CompileMain.class.getResource("/" + name).getPath();
    return Stream.of(
            here.substring(0, here.length() - name.length()),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void twoJvmsAtOnce_bothGetTheLibrary() throws IOException {
    List<CompletableFuture<ChildJvm.Result>> runs =
        IntStream.range(0, 2)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> CHILD.arguments(cache.toString()).run()))
            .toList();

    for (CompletableFuture<ChildJvm.Result> run : runs) {
      assertThat(run.join().stdout()).as(run.join().toString()).isEqualTo("42\n");
    }
    assertThat(cached()).hasSize(1);
  }

  @Test
  void userWithoutAHome_getsAdvice() {
    ChildJvm.Result result = CHILD.flags("-Duser.home=?", "-Dculebra.cache=").run();

    assertThat(result.stdout())
        .as(result.toString())
        .satisfiesAnyOf(
            text ->
                assertThat(text)
                    .isEqualTo(
                        "cache of compiled libraries: expected a user with a home folder but found"
                            + " '?'; name a folder with -Dculebra.cache\n"),
            text -> assertThat(System.getenv("XDG_CACHE_HOME")).startsWith("/"));
  }

  @Test
  void relativeCacheHome_isIgnored() throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Duser.home=" + folder,
            "-cp",
            classPath(),
            CompileMain.class.getName());
    builder.directory(folder.toFile()).environment().put("XDG_CACHE_HOME", "here");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());

    assertThat(builder.start().waitFor()).isZero();

    assertThat(Files.readString(folder.resolve("out"))).isEqualTo("42\n");
    assertThat(folder.resolve("here")).doesNotExist();
    assertThat(folder.resolve(".cache/culebra")).isDirectory();
  }
}
