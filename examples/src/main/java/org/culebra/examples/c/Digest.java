package org.culebra.examples.c;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Ref;

/// OpenSSL computes the digest of an array.
public final class Digest {
  private static final CLibrary CRYPTO = CLibrary.open("crypto").header("openssl/evp.h");

  private Digest() {}

  /// Computes a digest.
  ///
  /// @param algorithm a name, such as `sha256`
  /// @param array C-contiguous
  /// @return the digest of the array's bytes, in hexadecimal
  static String of(String algorithm, NDArray array) {
    Object type = CRYPTO.function("EVP_get_digestbyname").call(algorithm);
    byte[] digest = new byte[(int) CRYPTO.constant("EVP_MAX_MD_SIZE")];
    Ref.OfInt size = Ref.ofInt();
    Object ok =
        CRYPTO.function("EVP_Digest").call(array, array.byteSize(), digest, size, type, null);
    if ((int) ok != 1) {
      throw new IllegalArgumentException("expected the name of a digest but found " + algorithm);
    }
    return HexFormat.of().formatHex(digest, 0, size.get());
  }

  /// Prints a digest.
  ///
  /// @param args none
  public static void main(String[] args) {
    System.out.println(of("sha256", NDArray.copyOf("abc".getBytes(StandardCharsets.UTF_8))));
  }
}
