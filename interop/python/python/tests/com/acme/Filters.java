package com.acme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;

/** What a user may have on the class path. */
public final class Filters {
  private static final CountDownLatch BOTH = new CountDownLatch(2);

  private Filters() {}

  public static void scale(NDArray image, double factor) {
    DoubleView v = image.asDoubles();
    for (long i = 0; i < v.shape(0); i++) {
      for (long j = 0; j < v.shape(1); j++) {
        v.set(i, j, factor * v.get(i, j));
      }
    }
  }

  public static NDArray threshold(NDArray image, double least) {
    NDArray result = NDArray.zeros(DType.FLOAT64, image.shape());
    DoubleView from = image.asDoubles();
    DoubleView to = result.asDoubles();
    for (long i = 0; i < from.shape(0); i++) {
      for (long j = 0; j < from.shape(1); j++) {
        to.set(i, j, from.get(i, j) < least ? 0 : from.get(i, j));
      }
    }
    return result;
  }

  public static NDArray transposed(NDArray image) {
    return image.transpose();
  }

  public static long address(NDArray image) {
    return image.address();
  }

  public static boolean isReadOnly(NDArray image) {
    return image.isReadOnly();
  }

  public static String text(NDArray image) {
    return image.toString();
  }

  public static Column present(Column column) {
    return column;
  }

  public static long missing(Column column) {
    return column.nullCount();
  }

  public static String greet(String name) {
    return name == null ? null : "¡Hola, " + name + "!";
  }

  public static int add(int a, int b) {
    return a + b;
  }

  public static int add(int a, int b, int c) {
    return a + b + c;
  }

  public static int add(Object[] all) {
    return all.length;
  }

  public static double sum(DoubleView values) {
    double sum = 0;
    for (long i = 0; i < values.shape(0); i++) {
      sum += values.get(i);
    }
    return sum;
  }

  public static double[] sorted(double[] values) {
    Arrays.sort(values);
    return values;
  }

  public static int count(boolean... values) {
    int count = 0;
    for (boolean value : values) {
      count += value ? 1 : 0;
    }
    return count;
  }

  /** A shutdown hook that writes a file, and a thread that would keep a Java program alive. */
  public static void atEnd(String file) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> write(file)));
    new Thread(() -> LockSupport.park()).start();
  }

  private static void write(String file) {
    try {
      Files.writeString(Path.of(file), "hook");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static double mean(NDArray image) {
    return image.sum() / image.size();
  }

  public static double mean(double value) {
    return value;
  }

  public static void fail(String message) {
    throw new IllegalStateException(message);
  }

  /** Returns once two threads have called it. */
  public static boolean meet() throws InterruptedException {
    BOTH.countDown();
    return BOTH.await(20, TimeUnit.SECONDS);
  }

  public static Object anything(Object x) {
    return x;
  }

  public int instance(int x) {
    return x;
  }

  static int hidden(int x) {
    return x;
  }

  /** A class in a class. */
  public static final class Inner {
    private Inner() {}

    public static int twice(int x) {
      return 2 * x;
    }
  }
}

class Hidden {
  private Hidden() {}

  public static int one() {
    return 1;
  }
}
