package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A curve of growth")
class CurveTest {

  /// Times at 1, 10, 100 ...
  private static Curve live(double... times) {
    List<Curve.Point> points = new ArrayList<>();
    for (double time : times) {
      points.add(new Curve.Point(Math.pow(10, points.size()), List.of(time)));
    }
    return new Curve("live", "export", "object", points);
  }

  @Test
  void noiseAndFallingTimes_areFlat() {
    assertThat(live(10, 11, 10, 12).verdict()).isEqualTo("flat");
    assertThat(live(50, 20, 10).verdict()).isEqualTo("flat");
  }

  @Test
  void aRise_isLocated() {
    assertThat(live(50, 10, 10, 30, 32).verdict())
        .isEqualTo("3.2x, most of it from 100 to 1000; flat at the end");
    assertThat(live(10, 10, 10, 20, 40, 200).verdict())
        .isEqualTo("20x, most of it from 10⁴ to 10⁵; rises to the end");
  }

  @Test
  void aPeakThatPasses_isFlat() {
    assertThat(live(10, 40, 10).verdict()).isEqualTo("flat");
  }

  @Test
  void sizes_haveUnits() {
    assertThat(Curve.size("bytes", 0x1p33)).isEqualTo("8 GiB");
    assertThat(Curve.size("bytes", 0x1p16)).isEqualTo("64 KiB");
    assertThat(Curve.size("live", 1e6)).isEqualTo("10⁶");
    assertThat(Curve.size("ranks", 8)).isEqualTo("8");
  }

  @Test
  void linesOfSeveralJvms_areCollected() {
    GrowthRun run = new GrowthRun();
    run.read("WARNING: something of the JVM's");
    run.read("bytes\tnote\thalf the memory");
    run.read("bytes\tcopy\telement\t1024\t0.5");
    run.read("bytes\tcopy\telement\t4096\t0.25");
    run.read("bytes\tcopy\telement\t1024\t0.75");
    run.read("bytes\tnote\thalf the memory");
    assertThat(run.growth())
        .isEqualTo(
            new Report.Growth(
                List.of(
                    new Curve(
                        "bytes",
                        "copy",
                        "element",
                        List.of(
                            new Curve.Point(1024, List.of(0.5, 0.75)),
                            new Curve.Point(4096, List.of(0.25))))),
                List.of(new Report.Note("bytes", "half the memory"))));
  }
}
