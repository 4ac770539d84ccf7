/// Test utilities that do not depend on arrays.
///
/// - [Seeds][org.culebra.testsupport.Seeds]: random tests that can be repeated.
/// - [Shapes][org.culebra.testsupport.Shapes]: random shapes as `long[]`.
/// - [ChildJvm][org.culebra.testsupport.ChildJvm]: runs a main class in a child JVM, for tests that
///   may end the process.
/// - [CFixtures][org.culebra.testsupport.CFixtures]: compiles C text with the system's compiler.
/// - [NullSweep][org.culebra.testsupport.NullSweep]: passes `null` to everything public.
@NullMarked
package org.culebra.testsupport;

import org.jspecify.annotations.NullMarked;
