/// The arithmetic of times: how counts of one unit become counts of another (`TimeCasts`), and
/// Java's times (`DateTimes`), by the calendar where months or years are involved.
@NullMarked
package org.culebra.array.internal.time;

import org.jspecify.annotations.NullMarked;
