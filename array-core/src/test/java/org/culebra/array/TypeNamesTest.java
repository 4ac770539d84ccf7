package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Field;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Types by their names, which are NumPy's and those of ml_dtypes.
final class TypeNamesTest {

  @Test
  void names_ofAllConstants_comeBack() throws IllegalAccessException {
    List<DType> constants = new ArrayList<>();
    for (Field field : DType.class.getFields()) {
      if (field.getType() == DType.class) {
        DType type = (DType) field.get(null);
        constants.add(type);
        assertThat(field.getName()).isEqualToIgnoringCase(type.name());
      }
    }
    assertThat(constants)
        .hasSize(15 + 8)
        .allSatisfy(type -> assertThat(DType.ofName(type.name())).isEqualTo(type));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "datetime64[ns]",
        "datetime64[25s]",
        "timedelta64[D]",
        "bytes40",
        "str160",
        "void8"
      })
  void names_withUnitsOrSizes_comeBack(String name) {
    assertThat(DType.ofName(name).name()).isEqualTo(name);
    assertThat(DType.ofName(name).byteOrder()).isEqualTo(ByteOrder.nativeOrder());
  }

  @Test
  void names_mean_whatTheirTypesDo() {
    assertThat(DType.ofName("bytes40")).isEqualTo(DType.bytes(5));
    assertThat(DType.ofName("str160")).isEqualTo(DType.string(5));
    assertThat(DType.ofName("void64")).isEqualTo(DType.raw(8));
    assertThat(DType.ofName("datetime64[ms]")).isEqualTo(DType.datetime64("ms"));
    assertThat(DType.ofName("timedelta64[3h]")).isEqualTo(DType.timedelta64("3h"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "float",
        "FLOAT64",
        "float8_e9m9",
        " int8",
        "bytes4",
        "str8",
        "void0",
        "bytes017",
        "str99999999999",
        "datetime64[]",
        "datetime64[parsec]",
        "timedelta64",
        "str137438953472"
      })
  void otherNames_areRejected(String name) {
    assertThat(catchThrowable(() -> DType.ofName(name)))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessageStartingWith("expected ");
  }
}
