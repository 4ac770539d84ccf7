package org.culebra.examples;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.culebra.array.NDArray;
import org.culebra.array.npy.Npy;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.python.PyObject;
import org.culebra.python.Python;
import org.culebra.python.PythonException;
import org.culebra.python.PythonOptions;
import org.culebra.python.PythonScope;
import org.jspecify.annotations.Nullable;

/// The program run by `./demo`: Java owns an image off-heap, and C and Java fill it in four ways; a
/// C consumer sums it, DuckDB counts it by SQL; a C function of five pointers; then NumPy and SciPy
/// in Python; and a picture by all three. Every result is checked; a wrong one ends the program
/// with status 1.
public final class Demo {

  private static final int RUNS = 15;
  private static final long SUM = 12_586_380;
  private static final long CRC = 0xd957_5dbcL;
  private static final long INSIDE = 432_581;

  /// Pixels at the edge of the set that may differ when computed in doubles.
  private static final int EDGE = 9;

  private final Path folder;
  private final List<Path> pythons;
  private @Nullable Python python;
  private final List<String> table = new ArrayList<>();
  private int wrong;

  private Demo(Path folder, List<Path> pythons) {
    this.folder = folder;
    this.pythons = pythons;
  }

  /// Runs the demonstration.
  ///
  /// @param args the folder for the files that it makes; without it, the current one. Then Pythons
  ///   to be used where the usual one has no NumPy
  /// @throws IOException if a file cannot be written
  public static void main(String[] args) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "."));
    Demo demo = new Demo(folder, Arrays.stream(args).skip(1).map(Path::of).toList());
    demo.fractal();
    demo.handover();
    demo.histogram();
    demo.momentum();
    demo.numpy();
    demo.scipy();
    demo.poster();
    if (demo.wrong > 0) {
      say("%d wrong results.", demo.wrong);
      System.exit(1);
    }
    say("All results are correct. Images and arrays are in %s", demo.folder);
  }

  private void fractal() throws IOException {
    say("Compiling fractal.c and binding its functions ...");
    Fractal fractal = new Fractal();
    try (Arena arena = Arena.ofConfined()) {
      NDArray reference = Fractal.newImage(arena);
      say("Timing C's own loop over %d x %d pixels ...", Fractal.WIDTH, Fractal.HEIGHT);
      double inC = Double.POSITIVE_INFINITY;
      for (int run = 0; run < RUNS; run++) {
        inC = Math.min(inC, fractal.secondsInC(reference));
      }
      row("C's own loop, timed by C", inC, inC, fractal.bytesCopied(reference), "");
      List<Way> ways =
          List.of(
              new Way("C, one call from Java", "one-call", fractal::byOneCall),
              new Way("C, one call per pixel", "calls", fractal::byCallForEachPixel),
              new Way("Java, called by C per pixel", "callbacks", fractal::byCallbackForEachPixel),
              new Way("Java alone, in double", "java", fractal::byJava));
      for (Way way : ways) {
        NDArray image = Fractal.newImage(arena);
        double best = time(way, image);
        String result = check(way, image, reference);
        row(way.title, best, inC, fractal.bytesCopied(image), result);
        write(image, way.file);
      }
    }
    say("");
    table.forEach(System.out::println);
    say("");
  }

  /// One way to make the image.
  private record Way(String title, String file, Consumer<NDArray> job) {}

  private static double time(Way way, NDArray image) {
    say("%s ...", way.title);
    double best = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      image.fill(0);
      long start = System.nanoTime();
      way.job.accept(image);
      best = Math.min(best, 1e-9 * (System.nanoTime() - start));
    }
    return best;
  }

  private String check(Way way, NDArray image, NDArray reference) {
    long sum = image.sumLong();
    long crc = crc(image);
    long inside = countInside(image);
    long different = countDifferent(image, reference);
    boolean exact = sum == SUM && crc == CRC && inside == INSIDE;
    boolean right = exact || (way.file.equals("java") && different <= EDGE);
    require(right, "%s: sum %d, CRC-32 %08x, %d inside", way.title, sum, crc, inside);
    return different == 0 ? "CRC-32 %08x".formatted(crc) : different + " pixels differ";
  }

  private void write(NDArray image, String name) throws IOException {
    Path png = folder.resolve("fractal-" + name + ".png");
    Path npy = folder.resolve("fractal-" + name + ".npy");
    Picture.write(image, png);
    Npy.write(npy, image);
    require(
        Arrays.equals(Picture.read(png), image.toByteArray()),
        "%s does not contain the image",
        png);
    require(Npy.read(npy).contentEquals(image), "%s does not contain the image", npy);
  }

  private void row(String way, double seconds, double inC, long copied, String result) {
    if (table.isEmpty()) {
      table.add("%-34s %9s %8s %13s   %s".formatted("", "ms", "x C", "bytes copied", "image"));
    }
    table.add(
        String.format(
            Locale.ROOT,
            "%-34s %9.1f %8.2f %13d   %s",
            way,
            1e3 * seconds,
            seconds / inC,
            copied,
            result));
  }

  private static long crc(NDArray image) {
    CRC32 crc = new CRC32();
    crc.update(image.rawBytes());
    return crc.getValue();
  }

  private static long countInside(NDArray image) {
    NDArray inside = NDArray.zeros(image.dtype(), image.shape());
    return inside.mapLongsFrom(image, v -> v == Fractal.ITERATIONS ? 1 : 0).sumLong();
  }

  private static long countDifferent(NDArray a, NDArray b) {
    NDArray different = NDArray.zeros(a.dtype(), a.shape());
    return different.zipLongsFrom(a, b, (v, w) -> v == w ? 0 : 1).sumLong();
  }

  /// C uses the image after its arena was closed, without a copy.
  private void handover() {
    say("Passing the image to a C consumer, through DLPack ...");
    Handover consumer = new Handover();
    long before = ExportTracker.count();
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray image = Fractal.newImage(arena);
      new Fractal().byOneCall(image);
      consumer.give(image);
    }
    say(
        "  Java has closed its arena, C still uses the memory: %d live export",
        ExportTracker.count() - before);
    require(ExportTracker.count() - before == 1, "expected 1 live export");
    long sum = consumer.sumAndRelease();
    say(
        "  the sum in C is %d; C has released the memory: %d live exports",
        sum, ExportTracker.count() - before);
    require(sum == SUM, "the sum in C is %d", sum);
    require(ExportTracker.count() == before, "expected no live export");
  }

  /// The image as a DuckDB table, in place; the result as arrays.
  private void histogram() {
    say("Counting the pixels by SQL in DuckDB, in place ...");
    long before = ExportTracker.count();
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray image = Fractal.newImage(arena);
      new Fractal().byOneCall(image);
      Histogram histogram = Histogram.bySql(image);
      say("  %s", Histogram.SQL);
      say("  %s", histogram.summary());
      require(histogram.equals(Histogram.inJava(image)), "expected %s", Histogram.inJava(image));
    } catch (SQLException e) {
      require(false, "DuckDB reports: %s", String.valueOf(e.getMessage()));
    }
    require(ExportTracker.count() == before, "expected no live export");
  }

  /// The image as a NumPy array, in place; the counts as a Java array.
  private void numpy() throws IOException {
    say("Counting the pixels with NumPy in this process, in place ...");
    python = findPython();
    if (python == null) {
      say("  skipped: found no Python with NumPy and a shared library; set CULEBRA_PYTHON to one");
      return;
    }
    long before = ExportTracker.count();
    try (ExchangeArena arena = ExchangeArena.ofConfined();
        PythonScope py = python.open()) {
      NDArray image = Fractal.newImage(arena);
      new Fractal().byOneCall(image);
      NumPyHistogram numpy = NumPyHistogram.of(py, image);
      say("  %s", NumPyHistogram.versions(py));
      say("  the image in Java    0x%012x", image.address());
      say("  the image in NumPy   0x%012x", numpy.address());
      say("  np.bincount(image.ravel())");
      say("  %s", numpy.histogram().summary());
      require(numpy.address() == image.address(), "NumPy has a copy of the image");
      require(numpy.histogram().equals(Histogram.inJava(image)), "expected the same counts");
      Picture.write(numpy.picture(), folder.resolve("histogram.png"));
      say("  NumPy's counts, drawn by Java: histogram.png");
    } catch (PythonException e) {
      require(false, "Python reports: %s", String.valueOf(e.getMessage()));
    }
    require(ExportTracker.count() == before, "expected no live export");
  }

  /// SciPy's compiled code calls Java.
  private void scipy() {
    if (python == null) {
      return;
    }
    say("Giving lambdas to SciPy, whose compiled code calls them ...");
    try (PythonScope py = python.open()) {
      if (!hasScipy(py)) {
        say("  skipped: this Python has no SciPy");
        return;
      }
      SciPyCallbacks callbacks = new SciPyCallbacks();
      double integral = callbacks.integral(py);
      say("  integrate.nquad: %.6f after %,d calls of Java", integral, callbacks.calls());
      require(Math.abs(integral - 1200) < 1e-9, "expected 1200 but found %s", integral);
      NDArray shifted = callbacks.shifted(py);
      say("  ndimage.geometric_transform:%n    %s", shifted.toString().replace("\n", "\n    "));
      double last = shifted.getDouble(3, 2);
      require(Math.abs(last - 9.6375) < 1e-12, "expected 9.6375 but found %s", last);
    } catch (PythonException e) {
      require(false, "Python reports: %s", String.valueOf(e.getMessage()));
    }
  }

  /// The picture in the README.
  private void poster() throws IOException {
    say("Drawing one picture, a third each by C, Java and NumPy ...");
    Poster poster = new Poster(1200, 360);
    if (python == null) {
      poster.compute(new Fractal(), null);
    } else {
      try (PythonScope py = python.open()) {
        poster.compute(new Fractal(), py);
      }
    }
    poster.write(folder.resolve("mandelbrot.jpg"));
    say("  one array, drawn by Java: mandelbrot.jpg");
  }

  private static boolean hasScipy(PythonScope py) {
    try (PyObject found = py.importModule("importlib.util").callMethod("find_spec", "scipy")) {
      return !found.isNone();
    }
  }

  /// The Python that a shell would run, or the first other one, if it has NumPy.
  private @Nullable Python findPython() {
    List<PythonOptions> options = new ArrayList<>();
    options.add(PythonOptions.defaults().modules("numpy"));
    pythons.forEach(path -> options.add(options.getFirst().executable(path)));
    for (PythonOptions option : options) {
      try {
        return Python.start(option);
      } catch (IllegalStateException e) {
        // it is not there, or cannot be started
      }
    }
    return null;
  }

  private void momentum() {
    say("Computing the lengths of %,d vectors in a C function with five pointers ...", Momentum.N);
    Momentum momentum = new Momentum();
    double mean = momentum.meanOfMany(42);
    say("  mean length %.4f, expected 15.9577 +- 0.05", mean);
    require(Math.abs(mean - 15.9577) < 0.05, "the mean length is %s", mean);
    double length = momentum.length(3, 4, 12);
    say("  the length of (3, 4, 12) is %.1f", length);
    require(length == 13, "the length of (3, 4, 12) is %s", length);
  }

  private void require(boolean right, String message, Object... values) {
    if (!right) {
      wrong++;
      say("WRONG: " + message, values);
    }
  }

  private static void say(String message, Object... values) {
    System.out.println(String.format(Locale.ROOT, message, values));
  }
}
