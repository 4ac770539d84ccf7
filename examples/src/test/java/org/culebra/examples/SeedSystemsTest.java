package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

/// Each example prints the expected output.
final class SeedSystemsTest {

  @Test
  void integral() {
    assertThat(printedBy(Integral::main))
        .isEqualTo(
            """
            integral 1200.000000 after 9261 calls
            capsule "double (int, double *, void *)"
            integral 1200.000000
            """);
  }

  @Test
  void shift() {
    assertThat(printedBy(Shift::main))
        .isEqualTo(
            """
            [[0. 0. 0.]
             [0. 2. 3.]
             [0. 5. 6.]
             [0. 8. 9.]]
            """);
  }

  @Test
  void derivative() {
    assertThat(Peers.library("gsl")).exists();

    assertThat(printedBy(Derivative::main))
        .isEqualTo("13.999999737279722 +- 2.886579852358283E-6\n");
  }

  @Test
  void foreignMemory() {
    assertThat(Peers.library("jemalloc")).exists();

    ChildJvm.Result result =
        ChildJvm.of(ForeignMemory.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .environment("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384")
            .run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo(
            """
            [3.14 3.14 3.14]
            expected elements inside the 8000 adopted bytes but found bytes [0, 64000): float64\
             of shape (8000,); the memory has been released
            """);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  @Test
  void overlay() {
    assertThat(printedBy(Overlay::main))
        .isEqualTo(
            """
            refcount 2
            expected native memory of at least 100 bytes for struct all but found a MemorySegment\
             of 46 bytes
            array is read-only: uint8 of shape (4,), strides (1,)
            cannot call void *memset(void s[n], int c, size_t n)
              argument 1 's': expected an array or a MemorySegment, at least n = 13 bytes, writable\
             but found uint8 of shape (13,), read-only
            """);
  }

  private static String printedBy(Consumer<String[]> main) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      main.accept(new String[0]);
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
