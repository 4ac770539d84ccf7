package org.culebra.array.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// All are released, whatever the others throw.
class ReleasesTest {
  private final List<Integer> released = new ArrayList<>();

  private void release(int number) {
    released.add(number);
    if (number % 2 == 0) {
      throw new StackOverflowError("on purpose " + number);
    }
  }

  @Test
  void each_throwsTheFirst_afterAll() {
    assertThatThrownBy(() -> Releases.each(List.of(1, 2, 3, 4, 5), this::release))
        .isInstanceOf(StackOverflowError.class)
        .hasMessage("on purpose 2")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    assertThat(released).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void after_leavesTheFailureToTheCaller() {
    IllegalStateException failure = new IllegalStateException("first");
    Releases.after(failure, List.of(2, 3, 4), this::release);
    assertThat(released).containsExactly(2, 3, 4);
    assertThat(failure.getSuppressed()).hasSize(2);
  }

  @Test
  void and_goesOn_afterAnError() {
    Releases releases = new Releases().and(() -> release(2)).and(() -> release(3));
    assertThatThrownBy(releases::rethrow).hasMessage("on purpose 2");
    assertThat(released).containsExactly(2, 3);
  }

  @Test
  void sameFailureTwice_isThrownOnce() {
    StackOverflowError same = new StackOverflowError("same");
    Releases releases = new Releases();
    releases.failed(same);
    releases.failed(same);
    assertThatThrownBy(releases::rethrow).isSameAs(same);
    assertThat(same.getSuppressed()).isEmpty();
  }
}
