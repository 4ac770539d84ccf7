package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Texts added one by one, of which some cannot be parsed.
class DeclarationsBuilderTest {
  private static final CDeclarations EARLIER =
      CDeclarations.parse("struct open; struct known { int x; }; typedef struct open *handle;");

  private static CDeclarations.Builder builder() {
    return CDeclarations.builder(EARLIER);
  }

  private static void reject(CDeclarations.Builder builder, String text) {
    assertThatExceptionOfType(CDeclarationException.class)
        .as(text)
        .isThrownBy(() -> builder.add(text));
  }

  @Test
  void texts_useThoseBefore() {
    CDeclarations all =
        builder()
            .add("enum { N = 3 };")
            .add("struct triple { struct known all[N]; };")
            .add("int sum(const struct triple *t);")
            .build();

    assertThat(all.struct("triple").byteSize()).isEqualTo(12);
    assertThat(all.struct("known")).isSameAs(EARLIER.struct("known"));
    assertThat(all.prototype("sum")).hasToString("int sum(const struct triple *t)");
  }

  @Test
  void failedText_leavesNothing() {
    CDeclarations.Builder builder = builder();
    reject(builder, "typedef int number; enum { ONE = 1, TWO = 1 / 0 };");
    reject(builder, "struct inner { int x; } *f(void); int g(no_such_type x);");
    reject(builder, "extern int variable; extern int 5;");
    reject(builder, "#define THREE 3\nint (");
    CDeclarations all = builder.build();

    assertThat(all.typedefs()).containsOnlyKeys("handle");
    assertThat(all.tags()).containsOnlyKeys("struct open", "struct known");
    assertThat(all.constants()).isEmpty();
    assertThat(all.prototypes()).isEmpty();
    assertThat(all.variables()).isEmpty();
  }

  @Test
  void failedText_doesNotCompleteAStruct() {
    CDeclarations.Builder builder = builder().add("struct later *first; ");
    reject(builder, "struct later { int x; }; int g(no_such_type x);");
    CDeclarations all = builder.add("struct later { double x; };").build();

    assertThat(all.struct("later").byteSize()).isEqualTo(8);
    CType.Pointer first = (CType.Pointer) all.variable("first").type();
    assertThat(first.target()).isSameAs(all.struct("later"));
  }

  @Test
  void failedText_doesNotReplaceAName() {
    CDeclarations.Builder builder = builder();
    reject(builder, "typedef struct real_file { int x; } FILE; int (");
    reject(builder, "int f(void) __asm__(\"label\"); int (");
    CDeclarations all = builder.add("int f(FILE *file);").build();

    assertThat(all.prototype("f").symbol()).isEqualTo("f");
    assertThat(all.prototype("f")).hasToString("int f(FILE *file)");
  }

  @Test
  void failedText_afterCompletingAnEarlierStruct_changesNothing() {
    CDeclarations.Builder builder = builder();
    reject(builder, "struct open { int x; }; int (");
    CDeclarations all = builder.add("int f(handle h);").build();

    assertThat(all.struct("open").isComplete()).isFalse();
    assertThat(all.struct("open")).isSameAs(EARLIER.struct("open"));
  }

  @Test
  void completedEarlierStruct_isNew() {
    CDeclarations all =
        builder()
            .add("struct open { int x, y; };")
            .add("struct two { struct open a, b; };")
            .build();

    assertThat(EARLIER.struct("open").isComplete()).isFalse();
    assertThat(all.struct("two").byteSize()).isEqualTo(16);
    CType handle = Objects.requireNonNull(all.typedefs().get("handle"));
    assertThat(((CType.Pointer) handle).target()).isSameAs(all.struct("open"));
  }

  private static final List<String> TEXTS =
      List.of(
          "enum e { A = 1, B };",
          "typedef struct s *sp; struct later;",
          "struct s { int x[B]; sp next; unsigned bits : 3; };",
          "typedef struct { double d; enum e k; } t;",
          "union u { t a; struct s b; struct { char c; } inner; };",
          "int f(const t *x, int n);",
          "extern union u v;",
          "#define SEVEN (5 + B)",
          "typedef int fn(int, sp);",
          "struct later { fn *call; struct later *p; struct open *o; };",
          "typedef enum { X = SEVEN } x; long g(x a, struct later *l);",
          "#pragma pack(push, 1)\nstruct packed { char c; struct s s; };\n#pragma pack(pop)",
          "typedef struct later later __attribute__((aligned(16)));",
          "int f(const t *x, int n) __asm__(\"label\");");

  @Test
  void failedTexts_changeNothingForTheOthers() {
    CDeclarations expected = CDeclarations.parse(String.join("\n", TEXTS), EARLIER);
    Random random = Seeds.random("DeclarationsBuilderTest");
    for (int trial = 0; trial < 300; trial++) {
      CDeclarations.Builder builder = builder();
      for (int i = 0; i < TEXTS.size(); i++) {
        while (random.nextInt(3) > 0) {
          int end = i + 1 + random.nextInt(TEXTS.size() - i);
          reject(builder, String.join("\n", TEXTS.subList(i, end)) + "\nint (");
        }
        builder.add(TEXTS.get(i));
      }
      CDeclarations found = builder.build();

      assertThat(found.expectedProbeOutput()).isEqualTo(expected.expectedProbeOutput());
      assertThat(found.probe()).isEqualTo(expected.probe());
      assertThat(found.tags()).hasToString(expected.tags().toString());
      assertThat(found.typedefs()).hasToString(expected.typedefs().toString());
      assertThat(found.prototype("f").symbol()).isEqualTo("label");
      assertThat(found.prototype("g")).hasToString(expected.prototype("g").toString());
      assertThat(found.constants().keySet()).isEqualTo(expected.constants().keySet());
    }
  }
}
