/// JMH benchmarks. Every performance claim names its fixture and its baseline, and both are
/// measured in the same run. `benchmarks/README.md` lists the benchmarks; `./bench` runs them.
@NullMarked
package org.culebra.benchmarks;

import org.jspecify.annotations.NullMarked;
