/// C pointers, libraries, functions, structs and callbacks, for arrays.
///
/// - [CLibrary] opens or compiles a library and reads headers or C declarations.
/// - [CFunction] calls a function after checking every argument against its prototype: arrays,
///   views with strides ([Strided]), out-parameters ([Ref]); [Errno] tells why a call failed,
///   [CText] reads returned text.
/// - [CStruct] creates structs, passed by value or by address; [CGlobal] is a variable of C.
/// - [Callback] lets C call Java.
/// - [Pointers] views or adopts memory at an address.
/// - [ExchangeArena] allocates memory that can outlive it; [ExportTracker] counts live exports.
/// - [PyBuffer] reads and fills the struct of Python's buffer protocol.
///
/// Begin with [CLibrary] to call C, with [Pointers] for memory that C has allocated. Further
/// packages: `org.culebra.ffi.header` reads the system's headers, `org.culebra.ffi.ctype` describes
/// what C text declares, `org.culebra.ffi.shm` shares arrays with other processes, and the
/// experimental `org.culebra.ffi.capsule` passes a pointer or a function table from one library to
/// another. Public types are the API; the calls are implemented in `internal.call`, leases and
/// releases in `internal.memory`, which may change.
///
/// C itself cannot be checked: a wrong declaration or address may end the process, and methods that
/// trust an address say so in their first sentence. Arguments are checked against the prototype,
/// and a mismatch throws before the native call: `double p[n]` has `n` elements, `void p[n * size]`
/// has `n * size` bytes, `char *v[n]` has `n` pointers (see [CFunction] for the rule).
///
/// | memory passed to C | during a call | stored by C afterwards |
/// |---|---|---|
/// | of an automatic arena (`NDArray.zeros(dtype, …)`, [ExchangeArena#ofAuto()]) | kept reachable | the caller keeps the array reachable |
/// | of `Arena.global()` | always valid | always valid |
/// | of another arena, or an adopted pointer | the arena cannot be closed | valid until the arena is closed; a lease keeps memory of an [ExchangeArena] or an adopted array alive |
/// | through a pointer in a struct | leased if possible; otherwise checked at the call, and memory of `Arena.ofShared()` is rejected, see [CStruct.Value] | as above |
///
/// For a parameter declared `[[keeps]]`, memory that C stores is kept alive, until the process ends
/// or until a function is called as in `[[keeps(fclose(stream))]]`, or rejected, see
/// [CLibrary#function(String)].
///
/// Native access is required: `--enable-native-access=org.culebra.ffi`, or `ALL-UNNAMED` on the
/// class path.
@NullMarked
package org.culebra.ffi;

import org.jspecify.annotations.NullMarked;
