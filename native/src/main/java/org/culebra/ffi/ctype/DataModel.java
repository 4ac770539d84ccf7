package org.culebra.ffi.ctype;

import java.util.Locale;

/// The sizes that C leaves to the platform: those of `long` and `wchar_t`, and the sign of `char`.
///
/// Everything else is the same on all 64-bit platforms that are supported: `short` 2, `int` 4,
/// `long long` 8 and pointers 8 bytes, each aligned to its size (System V ABI, AMD64 supplement,
/// figure 3.1; AAPCS64, section 5.1; Microsoft's x64 conventions).
public enum DataModel {
  /// Linux and the BSDs on x86-64, macOS: `long` and `wchar_t` have 8 and 4 bytes, `char` is
  /// signed.
  LP64(8, 4, true, true),
  /// Linux on aarch64: like [#LP64], but `char` and `wchar_t` are unsigned.
  LP64_UNSIGNED_CHAR(8, 4, false, false),
  /// Windows: `long` has 4 bytes, `wchar_t` is unsigned with 2 bytes.
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

  /// {@return the bytes of `long`}
  public int longSize() {
    return longSize;
  }

  /// {@return the bytes of `wchar_t`}
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
