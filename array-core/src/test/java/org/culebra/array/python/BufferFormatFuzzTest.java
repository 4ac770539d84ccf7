package org.culebra.array.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.RandomTypes;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Item 89 of the conformance list: format, type, format, type is stable; and the parser throws
/// nothing but its own exception. `-Dculebra.fuzz=N` runs N rounds.
final class BufferFormatFuzzTest {

  private static final int ROUNDS = Integer.getInteger("culebra.fuzz", 20_000);
  private static final String CHARS =
      "@^=<>!?cbBhHiIlLqQnNefdFDZZspwxTTT{{{}}}}(()),:::ab012389 guOP&Xt\t\0é";

  @DisplayName("item 89: a type, its format, the type again: the same, and of the same size")
  @Test
  void printing_randomTypes_isReadBackWithTheSameSize() {
    RandomTypes types = new RandomTypes(Seeds.random("BufferFormatFuzzTest.types"));
    for (int round = 0; round < ROUNDS / 10; round++) {
      DType type = types.next(3);
      String format = BufferFormat.print(type);
      assertThat(BufferFormat.parse(format)).as(format).isEqualTo(type);
      assertThat(BufferFormat.parse(format, type.itemSize())).as(format).isEqualTo(type);
    }
  }

  @DisplayName("item 89: random text is stable or rejected")
  @Test
  void parsing_randomText_isStableOrRejected() {
    Random random = Seeds.random("BufferFormatFuzzTest.text");
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(1 + random.nextInt(20)); n > 0; n--) {
        text.append(CHARS.charAt(random.nextInt(CHARS.length())));
      }
      accepted += isStable(text.toString(), random) ? 1 : 0;
    }
    assertThat(accepted).as("accepted of %d", ROUNDS).isGreaterThan(ROUNDS / 50);
  }

  @DisplayName("item 89: damaged formats are stable or rejected")
  @Test
  void parsing_damagedFormats_isStableOrRejected() {
    Random random = Seeds.random("BufferFormatFuzzTest.damage");
    RandomTypes types = new RandomTypes(random);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder(BufferFormat.print(types.next(2)));
      int at = random.nextInt(text.length());
      char c = CHARS.charAt(random.nextInt(CHARS.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        default -> text.deleteCharAt(at);
      }
      accepted += isStable(text.toString(), random) ? 1 : 0;
    }
    assertThat(accepted).as("accepted of %d", ROUNDS).isGreaterThan(ROUNDS / 20);
  }

  private static boolean isStable(String text, Random random) {
    try {
      BufferFormat.parse(text, random.nextInt(20));
    } catch (FormatException e) {
      assertThat(e).hasMessageStartingWith("expected");
    }
    try {
      DType type = BufferFormat.parse(text);
      String format = BufferFormat.print(type);
      assertThat(BufferFormat.parse(format)).as(text).isEqualTo(type);
      assertThat(BufferFormat.print(BufferFormat.parse(format))).as(text).isEqualTo(format);
      assertThat(BufferFormat.parse(text, type.itemSize())).as(text).isEqualTo(type);
      return true;
    } catch (FormatException e) {
      assertThat(e).hasMessageStartingWith("expected");
      return false;
    } catch (RuntimeException e) {
      return fail("'" + text + "'", e);
    }
  }
}
