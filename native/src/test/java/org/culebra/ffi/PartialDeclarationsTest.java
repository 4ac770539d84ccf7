package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Declarations that leave out what the compiler knows: the system's headers, and one whose struct
/// has everything that moves fields.
class PartialDeclarationsTest {
  @TempDir Path folder;

  private String header(String text) throws IOException {
    return Files.writeString(folder.resolve("some.h"), text).toString();
  }

  private static CDeclarations parse(String text, String... headers) {
    return CDeclarations.parse(text, CDeclarations.parse(""), CompileOptions.defaults(), headers);
  }

  @Test
  void structsOfTheSystem_areCompleted() throws IOException {
    CLibrary c =
        CLibrary.process()
            .declare(
                """
                struct stat { long st_size; unsigned st_mode; ...; };
                int stat(const char *path, struct stat *out);
                #define S_IFMT ...
                #define S_IFREG ...
                #define O_CREAT ...
                #define SEEK_END ...
                """,
                "<sys/stat.h>",
                "<fcntl.h>",
                "<stdio.h>");
    Path file = Files.write(folder.resolve("file"), new byte[1234]);
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value stat = c.struct("stat").allocate(arena);
      assertThat(c.function("stat").call(file.toString(), stat)).isEqualTo(0);
      assertThat(stat.get("st_size")).isEqualTo(1234L);
      assertThat((long) stat.get("st_mode") & c.constant("S_IFMT"))
          .isEqualTo(c.constant("S_IFREG"));
    }
    assertThat(c.constant("SEEK_END")).isEqualTo(2);
    assertThat(
            c.declarations()
                .verify(CompileOptions.defaults(), "<sys/stat.h>", "<fcntl.h>", "<stdio.h>"))
        .isEmpty();
  }

  @Test
  void fieldsInAnyOrder_haveTheCompilersLayout() throws IOException {
    String header =
        header(
            """
            typedef struct { char a; int bits : 3; double hidden; short b[3]; char c; } inner;
            #pragma pack(push, 1)
            struct outer { char x; inner in; long y; _Alignas(16) char z; };
            #pragma pack(pop)
            typedef union { double d; char bytes[12]; } either;
            #define LENGTH (3 + 4)
            """);
    CDeclarations found =
        parse(
            """
            #define LENGTH ...
            typedef struct { char c; short b[3]; ...; } inner;
            struct outer { long y; inner in; ...; };
            typedef union { char bytes[12]; ...; } either;
            struct own { inner first; char text[LENGTH]; };
            """,
            header);
    StructType inner = found.struct("inner");
    StructType outer = found.struct("outer");
    assertThat(inner.byteSize()).isEqualTo(24);
    assertThat(inner.field("c").byteOffset()).isEqualTo(22);
    assertThat(inner.field("b").byteOffset()).isEqualTo(16);
    assertThat(outer.field("in").byteOffset()).isEqualTo(1);
    assertThat(outer.field("y").byteOffset()).isEqualTo(25);
    assertThat(found.struct("either").byteSize()).isEqualTo(16);
    assertThat(found.struct("own").byteSize()).isEqualTo(32);
    CDeclarations checked =
        parse(
            "typedef struct { char c; short b[3]; ...; } inner; struct outer { long y; ...; };",
            header);
    assertThat(checked.verify(CompileOptions.defaults(), header)).isEmpty();
    assertThat(CStruct.of(outer).layout().byteSize()).isEqualTo(outer.byteSize());
    assertThat(inner.layout().byteSize()).isEqualTo(24);
  }

  @Test
  void hiddenFields_areNotPassedByValue() throws IOException {
    String header = header("struct all { int a; int b; }; struct some { int a; double b; };");
    CDeclarations found =
        parse(
            """
            struct all { int a; int b; ...; };
            struct some { int a; ...; };
            struct none { ...; };
            """
                .replace("struct none { ...; };", ""),
            header);
    assertThat(found.struct("all").hasNaturalLayout()).isTrue();
    assertThat(found.struct("some").hasNaturalLayout()).isFalse();
    CLibrary process = CLibrary.process();
    process.declare("struct some { int a; ...; };", header);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> process.function("int abs(struct some s)"))
        .withMessageContaining("expected a struct by value with the alignment of its fields");
  }

  @Test
  void constants_haveTheirSignAndSize() throws IOException {
    String header =
        header(
            """
            #define MINUS -3
            #define BIG 0xFFFFFFFFFFFFFFFFull
            #define HIGH 0x80000000u
            #define LETTER 'a'
            #define COMPUTED (sizeof(long) * 3)
            enum { OF_ENUM = 77 };
            """);
    CDeclarations found =
        parse(
            """
            #define MINUS ...
            #define BIG ...
            #define HIGH ...
            #define LETTER ...
            #define COMPUTED ...
            #define OF_ENUM ...
            """,
            header);
    assertThat(found.constants().values())
        .extracting(constant -> constant.value())
        .containsExactly(-3L, -1L, 0x80000000L, 97L, 24L, 77L);
    assertThat(found.constants())
        .hasEntrySatisfying("BIG", big -> assertThat(big.type().toString()).startsWith("unsigned"));
    assertThat(found.verify(CompileOptions.defaults(), header)).isEmpty();
  }

  /// What is missing is named, each for itself, with the compiler's message.
  @Test
  void missingNames_areAllNamed() throws IOException {
    String header =
        header(
            "struct point { double x, y; };\n#define N 3\n#define HALF 0.5\n#define TEXT \"a\"\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            parse(
                """
                struct point { double z; ...; };
                struct other { ...; };
                #define M ...
                #define HALF ...
                #define TEXT ...
                """,
                header))
        .withMessageContaining("the headers do not complete the declarations")
        .withMessageContaining("struct point: ")
        .withMessageContaining("no member named 'z'")
        .withMessageContaining("struct other: ")
        .withMessageContaining("M: ")
        .withMessageContaining("HALF: ")
        .withMessageContaining("TEXT: ");
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> parse("struct point { float x; ...; };", header))
        .withMessageContaining("expected 8 bytes for 'float x', as in the headers, but found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("struct point { ...; };", folder.resolve("none.h").toString()))
        .withMessageContaining("none.h");
  }

  @Test
  void otherPlaces_areRejected() {
    for (String[] row :
        new String[][] {
          {"struct stat { ...; long st_size; };", "expected '}' after '...'"},
          {"struct stat { int a : 3; ...; };", "expected fields with names and whole bytes"},
          {
            "struct stat { struct { int a; }; ...; };", "expected fields with names and whole bytes"
          },
          {"struct out { struct { int a; ...; } in; };", "expected a struct with a tag or a name"},
        }) {
      assertThatExceptionOfType(CDeclarationException.class)
          .as(row[0])
          .isThrownBy(() -> parse(row[0], "<sys/stat.h>"))
          .withMessageContaining(row[1]);
    }
    for (String text : new String[] {"struct stat { ...; };", "#define O_CREAT ..."}) {
      assertThatExceptionOfType(CDeclarationException.class)
          .isThrownBy(() -> CDeclarations.parse(text))
          .withMessageContaining("'...' is completed from headers");
    }
  }

  /// Completing a struct that was declared before makes all types anew.
  @Test
  void laterTexts_keepWhatWasCompleted() throws IOException {
    String header = header("struct first { long hidden; int a; }; struct later { int x[3]; };");
    CDeclarations first = parse("struct later; struct first { int a; ...; };", header);
    CDeclarations second =
        CDeclarations.parse("struct later { ...; };", first, CompileOptions.defaults(), header);
    CDeclarations third = CDeclarations.parse("struct later *f(struct first *p);", second);
    assertThat(third.struct("first").field("a").byteOffset()).isEqualTo(8);
    assertThat(third.struct("later").byteSize()).isEqualTo(12);
  }
}
