package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.culebra.testsupport.Command;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// JVMs that a Python process has started, and what is left when they end.
class HostsTest {
  enum Host {
    CTYPES,
    CTYPES_WITH_TORCH,
    JPYPE;

    Command run(String code) {
      return switch (this) {
        case CTYPES -> PythonHost.CTYPES.run(HostMain.class, List.of(), code);
        case CTYPES_WITH_TORCH ->
            PythonHost.CTYPES.run(HostMain.class, List.of("torch"), code, "torch");
        case JPYPE -> PythonHost.JPYPE.run(HostMain.class, List.of(), code);
      };
    }
  }

  private static void assertEnds(Command result, String... lines) {
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("Java sees [97 98 99]", "back in Python").contains(lines);
  }

  @ParameterizedTest
  @EnumSource
  void objectsOfJava_work_andTheProcessEnds(Host host) {
    assertEnds(
        host.run("m = memoryview(x); c = x.__dlpack__(); print(m.tolist())"),
        "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]");
  }

  @ParameterizedTest
  @EnumSource
  void afterTheEndOfTheJvm_memoryIsThere_objectsSayWhatHappened_andTheProcessEnds(Host host) {
    assertEnds(
        host.run(
            """
            m = memoryview(x)
            capsules = [x.__dlpack__(), x.__dlpack__(max_version=(1, 0)), *column.__arrow_c_array__()]
            print("destroyed", destroy(vm))
            print(m.tolist())
            for use in ("memoryview(x)", "x.__dlpack__()", "x.shape", "repr(x)", "x[0]", "list(x)", "float(x)", "len(column)", "column.__arrow_c_array__()"):
                try:
                    eval(use)
                    print("no error from", use)
                except RuntimeError as e:
                    print(use, "->", e)
            del capsules[0]
            """),
        "destroyed 0",
        "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]",
        "memoryview(x) -> expected a running JVM but found that it has ended",
        "x.__dlpack__() -> expected a running JVM but found that it has ended",
        "x.shape -> expected a running JVM but found that it has ended",
        "repr(x) -> expected a running JVM but found that it has ended",
        "x[0] -> expected a running JVM but found that it has ended",
        "list(x) -> expected a running JVM but found that it has ended",
        "float(x) -> expected a running JVM but found that it has ended",
        "len(column) -> expected a running JVM but found that it has ended",
        "column.__arrow_c_array__() -> expected a running JVM but found that it has ended");
  }

  @ParameterizedTest
  @EnumSource
  void ctrlC_staysPythons(Host host) {
    assertEnds(
        host.run(
            """
            import os, signal, time
            try:
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(20)
                print("nothing happened")
            except KeyboardInterrupt:
                print("interrupted")
            """),
        "interrupted");
  }

  @ParameterizedTest
  @EnumSource
  void forkedProcess_reportsThatThereIsNoJava(Host host) {
    assertEnds(
        host.run(
            """
            import multiprocessing, gc
            m = memoryview(x)

            def use(i):
                found = []
                for what in (lambda: memoryview(x), lambda: x.__dlpack__(), lambda: x.shape):
                    try:
                        what()
                        found.append("no error")
                    except RuntimeError as e:
                        found.append(str(e))
                c = m.tolist()  # the memory is there
                return found, c

            with multiprocessing.get_context("fork").Pool(2) as pool:
                for found, values in pool.map(use, range(4)):
                    print(found, values)
            print(memoryview(x).shape)
            """),
        "[\"expected the process of the JVM but found one forked from it, in which Java does not"
            + " run: use the start method 'spawn' of multiprocessing\"",
        "(2, 3)");
  }

  /// Python ends such a thread by unwinding its stack, on which Java is.
  @ParameterizedTest
  @EnumSource(names = {"CTYPES", "CTYPES_3_12", "CTYPES_3_13"})
  void threadsThatReturnFromJava_whilePythonEnds_endWithIt(PythonHost host) {
    Command result =
        host.run(
            PauseMain.class,
            List.of(),
            """
            import threading, time
            class Slow:
                def __del__(self, sleep=time.sleep): sleep(0.8)
            slow = Slow()
            for i in range(20):
                threading.Thread(target=pause, args=(0.1 * i,), daemon=True).start()
            time.sleep(0.2)
            print("Python ends", flush=True)
            """);
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).contains("Python ends");
  }
}
