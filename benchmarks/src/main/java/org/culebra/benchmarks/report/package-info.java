/// `./bench`: runs the rows of `rows.txt`, contenders in turn, and reports them as Markdown, JSON
/// and charts. Begin at [org.culebra.benchmarks.report.Bench].
@NullMarked
package org.culebra.benchmarks.report;

import org.jspecify.annotations.NullMarked;
