package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.Errors;
import org.culebra.testsupport.Peers;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Index texts, good and damaged, as a live NumPy reads them: which are taken, and which view each
/// gives.
final class IndexTextNumPyTest {

  private static final int TEXTS = Boolean.getBoolean("culebra.long") ? 300_000 : 4_000;

  private static final long[][] SHAPES = {{5}, {3, 4}, {1, 7}, {2, 3, 4}, {0, 3}, {2, 1, 3, 2}, {}};

  private static final String[] NUMBERS = {
    "0",
    "1",
    "2",
    "3",
    "-1",
    "-2",
    "+1",
    "--1",
    "-+ 2",
    "~0",
    "-~1",
    "00",
    "0_0",
    "0x1",
    "0X_2",
    "0b10",
    "0B_1",
    "0o3",
    "-0O1",
    "1_000",
    "-10",
    "9223372036854775807",
    "-9223372036854775808",
    "-9223372036854775807",
    "99999999999999999999999",
    "-99999999999999999999999",
    "0xffff_ffff_ffff_ffff_ffff",
    "0x00000000000000000000000000000000000000000000000000000000000000000000000001"
  };

  private static final String[] BLANKS = {"", "", "", "", " ", "  ", "\t", "\n", "\r\n", "\f"};
  private static final String[] NONES = {"None", "newaxis", "np.newaxis", "numpy.newaxis"};

  private static final String[] PIECES = {
    ",",
    ":",
    "_",
    "-",
    "+",
    "~",
    "0",
    "1",
    "7",
    "x",
    "b",
    "o",
    "...",
    "..",
    ".",
    " ",
    "None",
    "newaxis",
    "Ellipsis",
    "\u00a0",
    "\u0661",
    "\u2003",
    "e",
    "L",
    "True",
    "::",
    "np.",
    "0x"
  };

  private record Asked(long[] shape, String text) {

    String line() {
      StringBuilder json = new StringBuilder(Errors.tuple(shape).replaceAll("[( )]", ""));
      json.append("\t\"");
      text.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
      return json.append('"').toString();
    }
  }

