package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class CDeclarationErrorsTest {
  private static CDeclarationException error(String text) {
    CDeclarations lp64 = CDeclarations.empty(DataModel.LP64);
    return catchThrowableOfType(CDeclarationException.class, () -> CDeclarations.parse(text, lp64));
  }

  @Test
  void parse_wrongText_showsTheLineWithACaret() {
    CDeclarationException error =
        error("typedef double real;\nint f(int a,\n\treal\tb;\nint g(void);");

    assertThat(error)
        .hasMessage(
            """
            line 3, column 8: expected ',' or ')' but found ';'
                 real b;
                       ^\
            """);
    assertThat(error.line()).isEqualTo(3);
    assertThat(error.column()).isEqualTo(8);
    assertThat(error.offset()).isEqualTo(41);
    assertThat(error.problem()).isEqualTo("expected ',' or ')' but found ';'");
  }

  @Test
  void parse_wrongEnd_pointsAfterTheText() {
    assertThat(error("int f(int a"))
        .hasMessage(
            """
            line 1, column 12: expected ',' or ')' but found the end of the text
                int f(int a
                           ^\
            """);
  }

  @Test
  void parse_wrongTextInAVeryLongLine_showsThePartAroundIt() {
    String text = " ".repeat(5000) + "int f(int x y" + "z".repeat(5000) + ");";
    List<String> lines = String.valueOf(error(text).getMessage()).lines().toList();

    assertThat(lines.get(0)).startsWith("line 1, column 5013: expected ',' or ')' but found 'yzz");
    assertThat(lines.get(1)).startsWith("    ...").endsWith("z...").hasSizeLessThan(220);
    assertThat(lines.get(2)).hasSize(4 + 3 + 100 + 1).endsWith("^");
  }

  /// Every line of the file is a text that is rejected, the column, and the message.
  @ParameterizedTest
  @CsvFileSource(
      resources = "rejected.csv",
      delimiter = '|',
      quoteCharacter = '`',
      commentCharacter = '$',
      numLinesToSkip = 1)
  void parse_unsupportedOrWrong_isRejectedByNameAndPlace(String text, int column, String problem) {
    CDeclarationException error = error(text);

    assertThat(error).as("the error of %s", text).isNotNull();
    assertThat(error.problem()).isEqualTo(problem);
    assertThat(error.column()).isEqualTo(column);
  }

  @Test
  void parse_unendedSection_namesItsStart() {
    assertThat(error("#ifndef X_H\n#define X_H\nint f(void);\n"))
        .hasMessageStartingWith(
            "line 1, column 2: expected an #endif but found the end of the text");
    assertThat(error("#ifndef X_H\n#define Y_H\n#endif"))
        .hasMessageStartingWith(
            "line 1, column 2: expected #define, #pragma, an include guard or #ifdef __cplusplus"
                + " but found #ifndef X_H, which is no include guard; run the text through");
    assertThat(error("\n#ifdef __cplusplus\nint f(void);\n"))
        .hasMessageStartingWith(
            "line 2, column 2: expected an #endif but found the end of the text");
  }

  @Test
  void function_anythingElse_isRejected() {
    assertThatThrownBy(() -> CDeclarations.function("int f"))
        .isInstanceOf(CDeclarationException.class)
        .hasMessage(
            """
            line 1, column 5: expected a function but found int
                int f
                    ^\
            """);
    assertThatThrownBy(() -> CDeclarations.function("int f(void); int g(void);"))
        .hasMessageStartingWith(
            "line 1, column 14: expected the end of the declaration but found 'int'");
    assertThatThrownBy(() -> CDeclarations.function("int f(void) {}"))
        .hasMessageStartingWith(
            "line 1, column 13: expected the end of the declaration but found a function body;"
                + " CLibrary.compile takes C source");
    assertThatThrownBy(() -> CDeclarations.function("#define N 1"))
        .hasMessageStartingWith(
            "line 1, column 2: expected a single declaration but found 'define', a preprocessor"
                + " directive");
    assertThatThrownBy(() -> CDeclarations.callback("double"))
        .hasMessageStartingWith("line 1, column 7: expected a function type but found double");
    assertThatThrownBy(() -> CDeclarations.empty(DataModel.LP64).type("int x"))
        .hasMessageStartingWith("line 1, column 5: expected the end of the type but found 'x'");
  }

  @Test
  void parse_textThatContradictsTheEarlier_isRejected() {
    CDeclarations first = CDeclarations.parse("struct s { int x; }; int f(void);");

    assertThatThrownBy(() -> CDeclarations.parse("int f(int);", first))
        .hasMessageStartingWith(
            "line 1, column 5: expected the earlier declaration, int f(void), but found int"
                + " f(int)");
  }
}
