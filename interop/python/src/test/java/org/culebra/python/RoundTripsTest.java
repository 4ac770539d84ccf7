package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

/// Each kind of round trip 100 000 times, with `-Plong` a million times, without growth.
class RoundTripsTest {
  private static final boolean LONG = Boolean.getBoolean("culebra.long");
  private static final int ROUNDS = LONG ? 1_000_000 : 100_000;
  private static final int KINDS = 21;

  private static final Pattern LINE =
      Pattern.compile("(.*): exports (-?\\d+), live (-?\\d+), grown (-?\\d+) KiB, (\\d+) ms");

  @Test
  void roundTripsOfEachKind_doNotGrow() {
    ChildJvm.Result result =
        ChildJvm.of(RoundTripsMain.class)
            .flags("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-Xms64m", "-XX:+UseSerialGC")
            .flags("-XX:+AlwaysPreTouch")
            .arguments(
                Peers.python("numpy", "torch", "pyarrow").toString(), Integer.toString(ROUNDS))
            .within(Duration.ofMinutes(LONG ? 30 : 8))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> lines = result.stdout().lines().toList();
    assertThat(lines).as(result.toString()).hasSize(KINDS + 1).endsWith("done");
    for (String line : lines.subList(0, KINDS)) {
      Matcher matcher = LINE.matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      assertThat(Long.parseLong(matcher.group(2))).as(line).isLessThanOrEqualTo(0);
      assertThat(Long.parseLong(matcher.group(3))).as(line).isLessThanOrEqualTo(0);
      assertThat(Long.parseLong(matcher.group(4)))
          .as(line)
          .isLessThanOrEqualTo(RoundTripsMain.MOST_BYTES >> 10);
    }
  }
}
