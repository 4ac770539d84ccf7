package org.culebra.examples.c;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Ref;

/// zlib compresses an array and inflates it into another.
public final class Zlib {
  /// Functions and constants, found by their names in the header.
  interface Api {
    int Z_OK();

    int Z_BEST_COMPRESSION();

    long compressBound(long length);

    int compress2(NDArray to, Ref.OfLong length, NDArray from, long fromLength, int level);

    int uncompress(NDArray to, Ref.OfLong length, NDArray from, long fromLength);

    String zError(int code);
  }

  private static final Api Z =
      CLibrary.open("z").header("zlib.h").bind(MethodHandles.lookup(), Api.class);

  private Zlib() {}

  /// Compresses the bytes of an array.
  ///
  /// @param array any C-contiguous array
  /// @return the compressed bytes
  public static NDArray compress(NDArray array) {
    NDArray from = array.reinterpret(DType.UINT8);
    Ref.OfLong length = Ref.ofLong().set(Z.compressBound(from.size()));
    NDArray to = NDArray.zeros(DType.UINT8, length.get());
    check(Z.compress2(to, length, from, from.size(), Z.Z_BEST_COMPRESSION()));
    return to.slice(":" + length.get());
  }

  /// Inflates into an array.
  ///
  /// @param compressed from [#compress]
  /// @param to as large as what was compressed
  public static void inflate(NDArray compressed, NDArray to) {
    Ref.OfLong length = Ref.ofLong().set(to.byteSize());
    check(Z.uncompress(to.reinterpret(DType.UINT8), length, compressed, compressed.size()));
  }

  private static void check(int code) {
    if (code != Z.Z_OK()) {
      throw new IllegalArgumentException(Z.zError(code));
    }
  }

  /// Compresses a million numbers.
  ///
  /// @param args none
  public static void main(String[] args) {
    double[] numbers = new double[1_000_000];
    Arrays.setAll(numbers, i -> i % 100);
    NDArray array = NDArray.copyOf(numbers);
    NDArray compressed = compress(array);
    NDArray inflated = NDArray.zeros(DType.FLOAT64, numbers.length);
    inflate(compressed, inflated);
    System.out.println(array.contentEquals(inflated) + " " + (compressed.size() < 50_000));
  }
}
