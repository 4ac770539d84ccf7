/// Columns of every Arrow type, with the values that a reader must find, for the tests of all
/// modules that exchange columns.
@NullMarked
package org.culebra.arrowcases;

import org.jspecify.annotations.NullMarked;
