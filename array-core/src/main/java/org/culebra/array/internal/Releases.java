package org.culebra.array.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Releases several things: each is released whatever another one throws, even an [Error]. The
/// first failure is thrown at the end, with the others suppressed.
///
/// ```java
/// Releases.each(leases, Lease::release);
/// ```
///
/// Not thread-safe.
public final class Releases {
  private @Nullable Throwable first;

  /// Without a failure so far.
  public Releases() {}

  /// Releases all things of one kind.
  ///
  /// @param <T> their type
  /// @param things each is released once, in this order
  /// @param release releases one
  public static <T> void each(Iterable<T> things, Consumer<? super T> release) {
    Releases releases = new Releases();
    for (T thing : things) {
      try {
        release.accept(thing);
      } catch (Throwable e) {
        releases.failed(e);
      }
    }
    releases.rethrow();
  }

  /// Releases all things of one kind because of a failure, which takes precedence.
  ///
  /// @param <T> their type
  /// @param failure is about to be thrown by the caller
  /// @param things each is released once, in this order
  /// @param release releases one
  public static <T> void after(Throwable failure, Iterable<T> things, Consumer<? super T> release) {
    Releases releases = new Releases();
    releases.first = failure;
    for (T thing : things) {
      try {
        release.accept(thing);
      } catch (Throwable e) {
        releases.failed(e);
      }
    }
  }

  /// Releases one thing.
  ///
  /// @param release releases it
  /// @return this
  public Releases and(Runnable release) {
    try {
      release.run();
    } catch (Throwable e) {
      failed(e);
    }
    return this;
  }

  /// Records a failure.
  ///
  /// @param failure the exception thrown by one release
  @SuppressWarnings("ReferenceEquality") // a throwable cannot suppress itself
  public void failed(Throwable failure) {
    if (first == null) {
      first = failure;
      return;
    }
    try {
      if (first != failure) {
        first.addSuppressed(failure);
      }
    } catch (Throwable e) {
      return; // no memory for it: the first one says enough
    }
  }

  /// Throws the first failure, if there was one.
  public void rethrow() {
    if (first != null) {
      throw Releases.<RuntimeException>unchecked(first);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
