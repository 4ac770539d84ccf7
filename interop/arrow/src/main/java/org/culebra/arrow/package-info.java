/// Arrays to and from the C data, C stream and C device interfaces of [Apache
/// Arrow](https://arrow.apache.org/docs/format/CDataInterface.html), without a copy and without
/// Arrow's own library.
///
/// An array becomes a [Column][org.culebra.arrow.Column], and [Arrow][org.culebra.arrow.Arrow]
/// hands columns over and takes them.
@NullMarked
package org.culebra.arrow;

import org.jspecify.annotations.NullMarked;
