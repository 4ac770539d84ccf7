package org.culebra.arrow.vector;

import java.lang.foreign.Arena;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;

/// An array to a vector and back, and one of two columns of the same name.
final class FlagsMain {
  private FlagsMain() {}

  public static void main(String[] args) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 4).fill(2.5);
    try (BufferAllocator allocator = new RootAllocator()) {
      try (FieldVector vector = Vectors.vector("x", array, allocator);
          Arena arena = Arena.ofConfined()) {
        System.out.println(vector + " " + Vectors.array(arena, vector));
      }
      Column same = Column.ofStruct("s", Column.of("a", array), Column.of("a", array));
      try (FieldVector vector = Vectors.vector(same, allocator)) {
        System.out.println(vector);
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}
