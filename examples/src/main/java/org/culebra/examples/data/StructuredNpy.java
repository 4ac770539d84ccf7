package org.culebra.examples.data;

import java.io.IOException;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.Field;
import org.culebra.array.IntView;
import org.culebra.array.NDArray;
import org.culebra.array.npy.Npy;

/// Records are written to a structured `.npy` file, which is then mapped: its fields are columns
/// without a copy. NumPy reads the same file.
final class StructuredNpy {
  /// One element.
  record Atom(String symbol, int charge, double z) {}

  static final DType ATOM =
      DType.aligned(
          Field.of("symbol", DType.bytes(2)),
          Field.of("charge", DType.INT32),
          Field.of("z", DType.FLOAT64));

  static void write(Path file, Atom... atoms) throws IOException {
    Npy.write(file, NDArray.copyOf(atoms, ATOM));
  }

  /// The sum of charge times height over the atoms of a file.
  static double dipole(Path file) throws IOException {
    NDArray atoms = Npy.map(file);
    IntView charge = atoms.field("charge").asInts();
    DoubleView z = atoms.field("z").asDoubles();
    double sum = 0;
    for (int i = 0; i < z.intShape(0); i++) {
      sum += charge.get(i) * z.get(i);
    }
    return sum;
  }

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    write(file, new Atom("O", -2, 0.25), new Atom("H", 1, -0.5), new Atom("H", 1, -0.5));
    System.out.println(dipole(file)); // -1.5
    System.out.println(Npy.read(file).get(Atom.class, 1)); // Atom[symbol=H, charge=1, z=-0.5]
  }
}
