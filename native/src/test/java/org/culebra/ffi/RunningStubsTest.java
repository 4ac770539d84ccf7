package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;

/// What runs is held: each kind of code that C can be in while its arena is closed.
class RunningStubsTest {
  private static final String REJECTED = "[IllegalStateException Session is acquired by 1 clients]";

  /// Those that can be closed are made by `StubMemory` alone; all others in the global arena, which
  /// is never closed, or, in `LinkerLimits`, to ask the linker: no C gets those.
  @Test
  void functionPointers_areMadeInTheseFilesOnly() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> file.toString().contains("src/main/"))
                  .filter(file -> read(file).contains("Restricted.upcall("))
                  .map(file -> file.getFileName() + (isGlobal(file) ? ", global" : "")))
          .containsExactlyInAnyOrder(
              "StubMemory.java",
              "LinkerLimits.java",
              "ReleaseStub.java, global",
              "StreamWriter.java, global");
    }
  }

  private static boolean isGlobal(Path file) {
    String text = read(file).replaceAll("\\s+", " ");
    int call = text.indexOf("Restricted.upcall(");
    return text.substring(call, text.indexOf(';', call)).contains("Arena.global())");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void closing_whileTheCodeRuns_takesEffectAfterTheLastReturn() {
    String library = CFixtures.sharedLibrary("running", RunningStubsMain.SOURCE).toString();
    ChildJvm.Result result =
        ChildJvm.of(RunningStubsMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(library)
            .run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo(
            """
            confined: 41 [done]
            shared: 41 [done]
            exchange confined: 41 [done]
            exchange shared: 41 [done]
            shared, by another thread: 41 [done]
            exchange shared, by another thread: 41 [done]
            automatic, unreachable: 41
            nested: 16
            recursive: 10
            compiled: 15
            capsule own: 15
            capsule in arena: 15
            capsule traced: 15
            call_holder, 1 arenas: 17 REJECTED
            call_holder, 1 arenas, bound: 17 REJECTED
            call_holder, 1 arena, the struct's own: 17 REJECTED
            call_holder, 1 arena, the struct's own, bound: 17 REJECTED
            call_holder, 40 arenas: 17 REJECTED
            call_holder, 40 arenas, bound: 17 REJECTED
            call_holder_copy, 1 arenas: 17 REJECTED
            call_holder_copy, 1 arenas, bound: 17 REJECTED
            call_holder_copy, 1 arena, the struct's own: 17 REJECTED
            call_holder_copy, 1 arena, the struct's own, bound: 17 REJECTED
            closed afterwards: false
            call_holder_copy, 40 arenas: 17 REJECTED
            call_holder_copy, 40 arenas, bound: 17 REJECTED
            """
                .replace("REJECTED", REJECTED));
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
