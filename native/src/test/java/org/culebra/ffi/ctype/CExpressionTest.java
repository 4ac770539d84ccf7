package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CExpressionTest {
  private static CExpression length(String expression) {
    String text = "void f(int n, int m, long k, double p[" + expression + "])";
    CDeclarations known = CDeclarations.parse("#define FOUR 4\n");
    FunctionType.Parameter last = CDeclarations.function(text, known).type().parameters().getLast();
    return Objects.requireNonNull(((CType.Pointer) last.type()).length());
  }

  /// Expression, value as the C compiler computes it on LP64, and its type.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "42; 42; int",
        "0x7fffffff; 2147483647; int",
        "0x80000000; 2147483648; unsigned int",
        "2147483648; 2147483648; long long",
        "0xffffffffffffffff; -1; unsigned long long",
        "017; 15; int",
        "0b101; 5; int",
        "10u; 10; unsigned int",
        "10L; 10; long long",
        "10uLL; 10; unsigned long long",
        "'A'; 65; int",
        "'\\n'; 10; int",
        "'\\0'; 0; int",
        "'\\''; 39; int",
        "'\\xff'; -1; int",
        "'\\101'; 65; int",
        "(1 + 2 * 3); 7; int",
        "((1 + 2) * 3); 9; int",
        "(7 - 2 - 1); 4; int",
        "(-7 / 2); -3; int",
        "(-7 % 3); -1; int",
        "(1 << 4 | 1); 17; int",
        "(-8 >> 1); -4; int",
        "(6 & 3 ^ 5); 7; int",
        "~0; -1; int",
        "~0u; 4294967295; unsigned int",
        "(~0u >> 31); 1; unsigned int",
        "(0u - 1); 4294967295; unsigned int",
        "(-1 < 0u); 0; int",
        "(1 ? -1 : 0u); 4294967295; unsigned int",
        "(0 ? 1 / 0 : 5); 5; int",
        "(0 && 1 / 0); 0; int",
        "(1 || 1 / 0); 1; int",
        "(1 ? 2 : 0 ? 3 : 4); 2; int",
        "(3 > 2 == 1); 1; int",
        "!5; 0; int",
        "- - +3; 3; int",
        "sizeof(double); 8; unsigned long long",
        "(sizeof(int[3]) / sizeof(int)); 3; unsigned long long",
        "(sizeof(char) - 2 > 0); 1; int",
        "((unsigned char)300); 44; int",
        "((unsigned)-1); 4294967295; unsigned int",
        "((size_t)-1); -1; unsigned long long",
        "((_Bool)7); 1; int",
      })
  void define_constantExpression_hasCsValueAndType(String expression, long value, String type) {
    CDeclarations lp64 = CDeclarations.empty(DataModel.LP64);
    CDeclarations table = CDeclarations.parse("#define X " + expression + "\n", lp64);

    assertThat(table.constant("X")).isEqualTo(value);
    assertThat(table.constants().values())
        .extracting(x -> x.type().toString())
        .containsExactly(type);
  }

  /// Expression over n, m and k, its printed form, and its value for n = 3, m = 5, k = -2.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "n; n; 3",
        "n*m; n * m; 15",
        "n * (m + 1); n * (m + 1); 18",
        "(n * m) + 1; n * m + 1; 16",
        "n - (m - k); n - (m - k); -4",
        "n - m - k; n - m - k; 0",
        "2*3 + n; 6 + n; 9",
        "FOUR * n; 4 * n; 12",
        "-n; -n; -3",
        "~n; ~n; -4",
        "!n; !n; 0",
        "-(-n); -(-n); 3",
        "-(n + 1); -(n + 1); -4",
        "n > m ? n : m; n > m ? n : m; 5",
        "n < m ? n : m; n < m ? n : m; 3",
        "k && n; k && n; 1",
        "n << 2; n << 2; 12",
        "k >> 1; k >> 1; -1",
        "m / n; m / n; 1",
        "m % n; m % n; 2",
        "(n & m) | (n ^ m); n & m | n ^ m; 7",
        "n * sizeof(int); n * 4; 12",
        "n == 3 || m / 0; n == 3 || m / 0; 1",
      })
  void evaluate_overParameters_followsC(String text, String printed, long value) {
    CExpression expression = length(text);

    assertThat(expression).hasToString(printed);
    assertThat(expression.evaluate(Map.of("n", 3L, "m", 5L, "k", -2L)::get)).isEqualTo(value);
    assertThat(length(printed)).isEqualTo(expression);
  }

  @Test
  void parameters_ofAnExpression_areSorted() {
    assertThat(length("m * n + k * m").parameters()).containsExactly("k", "m", "n");
    assertThat(length("2 * 3")).isEqualTo(new CExpression.Constant(6));
    assertThat(length("2 * 3").parameters()).isEmpty();
  }

  @Test
  void evaluate_outOfRange_isRejected() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> length("k * n").evaluate(name -> Long.MAX_VALUE));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> length("k / n").evaluate(name -> 0));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> length("1 << n").evaluate(name -> 64))
        .withMessage("expected a shift of 0 to 63 but found 64");
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> length("n << 1").evaluate(name -> Long.MAX_VALUE))
        .withMessage("expected a value of 64 bits but found 9223372036854775807 << 1");
  }
}
