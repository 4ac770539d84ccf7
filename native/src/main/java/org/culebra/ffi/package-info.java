/// Pointers, libraries, functions, structs and callbacks of C, for arrays.
///
/// - [CLibrary] opens or compiles a library and reads its declarations, written in C;
/// - [CFunction] calls a function, with every argument checked against its prototype first;
/// - [CStruct] makes structs, passed by value or by address;
/// - [Callback] lets C call Java;
/// - [Pointers] views memory that C knows by its address.
///
/// C cannot be checked: a wrong declaration or address may end the process. Methods that trust an
/// address say so in their first sentence; everything else is refused with an exception before C
/// runs.
///
/// | memory given to C | during a call | kept by C afterwards |
/// |---|---|---|
/// | of an automatic arena (`NDArray.zeros(dtype, …)`) | kept reachable | the caller keeps the array reachable |
/// | of `Arena.global()` | always there | always there |
/// | of another arena | closing it is refused | ends when the arena is closed |
/// | behind a pointer in a struct | checked alive at the call; memory of `Arena.ofShared()` is refused | as above |
///
/// Native access is needed: `--enable-native-access=org.culebra.ffi`, or `ALL-UNNAMED` on the class
/// path.
@NullMarked
package org.culebra.ffi;

import org.jspecify.annotations.NullMarked;
