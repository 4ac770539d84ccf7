package org.culebra.python.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.array.NDArray;
import org.culebra.dlpack.DLPack;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.internal.host.CMemory;

/// DLPack's table of C functions, which array types have as `__dlpack_c_exchange_api__`: a consumer
/// written in C imports and creates arrays with it, without calling Python.
///
/// ```
/// struct {
///   struct { uint32_t major, minor; void *older; } header;
///   int (*allocate)(DLTensor *prototype, DLManagedTensorVersioned **out, void *context, ReportError *report);
///   int (*from_object)(PyObject *object, DLManagedTensorVersioned **out);
///   int (*to_object)(DLManagedTensorVersioned *tensor, PyObject **out);
///   int (*view_object)(PyObject *object, DLTensor *out);
///   int (*current_work_stream)(int device_type, int device_id, void **out);
/// };
/// ```
///
/// It is never freed. After the JVM's end each function reports that it has ended.
final class ArrayExchangeTable {
  private static final int HEADER_BYTES = 16;
  private static final int TENSOR_BYTES = 48;
  private static final int DEVICE = 8;
  private static final int STRIDES = 32;
  private static final int OFFSET = 40;
  private static final int CPU = 1;
  private static final int VERSIONED_TENSOR = 32;

  /// The data pointer of an array without elements: not NULL, and in no process's memory.
  private static final long NOWHERE = 64;

  private static final String REPORT_ERROR =
      "void report(intptr_t context, const char *kind, const char *message)";

  /// Reports why an allocation failed.
  @FunctionalInterface
  interface ReportError {
    void call(long context, String kind, String message);
  }

  private final Interpreter python;
  private final ArrayType arrays;
  private final long capsule;

  /// Creates the table.
  ///
  /// @param arrays the type whose objects it imports and creates
  ArrayExchangeTable(Interpreter python, ArrayType arrays) {
    this.python = python;
    this.arrays = arrays;
    Functions functions = python.functions();
    MemorySegment table = Arena.global().allocate(HEADER_BYTES + 5L * Long.BYTES, Long.BYTES);
    table.set(JAVA_INT, 0, DLPack.MAJOR);
    table.set(JAVA_INT, 4, DLPack.MINOR);
    long[] slots = {
      functions.allocate("exchange allocate", this::allocate),
      functions.status("exchange from_object", this::fromObject),
      functions.status("exchange to_object", this::toObject),
      functions.status("exchange view_object", this::viewObject),
      functions.workStream(
          "exchange current_work_stream",
          (_, _, out) -> {
            CMemory.put(out, 0); // the CPU has none
            return 0;
          })
    };
    for (int i = 0; i < slots.length; i++) {
      table.set(JAVA_LONG, HEADER_BYTES + (long) Long.BYTES * i, slots[i]);
    }
    this.capsule =
        python.check(
            python.c().PyCapsule_New(table.address(), CapsuleNames.DLPACK_EXCHANGE_API, 0));
  }

  /// The capsule of the table.
  ///
  /// @return a borrowed reference, always valid
  long capsule() {
    return capsule;
  }

  private NDArray array(long object) {
    NDArray array = arrays.arrayOf(object);
    if (array == null) {
      throw new PythonRaise(
          python.constants().typeError(),
          "expected a culebra.Array but found " + python.values().typeName(object));
    }
    return array;
  }

  private int fromObject(long object, long out) {
    CMemory.put(out, arrays.exportForExchange(array(object)));
    return 0;
  }

  /// Takes ownership of the tensor, even if this fails.
  private int toObject(long tensor, long out) {
    try (Arena arena = Arena.ofConfined()) {
      NDArray array = DLPack.adopt(arena, MemorySegment.ofAddress(tensor));
      CMemory.put(out, arrays.export(array)); // retains the tensor, not the arena
      return 0;
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new PythonRaise(python.constants().bufferError(), e);
    }
  }

  /// A `DLTensor` has no read-only flag.
  private int viewObject(long object, long out) {
    NDArray array = array(object);
    if (array.isReadOnly()) {
      throw new PythonRaise(
          python.constants().bufferError(),
          "expected a writable array, since a DLTensor has no read-only flag, but found a read-only"
              + " one");
    }
    long tensor = arrays.viewForExchange(object) + VERSIONED_TENSOR;
    MemorySegment.copy(CMemory.ALL, tensor, CMemory.ALL, out, TENSOR_BYTES);
    return 0;
  }

  /// May be called without Python's lock.
  private int allocate(long prototype, long out, long context, long report) {
    try {
      NDArray array = like(prototype);
      CMemory.put(out, DLPack.export(array).address());
      return 0;
    } catch (Throwable e) {
      report(report, context, e);
      return -1;
    }
  }

  /// New memory for a prototype, whose type, lengths and device are used.
  private static NDArray like(long prototype) {
    int device = CMemory.intAt(prototype + DEVICE);
    int id = CMemory.intAt(prototype + DEVICE + 4);
    if (device != CPU || id != 0) {
      throw new UnsupportedOperationException(
          "expected device (1, 0), the CPU, but found (" + device + ", " + id + ")");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment tensor = arena.allocate(TENSOR_BYTES, Long.BYTES);
      MemorySegment.copy(CMemory.ALL, prototype, tensor, 0, TENSOR_BYTES);
      tensor.set(JAVA_LONG, 0, NOWHERE);
      tensor.set(JAVA_LONG, STRIDES, 0);
      tensor.set(JAVA_LONG, OFFSET, 0);
      NDArray described = DLPack.view(arena, tensor);
      return NDArray.zeros(described.dtype(), described.shape());
    }
  }

  private static void report(long report, long context, Throwable failure) {
    try {
      CFunction.of(MemorySegment.ofAddress(report), REPORT_ERROR)
          .as(MethodHandles.lookup(), ReportError.class)
          .call(context, kind(failure), String.valueOf(failure.getMessage()));
    } catch (Throwable e) {
      return; // the stack is full: an exception that reaches C would end the process
    }
  }

  /// The name of a type in Python.
  private static String kind(Throwable failure) {
    return switch (failure) {
      case OutOfMemoryError _ -> "MemoryError";
      case UnsupportedOperationException _ -> "BufferError";
      case IllegalArgumentException _ -> "ValueError";
      default -> "RuntimeError";
    };
  }
}
