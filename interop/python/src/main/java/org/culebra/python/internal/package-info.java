/// CPython's C API, its lock, the types created for it, and the conversion of values, arrays,
/// columns and exceptions.
///
/// - **Start and end:** `PythonSearch` and `PythonStarter`; `Gil` takes and releases the lock;
///   `ProcessHooks` handles forks, Ctrl-C and the end.
/// - **To Python:** `Exports`, with a type each in `ArrayType`, `ColumnType` and
///   `JavaFunctionType`, made by `HeapType`; `DlpackCapsules`, `ArrowCapsules` and
///   `FunctionCapsules`.
/// - **To Java:** `ArrayImporter` chooses the protocol of an array; `Values` and `Conversion`
///   convert values, `Errors` exceptions; `NativeFunctions` finds C functions.
///
/// Begin with `Interpreter`, which gives access to the others. Not for users: may change at any
/// time.
@NullMarked
package org.culebra.python.internal;

import org.jspecify.annotations.NullMarked;
