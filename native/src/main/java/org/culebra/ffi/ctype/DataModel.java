package org.culebra.ffi.ctype;

import java.util.Locale;

/// What C leaves to the platform: the sizes of `long`, `long double`, `wchar_t` and `va_list`, and
/// the signedness of `char`.
///
/// Everything else is the same on all supported platforms, which are 64-bit: `short` has 2 bytes,
/// `int` 4, `long long` and pointers 8, each aligned to its size (System V ABI, AMD64 supplement,
/// figure 3.1; AAPCS64, section 5.1; Microsoft's x64 conventions).
public enum DataModel {
  /// Linux, the BSDs and macOS on x86-64: `long` has 8 bytes, `long double` 16, `wchar_t` 4, and
  /// `char` is signed.
  LP64(8, 16, 24, 4, true, true),
  /// Linux on aarch64: like [#LP64], but `char` and `wchar_t` are unsigned.
  LP64_UNSIGNED_CHAR(8, 16, 32, 4, false, false),
  /// macOS on aarch64: like [#LP64], but `long double` is `double` and `va_list` a pointer.
  LP64_APPLE(8, 8, 8, 4, true, true),
  /// Windows: `long` has 4 bytes, `long double` is `double`, `wchar_t` has 2 bytes and is unsigned.
  LLP64(4, 8, 8, 2, false, true);

  private final int longSize;
  private final int longDoubleSize;
  private final int vaListSize;
  private final int wcharSize;
  private final boolean wcharSigned;
  private final boolean charSigned;

  DataModel(
      int longSize,
      int longDoubleSize,
      int vaListSize,
      int wcharSize,
      boolean wcharSigned,
      boolean charSigned) {
    this.longSize = longSize;
    this.longDoubleSize = longDoubleSize;
    this.vaListSize = vaListSize;
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
    return !arm ? LP64 : apple ? LP64_APPLE : LP64_UNSIGNED_CHAR;
  }

  /// {@return the size of `long` in bytes}
  public int longSize() {
    return longSize;
  }

  /// {@return the size of `long double` in bytes; if it is 8, the type is the same as `double`}
  public int longDoubleSize() {
    return longDoubleSize;
  }

  /// {@return the size of `va_list` in bytes}
  public int vaListSize() {
    return vaListSize;
  }

  /// {@return whether bit-fields are laid out as the System V ABI says; Windows has other rules}
  public boolean hasBitFields() {
    return this != LLP64;
  }

  /// Whether unnamed bit-fields count for the alignment of their struct (AAPCS64, 8.1.8).
  boolean alignsUnnamedBitFields() {
    return this == LP64_UNSIGNED_CHAR;
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
