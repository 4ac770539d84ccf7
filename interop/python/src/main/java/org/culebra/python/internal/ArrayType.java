package org.culebra.python.internal;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.BufferFormat;
import org.culebra.dlpack.DLPack;
import org.culebra.dlpack.ExportOptions;
import org.culebra.ffi.PyBuffer;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.BlockLease;
import org.culebra.ffi.internal.memory.RetainedMemory;
import org.jspecify.annotations.Nullable;

/// Java arrays as Python objects, with a method for each protocol that can describe their elements.
/// Consumers choose a protocol by the methods that are present, so a method that would fail must be
/// absent: there is a type for each set of methods.
final class ArrayType {
  /// The protocols, a bit each.
  private static final int BUFFER = 1;

  private static final int DLPACK = 2;
  private static final int INTERFACE = 4;
  private static final int SETS = 8;

  private static final int OBJ = 8;
  private static final int INTERNAL = 72;

  private static final String DOC =
      "A Java array: its memory, shared without a copy. numpy.asarray, memoryview,"
          + " torch.from_dlpack and others take it; numpy() gives NumPy's array.";

  /// An exported array, and what keeps its memory alive.
  private static final class Exported {
    final NDArray array;
    private final BlockLease lease;
    private @Nullable Filled filled;

    /// The tensor that views of DLPack's exchange table refer to, or 0.
    private long tensor;

    Exported(NDArray array, BlockLease lease) {
      this.array = array;
      this.lease = lease;
    }

    /// A filled buffer, shared by all requests with the same flags.
    record Filled(int flags, MemorySegment struct, PyBuffer buffer, @Nullable Filled next) {}

    Filled filled(int flags) {
      for (Filled at = filled; at != null; at = at.next()) {
        if (at.flags() == flags) {
          return at;
        }
      }
      MemorySegment struct = CMemory.ALL.asSlice(CMemory.malloc(PyBuffer.BYTES), PyBuffer.BYTES);
      try {
        Filled made = new Filled(flags, struct, PyBuffer.fill(struct, array, flags), filled);
        filled = made;
        return made;
      } catch (Throwable e) {
        CMemory.free(struct.address());
        throw e;
      }
    }

    long tensor() {
      if (tensor == 0) {
        tensor = DLPack.export(array, ExportOptions.BORROWED).address();
      }
      return tensor;
    }

    void end() {
      if (tensor != 0) {
        DLPack.release(MemorySegment.ofAddress(tensor));
      }
      for (Filled at = filled; at != null; at = at.next()) {
        at.buffer().release();
        CMemory.free(at.struct().address());
      }
      lease.release();
    }
  }

  private final Interpreter python;
  private final CPython c;
  private final ObjectTable table;
  private final DlpackCapsules capsules;
  private final @Nullable HeapType[] types = new HeapType[SETS];
  private @Nullable ArrayExchangeTable exchange;
  private final Map<DType, Integer> protocols = new ConcurrentHashMap<>();

  ArrayType(Interpreter python, ObjectTable table) {
    this.python = python;
    this.c = python.c();
    this.table = table;
    this.capsules = new DlpackCapsules(python);
  }

  /// Creates a Python object that shares an array's memory and keeps it alive.
  ///
  /// @return a new reference
  /// @throws IllegalStateException if the array's memory cannot be leased
  long export(NDArray array) {
    HeapType type = type(protocols.computeIfAbsent(array.dtype(), ArrayType::protocols));
    BlockLease lease = BlockLease.of(array.owner(), array.segment());
    try {
      return type.create(new Exported(kept(array, lease), lease));
    } catch (Throwable e) {
      lease.release();
      throw e;
    }
  }

  /// The array of an object.
  ///
  /// @param object borrowed
  /// @return null if it is an object of another type
  @Nullable NDArray arrayOf(long object) {
    for (HeapType type : types) {
      if (type != null && type.isInstance(object)) {
        return array(object);
      }
    }
    return null;
  }

  /// A DLPack struct for an array, released by its consumer.
  ///
  /// @return the address of a `DLManagedTensorVersioned`
  long exportForExchange(NDArray array) {
    return capsules.struct(array, ExportOptions.LEASED).address();
  }

  /// A DLPack struct for an array, valid as long as the object.
  ///
  /// @param object an object of this type
  /// @return the address of a `DLManagedTensorVersioned`
  long viewForExchange(long object) {
    try {
      return exported(object).tensor();
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new PythonRaise(python.constants().bufferError(), e);
    }
  }

