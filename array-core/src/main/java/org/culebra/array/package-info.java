/// Strided n-dimensional arrays over off-heap memory.
///
/// An [org.culebra.array.NDArray] is a view: a native [java.lang.foreign.MemorySegment], a
/// [org.culebra.array.StridedLayout] (shape in elements, strides in bytes), a
/// [org.culebra.array.DType] and a [org.culebra.array.MemoryOwner]. This package views, copies,
/// converts, joins, reduces and describes arrays; it has no arithmetic. Other modules export them.
///
/// ```java
/// NDArray a = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
/// a.transpose();               // shape (3, 2), the same memory
/// a.slice("1, ::-1");          // the last row, reversed
/// a.slice(at(1), reversed());  // the same
/// a.getDouble(1, 2);           // 5.0; one element, converted
///
/// DoubleView v = a.asDoubles();                   // for loops: created once,
/// for (int i = 0, n = v.intShape(0); i < n; i++)  // int index with int limit
///   for (int j = 0, m = v.intShape(1); j < m; j++) v.set(i, j, 2 * v.get(i, j));
/// ```
///
/// ## Lifetime
///
/// A view never frees memory and never keeps an arena open. What it allows depends on where its
/// memory comes from:
///
/// | memory | who frees it | Java's access ends | exportable without a copy |
/// |---|---|---|---|
/// | [org.culebra.array.NDArray#zeros(DType, long...)] without an arena | the garbage collector | never while a view is reachable | yes: the lease keeps it reachable |
/// | [java.lang.foreign.Arena#global()] | never freed | never | yes |
/// | [java.lang.foreign.Arena#ofAuto()] | the garbage collector | never while a view is reachable | yes: the lease keeps it reachable |
/// | any other JDK arena, a wrapped segment | that arena | when it is closed, with the JDK's exception | no, unless the caller specifies [org.culebra.array.Retention#GC_MANAGED] |
/// | an arena that is a [org.culebra.array.MemoryOwner] | its last lease | when it is closed | yes |
///
/// ## Threads
///
/// Views are immutable and can be shared between threads. Element access is neither atomic nor
/// ordered between threads; memory of a confined arena is accessible only to its thread.
///
/// ## Errors
///
/// [java.lang.IllegalArgumentException]: an invalid shape, type or descriptor, or a write to a
/// read-only array. [java.lang.IndexOutOfBoundsException]: an invalid index.
/// [java.lang.IllegalStateException]: closed memory, or memory that cannot be exported. Messages
/// state what was expected and what was found.
///
/// Semantics follow NumPy where NumPy has the operation; the methods document the differences.
///
/// Begin with [org.culebra.array.NDArray]. Public types are the API. Everything else may change:
/// `Indexing`, `Reshape` and `FurtherAxes` have the arithmetic behind [StridedLayout],
/// `LayoutErrors` its messages. The typed views are generated from `src/build/View.java.template`.
@NullMarked
package org.culebra.array;

import org.jspecify.annotations.NullMarked;
