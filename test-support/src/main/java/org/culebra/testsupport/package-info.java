/// Help for tests that knows nothing of arrays.
///
/// - [Seeds][org.culebra.testsupport.Seeds]: random tests that can be repeated.
/// - [Shapes][org.culebra.testsupport.Shapes]: random shapes as `long[]`.
/// - [ChildJvm][org.culebra.testsupport.ChildJvm]: a main class in a JVM of its own, for all that
///   may end a process.
/// - [CFixtures][org.culebra.testsupport.CFixtures]: C text, compiled by the machine's own
///   compiler.
/// - [NullSweep][org.culebra.testsupport.NullSweep]: feeds `null` to everything public.
@NullMarked
package org.culebra.testsupport;

import org.jspecify.annotations.NullMarked;
