package org.culebra.array;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Types of every kind that buffer formats know, nested structs, packed, aligned and with gaps.
public final class RandomTypes {

  private static final List<DType> PLAIN =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.UINT8,
          DType.INT16,
          DType.UINT16,
          DType.INT32,
          DType.UINT32,
          DType.INT64,
          DType.UINT64,
          DType.FLOAT16,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.COMPLEX64,
          DType.COMPLEX128,
          DType.bytes(1),
          DType.bytes(5),
          DType.string(1),
          DType.string(3),
          DType.raw(1),
          DType.raw(6));

  private final Random random;

  public RandomTypes(Random random) {
    this.random = random;
  }

  public DType next(int depth) {
    if (depth == 0 || random.nextInt(10) < 7) {
      DType plain = PLAIN.get(random.nextInt(PLAIN.size()));
      boolean swapped = random.nextInt(4) == 0;
      return swapped ? plain.withByteOrder(ByteOrder.BIG_ENDIAN) : plain;
    }
    List<Field> fields = new ArrayList<>();
    for (int k = random.nextInt(4); k >= 0; k--) {
      fields.add(new Field("field" + k, null, next(depth - 1), shape(), 0));
    }
    Field[] array = fields.toArray(Field[]::new);
    return switch (random.nextInt(3)) {
      case 0 -> DType.packed(array);
      case 1 -> DType.aligned(array);
      default -> withGaps(fields);
    };
  }

  private DType withGaps(List<Field> fields) {
    List<Field> placed = new ArrayList<>();
    int at = 0;
    for (Field field : fields) {
      at += random.nextInt(4);
      placed.add(field.at(at));
      at += field.byteSize();
    }
    return DType.struct(at + random.nextInt(4), placed);
  }

  private long[] shape() {
    long[] shape = new long[Math.max(0, random.nextInt(6) - 3)];
    for (int k = 0; k < shape.length; k++) {
      shape[k] = 1L + random.nextInt(3);
    }
    return shape;
  }
}
