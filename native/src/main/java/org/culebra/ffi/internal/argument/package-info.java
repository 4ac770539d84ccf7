/// Java values for C's types, in both directions: what a C type requires of an argument, the
/// checks, the pointers passed to C, and the fields of structs.
///
/// - **Rules:** [ParameterRule] and its kinds, one per kind of C type; declared lengths in [Axes]
///   and [ArgumentLengths], overlap of `restrict` pointers in [ArgumentOverlap].
/// - **Conversion:** [ArgumentMarshaller] makes the pointer for C; [Carriers] has the numbers'
///   representation in the JDK's linker, [JavaTypeMapping] the Java types of an interface.
/// - **Structs:** [CStructImpl] and [StructValue], whose fields follow the same rules.
///
/// Begin with [ParameterRule]. Not for users: may change at any time, but the classes that
/// `internal.call` generates call the methods here by name.
@NullMarked
package org.culebra.ffi.internal.argument;

import org.jspecify.annotations.NullMarked;
