package org.culebra.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NullSweepTest {
  @Test
  void sweep_strictClass_isClean() {
    assertThat(sweep(new NullSweep(new Samples().add(Strict.class, Strict::new)), Strict.class))
        .isEmpty();
  }

  @Test
  void sweep_careless_isReportedLineByLine() {
    assertThat(sweep(new NullSweep(new Samples()), Careless.class))
        .containsExactly(
            "NullSweepTest.Careless.fails(Object), argument 0 null:"
                + " expected NullPointerException but found java.lang.IllegalStateException: no",
            "NullSweepTest.Careless.mixed(int, String[]), argument 1 with a null in it:"
                + " expected NullPointerException but found none",
            "NullSweepTest.Careless.takes(String), argument 0 null:"
                + " expected NullPointerException but found none",
            "NullSweepTest.Careless.unknown(Object, Path), argument 0 null:"
                + " no sample of java.nio.file.Path; add one to Samples",
            "NullSweepTest.Careless.unknown(Object, Path), argument 1 null:"
                + " expected NullPointerException but found none");
  }

  @Test
  void except_leavesOut_andMustExist() {
    var sweep =
        new NullSweep(new Samples().add(Strict.class, Strict::new))
            .except("NullSweepTest.Strict.method(String)")
            .except("NullSweepTest.Strict.gone()");
    assertThat(sweep(sweep, Strict.class))
        .containsExactly(
            "NullSweepTest.Strict.gone(): excepted, but there is no such method to sweep");
  }

  @Test
  void sweep_nothing_isAComplaint() {
    assertThat(sweep(new NullSweep(new Samples()), Runnable.class))
        .containsExactly("nothing was swept in [interface java.lang.Runnable]");
  }

  @Test
  void beside_findsTheExportedPublicTypes_withoutTests() {
    assertThat(PublicTypes.beside(Seeds.class))
        .contains(Seeds.class, ChildJvm.class, ChildJvm.Result.class)
        .doesNotContain(Samples.MissingException.class, TempFolders.class, ChildMain.class);
  }

  @Test
  void assertClean_thisModule_isClean() {
    var samples =
        new Samples()
            .add(long.class, () -> 1L)
            .add(Random.class, Random::new)
            .add(Path.class, () -> Path.of("x"))
            .add(Class.class, () -> Seeds.class)
            .add(Duration.class, () -> Duration.ofSeconds(1))
            .add(List.class, List::of)
            .add(Map.class, Map::of)
            .add(java.util.function.Supplier.class, () -> Object::new)
            .add(ChildJvm.class, () -> ChildJvm.of(ChildMain.class))
            .add(PackageArrows.class, () -> PackageArrows.of(Seeds.class, "org.culebra."))
            .add(Samples.class, Samples::new)
            .add(NullSweep.class, () -> new NullSweep(new Samples()));
    new NullSweep(samples).assertClean(Seeds.class);
  }

  @Test
  void assertClean_complaints_areAllInTheMessage() {
    assertThatThrownBy(() -> new NullSweep(new Samples()).assertClean(Seeds.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(" complaints of the null sweep:")
        .hasMessageContaining("no sample of java.util.List; add one to Samples");
  }

  private static List<String> sweep(NullSweep sweep, Class<?> type) {
    return sweep.sweep(List.of(type));
  }

  /// Says no to every null.
  @SuppressWarnings("unused")
  public static final class Strict {
    public Strict() {}

    public Strict(Object o) {
      Objects.requireNonNull(o);
    }

    public void method(String text) {
      Objects.requireNonNull(text);
    }

    public void optional(@Nullable String text) {}

    public static int array(String... texts) {
      int length = 0;
      for (String text : texts) {
        length += text.length();
      }
      return length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Strict;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  /// Takes nulls here and there.
  @SuppressWarnings("unused")
  public static final class Careless {
    private Careless() {}

    public static void takes(String text) {}

    public static void fails(Object o) {
      throw new IllegalStateException("no");
    }

    public static int mixed(int i, String... texts) {
      return i + texts.length;
    }

    public static void unknown(Object o, Path path) {}
  }
}
