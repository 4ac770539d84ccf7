package org.culebra.benchmarks;

import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.culebra.ffi.ExchangeArena;

/// The kinds of arena that a benchmark compares, as its parameter.
public enum ArenaKind {
  /// The JDK's global arena.
  GLOBAL(Arena::global),
  /// An arena of the garbage collector.
  AUTO(Arena::ofAuto),
  /// The JDK's confined arena.
  CONFINED(Arena::ofConfined),
  /// The JDK's shared arena.
  SHARED(Arena::ofShared),
  /// A confined exchange arena.
  EXCHANGE(ExchangeArena::ofConfined),
  /// A shared exchange arena.
  EXCHANGE_SHARED(ExchangeArena::ofShared);

  private final Supplier<Arena> creation;

  ArenaKind(Supplier<Arena> creation) {
    this.creation = creation;
  }

  Arena open() {
    return creation.get();
  }

  void close(Arena arena) {
    if (this != GLOBAL && this != AUTO) {
      arena.close();
    }
  }
}
