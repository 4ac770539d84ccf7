package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The types of elements, there and back.
class TypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "BOOL 6,8,1",
        "INT8 0,8,1",
        "INT16 0,16,1",
        "INT32 0,32,1",
        "INT64 0,64,1",
        "UINT8 1,8,1",
        "UINT16 1,16,1",
        "UINT32 1,32,1",
        "UINT64 1,64,1",
        "FLOAT16 2,16,1",
        "FLOAT32 2,32,1",
        "FLOAT64 2,64,1",
        "BFLOAT16 4,16,1",
        "COMPLEX64 5,64,1",
        "COMPLEX128 5,128,1",
        "float8_e3m4 7,8,1",
        "float8_e4m3 8,8,1",
        "float8_e4m3b11fnuz 9,8,1",
        "float8_e4m3fn 10,8,1",
        "float8_e4m3fnuz 11,8,1",
        "float8_e5m2 12,8,1",
        "float8_e5m2fnuz 13,8,1",
        "float8_e8m0fnu 14,8,1"
      })
  @DisplayName("item 18: every type and its code, there and back")
  void types(String name, String code) throws ReflectiveOperationException {
    DType type =
        name.startsWith("float8")
            ? DType.ofName(name)
            : (DType) DType.class.getField(name).get(null);
    NDArray array = NDArray.zeros(type, 2);

    for (ExportOptions options : List.of(ExportOptions.LEASED, ExportOptions.COPIED)) {
      Raw raw = Raw.versioned(DLPack.export(array, options));
      assertThat(raw.dtype()).isEqualTo(code);
      DLPack.release(raw.pointer());
    }
    try (Arena arena = Arena.ofConfined()) {
      assertThat(DLPack.adopt(arena, DLPack.export(array)).dtype()).isEqualTo(type);
    }
  }

  @Test
  @DisplayName("item 19: types without a DLPack form are rejected")
  void otherTypes_areRejected() {
    List<DType> types =
        List.of(
            DType.string(3),
            DType.bytes(3),
            DType.raw(8),
            DType.timedelta64("s"),
            DType.packed(new Field("x", null, DType.INT32, new long[0], 0)));
    for (DType type : types) {
      assertThatThrownBy(() -> DLPack.export(NDArray.zeros(type, 2), ExportOptions.COPIED))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith("expected a type that DLPack has (bool, integers, ");
    }
    assertThatThrownBy(() -> DLPack.export(NDArray.zeros(DType.datetime64("ns"), 2)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage(
            "expected a type that DLPack has (bool, integers, floating-point and complex numbers)"
                + " but found datetime64[ns]; reinterpret(INT64) gives the counts");
  }
}
