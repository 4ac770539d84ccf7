package org.culebra.benchmarks;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.culebra.array.Casting;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Copies and casts whose innermost axis is short, as images and sound have it: `n x n` pixels of
/// bytes with three or four channels, and as many samples of two channels. Results go to existing
/// memory; the contenders are those of [BulkOperations].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 5, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class BulkPixels extends BulkArrays {

  private MemorySegment floatPlanes;
  private NDArray pixels;
  private NDArray channelsFirst;
  private NDArray reversed;
  private NDArray padded;
  private NDArray planesLast;
  private NDArray toPixels;
  private NDArray toPlanes;
  private NDArray toFloatPlanes;
  private NDArray sound;
  private NDArray samples;
  private NDArray toSound;
  private NDArray toChannels;

  /// Views the arrays as images and sound.
  @Setup
  public void view() {
    toFloatPlanes = NDArray.zeros(arena, DType.FLOAT32, 3, n, n);
    floatPlanes = toFloatPlanes.segment();
    MemorySegment from = x.segment();
    MemorySegment to = out.segment();
    long size = (long) n * n;
    pixels = NDArray.of(from, DType.UINT8, n, n, 3);
    channelsFirst = pixels.permute(2, 0, 1);
    reversed = pixels.flip(2);
    padded = NDArray.of(from, DType.UINT8, n, n, 4).sliceAxis(2, 0, 3);
    planesLast = NDArray.of(from, DType.UINT8, 3, n, n).permute(1, 2, 0);
    toPixels = NDArray.of(to, DType.UINT8, n, n, 3);
    toPlanes = NDArray.of(to, DType.UINT8, 3, n, n);
    sound = NDArray.of(from, DType.FLOAT32, 2, size).transpose();
    samples = NDArray.of(from, DType.INT16, size, 2).transpose();
    toSound = NDArray.of(to, DType.FLOAT32, size, 2);
    toChannels = NDArray.of(to, DType.FLOAT32, 2, size);
  }

  @Override
  NDArray result(String kernel) {
    return kernel.equals("splitFloats") ? toFloatPlanes : super.result(kernel);
  }

  /// Pixels of three bytes to three planes, HWC to CHW.
  @Benchmark
  public void split_culebra() {
    toPlanes.copyFrom(channelsFirst);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void split_gcc(Gcc c) {
    c.operations.run("split", out.segment(), x.segment(), n);
  }

  /// The same to planes of floats.
  @Benchmark
  public void splitFloats_culebra() {
    toFloatPlanes.copyFrom(channelsFirst);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void splitFloats_gcc(Gcc c) {
    c.operations.run("split_floats", floatPlanes, x.segment(), n);
  }

  /// Three planes to pixels.
  @Benchmark
  public void join_culebra() {
    toPixels.copyFrom(planesLast);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void join_gcc(Gcc c) {
    c.operations.run("join", out.segment(), x.segment(), n);
  }

  /// Pixels of four bytes to pixels of three.
  @Benchmark
  public void drop_culebra() {
    toPixels.copyFrom(padded);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void drop_gcc(Gcc c) {
    c.operations.run("drop", out.segment(), x.segment(), n);
  }

  /// Three bytes in reverse order, RGB to BGR.
  @Benchmark
  public void reverse_culebra() {
    toPixels.copyFrom(reversed);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void reverse_gcc(Gcc c) {
    c.operations.run("reverse", out.segment(), x.segment(), n);
  }

  /// Two channels of floats to samples of both.
  @Benchmark
  public void joinFloats_culebra() {
    toSound.copyFrom(sound);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void joinFloats_gcc(Gcc c) {
    c.operations.run("join_floats", out.segment(), x.segment(), n);
  }

  /// Samples of two 16-bit integers to two channels of floats.
  @Benchmark
  public void splitShorts_culebra() {
    toChannels.copyFrom(samples, Casting.SAFE);
  }

  /// In C.
  ///
  /// @param c the code
  @Benchmark
  public void splitShorts_gcc(Gcc c) {
    c.operations.run("split_shorts", out.segment(), x.segment(), n);
  }
}
