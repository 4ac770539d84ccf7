/// Pointers, libraries, functions, structs and callbacks of C, for arrays.
///
/// - [CLibrary] opens or compiles a library and reads its declarations, written in C;
/// - [CFunction] calls a function, with every argument checked against its prototype first; [Errno]
///   says why it failed, [CText] reads the text that it returned;
/// - [CStruct] makes structs, passed by value or by address;
/// - [Callback] lets C call Java;
/// - [Pointers] views memory that C knows by its address, and takes it over;
/// - [ExchangeArena] allocates memory that can outlive it, [ExportTracker] counts what is exported;
/// - [PyBuffer] reads and fills the struct of Python's buffer protocol.
///
/// What C text declares is in `org.culebra.ffi.ctype`; `org.culebra.ffi.capsule`, which is
/// experimental, hands a pointer or a table of functions from one library to another.
///
/// C cannot be checked: a wrong declaration or address may end the process. Methods that trust an
/// address say so in their first sentence. So far as a prototype says what C does, an argument that
/// does not fit it is refused with an exception before C runs: `double p[n]` has `n` elements,
/// `void p[n * size]` as many bytes, `char *v[n]` as many pointers ([CFunction] has the rule).
///
/// | memory given to C | during a call | kept by C afterwards |
/// |---|---|---|
/// | of an automatic arena (`NDArray.zeros(dtype, …)`, [ExchangeArena#ofAuto()]) | kept reachable | the caller keeps the array reachable |
/// | of `Arena.global()` | always there | always there |
/// | of another arena, also an adopted pointer | closing it is refused | ends when the arena is closed; a lease of an [ExchangeArena]'s or an adopted array keeps it |
/// | behind a pointer in a struct | leased where it can be; else checked alive at the call, and memory of `Arena.ofShared()` is refused, see [CStruct.Value] | as above |
///
/// Native access is needed: `--enable-native-access=org.culebra.ffi`, or `ALL-UNNAMED` on the class
/// path.
@NullMarked
package org.culebra.ffi;

import org.jspecify.annotations.NullMarked;
