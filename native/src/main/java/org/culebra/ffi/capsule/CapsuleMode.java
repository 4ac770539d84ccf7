package org.culebra.ffi.capsule;

import java.util.Locale;
import org.culebra.array.Experimental;
import org.culebra.array.internal.Properties;
import org.jspecify.annotations.Nullable;

/// What is inserted between a consumer and the functions of a [Capsule].
///
/// Chosen per consumer: by an argument of `open`, otherwise by the system property
/// `culebra.capsule.NAME` for the capsule of that name, otherwise by `culebra.capsule`, with the
/// values `plain`, `debug` and `trace`. The default is plain.
///
/// | | the consumer's pointer | a call by Java | a call by C |
/// |---|---|---|---|
/// | [#PLAIN] | the producer's own | direct | direct |
/// | [#DEBUG] | a separate table | checked first | through Java |
/// | [#TRACE] | a separate table | counted and timed | through Java |
@Experimental
public enum CapsuleMode {
  /// Nothing: the consumer gets the producer's pointer, without overhead.
  PLAIN,

  /// Detects misuse. A call after the close of the capsule or of the consumer's use throws, with
  /// the stack traces of opening and closing; a call from C instead returns the error value of a
  /// [org.culebra.ffi.Callback] and is recorded. [Capsule#leaks()] lists uses that were never
  /// closed and results that were never returned, and so does the end of the JVM. Calls are counted
  /// as with [#TRACE].
  ///
  /// The consumer's table and its stubs (some kilobytes) are never freed, so that late calls from C
  /// reach them; they keep a capsule alive whose arena the garbage collector would otherwise have
  /// closed.
  DEBUG,

  /// Calls are counted and timed, and a [CapsuleListener] is notified. The consumer's table and its
  /// stubs end when the use is closed: C must not call them afterwards.
  TRACE;

  /// The mode selected by the system properties.
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
