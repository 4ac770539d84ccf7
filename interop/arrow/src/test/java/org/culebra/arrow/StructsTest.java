package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArrayStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowDeviceArrayStream;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Our offsets against the C compiler's.
class StructsTest {
  private static final long[] OURS = {
    ArrowSchema.BYTES,
    ArrowSchema.FORMAT,
    ArrowSchema.NAME,
    ArrowSchema.METADATA,
    ArrowSchema.FLAGS,
    ArrowSchema.N_CHILDREN,
    ArrowSchema.CHILDREN,
    ArrowSchema.DICTIONARY,
    ArrowSchema.RELEASE,
    ArrowSchema.PRIVATE_DATA,
    ArrowArray.BYTES,
    ArrowArray.LENGTH,
    ArrowArray.NULL_COUNT,
    ArrowArray.OFFSET,
    ArrowArray.N_BUFFERS,
    ArrowArray.N_CHILDREN,
    ArrowArray.BUFFERS,
    ArrowArray.CHILDREN,
    ArrowArray.DICTIONARY,
    ArrowArray.RELEASE,
    ArrowArray.PRIVATE_DATA,
    ArrowArrayStream.BYTES,
    ArrowArrayStream.GET_SCHEMA,
    ArrowArrayStream.GET_NEXT,
    ArrowArrayStream.GET_LAST_ERROR,
    ArrowArrayStream.RELEASE,
    ArrowArrayStream.PRIVATE_DATA,
    ArrowDeviceArray.BYTES,
    ArrowDeviceArray.ARRAY,
    ArrowDeviceArray.DEVICE_ID,
    ArrowDeviceArray.DEVICE_TYPE,
    ArrowDeviceArray.SYNC_EVENT,
    ArrowDeviceArray.RESERVED,
    ArrowDeviceArrayStream.BYTES,
    ArrowDeviceArrayStream.DEVICE_TYPE,
    ArrowDeviceArrayStream.GET_SCHEMA,
    ArrowDeviceArrayStream.GET_NEXT,
    ArrowDeviceArrayStream.GET_LAST_ERROR,
    ArrowDeviceArrayStream.RELEASE,
    ArrowDeviceArrayStream.PRIVATE_DATA
  };

  @Test
  @DisplayName("item 1: sizes and offsets are the C compiler's")
  void item01_offsets() {
    long[] theirs =
        LongStream.iterate(0, i -> i + 1)
            .map(i -> CSide.C.table_at((int) i))
            .takeWhile(offset -> offset >= 0)
            .toArray();

    assertThat(Arrays.toString(OURS)).isEqualTo(Arrays.toString(theirs));
  }
}
