package org.culebra.python.internal;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.dlpack.DLPack;
import org.culebra.dlpack.ExportOptions;
import org.culebra.dlpack.ImportOptions;

/// The method `__dlpack__`, and the capsules that it returns. The rules are those of the Python
/// array API standard, 2024.12.
final class DlpackCapsules {
  private static final int CPU = 1;

  private final Interpreter python;
  private final CPython c;
  private final Keywords keywords;
  private final long endLegacy;
  private final long endVersioned;

  /// The last `max_version`: a consumer usually passes the same object in every call.
  private long lastVersion;

  private boolean lastIsVersioned;

  DlpackCapsules(Interpreter python) {
    this.python = python;
    this.c = python.c();
    this.keywords =
        new Keywords(python, "__dlpack__", 0, "stream", "max_version", "dl_device", "copy");
    this.endLegacy =
        python
            .functions()
            .end("a capsule dltensor", self -> end(self, CapsuleNames.DLTENSOR, true));
    this.endVersioned =
        python
            .functions()
            .end(
                "a capsule dltensor_versioned",
                self -> end(self, CapsuleNames.DLTENSOR_VERSIONED, false));
  }

  /// Releases the struct, unless the consumer has taken ownership and renamed the capsule.
  private void end(long capsule, long name, boolean legacy) {
    if (c.PyCapsule_IsValid(capsule, name) != 0) {
      MemorySegment struct = MemorySegment.ofAddress(c.PyCapsule_GetPointer(capsule, name));
      release(struct, !legacy);
    }
  }

  private static void release(MemorySegment struct, boolean versioned) {
    DLPack.release(struct, versioned ? ImportOptions.VERSIONED : ImportOptions.LEGACY);
  }

  /// Implements `__dlpack__`.
  ///
  /// @return a new capsule
  long export(NDArray array, long args, long count, long names) {
    int where = keywords.places(count, names);
    long none = python.constants().none();
    if (keywords.value(where, 0, args) != none) {
      throw bufferError("expected stream=None for memory of the CPU but found another one");
    }
    boolean versioned = isVersioned(keywords.value(where, 1, args));
    device(keywords.value(where, 2, args));
    CopyPolicy copy = copy(keywords.value(where, 3, args));
    if (copy != CopyPolicy.ALWAYS) {
      protectTorch(array);
    }
    ExportOptions options = ExportOptions.LEASED.copy(copy);
    return capsule(array, versioned ? options : options.legacy(), versioned);
  }

  /// PyTorch ends the process if a stride is negative, or if complex numbers are not aligned to
  /// their size (measured with 2.13). NumPy accepts both.
  private void protectTorch(NDArray array) {
    if (hasNegativeStride(array) && isCalledByTorch()) {
      throw bufferError(
          "expected strides that are not negative, since PyTorch has no others, but found "
              + Arrays.toString(array.strides())
              + ": copy=True copies the elements");
    }
    boolean isComplex = array.dtype().kind() == DType.Kind.COMPLEX;
    if (isComplex && array.address() % array.itemSize() != 0 && isCalledByTorch()) {
      throw bufferError(
          "expected complex numbers aligned to %d bytes, as PyTorch needs them, but found address 0x%x: copy=True copies the elements"
              .formatted(array.itemSize(), array.address()));
    }
  }

  private static boolean hasNegativeStride(NDArray array) {
    for (int axis = 0; axis < array.rank(); axis++) {
      if (array.stride(axis) < 0) {
        return true;
      }
    }
    return false;
  }

  private boolean isCalledByTorch() {
    long caller = python.glue().call("caller");
    try {
      String module = python.values().string(caller);
      return module.equals("torch") || module.startsWith("torch.");
    } finally {
      c.Py_DecRef(caller);
    }
  }

  /// A struct for an array.
  ///
  /// @return the struct, released by its receiver
  MemorySegment struct(NDArray array, ExportOptions options) {
    try {
      return DLPack.export(array, options);
    } catch (IllegalStateException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new PythonRaise(python.constants().bufferError(), e);
    }
  }

  private long capsule(NDArray array, ExportOptions options, boolean versioned) {
    MemorySegment struct = struct(array, options);
    long capsule =
        versioned
            ? c.PyCapsule_New(struct.address(), CapsuleNames.DLTENSOR_VERSIONED, endVersioned)
            : c.PyCapsule_New(struct.address(), CapsuleNames.DLTENSOR, endLegacy);
    if (capsule == 0) {
      release(struct, versioned);
      throw python.errors().fetched();
    }
    return capsule;
  }

  private PythonRaise bufferError(String message) {
    return new PythonRaise(python.constants().bufferError(), message);
  }

  private boolean isVersioned(long version) {
    if (version == python.constants().none()) {
      return false;
    }
    if (version != lastVersion) {
      boolean versioned = pair(version, "max_version")[0] >= 1;
      c.Py_IncRef(version); // another object must not get its address
      c.Py_DecRef(lastVersion);
      lastVersion = version;
      lastIsVersioned = versioned;
    }
    return lastIsVersioned;
  }

  private void device(long device) {
    if (device != python.constants().none()) {
      long[] pair = pair(device, "dl_device");
      if (pair[0] != CPU || pair[1] != 0) {
        throw bufferError(
            "expected dl_device=(1, 0), the CPU, but found (" + pair[0] + ", " + pair[1] + ")");
      }
    }
  }

  private CopyPolicy copy(long copy) {
    if (copy == python.constants().none() || copy == python.constants().no()) {
      return CopyPolicy.NEVER;
    }
    if (copy == python.constants().yes()) {
      return CopyPolicy.ALWAYS;
    }
    throw new PythonRaise(
        python.constants().typeError(), "expected copy to be True, False or None");
  }

  /// Two integers of a tuple or a similar object.
  private long[] pair(long object, String name) {
    long[] pair = new long[2];
    if (c.PyTuple_Size(object) != 2) {
      c.PyErr_Clear();
      throw new PythonRaise(
          python.constants().typeError(), "expected " + name + " to be a tuple of two numbers");
    }
    for (int i = 0; i < 2; i++) {
      pair[i] = c.PyLong_AsLongLong(c.PyTuple_GetItem(object, i));
      if (pair[i] == -1 && c.PyErr_Occurred() != 0) {
        throw python.errors().fetched();
      }
    }
    return pair;
  }
}
