package org.culebra.ffi.internal.argument;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.culebra.array.ArrayView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

class JavaTypeMappingTest {
  private static final List<DType> TYPES =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.INT16,
          DType.INT32,
          DType.INT64,
          DType.UINT8,
          DType.UINT16,
          DType.UINT32,
          DType.UINT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.FLOAT32,
          DType.FLOAT64);

  @Test
  void everyView_isKnown() {
    assertThat(ArrayView.class.getPermittedSubclasses())
        .hasSize(8)
        .allMatch(JavaTypeMapping::isView);
    assertThat(JavaTypeMapping.isView(ArrayView.class)).isFalse();
  }

  @Test
  void everyType_hasTheViewThatItsArraysHave() throws ReflectiveOperationException {
    for (DType type : TYPES) {
      NDArray array = NDArray.zeros(type, 2);
      ArrayView view = array.asView();
      Class<?> known = JavaTypeMapping.viewOf(type);
      assertThat(view).as("%s", type).isExactlyInstanceOf(known);
      assertThat(JavaTypeMapping.elements(view.getClass())).isEqualTo(view.dtype());
      Object made = NDArray.class.getMethod(JavaTypeMapping.method(view.getClass())).invoke(array);
      assertThat(made).isExactlyInstanceOf(view.getClass());
    }
    assertThat(JavaTypeMapping.viewOf(DType.COMPLEX64)).isNull();
  }
}
