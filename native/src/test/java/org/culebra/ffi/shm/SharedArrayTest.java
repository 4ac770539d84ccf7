package org.culebra.ffi.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.StridedLayout;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedArrayTest {

  private static final SharedArray PLAIN =
      new SharedArray("psm_1", 48, DType.FLOAT64, StridedLayout.cOrder(8, 2, 3));

  @Test
  void message_isOneLineOfJson() {
    assertThat(PLAIN.toJson())
        .isEqualTo(
            "{\"appose_type\":\"ndarray\",\"dtype\":\"float64\",\"shape\":[2,3],\"shm\":{\"appose_type\":\"shm\","
                + "\"name\":\"psm_1\",\"rsize\":48},\"version\":1,\"descr\":\"'<f8'\",\"offset\":0,"
                + "\"strides\":[24,8],\"order\":\"C\"}");
    assertThat(SharedArray.parse(PLAIN.toJson())).isEqualTo(PLAIN);
  }

  @Test
  void whatApposeWouldMisread_isNotMarkedForIt() {
    StridedLayout packed = StridedLayout.cOrder(8, 2, 3);
    DType swapped = DType.FLOAT64.withByteOrder(ByteOrder.BIG_ENDIAN);
    for (SharedArray array :
        new SharedArray[] {
          new SharedArray("a", 48, DType.FLOAT64, packed.transpose()),
          new SharedArray(
              "a", 56, DType.FLOAT64, StridedLayout.of(8, 8, packed.shape(), packed.strides())),
          new SharedArray("a", 48, swapped, packed),
          new SharedArray("a", 48, DType.datetime64("s"), packed),
        }) {
      assertThat(array.toJson()).startsWith("{\"dtype\":");
      assertThat(SharedArray.parse(array.toJson())).isEqualTo(array);
    }
  }

  @Test
  void everyType_goesThereAndBack() {
    for (DType dtype :
        new DType[] {
          DType.BOOL,
          DType.INT8,
          DType.UINT16,
          DType.INT32,
          DType.UINT64,
          DType.FLOAT16,
          DType.BFLOAT16,
          DType.FLOAT8_E4M3FN,
          DType.COMPLEX128,
          DType.FLOAT32.withByteOrder(ByteOrder.BIG_ENDIAN),
          DType.datetime64("ns"),
          DType.string(5),
          DType.bytes(3),
          DType.raw(7),
          DType.packed(new Field("a \"ü\\", DType.INT8, 0), new Field("b", DType.FLOAT64, 1)),
        }) {
      SharedArray array =
          new SharedArray(
              "n", 1000, dtype, StridedLayout.cOrder(dtype.itemSize(), 2, 3).transpose());
      assertThat(array.toJson()).matches("[ -~]+");
      assertThat(SharedArray.parse(array.toJson())).isEqualTo(array);
    }
  }

  @Test
  void messagesOfAppose_areRead() {
    assertThat(
            SharedArray.parse(
                """
                {"appose_type": "ndarray", "dtype": "uint16", "shape": [4, 5],
                 "shm": {"appose_type": "shm", "name": "/psm_7e", "rsize": 4096}}
                """))
        .isEqualTo(new SharedArray("psm_7e", 4096, DType.UINT16, StridedLayout.cOrder(2, 4, 5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          [1]                                            ~ expected a JSON object but found [1]
          {}                                             ~ expected an object "shm" but found None
          {"shm":{},"dtype":"int8","shape":[1]}          ~ expected a string "name" but found None
          {"shm":{"name":"a","rsize":"9"},"dtype":"int8","shape":[1]} ~ expected an integer "rsize" but found '9'
          {"shm":{"name":"a","rsize":9},"dtype":"int9","shape":[1]} ~ expected the name of a type, such as "float64", or a "descr" but found "int9"
          {"shm":{"name":"a","rsize":9},"dtype":"int8","shape":4} ~ expected a list of integers "shape" but found 4
          {"shm":{"name":"a","rsize":9},"dtype":"int8","shape":[1.5]} ~ expected an integer "shape" but found 1.5
          {"shm":{"name":"a","rsize":9},"dtype":"int8","shape":[1],"version":2} ~ expected version 1 of the message or an earlier one but found 2
          """)
  void wrongMessages_areRejected(String json, String message) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> SharedArray.parse(json))
        .withMessage(message);
  }

  @Test
  void elementsBeyondTheEnd_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedArray.parse(PLAIN.toJson().replace("\"rsize\":48", "\"rsize\":47")))
        .withMessage(
            "expected elements inside the 47 bytes of shared memory \"psm_1\" but found bytes [0,"
                + " 48)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedArray.parse(PLAIN.toJson().replace("[24,8]", "[24,-8]")))
        .withMessageEndingWith("but found bytes [-16, 32)");
  }

  @Test
  void bfloat16OfTheOtherOrder_hasNoText() {
    DType swapped = DType.BFLOAT16.withByteOrder(ByteOrder.BIG_ENDIAN);
    SharedArray array = new SharedArray("a", 2, swapped, StridedLayout.cOrder(2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(array::toJson)
        .withMessageStartingWith("expected bfloat16 in this machine's byte order");
  }

  /// Whatever arrives, the answer is an array inside its memory, or a clear rejection.
  @Test
  void mutatedMessages_areReadOrRejected() {
    Random random = Seeds.random("SharedArrayTest");
    String text = PLAIN.toJson();
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      char[] mutated = text.toCharArray();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(mutated.length);
        mutated[at] = text.charAt(random.nextInt(text.length()));
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(mutated.length) : mutated.length;
      String json = new String(Arrays.copyOf(mutated, length));
      try {
        SharedArray array = SharedArray.parse(json);
        assertThat(array.layout().size() == 0 || array.layout().highByte() <= array.byteSize())
            .as(json)
            .isTrue();
        read++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).as(json).isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }
}
