package org.culebra.ffi.ctype;

import java.util.Locale;

/// What C leaves to the platform: the sizes of `long` and `wchar_t`, and the signedness of `char`.
///
/// Everything else is the same on all supported platforms, which are 64-bit: `short` has 2 bytes,
/// `int` 4, `long long` and pointers 8, each aligned to its size (System V ABI, AMD64 supplement,
/// figure 3.1; AAPCS64, section 5.1; Microsoft's x64 conventions).
public enum DataModel {
  /// Linux and the BSDs on x86-64, and macOS: `long` has 8 bytes, `wchar_t` 4, and `char` is
  /// signed.
  LP64(8, 4, true, true),
  /// Linux on aarch64: like [#LP64], but `char` and `wchar_t` are unsigned.
  LP64_UNSIGNED_CHAR(8, 4, false, false),
  /// Windows: `long` has 4 bytes, `wchar_t` has 2 and is unsigned.
  LLP64(4, 2, false, true);

  private final int longSize;
  private final int wcharSize;
  private final boolean wcharSigned;
  private final boolean charSigned;

  DataModel(int longSize, int wcharSize, boolean wcharSigned, boolean charSigned) {
    this.longSize = longSize;
    this.wcharSize = wcharSize;
    this.wcharSigned = wcharSigned;
    this.charSigned = charSigned;
  }

  /// {@return the model of the machine that this JVM runs on}
  public static DataModel host() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (os.startsWith("windows")) {
      return LLP64;
    }
    boolean apple = os.startsWith("mac") || os.startsWith("darwin");
    boolean arm = System.getProperty("os.arch", "").equals("aarch64");
    return arm && !apple ? LP64_UNSIGNED_CHAR : LP64;
  }

  /// {@return the size of `long` in bytes}
  public int longSize() {
    return longSize;
  }

  /// {@return the size of `wchar_t` in bytes}
  public int wcharSize() {
    return wcharSize;
  }

  /// {@return whether `wchar_t` is signed}
  public boolean isWcharSigned() {
    return wcharSigned;
  }

  /// {@return whether plain `char` is signed}
  public boolean isCharSigned() {
    return charSigned;
  }
}