  private ArrayExchangeTable exchange() {
    ArrayExchangeTable known = exchange;
    if (known == null) {
      known = new ArrayExchangeTable(python, this);
      exchange = known;
    }
    return known;
  }

  /// The same elements, with the lifetime of the lease instead of the arena.
  private static NDArray kept(NDArray array, BlockLease lease) {
    MemorySegment segment = array.segment();
    MemorySegment memory = CMemory.ALL.asSlice(segment.address(), segment.byteSize());
    NDArray kept = NDArray.of(memory, new RetainedMemory(lease), array.dtype(), array.layout());
    return array.isReadOnly() ? kept.asReadOnly() : kept;
  }

  private static int protocols(DType dtype) {
    NDArray none = NDArray.zeros(dtype, 0);
    int protocols = 0;
    // in a buffer's format raw bytes are padding, which NumPy reads as a struct without fields
    boolean isRaw = dtype.kind() == DType.Kind.RAW;
    protocols |= !isRaw && serves(() -> BufferFormat.print(dtype)) ? BUFFER : 0;
    protocols |= serves(() -> DLPack.release(DLPack.export(none))) ? DLPACK : 0;
    protocols |= serves(dtype::typestr) ? INTERFACE : 0;
    return protocols;
  }

  private static boolean serves(Runnable use) {
    try {
      use.run();
      return true;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private HeapType type(int set) {
    HeapType known = types[set];
    if (known != null) {
      return known;
    }
    HeapType.Builder builder =
        HeapType.named(python, table, "culebra.Array", DOC)
            .repr(this::repr)
            .getter("shape", "The lengths of the axes.", self -> numbers(array(self).shape()))
            .getter("strides", "The strides in bytes.", self -> numbers(array(self).strides()))
            .getter(
                "itemsize",
                "The bytes of an element.",
                self -> python.values().of(array(self).itemSize()))
            .getter(
                "readonly",
                "Whether the memory must not be written.",
                self -> python.values().of(array(self).isReadOnly()))
            .getter(
                "_raw",
                "The same memory as unsigned numbers, for types that NumPy does not know.",
                self -> export(array(self).reinterpret(rawNumbers(array(self).itemSize()))))
            .getter(
                "_dtype",
                "The type of the elements: a typestr, or a name where there is none.",
                self -> python.values().of(dtypeText(array(self).dtype())));
    if ((set & BUFFER) != 0) {
      builder.buffer(this::getBuffer);
    }
    if ((set & DLPACK) != 0) {
      builder.method(
          "__dlpack__",
          "__dlpack__(*, stream=None, max_version=None, dl_device=None, copy=None)",
          (self, args, count, names) -> capsules.export(array(self), args, count, names));
    }
    if ((set & INTERFACE) != 0) {
      builder.getter(
          "__array_interface__",
          "The description of the memory for NumPy, version 3.",
          self -> python.values().evaluate(ArrayInterface.of(array(self)).toString()));
    }
    HeapType made = builder.build(object -> ((Exported) object).end());
    python.glue().complete("array", made.type(), (set & DLPACK) != 0);
    if ((set & DLPACK) != 0) {
      python.check(
          c.PyObject_SetAttrString(made.type(), "__dlpack_c_exchange_api__", exchange().capsule()));
    }
    types[set] = made;
    return made;
  }

  private static String dtypeText(DType dtype) {
    try {
      return dtype.typestr();
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return dtype.toString();
    }
  }

  private static DType rawNumbers(int itemSize) {
    return itemSize == 1 ? DType.UINT8 : itemSize == 2 ? DType.UINT16 : DType.raw(itemSize);
  }

  private long numbers(long[] values) {
    return python.values().tupleOf(values);
  }

  private Exported exported(long self) {
    return (Exported) table.of(self);
  }

  private NDArray array(long self) {
    return exported(self).array;
  }

  private long repr(long self) {
    return python.values().ofString("culebra.Array(" + array(self) + ")");
  }

  private int getBuffer(long self, long view, int flags) {
    CMemory.put(view + OBJ, 0);
    long filled;
    try {
      filled = exported(self).filled(flags).struct().address();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new PythonRaise(python.constants().bufferError(), e);
    }
    MemorySegment.copy(CMemory.ALL, filled, CMemory.ALL, view, PyBuffer.BYTES);
    CMemory.put(view + OBJ, self);
    CMemory.put(view + INTERNAL, 0);
    c.Py_IncRef(self);
    return 0;
  }
}
