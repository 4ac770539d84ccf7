package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Objects;
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
}
