/// Named shared memory: arrays that several processes can access at once, without a copy.
///
/// Begin with [org.culebra.ffi.shm.SharedMemory], which creates, opens and unlinks POSIX shared
/// memory, as used by Python's `multiprocessing.shared_memory`; [org.culebra.ffi.shm.SharedArray]
/// is the message, one line of JSON, with which another process opens an array in it.
/// `NameOwnership` decides which process unlinks a name, `SharedName` finds the memory of processes
/// that have died, and `Posix` has the system calls.
///
/// The two public types, and the keys of the message, are the API; the others may change. Messages
/// and memory of other processes are untrusted: every size is checked before memory is mapped or
/// viewed.
@NullMarked
package org.culebra.ffi.shm;

import org.jspecify.annotations.NullMarked;
