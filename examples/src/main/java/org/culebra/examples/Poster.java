package org.culebra.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.FloatView;
import org.culebra.array.NDArray;
import org.culebra.array.NDArrays;
import org.culebra.array.Reductions;
import org.culebra.python.PyObject;
import org.culebra.python.PythonScope;
import org.jspecify.annotations.Nullable;

/// The README's picture: a small copy of the Mandelbrot set, in one Java array. C, Java and NumPy
/// compute a third each, in the same floats, so there is no seam.
final class Poster {
  static final int ITERATIONS = 255;

  /// Points per pixel on each axis.
  private static final int SAMPLES = 2;

  /// The colors of 0 to 255 steps repeat this often, the logarithm of the steps in between.
  private static final int[][] COLORS = {
    {8, 20, 70}, {30, 110, 190}, {225, 242, 250}, {250, 175, 30}, {110, 25, 20}, {8, 20, 70}
  };

  private final NDArray x;
  private final NDArray y;
  private final NDArray steps;

  /// A picture of a size in pixels.
  Poster(int width, int height) {
    double perPoint = 0.011 / (SAMPLES * height);
    x = axis(-0.2345, perPoint, SAMPLES * width);
    y = axis(0.8272, perPoint, SAMPLES * height);
    steps = NDArray.zeros(DType.UINT8, y.size(), x.size());
  }

  private static NDArray axis(double center, double distance, int points) {
    double half = distance * (points - 1) / 2;
    return NDArray.linspace(center - half, center + half, points).copy(DType.FLOAT32);
  }

  /// How many steps each point takes; 255 where it stays.
  NDArray steps() {
    return steps;
  }

  /// Computes all points: without Python, Java takes the last third, too.
  void compute(Fractal fractal, @Nullable PythonScope py) {
    List<NDArray> parts = NDArrays.split(steps, 3, 1); // views
    List<NDArray> xs = NDArrays.split(x, 3, 0);
    byC(fractal, parts.get(0), xs.get(0));
    byJava(parts.get(1), xs.get(1));
    if (py == null) {
      byJava(parts.get(2), xs.get(2));
    } else {
      byNumpy(py, parts.get(2), xs.get(2));
    }
  }

  private void byC(Fractal fractal, NDArray part, NDArray partOfX) {
    try (Arena arena = Arena.ofConfined()) {
      ByteView answer = NDArray.zeros(arena, DType.UINT8, 1).asBytes();
      ByteView points = part.asBytes();
      FloatView re = partOfX.asFloats();
      FloatView im = y.asFloats();
      int rows = points.intShape(0);
      int columns = points.intShape(1);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          fractal.escape(re.get(j), im.get(i), ITERATIONS, answer);
          points.set(i, j, answer.get(0));
        }
      }
    }
  }

  private void byJava(NDArray part, NDArray partOfX) {
    ByteView points = part.asBytes();
    FloatView re = partOfX.asFloats();
    FloatView im = y.asFloats();
    int rows = points.intShape(0);
    int columns = points.intShape(1);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        points.set(i, j, (byte) Fractal.steps(re.get(j), im.get(i), ITERATIONS));
      }
    }
  }

  private void byNumpy(PythonScope py, NDArray part, NDArray partOfX) {
    py.run(SourceText.of("escape.py"));
    try (PyObject main = py.importModule("__main__")) {
      main.callMethod("escape", part, partOfX, y, ITERATIONS).close();
    }
  }

  /// The picture: a color for each point, of which each pixel has the mean of its points.
  ///
  /// @return of shape (height, width, 3)
  NDArray colors() {
    NDArray points = NDArrays.take(palette(), steps, 0);
    long height = steps.shape(0) / SAMPLES;
    long width = steps.shape(1) / SAMPLES;
    NDArray blocks = points.reshape(height, SAMPLES, width, SAMPLES, 3);
    return Reductions.mean(blocks, 1, 3).copy(DType.UINT8);
  }

  private static NDArray palette() {
    NDArray palette = NDArray.zeros(DType.UINT8, ITERATIONS + 1, 3); // points inside stay black
    int last = COLORS.length - 1;
    for (int n = 0; n < ITERATIONS; n++) {
      double place = 1.7 * Math.log(1 + n / 12.0) % 1 * last;
      int from = (int) place;
      for (int channel = 0; channel < 3; channel++) {
        int a = COLORS[from][channel];
        int b = COLORS[from + 1][channel];
        palette.setLong(n, channel, Math.round(a + (place - from) * (b - a)));
      }
    }
    return palette;
  }

  /// Writes the picture as a JPEG file.
  void write(Path file) throws IOException {
    NDArray colors = colors();
    int height = colors.intShape(0);
    int width = colors.intShape(1);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] samples = colors.copy(DType.INT32).toIntArray();
    picture.getRaster().setPixels(0, 0, width, height, samples);
    if (!ImageIO.write(picture, "jpg", file.toFile())) {
      throw new IOException("this JDK cannot write JPEG files");
    }
  }
}
