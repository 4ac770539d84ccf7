package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShapesTest {
  private final Random random = Seeds.random("ShapesTest");

  @Test
  void random_keepsRankAndSize_andReachesTheEdges() {
    boolean scalar = false;
    boolean empty = false;
    boolean highest = false;
    for (int i = 0; i < 2000; i++) {
      long[] shape = Shapes.random(random, 5, 100);
      assertThat(shape.length).isBetween(0, 5);
      assertThat(size(shape)).isBetween(0L, 100L);
      scalar |= shape.length == 0;
      empty |= size(shape) == 0;
      highest |= shape.length == 5;
    }
    assertThat(scalar && empty && highest).isTrue();
  }

  @Test
  void nonEmpty_hasElements() {
    for (int i = 0; i < 1000; i++) {
      assertThat(size(Shapes.nonEmpty(random, 4, 30))).isBetween(1L, 30L);
    }
  }

  @Test
  void nonEmpty_noRoom_isRejected() {
    assertThatThrownBy(() -> Shapes.nonEmpty(random, 1, 0))
        .hasMessage("expected a maxSize of 1 or more but found 0");
  }

  private static long size(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
