import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// ND4J's turn in `./bench`, in a JVM of its own, since it needs another version of JavaCPP:
/// `OPERATION quick|full n=LENGTH`. It prints the lines of `measure.py`.
///
/// Java compiles it when it starts.
final class Nd4jPeer {
  private static final double FACTOR = 1.0 + 0x1p-30;

  private final int n;
  private final INDArray x;
  private final INDArray out;
  private boolean first = true;

  private Nd4jPeer(int n) {
    this.n = n;
    x = Nd4j.createUninitialized(DataType.DOUBLE, n, n);
    out = Nd4j.ones(DataType.DOUBLE, n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        x.putScalar(i, j, (7 * i + 13 * j) % 1021 * 0.125 + 1.5);
      }
    }
  }

  public static void main(String[] args) {
    boolean quick = args[1].equals("quick");
    int n = 0;
    for (String arg : args) {
      n = arg.startsWith("n=") ? Integer.parseInt(arg.substring(2)) : n;
    }
    Nd4jPeer peer = new Nd4jPeer(n);
    DoubleSupplier operation = peer.operation(args[0]);
    System.out.printf(Locale.ROOT, "result %.17g 0%n", operation.getAsDouble());
    measure(operation, quick ? 60_000_000 : 100_000_000, quick ? 5 : 7);
    System.exit(0); // ND4J leaves threads
  }

  private static void measure(DoubleSupplier operation, long nanos, int rounds) {
    long times = 1;
    while (duration(operation, times) < nanos) {
      times *= 2;
    }
    for (int i = 0; i < 5; i++) {
      duration(operation, times);
    }
    for (int i = 0; i < rounds; i++) {
      System.out.println("time " + (double) duration(operation, times) / times);
    }
  }

  private static long duration(DoubleSupplier operation, long times) {
    long start = System.nanoTime();
    for (long i = 0; i < times; i++) {
      operation.getAsDouble();
    }
    return System.nanoTime() - start;
  }

  /// The first call returns a number for all bytes of the result.
  private DoubleSupplier operation(String name) {
    return switch (name) {
      case "copy" -> writing(() -> out.assign(x));
      case "transpose" -> writing(() -> out.assign(x.transpose()));
      case "multiply" -> writing(this::multiply);
      case "fill" -> writing(() -> out.assign(1.5));
      case "toFloat" -> floats();
      case "sum" -> () -> x.sumNumber().doubleValue();
      case "max" -> () -> x.maxNumber().doubleValue();
      default -> throw new IllegalArgumentException("expected an operation but found " + name);
    };
  }

  private DoubleSupplier writing(Runnable operation) {
    return () -> {
      operation.run();
      return reported(out, Double.BYTES);
    };
  }

  private DoubleSupplier floats() {
    INDArray floats = Nd4j.createUninitialized(DataType.FLOAT, n, n);
    return () -> {
      floats.assign(x);
      return reported(floats, Float.BYTES);
    };
  }

  private void multiply() {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        out.putScalar(i, j, x.getDouble(i, j) * FACTOR);
      }
    }
  }

  private double reported(INDArray result, int itemSize) {
    if (!first) {
      return 0;
    }
    first = false;
    ByteBuffer row = ByteBuffer.allocate(n * itemSize).order(ByteOrder.nativeOrder());
    CRC32 crc = new CRC32();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (itemSize == Double.BYTES) {
          row.putDouble(result.getDouble(i, j));
        } else {
          row.putFloat(result.getFloat(i, j));
        }
      }
      crc.update(row.flip());
      row.clear();
    }
    return crc.getValue();
  }
}
