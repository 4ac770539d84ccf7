/// Generators of arrays for the tests of every module: tables and random chains of views.
///
/// They use the public API only and have a package of their own: in other modules' tests they are
/// on the class path, where a package of a named module is not visible.
@NullMarked
package org.culebra.arraycases;

import org.jspecify.annotations.NullMarked;
