package org.culebra.array.internal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A release of several things: each is given back, whatever another one throws, be it an [Error].
/// The first failure is thrown at the end, with the others suppressed.
///
/// ```java
/// Releases.each(leases, Lease::release);
/// ```
///
/// For one thread.
public final class Releases {
  private @Nullable Throwable first;

  /// Nothing has failed yet.
  public Releases() {}

  /// Gives all of one kind back.
  ///
  /// @param <T> what they are
  /// @param things each is given back once, in this order
  /// @param release gives one back
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

  /// Gives all of one kind back because of a failure, which goes first.
  ///
  /// @param <T> what they are
  /// @param failure is about to be thrown by the caller
  /// @param things each is given back once, in this order
  /// @param release gives one back
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

  /// Gives one thing back.
  ///
  /// @param release what does it
  /// @return this
  public Releases and(Runnable release) {
    try {
      release.run();
    } catch (Throwable e) {
      failed(e);
    }
    return this;
  }

  /// Keeps a failure.
  ///
  /// @param failure what giving one thing back has thrown
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
