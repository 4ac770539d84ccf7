package org.culebra.array;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.culebra.array.npy.Npy;
import org.culebra.array.npy.Npy.WriteOption;
import org.culebra.array.npy.Npz;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.PyArrayInterface;
import org.culebra.array.safetensors.Safetensors;
import org.culebra.testsupport.NullSweep;
import org.culebra.testsupport.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No public method of the exported packages takes a null. The sample array has rank 0, so that an
/// empty `long[]` is a good index and a good shape.
final class NullsTest {

  @TempDir Path folder;

  @Test
  void everyReferenceParameter_rejectsNull() throws IOException {
    Path npy = folder.resolve("a.npy");
    Path npz = folder.resolve("a.npz");
    Npy.write(npy, NDArray.zeros(DType.INT32));
    Npz.write(npz, Map.of("text", NDArray.zeros(DType.INT32)));
    Path tensors = folder.resolve("a.safetensors");
    Safetensors.write(tensors, Map.of("text", NDArray.zeros(DType.INT32)));
    Safetensors file = Safetensors.read(tensors);
    try (Npz archive = Npz.open(npz)) {
      Samples samples = plain();
      arrays(samples);
      samples
          .add(Path.class, () -> npy)
          .add(Npz.class, () -> archive)
          .add(Safetensors.class, () -> file)
          .add(InputStream.class, () -> new ByteArrayInputStream(npyBytes()))
          .add(
              ReadableByteChannel.class,
              () -> Channels.newChannel(new ByteArrayInputStream(npyBytes())));
      NullSweep sweep = new NullSweep(samples);
      sweep.assertClean(NDArray.class);
      sweep.assertClean(Npy.class);
      sweep.assertClean(ArrayInterface.class);
    }
  }

  private static byte[] npyBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Npy.write(out, NDArray.zeros(DType.INT32));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Samples plain() {
    return new Samples()
        .add(int.class, () -> 1)
        .add(long[].class, () -> new long[0])
        .add(Object.class, () -> 1)
        .add(Object[].class, () -> new int[][] {{1}})
        .add(String[].class, () -> new String[] {"a"})
        .add(Class.class, () -> Long.class)
        .add(int[].class, () -> new int[0])
        .add(Arena.class, Arena::ofAuto)
        .add(MemorySegment.class, () -> Arena.ofAuto().allocate(64))
        .add(ByteBuffer.class, () -> ByteBuffer.allocateDirect(64))
        .add(ByteOrder.class, ByteOrder::nativeOrder)
        .add(Map.class, Map::of)
        .add(List.class, List::of)
        .add(OptionalLong.class, OptionalLong::empty)
        .add(OutputStream.class, ByteArrayOutputStream::new)
        .add(WritableByteChannel.class, () -> Channels.newChannel(new ByteArrayOutputStream()))
        .add(DoubleUnaryOperator.class, DoubleUnaryOperator::identity)
        .add(LongUnaryOperator.class, LongUnaryOperator::identity)
        .add(DoubleBinaryOperator.class, () -> Double::sum)
        .add(LongBinaryOperator.class, () -> Long::sum);
  }

  private static void arrays(Samples samples) {
    samples
        .add(DType.class, () -> DType.INT32)
        .add(DType[].class, () -> new DType[] {DType.INT32})
        .add(NDArray[].class, () -> new NDArray[] {NDArray.zeros(DType.INT32)})
        .add(WriteOption[].class, () -> new WriteOption[] {WriteOption.ML_DTYPES})
        .add(Reductions.Ddof.class, () -> Reductions.ddof(1))
        .add(StridedLayout.class, () -> StridedLayout.cOrder(4))
        .add(MemoryOwner.class, () -> Retention.GC_MANAGED)
        .add(Lease.class, () -> () -> {})
        .add(Index.class, Index::all)
        .add(NDArray.class, () -> NDArray.zeros(DType.INT32))
        .add(SegmentAllocator.class, () -> Arena.ofAuto())
        .add(
            PyArrayInterface.class,
            () ->
                PyArrayInterface.parse(
                    PyArrayInterface.write(Arena.ofAuto(), NDArray.zeros(DType.INT32))))
        .add(ArrayInterface.class, () -> ArrayInterface.of(NDArray.zeros(DType.INT32)))
        .add(ByteView.class, () -> NDArray.zeros(DType.INT8).asBytes())
        .add(ShortView.class, () -> NDArray.zeros(DType.INT16).asShorts())
        .add(IntView.class, () -> NDArray.zeros(DType.INT32).asInts())
        .add(LongView.class, () -> NDArray.zeros(DType.INT64).asLongs())
        .add(FloatView.class, () -> NDArray.zeros(DType.FLOAT32).asFloats())
        .add(DoubleView.class, () -> NDArray.zeros(DType.FLOAT64).asDoubles())
        .add(Float16View.class, () -> NDArray.zeros(DType.FLOAT16).asFloat16s())
        .add(BFloat16View.class, () -> NDArray.zeros(DType.BFLOAT16).asBFloat16s());
  }
}
