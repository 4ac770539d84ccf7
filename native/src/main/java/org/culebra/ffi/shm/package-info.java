/// Named shared memory: arrays that several processes can access at once, without a copy.
///
/// Begin with [org.culebra.ffi.shm.SharedMemory], which creates, opens and unlinks POSIX shared
/// memory, as used by Python's `multiprocessing.shared_memory`; [org.culebra.ffi.shm.SharedArray]
/// is the message, one line of JSON, with which another process opens an array in it. `SharedName`
/// finds the memory of processes that have died.
@NullMarked
package org.culebra.ffi.shm;

import org.jspecify.annotations.NullMarked;
