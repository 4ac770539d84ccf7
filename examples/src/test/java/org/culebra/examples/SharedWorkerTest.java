package org.culebra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

final class SharedWorkerTest {

  @Test
  void bothProcesses_workOnOneArray() throws IOException {
    String python = Peers.python("numpy").toString();
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      SharedWorker.main(new String[] {python, "1000000"});
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .matches(
            "(handed over 8 MB in \\d+\\.\\d\\d ms\n){3}the first is 12\\.0, the last 12\\.0\n");
  }
}
