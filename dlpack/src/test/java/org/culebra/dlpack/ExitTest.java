package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Item 53: releases at the end of the process, when the JVM has ended.
class ExitTest {
  private static final String HOST =
      """
      #include <jni.h>
      #include <stdio.h>
      /* a C program that starts a JVM, runs a main method and ends the JVM before itself */
      int main(int argc, char **argv) {
        JavaVM *vm; JNIEnv *env;
        JavaVMOption options[] = {{argv[1], 0}, {"--enable-native-access=ALL-UNNAMED", 0}};
        JavaVMInitArgs args = {JNI_VERSION_10, 2, options, JNI_FALSE};
        if (JNI_CreateJavaVM(&vm, (void **) &env, &args) != JNI_OK) return 10;
        jclass main = (*env)->FindClass(env, "org/culebra/dlpack/ExitMain");
        if (!main) { (*env)->ExceptionDescribe(env); return 11; }
        jmethodID method = (*env)->GetStaticMethodID(env, main, "main", "([Ljava/lang/String;)V");
        jclass text = (*env)->FindClass(env, "java/lang/String");
        jobject end = (*env)->NewStringUTF(env, argv[2]);
        jobjectArray arguments = (*env)->NewObjectArray(env, 1, text, end);
        (*env)->CallStaticVoidMethod(env, main, method, arguments);
        if ((*env)->ExceptionCheck(env)) { (*env)->ExceptionDescribe(env); return 12; }
        if ((*vm)->DestroyJavaVM(vm) != JNI_OK) return 13;
        puts("the JVM has ended");
        fflush(stdout);
        return 0;
      }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "return, 'released 6 at exit, sum 90'",
    "exit, 'released 6 at exit, sum 90'",
    "hook, 'released 12 at exit, sum 180'"
  })
  @DisplayName("item 53: a Java program ends; C releases from atexit")
  void javaProgram(String end, String line) {
    ChildJvm.Result result =
        ChildJvm.of(ExitMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(end)
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).isEqualTo(line + "\n");
    assertThat(result.stderr()).isEmpty();
  }

  /// The JDK detaches the thread when it ends, which would then wait for the JVM indefinitely.
  @ParameterizedTest
  @ValueSource(strings = {"pool-return", "pool-exit"})
  @DisplayName("item 53: C waits at exit for a thread that has released")
  void javaProgram_threadOfCHasReleased(String end) {
    ChildJvm.Result result =
        ChildJvm.of(ExitMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(end)
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).isEqualTo("joined\n");
    assertThat(result.stderr()).isEmpty();
  }

  @Test
  @DisplayName("item 53: the same in a JVM that a C program made")
  void cHost_threadOfCHasReleased() throws Exception {
    assertThat(runHost("pool-return")).containsExactly("the JVM has ended", "joined");
    assertThat(runHost("pool-exit")).containsExactly("joined");
  }

  @Test
  @DisplayName("item 53: a C program ends its JVM, then itself; C releases from atexit")
  void cHost_returns() throws Exception {
    assertThat(runHost("return"))
        .containsExactly("the JVM has ended", "released 6 at exit, sum 90");
  }

  @Test
  @DisplayName("item 53: System.exit in a JVM that a C program made")
  void cHost_exits() throws Exception {
    assertThat(runHost("exit")).containsExactly("released 6 at exit, sum 90");
  }

  private List<String> runHost(String end) throws Exception {
    Path home = Path.of(System.getProperty("java.home"));
    Path include = home.resolve("include");
    Path header = include.resolve("linux").resolve("jni_md.h");
    assumeTrue(Files.exists(header), () -> "this JDK has no " + header + " to build a C host with");
    Path server = home.resolve("lib").resolve("server");
    Path host =
        CFixtures.executable(
            "host",
            HOST,
            "-I" + include,
            "-I" + include.resolve("linux"),
            "-L" + server,
            "-Wl,-rpath," + server,
            "-ljvm");
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(host.toString(), "-Djava.class.path=" + classPath(), end)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    assertThat(ended).as("it ended").isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readAllLines(output);
  }

  private static String classPath() throws Exception {
    String file = ExitMain.class.getName().replace('.', '/') + ".class";
    String here = Objects.requireNonNull(ExitMain.class.getResource("/" + file)).toString();
    Set<String> entries = new LinkedHashSet<>();
    entries.add(Path.of(URI.create(here.substring(0, here.length() - file.length()))).toString());
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty()) {
          entries.add(Path.of(entry).toAbsolutePath().toString());
        }
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
