/// JMH benchmarks. Every claim about speed names its fixture and its baseline, and both are
/// measured in the same run; `benchmarks/README.md` lists them, `benchmarks/run` runs them.
@NullMarked
package org.culebra.benchmarks;

import org.jspecify.annotations.NullMarked;
