package org.culebra.ffi.capsule;

import java.lang.foreign.MemorySegment;

/// A child JVM in which C calls what is closed, and Java forgets to give things back. The property
/// asks for DEBUG.
final class CapsuleMain {
  private CapsuleMain() {}

  public static void main(String[] arguments) {
    Capsule<CapsuleTable> capsule = CapsuleLibrary.capsule();
    CapsuleUse<CapsuleTable> use = capsule.open(CapsuleLibrary.NAME, 1, 0, CapsuleLibrary.GEOMETRY);
    MemorySegment table = use.pointer();
    CapsuleLibrary.call(CapsuleLibrary.USER, "keep", table);
    use.get().function("image_new").call(8);
    capsule.close();
    Object area = CapsuleLibrary.call(CapsuleLibrary.USER, "area_of_kept", 3, 4);
    Object inverted = CapsuleLibrary.call(CapsuleLibrary.USER, "invert", table, 3);
    System.out.println(area + ", " + inverted + ", survived");
  }
}
