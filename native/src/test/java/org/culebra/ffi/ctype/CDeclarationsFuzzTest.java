package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CDeclarationsFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final int MANY = 60_000;
  private static final String[] WORDS =
      ("int double char struct union enum typedef const * ( ) [ ] { } ; , ... = 1 0 -1"
              + " 0x7fffffffffffffff sizeof(int) sizeof << >> / % ~ ! ? : && || #define #ifndef #endif"
              + " \n"
              + " \\\n"
              + " // /* */ \" ' 'a' \"C\" extern static restrict void long unsigned _Complex n x f s"
              + " __attribute__((packed)) __attribute__((aligned(4))) [[ ]] : _Alignas( __typeof__("
              + " _Atomic inline __int128 long va_list #pragma #1 __asm__ = \u00e9 \0 @ . 1e5")
          .split(" ", -1);

  private static List<String> corpus() throws Exception {
    try (var in = CDeclarationsFuzzTest.class.getResourceAsStream("rich.h")) {
      String rich = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<String> texts = new ArrayList<>(rich.lines().filter(line -> !line.isBlank()).toList());
      texts.add(
          "void f(int n, int m, const double a[n * m + 1][m], double (*g)(double, void *), ...);");
      texts.add(
          "void (*signal(int sig, void (*func)(int)))(int); int printf(const char *restrict s,"
              + " ...);");
      texts.add(
          "#ifndef A\n#define A\n#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f();\n#endif\n");
      return texts;
    }
  }

  /// Reads a text; whatever can be read must also be printed, laid out and written again.
  private static boolean exercise(String text) {
    CDeclarations table;
    try {
      table = CDeclarations.parse(text, CDeclarations.empty(DataModel.LP64));
    } catch (CDeclarationException e) {
      assertThat(e.getMessage()).contains("line ", "^");
      return false;
    }
    assertThat(table.probe()).isNotEmpty();
    table.expectedProbeOutput();
    for (CType type : table.tags().values()) {
      if (type instanceof StructType struct && struct.isComplete()) {
        assertThat(struct.layout().byteSize()).isEqualTo(struct.byteSize());
        assertThat(struct.describe()).contains("offset");
      }
    }
    table.prototypes().values().forEach(prototype -> repeat(prototype, table));
    return true;
  }

  private static void repeat(CPrototype prototype, CDeclarations table) {
    String printed = prototype.toString();
    if (!printed.contains("{...}")) {
      FunctionType again = CDeclarations.function(printed, table).type();
      assertThat(again).as(printed).isEqualTo(prototype.type());
    }
  }

  private static String mutate(Random random, List<String> corpus) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      text.append(corpus.get(random.nextInt(corpus.size()))).append('\n');
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, text.substring(from, to));
        case 2 -> text.insert(from, " " + WORDS[random.nextInt(WORDS.length)] + " ");
        default -> text.replace(from, to, WORDS[random.nextInt(WORDS.length)]);
      }
    }
    return text.toString();
  }

  @Test
  void parse_mutatedTexts_isParsedOrRejected() throws Exception {
    Random random = Seeds.random("CDeclarationsFuzzTest.mutated");
    List<String> corpus = corpus();
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String text = mutate(random, corpus);
      try {
        accepted += exercise(text) ? 1 : 0;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("round " + i + ", text:\n" + text, e);
      }
    }
    assertThat(accepted).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
  }

  @Test
  void parse_randomTokens_isParsedOrRejected() {
    Random random = Seeds.random("CDeclarationsFuzzTest.words");
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = random.nextInt(30); k > 0; k--) {
        text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextBoolean() ? " " : "");
      }
      assertThatCode(() -> exercise(text.toString()))
          .as(text.toString())
          .doesNotThrowAnyException();
    }
  }

  private static String chain(String first, String step, int count) {
    StringBuilder text = new StringBuilder(first);
    for (int i = 1; i < count; i++) {
      text.append(step.replace("$1", Integer.toString(i)).replace("$0", Integer.toString(i - 1)));
    }
    return text.toString();
  }

  static List<String> hugeTexts() {
    List<String> texts = new ArrayList<>();
    String units =
        "( [ { * ; , = ( ( + - ~ ! 1+ (1+ n* ?1: struct{ union{int enum{A= int( int(*( const long"
            + " sizeof( \" ' /* // \\\n # #\n int\t @ 0x 9 '\\ __typeof__( _Atomic( _Alignas( enum:"
            + " __attribute__((aligned( [[gnu::aligned( __attribute__ [[ __asm__( _Alignof("
            + " __builtin_offsetof( =( int:1; __extension__ #pragma\n #1\n _Static_assert(";
    for (String unit : units.split(" ", -1)) {
      for (String prefix :
          new String[] {
            "", "int x", "int f(", "int a[", "enum { A = ", "struct s { int x; ", "#define X "
          }) {
        texts.add(prefix + unit.repeat(MANY));
      }
    }
    texts.add("int f(int n, double p[n" + " + n".repeat(MANY) + "]);");
    texts.add("int f(" + "int a, ".repeat(MANY) + "int b);");
    texts.add("enum { A = 1" + " + 1".repeat(MANY) + " };");
    texts.add(
        "enum { A0"
            + IntStream.range(1, MANY)
                .mapToObj(i -> ", A" + i)
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append)
            + " };");
    texts.add(chain("struct s { int f0;", " int f$1;", MANY) + "};");
    texts.add(chain("typedef void (*F0)(int);\n", "typedef void (*F$1)(F$0, F$0);\n", MANY / 4));
    texts.add(
        chain("typedef struct { int x; } F0;\n", "typedef struct { F$0 a, b; } F$1;\n", MANY / 4));
    texts.add(
        chain("typedef struct { char x; } F0;\n", "typedef struct { F$0 a; } F$1;\n", MANY / 4));
    texts.add(chain("typedef int F0[2];\n", "typedef F$0 F$1[2];\n", MANY / 4));
    texts.add(chain("typedef int F0;\n", "typedef F$0 *F$1;\n", MANY / 4));
    texts.add(
        chain("struct S0;\n", "struct S$1 { struct S$0 *p; };\n", MANY / 4)
            + chain("struct S0;\n", "struct S$1 { struct S$0 *p; };\n", MANY / 4));
    texts.add(chain("int f0(void);\n", "int f$1(int a, double *b);\n", MANY / 4));
    texts.add(chain("", "#define N$1 (1 + 1)\n", MANY / 4));
    texts.add("int x; ".repeat(MANY));
    texts.add("x".repeat(MANY) + " y;");
    texts.add("int x" + "\n".repeat(MANY) + "!");
    texts.add("#pragma pack(push)\n".repeat(MANY));
    texts.add(
        "#pragma pack(push, x)\n".repeat(MANY / 20) + "#pragma pack(pop, y)\n".repeat(MANY / 20));
    texts.add("int x;".repeat(10) + "{".repeat(MANY) + "}".repeat(MANY));
    texts.add("int f(void) " + "{".repeat(MANY) + "}".repeat(MANY) + "int x = " + "(".repeat(MANY));
    texts.add("struct s { " + chain("int x0 : 3; ", "int x$1 : 3; ", MANY) + "};");
    texts.add("int (" + "__attribute__((x)) ".repeat(MANY) + "*f)(int);");
    texts.add("int f(" + "int (__attribute__((x)) *)(".repeat(MANY / 2));
    texts.add(" ".repeat((1 << 22) + 1));
    return texts;
  }

  @ParameterizedTest
  @MethodSource("hugeTexts")
  void parse_hugeAndDeepTexts_isParsedOrRejectedInTime(String text) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            CDeclarations.parse(text, CDeclarations.empty(DataModel.LP64));
          } catch (CDeclarationException e) {
            assertThat(e.getMessage()).hasSizeLessThan(20_000);
          }
        });
  }

  @Test
  void difference_longChainsOfStructs_needsNoStack() {
    String text = chain("struct S0 { int x; };\n", "struct S$1 { struct S$0 *p; };\n", 20_000);
    CDeclarations a = CDeclarations.parse(text);
    CDeclarations b = CDeclarations.parse(text.replace("int x", "float x"));

    String difference =
        CType.difference(a.struct("S19999"), b.struct("S19999"), CType.Comparison.ABI)
            .orElseThrow();
    assertThat(difference)
        .startsWith("...: field 'p': ")
        .endsWith("field 'x': expected int but found float");
  }
}
