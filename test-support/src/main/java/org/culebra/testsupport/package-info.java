/// Test utilities that do not depend on arrays.
///
/// - [Seeds][org.culebra.testsupport.Seeds]: random tests that can be repeated.
/// - [Shapes][org.culebra.testsupport.Shapes]: random shapes as `long[]`.
/// - [Peers][org.culebra.testsupport.Peers]: the third-party programs and libraries that tests
///   compare with.
/// - [ChildJvm][org.culebra.testsupport.ChildJvm]: runs a main class in a child JVM, for tests that
///   may end the process.
/// - [CFixtures][org.culebra.testsupport.CFixtures]: compiles C text with the system's compiler.
/// - [StackDive][org.culebra.testsupport.StackDive]: runs a step with less and less stack left.
/// - [NullSweep][org.culebra.testsupport.NullSweep]: passes `null` to everything public.
/// - [PackageArrows][org.culebra.testsupport.PackageArrows]: the dependencies between a module's
///   packages.
@NullMarked
package org.culebra.testsupport;

import org.jspecify.annotations.NullMarked;
