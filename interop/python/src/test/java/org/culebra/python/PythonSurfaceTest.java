package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The items of the conformance list for DLPack that are about Python: `CONFORMANCE.md`.
class PythonSurfaceTest {
  private static final ImportOptions DLPACK = ImportOptions.SHARED.protocols(ArrayProtocol.DLPACK);

  private final Python python = TestPython.with("numpy", "torch");
  private PythonScope py;
  private PyObject capsules;
  private PyObject exchange;
  private PyObject main;

  @BeforeEach
  void open() {
    py = python.open();
    capsules = TestPython.script(py, "capsules");
    exchange = TestPython.script(py, "exchange");
    main = py.importModule("__main__");
    main.setAttribute("capsules", capsules);
    py.run("import numpy as np, torch");
    NDArray array = NDArray.copyOf(new double[] {1, 2, 3}, 3);
    main.setAttribute("x", array);
  }

  @AfterEach
  void close() {
    main.setAttribute("x", null);
    py.close();
  }

  /// Of a capsule that only Python has afterwards.
  private String name(PyObject capsule) {
    try (capsule) {
      return capsules.callMethod("name", capsule).asString();
    }
  }

  private String dlpack(String keywords) {
    return name(py.evaluate("x.__dlpack__(" + keywords + ")"));
  }

  /// `TypeError: …` and the like, or the capsule's name.
  private String answer(String keywords) {
    PyObject result =
        py.evaluate("capsules.result(lambda: capsules.name(x.__dlpack__(" + keywords + ")))");
    return result.asString();
  }

  @Test
  @DisplayName("item 59: the name of a capsule identifies its struct; a consumer changes it")
  void names_matchTheStruct_andChange() {
    py.run("legacy, versioned = x.__dlpack__(), x.__dlpack__(max_version=(1, 3))");
    assertThat(name(main.attribute("legacy"))).isEqualTo("dltensor");
    assertThat(name(main.attribute("versioned"))).isEqualTo("dltensor_versioned");

    py.run(
        """
        class Has:
            def __init__(self, capsule): self.capsule = capsule
            def __dlpack__(self, **keywords): return self.capsule
            def __dlpack_device__(self): return (1, 0)
        """);
    for (String capsule : List.of("legacy", "versioned")) {
      py.run("a = np.from_dlpack(Has(" + capsule + "))");
      assertThat(name(main.attribute(capsule))).startsWith("used_dltensor");
      assertThat(
              py.evaluate("capsules.result(lambda: np.from_dlpack(Has(" + capsule + ")))")
                  .asString())
          .startsWith("ValueError");
      assertThat(
              py.evaluate("capsules.result(lambda: torch.from_dlpack(" + capsule + "))").asString())
          .startsWith("RuntimeError");
    }
  }

