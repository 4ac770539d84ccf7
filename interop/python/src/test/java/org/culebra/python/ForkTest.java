package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Child processes that Python forks from one in which Java runs: there is no Java in them.
class ForkTest {
  private static final String FORKED =
      "expected the process of the JVM but found one forked from it, in which Java does not run:"
          + " use the start method 'spawn' of multiprocessing";

  private static final String USE_ALL =
      """
      import os, sys, gc
      m = memoryview(x)
      d = [x.__dlpack__(), x.__dlpack__(max_version=(1, 0))]
      a = [c.__arrow_c_schema__(), *c.__arrow_c_array__()]

      def use_all(_=None):
          found = []
          for use in (
              "memoryview(x)", "x.__dlpack__()", "x.shape", "repr(x)",
              "c.__arrow_c_schema__()", "c.__arrow_c_array__()", "s.__arrow_c_stream__()",
          ):
              try:
                  eval(use)
                  found.append("no error from " + use)
              except RuntimeError as e:
                  found.append(str(e))
          return [m.tolist()] + sorted(set(found))

      """;

  private static final String FORK =
      USE_ALL
          + """
          r, w = os.pipe()
          pid = os.fork()
          if pid == 0:
              try:
                  found = use_all()
                  del x, c, s, d, a
                  gc.callbacks.clear()  # JPype's may call System.gc, which nothing answers in a child
                  gc.collect()
                  os.write(w, repr(found).encode())
              finally:
                  os._exit(7)
          os.close(w)
          print("child", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), os.read(r, 10_000).decode())
          print("parent", m.tolist(), memoryview(x).shape, len(d), len(a), flush=True)
          del d, a
          """;

  private static final String POOL =
      USE_ALL
          + """
          import multiprocessing
          with multiprocessing.get_context("fork").Pool(2) as pool:
              for found in pool.map(use_all, range(4)):
                  print("child 7", found)
          print("parent", m.tolist(), memoryview(x).shape, len(d), len(a), flush=True)
          """;

  private static void assertForked(String output) {
    assertThat(output)
        .contains("child 7 [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], \"" + FORKED + "\"]")
        .contains("parent [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] (2, 3) 2 3");
  }

  private static String run(String program, String... modules) {
    ChildJvm.Result result =
        EndsTest.ends(EndsTest.child(RunMain.class, modules).arguments(program));
    assertThat(result.stderr()).isEmpty();
    return result.stdout();
  }

  private static String run(PythonHost host, String program) {
    Command result = host.run(RunMain.class, List.of("attach", "pass"), program);
    assertThat(result.status()).as(result.output()).isZero();
    return result.output();
  }

  @Test
  void childOfAJvm_reportsThatThereIsNoJava_andDropsItsLeases() {
    assertForked(run(FORK));
  }

  @Test
  void poolOfAJvm_reportsThatThereIsNoJava() {
    assertForked(run(POOL));
  }

  @ParameterizedTest
  @EnumSource
  void childOfPython_reportsThatThereIsNoJava_andDropsItsLeases(PythonHost host) {
    assertForked(run(host, FORK));
  }

  @ParameterizedTest
  @EnumSource(names = {"CTYPES", "CTYPES_3_13", "JPYPE"})
  void poolOfPython_reportsThatThereIsNoJava(PythonHost host) {
    assertForked(run(host, POOL));
  }

  /// As a server does that forks: the child ends as every Python does, by its finalizer.
  @ParameterizedTest
  @EnumSource(names = {"CTYPES", "CTYPES_3_12", "CTYPES_3_13"})
  void childOfPython_ends(PythonHost host) {
    assertThat(
            run(
                host,
                USE_ALL
                    + """
                    pid = os.fork()
                    if pid == 0:
                        sys.exit(7)
                    print("child", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                    """))
        .contains("child 7")
        .doesNotContain("RuntimeError");
  }

  @Test
  void spawnedProcesses_work() {
    assertThat(
            run(
                """
                import math, multiprocessing, subprocess, sys
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    print(pool.map(math.sqrt, [4.0]))
                print(subprocess.run([sys.executable, "-c", "print('sub', 'process')"], capture_output=True, text=True).stdout)
                """))
        .contains("[2.0]", "sub process");
  }

  /// The workers read what they have inherited, and give nothing back.
  @Test
  void dataLoaderOfTorch_forks() {
    assertThat(
            run(
                """
                import torch
                from torch.utils.data import DataLoader, TensorDataset
                t = torch.from_dlpack(x)
                loader = DataLoader(TensorDataset(t), batch_size=1, num_workers=2, multiprocessing_context="fork")
                print([row[0].tolist() for row in loader], flush=True)
                """,
                "numpy",
                "torch"))
        .contains("[[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]]");
  }
}
