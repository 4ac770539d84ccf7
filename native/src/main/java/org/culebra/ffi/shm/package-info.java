/// Named shared memory: arrays that several processes see at once, without a copy.
///
/// Begin with [org.culebra.ffi.shm.SharedMemory], which creates, opens and unlinks objects of POSIX
/// shared memory, the same that Python's `multiprocessing.shared_memory` has;
/// [org.culebra.ffi.shm.SharedArray] is the message, one line of JSON, by which another process
/// finds an array in one. The names of processes that have died are in `SharedName`.
@NullMarked
package org.culebra.ffi.shm;

import org.jspecify.annotations.NullMarked;
