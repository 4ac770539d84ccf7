package org.culebra.ffi.capsule;

import java.util.Locale;
import org.culebra.array.Experimental;
import org.culebra.array.internal.Properties;
import org.jspecify.annotations.Nullable;

/// What stands between a consumer and the functions of a [Capsule].
///
/// Chosen for each consumer: by an argument of `open`, or else by the system property
/// `culebra.capsule.NAME` for the capsule of that name, or else by `culebra.capsule`; the values
/// are `plain`, `debug` and `trace`. Without any of them it is plain.
///
/// | | the consumer's pointer | a call by Java | a call by C |
/// |---|---|---|---|
/// | [#PLAIN] | the producer's own | straight | straight |
/// | [#DEBUG] | a table of its own | checked first | through Java |
/// | [#TRACE] | a table of its own | counted and timed | through Java |
@Experimental
public enum CapsuleMode {
  /// Nothing: the consumer gets the producer's pointer, and no call costs more.
  PLAIN,

  /// Mistakes are found. A call after the close of the capsule or of the consumer's use of it is
  /// refused, with the stacks of opening and closing; made by C, it returns the error value of a
  /// [org.culebra.ffi.Callback] and is recorded. Uses that are never closed, and results that are
  /// never given back, are listed by [Capsule#leaks()] and when the JVM ends. Calls are counted as
  /// with [#TRACE].
  ///
  /// The consumer's table and its stubs (some kilobytes) are never freed, so that a late call by C
  /// finds them; with them stays a capsule whose arena the garbage collector would have closed.
  DEBUG,

  /// Calls are counted and timed, and a [CapsuleListener] is told. The consumer's table and its
  /// stubs end when the use is closed: C must not call them afterwards.
  TRACE;

  /// The mode that the system properties ask for.
  static CapsuleMode configured(@Nullable String capsule) {
    String key = Properties.CAPSULE + "." + capsule;
    String value = capsule == null ? null : System.getProperty(key);
    if (value == null) {
      key = Properties.CAPSULE;
      value = System.getProperty(key);
    }
    if (value == null) {
      return PLAIN;
    }
    for (CapsuleMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(value)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "system property %s: expected plain, debug or trace but found %s".formatted(key, value));
  }
}
