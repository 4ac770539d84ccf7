package org.culebra.dlpack;

/// Who keeps shared memory alive while a consumer has it.
public enum Ownership {
  /// The array's owner, until the consumer has called the deleter: the memory outlives its arena.
  /// The owner must be able to do so, see [org.culebra.array.MemoryOwner].
  LEASED,

  /// The caller, who guarantees that the memory outlives the consumer. For memory of any arena,
  /// when the consumer is known to finish before the arena is closed; otherwise the process may
  /// crash. Such an export is not counted, and its release runs no Java.
  BORROWED
}
