package org.culebra.dlpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.culebra.dlpack.DlpackStructs.DLManagedTensor;
import org.culebra.dlpack.DlpackStructs.DLManagedTensorVersioned;
import org.culebra.dlpack.DlpackStructs.DLTensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Ours against the C compiler's.
class StructsTest {

  @Test
  @DisplayName("item 1: sizes and offsets of all structs")
  void structs_asTheCompilerLaysThemOut() {
    long[] inC =
        LongStream.iterate(0, i -> i + 1)
            .map(i -> CSide.C.table_at((int) i))
            .takeWhile(v -> v >= 0)
            .toArray();

    assertThat(inC)
        .containsExactly(
            8, // DLPackVersion
            8, // DLDevice
            DLDataType.BYTES,
            2,
            DLTensor.BYTES,
            DLTensor.DATA,
            DLTensor.DEVICE,
            DLTensor.DEVICE_ID,
            DLTensor.NDIM,
            DLTensor.DTYPE,
            DLTensor.SHAPE,
            DLTensor.STRIDES,
            DLTensor.BYTE_OFFSET,
            DLManagedTensor.BYTES,
            DLManagedTensor.DL_TENSOR,
            DLManagedTensor.MANAGER_CTX,
            DLManagedTensor.DELETER,
            DLManagedTensorVersioned.BYTES,
            DLManagedTensorVersioned.VERSION,
            DLManagedTensorVersioned.MINOR,
            DLManagedTensorVersioned.MANAGER_CTX,
            DLManagedTensorVersioned.DELETER,
            DLManagedTensorVersioned.FLAGS,
            DLManagedTensorVersioned.DL_TENSOR,
            16, // DLPackExchangeAPIHeader
            56, // DLPackExchangeAPI
            1, // DLDataType.bits
            2, // DLDataType.lanes
            8); // alignment of a managed tensor
  }
}
