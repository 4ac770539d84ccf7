package org.culebra.arrow.internal.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.culebra.array.FormatException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The texts are the examples of Arrow's page on canonical extension types, and worse ones.
class TensorMetadataTest {

  @Test
  @DisplayName("item 37: the example of the specification")
  void item37_permutation_isOfTheAxesInMemory() {
    TensorMetadata read =
        TensorMetadata.ofFixedShape(
            "{ \"shape\" : [100, 200, 500], \"dim_names\" : [\"C\", \"H\", \"W\"], \"permutation\""
                + " : [2, 0, 1]}");

    assertThat(read.shape()).containsExactly(100L, 200L, 500L);
    assertThat(read.axes(3)).containsExactly(2, 0, 1);
    assertThat(read.names()).as("item 38").containsExactly("W", "C", "H");
  }

  @Test
  void variableShape_nothing_isNothing() {
    for (String text : List.of("", "{}")) {
      TensorMetadata read = TensorMetadata.ofVariableShape(text, 2);
      assertThat(read.axes(2)).containsExactly(0, 1);
      assertThat(read.names()).isEmpty();
      assertThat(read.json()).isEqualTo("{}");
    }
  }

  @Test
  void uniformShape_hasNulls() {
    TensorMetadata read = TensorMetadata.ofVariableShape("{\"uniform_shape\": [400, null, 3]}", 3);
    assertThat(read.uniformShape()).isEqualTo(Arrays.asList(400L, null, 3L));
    assertThat(read.json()).isEqualTo("{\"uniform_shape\":[400,null,3]}");
  }

  @Test
  void json_isReadBack() {
    TensorMetadata written =
        TensorMetadata.ofShape(2, 3)
            .withPermutation(1, 0)
            .withDimNames(List.of("a\"\\\n\u0001", "grüße 🐍"));
    assertThat(written.json())
        .isEqualTo(
            "{\"shape\":[2,3],\"permutation\":[1,0],\"dim_names\":[\"a\\\"\\\\\\n\\u0001\",\"grüße"
                + " 🐍\"]}");
    assertThat(TensorMetadata.ofFixedShape(written.json())).isEqualTo(written);
  }

  @ParameterizedTest
  @DisplayName("item 37: what is no metadata")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"shape\":[2,3]|expected ',' or '}' but found the end of the text at position 14",
        "[2,3]|expected a JSON object but found [2, 3]",
        "{}|expected a \"shape\" but found {}",
        "{\"shape\":6}|expected a list in \"shape\" but found 6",
        "{\"shape\":[2,-3]}|expected integers in [0, 9223372036854775807] in \"shape\" but found"
            + " -3",
        "{\"shape\":[2.0]}|expected integers in [0, 9223372036854775807] in \"shape\" but found"
            + " 2.0",
        "{\"shape\":[9223372036854775808]}|expected integers in [0, 9223372036854775807] in"
            + " \"shape\" but found 9223372036854775808",
        "{\"shape\":[null]}|expected integers in [0, 9223372036854775807] in \"shape\" but found"
            + " None",
        "{\"shape\":[2,3],\"permutation\":[0]}|expected as many items as a cell has axes, 2, in"
            + " \"permutation\" but found [0]",
        "{\"shape\":[2,3],\"permutation\":[1099511627776,0]}|expected integers in [0, 63] in"
            + " \"permutation\" but found 1099511627776",
        "{\"shape\":[2,3],\"permutation\":[0,0]}|expected each of the axes 0 to 1 once in"
            + " \"permutation\" but found [0, 0]",
        "{\"shape\":[2,3],\"permutation\":[0,2]}|expected each of the axes 0 to 1 once in"
            + " \"permutation\" but found [0, 2]",
        "{\"shape\":[2,3],\"dim_names\":[\"a\"]}|expected as many items as a cell has axes, 2, in"
            + " \"dim_names\" but found ['a']",
        "{\"shape\":[2,3],\"dim_names\":[\"a\",1]}|expected strings in \"dim_names\" but found 1",
      })
  void malformed_isRejected(String text, String message) {
    assertThatThrownBy(() -> TensorMetadata.ofFixedShape(text))
        .isInstanceOf(FormatException.class)
        .hasMessage(message);
  }

  @Test
  void tooManyAxes_areRejected() {
    String text = "{\"shape\":[" + "1,".repeat(64) + "1]}";
    assertThatThrownBy(() -> TensorMetadata.ofFixedShape(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("expected at most 64 axes in \"shape\" but found [1, ");
  }
}
