package org.culebra.dlpack;

/// Who keeps shared memory alive while a consumer has it.
public enum Ownership {
  /// The array's owner, until the consumer has called the deleter: the memory outlives its arena.
  /// Requires an owner that can do so, see [org.culebra.array.MemoryOwner].
  LEASED,

  /// The caller, who guarantees that the memory outlives the consumer. Suitable for memory of any
  /// arena if the consumer is known to finish before the arena is closed; otherwise the process may
  /// crash. Such an export is not counted, and its release runs no Java.
  BORROWED
}
