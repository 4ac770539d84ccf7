package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Command;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// `__dlpack_c_exchange_api__` of Java's arrays, with a consumer of C for each slot.
class ExchangeTableTest {
  private static @Nullable String library;

  private final Python python = TestPython.with("numpy", "torch");
  private PythonScope py;
  private PyObject table;
  private PyObject main;
  private long exports;

  @BeforeEach
  void open() {
    py = python.open();
    main = py.importModule("__main__");
    if (library == null) {
      String include =
          py.evaluate("__import__('os').path.dirname(__import__('torch').__file__)").asString()
              + "/include";
      library =
          CFixtures.sharedLibrary(
                  "exchange_table",
                  TestPython.source("exchange_table.c"),
                  "-I" + include,
                  "-pthread")
              .toString();
      py.importModule("builtins").setAttribute("LIBRARY", library);
    }
    table = TestPython.script(py, "exchange_table");
    main.setAttribute("t", table);
    main.setAttribute("x", NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3));
    py.run("api = t.table(type(x))");
    exports = ExportTracker.count();
  }

  @AfterEach
  void close() {
    py.run("tensor = y = None");
    TestPython.awaitCounts(python, exports, Integer.MAX_VALUE);
    main.setAttribute("x", null);
    py.close();
  }

  private String error(String expression) {
    PythonException thrown =
        catchThrowableOfType(PythonException.class, () -> py.evaluate(expression));
    return Objects.requireNonNull(thrown.getMessage()).lines().findFirst().orElseThrow();
  }

  @Test
  void table_isThatOfTheType_withEverySlot() {
    assertThat(py.evaluate("t.version(api), t.slots(api)").repr()).isEqualTo("(103, 5)");
    assertThat(py.evaluate("t.table(type(x)) == api").asBoolean()).isTrue();
    assertThat(py.evaluate("repr(type(x).__dlpack_c_exchange_api__)").asString())
        .startsWith("<capsule object \"dlpack_exchange_api\"");
    assertThat(py.of(NDArray.zeros(DType.BFLOAT16, 1)).hasAttribute("__dlpack_c_exchange_api__"))
        .isTrue();
    assertThat(py.of(NDArray.zeros(DType.string(1), 1)).hasAttribute("__dlpack_c_exchange_api__"))
        .isFalse();
  }

  @Test
  void fromObject_sharesTheMemory() {
    NDArray array = NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose();
    main.setAttribute("y", array);
    py.run("tensor = t.from_object(api, y)");

    assertThat(py.evaluate("t.data(tensor)").asLong()).isEqualTo(array.address());
    assertThat(py.evaluate("[t.length(tensor, k) for k in (0, 1)]").repr()).isEqualTo("[3, 2]");
    assertThat(py.evaluate("[t.step(tensor, k) for k in (0, 1)]").repr()).isEqualTo("[1, 3]");
    assertThat(py.evaluate("t.tensor_sum(tensor)").asDouble()).isEqualTo(142536);
    assertThat(py.evaluate("t.flags(tensor)").asLong()).isZero();
    py.run("y = None; t.delete(tensor)");
  }

  @Test
  void fromObject_flagsReadOnlyMemory() {
    main.setAttribute("y", NDArray.zeros(DType.FLOAT64, 2, 3).asReadOnly());
    py.run("tensor = t.from_object(api, y)");

    assertThat(py.evaluate("t.flags(tensor)").asLong()).isEqualTo(1);
    py.run("t.delete(tensor)");
  }

  @Test
  void tensors_outliveTheirObjectAndItsArena() {
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.FLOAT64, 2, 3);
      array.fill(1);
      main.setAttribute("y", array);
      py.run("tensor = t.from_object(api, y); y = None");
    }

    assertThat(py.evaluate("t.tensor_sum(tensor)").asDouble()).isEqualTo(111111);
    py.run("t.delete(tensor)");
  }

  @Test
  void viewObject_describesTheArrayInPlace() {
    NDArray array = NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).slice("::-1, ::-1");
    main.setAttribute("y", array);

    assertThat(py.evaluate("t.view_sum(api, y)").asDouble()).isEqualTo(654321);
    assertThat(py.evaluate("t.view_data(api, y)").asLong()).isEqualTo(array.address());
    assertThat(py.evaluate("[t.view_sum(api, x) for i in range(1000)][-1]").asDouble())
        .isEqualTo(123456);
  }

  @Test
  void viewObject_hasNoFlagForReadOnlyMemory_soThatIsRejected() {
    main.setAttribute("y", NDArray.zeros(DType.FLOAT64, 2, 3).asReadOnly());

    assertThat(error("t.view_sum(api, y)"))
        .isEqualTo(
            "BufferError: expected a writable array, since a DLTensor has no read-only flag, but"
                + " found a read-only one");
  }

  @Test
  void objectsThatCannotBeExpressed_areABufferError() {
    NDArray bytes = NDArray.zeros(DType.UINT8, 40);
    NDArray odd = bytes.slice("1:37").reshape(4, 9).slice(":, :8").reinterpret(DType.FLOAT64);
    main.setAttribute("y", odd);

    assertThat(error("t.from_object(api, y)"))
        .startsWith("BufferError: expected strides that are multiples of the 8 bytes");
    assertThat(error("t.view_sum(api, y)"))
        .startsWith("BufferError: expected strides that are multiples of the 8 bytes");
  }

  @Test
  void otherObjects_areATypeError() {
    for (String other : List.of("None", "1", "t", "__import__('numpy').zeros(3)")) {
      for (String function : List.of("from_object", "view_sum")) {
        assertThat(error("t." + function + "(api, " + other + ")"))
            .startsWith("TypeError: expected a culebra.Array but found ");
      }
    }
  }

  @Test
  void toObject_takesATensorOver() {
    exports = TestPython.settled(python, ExportTracker::count);
    py.run("y = t.to_object(api, t.from_object(api, x))");
    assertThat(py.evaluate("type(y) is type(x)").asBoolean()).isTrue();
    assertThat(py.evaluate("y is x").asBoolean()).isFalse();
    main.setAttribute("x", null);

    assertThat(py.evaluate("__import__('numpy').asarray(y).tolist()").repr())
        .isEqualTo("[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]");
    assertThat(ExportTracker.count()).isGreaterThan(exports - 1);
  }

  /// PyTorch's tensors and ours go through each other's tables.
  @Test
  void toObject_takesPyTorchsTensor_andPyTorchTakesOurs() {
    py.run(
        """
        import torch
        torchs = t.table(torch.Tensor)
        tensor = torch.arange(6.0, dtype=torch.float64).reshape(2, 3)
        y = t.to_object(api, t.from_object(torchs, tensor))
        back = t.to_object(torchs, t.from_object(api, y))
        back[0, 0] = 42
        """);

    assertThat(py.evaluate("tensor[0, 0].item()").asDouble()).isEqualTo(42);
    assertThat(py.evaluate("back.data_ptr() == tensor.data_ptr()").asBoolean()).isTrue();
    py.run("back = None");
  }

  @Test
  void toObject_releasesWhatItRejects_once() {
    main.setAttribute("capsules", TestPython.script(py, "capsules"));
    for (String fields : List.of("bits=7", "device_type=2", "ndim=-1", "major=2")) {
      py.run(
          """
          import ctypes
          p = capsules.OnlyOnce(destructor=False, %s)
          """
              .formatted(fields));
      assertThat(error("t.to_object(api, ctypes.addressof(p.struct))"))
          .as(fields)
          .startsWith("BufferError: expected ");
      assertThat(py.evaluate("p.deleted").asInt()).as(fields).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2, 3] | 2, 64",
        "[]     | 2, 32",
        "[0, 5] | 5, 128",
        "[1000] | 4, 16",
        "[2, 3] | 6, 8"
      })
  void allocate_makesNewMemory(String shape, String type) {
    py.run("tensor = t.allocate(api, %s, %s)".formatted(shape, type.strip()));
    py.run("shape = " + shape);

    assertThat(py.evaluate("[t.length(tensor, k) for k in range(len(shape))] == shape").asBoolean())
        .isTrue();
    assertThat(py.evaluate("t.flags(tensor)").asLong()).isZero();
    py.run("y = t.to_object(api, tensor)");
    assertThat(py.evaluate("list(y.shape) == shape and not y.readonly").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2], code=77               | BufferError: expected a DLPack type",
        "[2], bits=7                | BufferError: ",
        "[2], lanes=4               | BufferError: ",
        "[2], device=2              | BufferError: expected device (1, 0), the CPU, but found (2,"
            + " 0)",
        "[2], device=3              | BufferError: expected device (1, 0), the CPU, but found (3,"
            + " 0)",
        "[-1]                       | ValueError: ",
        "[1 << 40, 1 << 40]         | ValueError: ",
        "[1 << 40]                  | MemoryError: ",
        "[1] * 65                   | "
      })
  void allocate_reportsItsFailure_once(String arguments, String message) {
    String found = py.evaluate("t.allocate(api, " + arguments.strip() + ")").toString();

    assertThat(found)
        .startsWith(message == null ? "" : message.strip().replace("a DLPack type", ""));
    assertThat(found).contains("Error: ");
  }

  @Test
  void workStream_isNone() {
    assertThat(py.evaluate("[t.work_stream(api, d, 0) for d in (1, 2, 13)]").repr())
        .isEqualTo("[None, None, None]");
  }

  @Test
  void functionsWithoutObjects_workOnThreadsOfC() {
    assertThat(py.evaluate("t.from_thread(api)").asInt()).isEqualTo(1);
  }

  @Test
  void java_importsItsOwnObjectsByTheTable() {
    NDArray array = NDArray.copyOf(new double[] {1, 2, 3}, 3);
    try (ExchangeArena arena = ExchangeArena.ofConfined();
        PyObject there = py.of(array)) {
      ImportedArray back = py.importArray(arena, there, ImportOptions.SHARED);

      assertThat(back.protocol()).isEqualTo(ArrayProtocol.EXCHANGE_TABLE);
      assertThat(back.array().address()).isEqualTo(array.address());
    }
  }

  /// The table stays where it is, and a consumer may keep it indefinitely.
  @ParameterizedTest
  @EnumSource(names = {"CTYPES", "JPYPE"})
  void afterTheEndOfTheJvm_eachFunctionReportsIt(PythonHost host) {
    Command result =
        host.run(
            HostMain.class,
            List.of(),
            """
            import ctypes
            P, I, O = ctypes.c_void_p, ctypes.c_int, ctypes.py_object
            get = ctypes.pythonapi.PyCapsule_GetPointer
            get.restype, get.argtypes = P, [O, ctypes.c_char_p]
            table = get(type(x).__dlpack_c_exchange_api__, b"dlpack_exchange_api")
            slots = (P * 7).from_address(table)[2:]
            said = []
            REPORT = ctypes.PYFUNCTYPE(None, P, ctypes.c_char_p, ctypes.c_char_p)
            report = REPORT(lambda *what: said.append(what))
            out = (P * 6)()

            def call(slot, types, *arguments):
                return ctypes.PYFUNCTYPE(I, *types)(slots[slot])(*arguments, out)

            print("before", call(1, [O, P], x), call(3, [O, P], x), call(4, [I, I, P], 1, 0))
            call(1, [O, P], x)
            tensor = out[0]
            print("destroyed", destroy(vm))
            for name, use in {
                "from_object": lambda: call(1, [O, P], x),
                "to_object": lambda: call(2, [P, P], tensor),
                "view_object": lambda: call(3, [O, P], x),
                "work_stream": lambda: call(4, [I, I, P], 1, 0),
            }.items():
                try:
                    print(name, use())
                except RuntimeError as e:
                    print(name, "->", e)
            status = ctypes.PYFUNCTYPE(I, P, P, P, REPORT)(slots[0])(None, out, 42, report)
            print("allocate", status, said)
            deleter = (P * 10).from_address(tensor)[2]
            ctypes.PYFUNCTYPE(None, P)(deleter)(tensor)
            print("deleted")
            """);

    String ended = "expected a running JVM but found that it has ended";
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output())
        .contains("before 0 0 0", "destroyed 0", "deleted")
        .contains("from_object -> " + ended, "to_object -> " + ended)
        .contains("view_object -> " + ended, "work_stream -> " + ended)
        .contains("allocate -1 [(42, b'RuntimeError', b'" + ended + "')]");
  }
}
