package org.culebra.dlpack;

/// Who keeps the memory of a shared export alive.
public enum Ownership {
  /// The array's owner, until the consumer has called the deleter: the memory outlives its arena.
  /// Needs an owner that can do so, see [org.culebra.array.MemoryOwner].
  LEASED,

  /// The caller, who promises that the memory outlives the consumer. For memory of any arena, when
  /// the consumer is known to have finished before the arena is closed; a broken promise may crash
  /// the process. Such an export is not counted among the live ones, and its release runs no Java.
  BORROWED
}
