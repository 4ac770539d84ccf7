package org.culebra.arrow.internal.cdata;

/// The values of `errno` that streams return. These three are the same on Linux, macOS and Windows;
/// others are not, so further ones would need a table by platform.
final class Errnos {
  static final int EIO = 5;
  static final int ENOMEM = 12;
  static final int EINVAL = 22;

  private Errnos() {}

  /// The name, for messages.
  static String name(int errno) {
    return switch (errno) {
      case EIO -> "errno 5, EIO";
      case ENOMEM -> "errno 12, ENOMEM";
      case EINVAL -> "errno 22, EINVAL";
      default -> "errno " + errno;
    };
  }
}