  @Test
  void texts_goodAndDamaged_areAcceptedAsByNumPy() {
    Peers.python("numpy");
    Random random = Seeds.random("IndexTextNumPyTest");
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      String text = index(random);
      long[] shape = SHAPES[random.nextInt(SHAPES.length)];
      asked.add(new Asked(shape, random.nextInt(3) == 0 ? damaged(random, text) : text));
    }
    String input = String.join("\n", asked.stream().map(Asked::line).toList());
    List<String> answers = PythonScript.run("index_texts.py", input).lines().toList();
    assertThat(answers).hasSameSizeAs(asked);
    int views = 0;
    for (int i = 0; i < TEXTS; i++) {
      String expected = answers.get(i);
      views += expected.contains("\t") ? 1 : 0;
      assertThat(found(asked.get(i), expected))
          .as("%s[%s]", Errors.tuple(asked.get(i).shape()), asked.get(i).text())
          .isEqualTo(expected);
    }
    assertThat(views).isBetween(TEXTS / 10, TEXTS * 9 / 10);
  }

  private static String index(Random random) {
    int entries = random.nextInt(5);
    StringBuilder text = new StringBuilder(pick(random, BLANKS));
    for (int i = 0; i < entries; i++) {
      text.append(i == 0 ? "" : ",").append(pick(random, BLANKS));
      text.append(entry(random)).append(pick(random, BLANKS));
    }
    return entries > 0 && random.nextInt(4) == 0 ? text.append(", ").toString() : text.toString();
  }

  private static String entry(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> pick(random, NONES);
      case 1 -> random.nextBoolean() ? "..." : "Ellipsis";
      case 2, 3 -> number(random);
      default -> {
        String range = bound(random) + ":" + bound(random);
        yield random.nextBoolean() ? range : range + ":" + bound(random);
      }
    };
  }

  private static String bound(Random random) {
    return pick(random, BLANKS)
        + switch (random.nextInt(6)) {
          case 0, 1, 2 -> "";
          case 3 -> pick(random, NONES);
          default -> number(random);
        }
        + pick(random, BLANKS);
  }

  private static String number(Random random) {
    return random.nextBoolean() ? "" + random.nextInt(-3, 4) : pick(random, NUMBERS);
  }

  private static String damaged(Random random, String text) {
    StringBuilder out = new StringBuilder(text);
    for (int n = random.nextInt(3); n >= 0; n--) {
      int at = random.nextInt(out.length() + 1);
      if (random.nextBoolean() || at == out.length()) {
        out.insert(at, pick(random, PIECES));
      } else {
        out.deleteCharAt(at);
      }
    }
    return out.toString();
  }

  private static String pick(Random random, String[] from) {
    return from[random.nextInt(from.length)];
  }

  /// What becomes of a text, in the words of the script.
  private static String found(Asked asked, String expected) {
    StridedLayout view;
    try {
      view = StridedLayout.cOrder(8, asked.shape()).slice(Index.parse(asked.text()));
    } catch (IndexOutOfBoundsException e) {
      return "range";
    } catch (IllegalArgumentException e) {
      return expected.equals("other") ? "other" : "no";
    }
    String[] words = expected.split("\t", -1);
    return words.length < 3
        ? "a view: " + view
        : comma(view.shape()) + "\t" + strides(view, words) + "\t" + start(view, words);
  }

  /// Where strides mean nothing, NumPy's.
  private static String strides(StridedLayout view, String[] words) {
    long[] expected = OracleTypes.longs(words[1]);
    long[] strides = view.strides();
    for (int k = 0; k < strides.length; k++) {
      boolean none = view.shape(k) <= 1 && k < expected.length || view.size() == 0;
      strides[k] = none ? expected[k] : strides[k];
    }
    return comma(strides);
  }

  private static String start(StridedLayout view, String[] words) {
    return view.size() == 0 ? words[2] : "" + view.byteOffset();
  }

  private static String comma(long[] values) {
    return Errors.tuple(values).replaceAll("[( )]|,\\)$", "");
  }

  // --- what was found

  @Test
  void parse_commaAtTheEnd_isAsWithoutIt() {
    assertThat(Index.parse("1,")).containsExactly(Index.at(1));
    assertThat(Index.parse("1:2 , ... ,\n")).containsExactly(Index.range(1, 2), Index.ellipsis());
    for (String text : new String[] {",", "1,,", ",1", " , "}) {
      Rejections.argument(
          "expected an index, start:stop:step, '...' or None but found '' in '" + text + "'",
          () -> Index.parse(text));
    }
  }

  @Test
  void parse_numbers_areSpelledAsInPython() {
    assertThat(Index.parse("1_000, +1, - 1, ~0, 0x1F, 0b1_0, 0o17"))
        .containsExactly(
            Index.at(1000),
            Index.at(1),
            Index.at(-1),
            Index.at(-1),
            Index.at(31),
            Index.at(2),
            Index.at(15));
    assertThat(Index.parse("None:5:None, newaxis:")).containsExactly(Index.to(5), Index.all());
    assertThat(Index.parse("-99999999999999999999::-99999999999999999999"))
        .containsExactly(Index.range(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE));
    for (String text : new String[] {"01", "1_", "_1", "1__0", "0x", "0x_", "\u0661", "1L", "+"}) {
      Rejections.argument(
          "expected an index, start:stop:step, '...' or None but found '%s' in '%s'"
              .formatted(text, text),
          () -> Index.parse(text));
    }
  }

  @Test
  void parse_longTexts_areRepeatedByTheirBeginning() {
    String text = "1, " + "x".repeat(100_000);
    Rejections.argument(
        "expected an index, start:stop:step, '...' or None but found '%s…' in '1, %s…'"
            .formatted("x".repeat(80), "x".repeat(77)),
        () -> Index.parse(text));
  }
}
