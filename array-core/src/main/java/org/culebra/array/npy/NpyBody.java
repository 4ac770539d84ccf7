package org.culebra.array.npy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.ElementReader;
import org.culebra.array.internal.file.ElementWriter;

/// The elements of a `.npy` file: from a channel into memory and back.
final class NpyBody {

  private NpyBody() {}

  // --- reading

  /// Reads the elements.
  ///
  /// @param most the maximal number of bytes left in the channel
  /// @param certain how many of them are certain to be there
  static NDArray read(
      Arena arena, NpyHeader header, ReadableByteChannel channel, long most, long certain)
      throws IOException {
    long bytes = header.layout().byteSize();
    if (most < bytes) {
      throw truncated(header, most);
    }
    MemorySegment memory =
        ElementReader.read(arena, channel, bytes, certain, found -> truncated(header, found));
    MemoryOwner owner = MemoryOwner.of(arena, memory);
    return NDArray.of(memory, owner, header.dtype(), header.layout());
  }

  /// The error for a truncated file.
  static FormatException truncated(NpyHeader header, long found) {
    return new FormatException(
        Errors.text(
            "expected %d bytes of elements (%s of shape %s) but found %d",
            header.layout().byteSize(),
            header.dtype(),
            Errors.tuple(header.layout().shape()),
            found));
  }

  // --- writing

  /// Writes the elements in C order, or in Fortran order if that is their order in memory;
  /// `bfloat16`, of which the file states no byte order, in little-endian order.
  static void write(WritableByteChannel channel, NDArray array) throws IOException {
    NDArray inOrder = NpyHeader.inFortranOrder(array) ? array.transpose() : array;
    ElementWriter.write(channel, inOrder, inFile(array.dtype()));
  }

  private static DType inFile(DType dtype) {
    return switch (dtype.kind()) {
      case BFLOAT -> dtype.withByteOrder(ByteOrder.LITTLE_ENDIAN);
      case STRUCT ->
          DType.struct(dtype.itemSize(), dtype.fields().stream().map(NpyBody::inFile).toList());
      default -> dtype;
    };
  }

  private static Field inFile(Field field) {
    DType dtype = inFile(field.dtype());
    return new Field(field.name(), field.title(), dtype, field.shape(), field.byteOffset());
  }
}
