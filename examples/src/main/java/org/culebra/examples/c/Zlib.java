package org.culebra.examples.c;

import static java.lang.invoke.MethodHandles.lookup;

import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Ref;

/// zlib compresses an array and inflates it into another.
final class Zlib {
  /// Functions and constants, found by their names in the header.
  interface Api {
    int Z_OK();

    int Z_BEST_COMPRESSION();

    long compressBound(long length);

    int compress2(NDArray to, Ref.OfLong length, NDArray from, long fromLength, int level);

    int uncompress(NDArray to, Ref.OfLong length, NDArray from, long fromLength);

    String zError(int code);
  }

  private static final Api Z = CLibrary.open("z").header("zlib.h").bind(lookup(), Api.class);

  /// The bytes of any C-contiguous array, compressed.
  static NDArray compress(NDArray array) {
    NDArray from = array.reinterpret(DType.UINT8);
    Ref.OfLong length = Ref.ofLong().set(Z.compressBound(from.size()));
    NDArray to = NDArray.zeros(DType.UINT8, length.get());
    check(Z.compress2(to, length, from, from.size(), Z.Z_BEST_COMPRESSION()));
    return to.slice(":" + length.get());
  }

  /// Inflates into an array as large as the one that was compressed.
  static void inflate(NDArray compressed, NDArray to) {
    Ref.OfLong length = Ref.ofLong().set(to.byteSize());
    check(Z.uncompress(to.reinterpret(DType.UINT8), length, compressed, compressed.size()));
  }

  private static void check(int code) {
    if (code != Z.Z_OK()) {
      throw new IllegalArgumentException(Z.zError(code));
    }
  }

  public static void main(String[] args) {
    NDArray array = NDArray.full(DType.FLOAT64, 0.5, 1000, 1000);
    NDArray compressed = compress(array);
    NDArray inflated = NDArray.zerosLike(array);
    inflate(compressed, inflated);
    System.out.println(array.contentEquals(inflated) + " " + (compressed.size() < 50_000));
  }
}
