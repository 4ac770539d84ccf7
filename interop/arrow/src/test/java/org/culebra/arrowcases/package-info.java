/// Columns of every type that Arrow has, with the values that a reader has to find, for the tests
/// of all modules that exchange columns.
@NullMarked
package org.culebra.arrowcases;

import org.jspecify.annotations.NullMarked;