  @ParameterizedTest
  @CsvSource({"Versioned, used_dltensor_versioned", "Legacy, used_dltensor"})
  @DisplayName("item 59: Java changes the name too, and rejects a capsule that is used")
  void javaAsConsumer_renames_andRejectsTheSecondTime(String kind, String used) {
    py.run("p = capsules.Producer(capsules." + kind + ")");
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = py.importArray(arena, main.attribute("p"), DLPACK).array();
      assertThat(array.toString()).isEqualTo("[1. 2. 3.]");
      assertThat(name(py.evaluate("p.capsule"))).isEqualTo(used);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> py.importArray(arena, main.attribute("p"), DLPACK))
          .withMessageContaining(
              "expected a capsule named dltensor_versioned or dltensor from __dlpack__() but found"
                  + " <capsule object \"%s\"",
              used);
      assertThat(py.evaluate("p.deleted").asInt()).isZero();
    }
    assertThat(py.evaluate("p.deleted").asInt()).isEqualTo(1);
    py.run("del p.capsule");
    assertThat(py.evaluate("p.deleted, p.destroyed").repr()).isEqualTo("(1, 1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "max_version=(1, 0)"})
  @DisplayName("item 60: a capsule that is never consumed releases its struct, once")
  void droppedCapsule_releases(String keywords) {
    long before = TestPython.settled(python, ExportTracker::count);
    py.run("c = x.__dlpack__(" + keywords + ")");
    assertThat(ExportTracker.count()).isEqualTo(before + 1);

    py.run("del c");

    assertThat(ExportTracker.count()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Versioned", "Legacy"})
  @DisplayName("item 60: what Java cannot import stays in its capsule, whose end releases it, once")
  void rejectedCapsule_releases(String kind) {
    for (String fields : List.of("bits=7", "device_type=2", "ndim=-1", "lanes=2", "code=77")) {
      py.run("p = capsules.OnlyOnce(capsules." + kind + ", " + fields + ")");
      try (Arena arena = Arena.ofConfined()) {
        assertThatIllegalArgumentException()
            .as(fields)
            .isThrownBy(() -> py.importArray(arena, main.attribute("p"), DLPACK));
      }
      assertThat(py.evaluate("p.deleted, p.destroyed").repr()).as(fields).isEqualTo("(1, 1)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "max_version=(1, 0)"})
  @DisplayName("item 61: a capsule that was consumed releases nothing, its consumer does, once")
  void consumedCapsule_releasesNothing(String keywords) {
    long before = TestPython.settled(python, ExportTracker::count);
    py.run("c = x.__dlpack__(" + keywords + ")");
    py.run("t = torch.from_dlpack(c)");
    py.run("del c");
    assertThat(ExportTracker.count()).isEqualTo(before + 1);
    assertThat(py.evaluate("t.tolist()").repr()).isEqualTo("[1.0, 2.0, 3.0]");

    py.run("del t");

    assertThat(ExportTracker.count()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"Versioned, True", "Legacy, True", "Versioned, False", "Legacy, False"})
  @DisplayName(
      "item 61: Java as the consumer releases the struct once, whether the capsule has a"
          + " destructor")
  void javaAsConsumer_releasesOnce(String kind, String destructor) {
    py.run("p = capsules.OnlyOnce(capsules.%s, destructor=%s)".formatted(kind, destructor));
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = py.importArray(arena, main.attribute("p"), DLPACK).array();
      assertThat(py.evaluate("p.deleted").asInt()).isZero();
      assertThat(array.toString()).isEqualTo("[1. 2. 3.]");
    }
    assertThat(py.evaluate("p.deleted").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "None      | dltensor",
        "(0, 0)    | dltensor",
        "(0, 8)    | dltensor",
        "(1, 0)    | dltensor_versioned",
        "(1, 3)    | dltensor_versioned",
        "(2, 0)    | dltensor_versioned",
        "(100, 3)  | dltensor_versioned"
      })
  @DisplayName("item 62: max_version selects the struct")
  void maxVersion_choosesTheStruct(String version, String name) {
    assertThat(dlpack("max_version=" + version)).isEqualTo(name);
    if (name.endsWith("versioned")) {
      main.setAttribute("c", py.evaluate("x.__dlpack__(max_version=" + version + ")"));
      assertThat(py.evaluate("capsules.version(c)").repr()).isEqualTo("(1, 3, 0)");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.0",
        "'1'",
        "[1, 0]",
        "(1,)",
        "(1, 0, 0)",
        "()",
        "('1', '0')",
        "(1, None)",
        "{}",
        "object()",
        "(1.5, 0)"
      })
  @DisplayName("item 63: max_version that is not a tuple of two integers is a TypeError")
  void maxVersion_thatIsNoPair_isATypeError(String version) {
    assertThat(answer("max_version=" + version)).startsWith("TypeError: ");
    assertThat(answer("dl_device=" + version)).startsWith("TypeError: ");
  }

  @Test
  @DisplayName("item 64: stream is None on the CPU")
  void stream_isNone() {
    assertThat(answer("stream=None")).isEqualTo("dltensor");
    for (String stream : List.of("0", "1", "2", "-1", "'s'", "object()", "False")) {
      assertThat(answer("stream=" + stream))
          .as(stream)
          .isEqualTo(
              "BufferError: expected stream=None for memory of the CPU but found another one");
    }
  }

  @Test
  @DisplayName("item 65: dl_device is None or the CPU")
  void device_isTheCpu() {
    assertThat(answer("dl_device=None")).isEqualTo("dltensor");
    assertThat(answer("dl_device=(1, 0)")).isEqualTo("dltensor");
    assertThat(answer("dl_device=x.__dlpack_device__()")).isEqualTo("dltensor");
    for (String device : List.of("(2, 0)", "(1, 1)", "(0, 0)", "(13, 0)", "(-1, 0)")) {
      assertThat(answer("dl_device=" + device))
          .as(device)
          .isEqualTo("BufferError: expected dl_device=(1, 0), the CPU, but found " + device);
    }
  }

  @Test
  @DisplayName("item 66: __dlpack_device__ is a tuple of two ints: the CPU")
  void dlpackDevice_isTheCpu() {
    assertThat(py.evaluate("x.__dlpack_device__()").repr()).isEqualTo("(1, 0)");
    assertThat(py.evaluate("[type(n).__name__ for n in x.__dlpack_device__()]").repr())
        .isEqualTo("['int', 'int']");
    // the device types that array-api-tests knows
    assertThat(py.evaluate("x.__dlpack_device__()[0] in {1, 2, 3, 4, 7, 8, 9, 10}").asBoolean())
        .isTrue();
  }

  @Test
  @DisplayName("item 67: copy, max_version and dl_device in every combination, for every type")
  void arguments_inEveryCombination() {
    List<DType> types =
        List.of(
            DType.BOOL,
            DType.INT8,
            DType.INT16,
            DType.INT32,
            DType.INT64,
            DType.UINT8,
            DType.UINT16,
            DType.UINT32,
            DType.UINT64,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.COMPLEX64,
            DType.COMPLEX128);
    long before = TestPython.settled(python, ExportTracker::count);
    for (DType type : types) {
      main.setAttribute("y", NDArray.zeros(type, 2, 3));
      String failed =
          py.evaluate(
                  """
                  [(c, v, d) for c in (True, False, None)
                             for v in (None, (0, 0), (0, 8), (1, 0), (1, 3), (2, 0))
                             for d in ({}, {"dl_device": (1, 0)})
                   if not capsules.name(y.__dlpack__(copy=c, max_version=v, **d)).startswith("dltensor")]
                  """
                      .strip())
              .repr();
      assertThat(failed).as(type.toString()).isEqualTo("[]");
    }
    main.setAttribute("y", null);
    assertThat(ExportTracker.count()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"np.from_dlpack", "torch.from_dlpack"})
  @DisplayName("item 68: NumPy and PyTorch have the same elements at the same address, both ways")
  void numpyAndTorch_shareBothWays(String consumer) {
    NDArray array = NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    main.setAttribute("x", array);
    PyObject there = py.evaluate(consumer + "(x)");

    assertThat(there.callMethod("tolist").repr()).isEqualTo("[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]");
    assertThat(exchange.callMethod("address", there).asLong()).isEqualTo(array.address());
    there.setItem(new Object[] {0, 0}, 10.5);
    array.asDoubles().set(1, 2, -1);
    assertThat(array.getDouble(0, 0)).isEqualTo(10.5);
    assertThat(there.item(new Object[] {1, 2}).callMethod("item").asDouble()).isEqualTo(-1);

    try (Arena arena = Arena.ofConfined()) {
      NDArray back = py.importArray(arena, there, DLPACK).array();
      assertThat(back.address()).isEqualTo(array.address());
      assertThat(back.isReadOnly()).isFalse();
      back.asDoubles().set(0, 1, 77);
      assertThat(array.getDouble(0, 1)).isEqualTo(77);
    }
  }

  @Test
  @DisplayName("item 69: a producer that knows no keywords is asked again without")
  void producerWithoutKeywords_isAskedBare() {
    py.run("old = capsules.Old(np.arange(3))");
    try (Arena arena = Arena.ofConfined()) {
      assertThat(py.importArray(arena, main.attribute("old"), DLPACK).array().toString())
          .isEqualTo("[0 1 2]");
    }
    assertThat(py.evaluate("old.calls").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName("item 70: a legacy struct in spite of max_version is known by the capsule's name")
  void legacyAnswer_isKnownByItsName() {
    py.run("stubborn = capsules.Stubborn(np.arange(3))");
    try (Arena arena = Arena.ofConfined()) {
      ImportedArray imported = py.importArray(arena, main.attribute("stubborn"), DLPACK);
      assertThat(imported.array().toString()).isEqualTo("[0 1 2]");
      assertThat(imported.readOnlyReason()).get().asString().contains("first version of DLPack");
    }
    assertThat(py.evaluate("stubborn.calls").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 9, true", "1, 0, true", "1, 99, true", "2, 0, false", "4294967295, 0, false"})
  @DisplayName("items 25-27: versions of structs in capsules, as those of bare pointers")
  void versions_asThoseOfBarePointers(long major, int minor, boolean accepted) {
    py.run("p = capsules.OnlyOnce(major=%d, minor=%d)".formatted(major, minor));
    try (Arena arena = Arena.ofConfined()) {
      if (accepted) {
        assertThat(py.importArray(arena, main.attribute("p"), DLPACK).array().toString())
            .isEqualTo("[1. 2. 3.]");
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> py.importArray(arena, main.attribute("p"), DLPACK))
            .withMessageContaining(
                "DLPACK: expected DLPack version 1.x but found version " + major);
      }
    }
    assertThat(py.evaluate("p.deleted").asInt()).isEqualTo(1);
  }

  /// A capsule is asked for by Java alone, where no function of Python's is on the way.
  @Test
  void reversedArrays_areExported_whereNoPythonIsOnTheWay() {
    PyObject reversed = py.of(NDArray.copyOf(new double[] {1, 2, 3}, 3).slice("::-1"));

    assertThat(name(reversed.callMethod("__dlpack__"))).isEqualTo("dltensor");
  }

  @Test
  void keywordsThatNobodyKnows_areATypeError() {
    PyObject method = main.attribute("x").attribute("__dlpack__");

    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> method.call(new Object[0], Map.of("strem", 1)))
        .matches(
            e -> e.text().equals("__dlpack__() got an unexpected keyword argument 'strem'"),
            "text");
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> method.call(1))
        .matches(e -> e.type().equals("TypeError"), "type");
  }
}
