package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructLayoutTest {
  private static CDeclarations lp64(String text) {
    return CDeclarations.parse(text, CDeclarations.empty(DataModel.LP64));
  }

  @Test
  void describe_structWithPadding_showsEveryByte() {
    StructType s =
        lp64("struct s { char c; double x[2]; const char *const name; struct { short a; } in; };")
            .struct("s");

    assertThat(s.describe())
        .isEqualTo(
            """
            struct s: 40 bytes, alignment 8
              offset    size  field
                   0       1  char c
                   1       7  (padding)
                   8      16  double x[2]
                  24       8  const char *const name
                  32       2  struct {...} in
                  34       6  (padding)\
            """);
  }

  @Test
  void describe_packedUnion_saysSo() {
    StructType u = lp64("union __attribute__((packed)) u { int i; char c[5]; };").struct("u");

    assertThat(u.describe())
        .isEqualTo(
            """
            union u: 5 bytes, alignment 1, packed
              offset    size  field
                   0       4  int i
                   0       5  char c[5]\
            """);
  }

  @Test
  void layout_ofScalars_isTheLinkersCanonicalOne() {
    var canonical = Linker.nativeLinker().canonicalLayouts();
    CDeclarations host = CDeclarations.parse("");

    for (String name :
        new String[] {
          "bool", "char", "short", "int", "long", "long long", "float", "double", "size_t"
        }) {
      assertThat(host.type(name).layout()).as(name).isEqualTo(canonical.get(name));
    }
    assertThat(host.type("void *").layout()).isEqualTo(ValueLayout.ADDRESS);
  }

  /// Struct text (as `s`), size, alignment.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "struct s { char a; int b; char c; };|12|4",
        "struct s { int n; double tail[]; };|8|8",
        "union s { char c[5]; int i; };|8|4",
        "struct __attribute__((packed)) s { char a; struct { char b; int c; } d; };|9|1",
        "struct s { char c; float _Complex z; };|12|4",
        "struct s { char a[3][5]; long b[2]; };|32|8",
        "struct s { union { int i; float f; }; _Bool b; };|8|4",
        "enum e { A }; struct s { char c; enum e e; };|8|4",
      })
  void layout_ofStructs_hasTheSameSizeAndAlignment(String text, long size, long alignment) {
    StructType s = lp64(text).struct("s");
    MemoryLayout layout = s.layout();

    assertThat(s.byteSize()).isEqualTo(size).isEqualTo(layout.byteSize());
    assertThat(s.byteAlignment()).isEqualTo(alignment).isEqualTo(layout.byteAlignment());
    for (StructType.Field field : s.fields()) {
      if (!field.name().isEmpty()) {
        assertThat(layout.byteOffset(PathElement.groupElement(field.name())))
            .isEqualTo(field.byteOffset());
      }
    }
  }

  @Test
  void layout_ofStructs_isAcceptedByTheLinker() {
    CDeclarations host =
        CDeclarations.parse(
            """
            struct a { char c; double d; char e; };
            union b { char c[5]; int i; struct { short s; float f; } in; };
            struct c { struct a a[2]; union b b; double _Complex z; void (*f)(int); };
            """);

    for (CType type : host.tags().values()) {
      FunctionDescriptor descriptor = FunctionDescriptor.of(type.layout(), type.layout());
      assertThat(Linker.nativeLinker().downcallHandle(descriptor).type().parameterCount())
          .isEqualTo(3);
    }
  }

  @Test
  void layout_ofIncompleteTypes_isRejected() {
    CDeclarations table = lp64("struct shut; void f(int n, double (*a)[n]);");
    CType.Pointer a = (CType.Pointer) table.prototype("f").type().parameters().get(1).type();

    assertThat(table.type("struct shut").isSized()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> table.type("struct shut").layout())
        .withMessage("expected a complete type but found struct shut, which was never defined");
    assertThatIllegalStateException()
        .isThrownBy(() -> table.type("void").byteSize())
        .withMessage("expected a type with a size but found void");
    assertThatIllegalStateException()
        .isThrownBy(() -> a.target().byteSize())
        .withMessage("expected a constant length but found [n]");
    assertThat(a.target().isSized()).isFalse();
  }
}
