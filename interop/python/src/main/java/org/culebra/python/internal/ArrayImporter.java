package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.python.ArrayInterface;
import org.culebra.array.python.ArrayInterface.Strictness;
import org.culebra.dlpack.DLPack;
import org.culebra.dlpack.TensorView;
import org.culebra.ffi.Imports;
import org.culebra.ffi.Pointers;
import org.culebra.ffi.PyBuffer;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.python.ArrayProtocol;
import org.culebra.python.ImportOptions;
import org.culebra.python.ImportedArray;
import org.culebra.python.PythonException;
import org.jspecify.annotations.Nullable;

/// Arrays from Python, by the best protocol that an object offers. Needs Python's lock.
///
/// A view keeps the object alive, or what it was obtained through: the struct of a capsule, a
/// filled `Py_buffer`. That is released after the arena is closed and all leases are released, by
/// the next thread with the lock ([References]).
public final class ArrayImporter {
  private static final int BUFFER_READONLY = 32;

  private static final String FLAGGED_READ_ONLY = "its producer has set DLPack's flag READ_ONLY";

  private final Interpreter python;
  private final CPython c;
  private final ProtocolTypes types;
  private final long dlpack;
  private final long isNegative;
  private final long isConjugate;
  private final long versionKeyword;
  private final long version;

  ArrayImporter(Interpreter python) {
    this.python = python;
    this.c = python.c();
    this.types = new ProtocolTypes(python, this::isFirstDlpack);
    this.dlpack = python.values().name("__dlpack__");
    this.isNegative = python.values().name("is_neg");
    this.isConjugate = python.values().name("is_conj");
    this.versionKeyword = python.values().tuple(python.values().name("max_version"));
    this.version = python.values().tupleOf(DLPack.MAJOR, DLPack.MINOR);
  }

  /// Memory that a Python object keeps alive.
  ///
  /// @param view of the memory, which says nothing of its life
  /// @param kept a reference, for [References#release]
  private record Found(NDArray view, long kept, boolean copied, @Nullable String readOnly) {}

  /// What the memory's block releases.
  private record KeptReference(References references, long kept) implements Lease {
    @Override
    public void release() {
      references.release(kept);
    }

    @Override
    public void close() {
      release();
    }
  }

  /// Imports an array.
  ///
  /// @param arena ends Java's access
  /// @param object borrowed
  /// @param options protocols, and whether to copy
  /// @return the array
  public ImportedArray array(Arena arena, long object, ImportOptions options) {
    ProtocolTypes.Type type = types.of(object);
    Map<ArrayProtocol, RuntimeException> failures = new EnumMap<>(ArrayProtocol.class);
    for (ArrayProtocol protocol : type.order()) {
      if (!options.protocols().contains(protocol)) {
        continue;
      }
      try {
        if (offers(type, object, protocol)) {
          return imported(arena, object, type, protocol, options);
        }
      } catch (PythonException e) {
        if (e.isStop()) {
          throw e;
        }
        failures.put(protocol, e);
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        failures.put(protocol, e);
      }
    }
    throw rejected(object, options, failures);
  }

  /// Its cause is the first failure; the others are suppressed.
  private IllegalArgumentException rejected(
      long object, ImportOptions options, Map<ArrayProtocol, RuntimeException> failures) {
    List<String> tries = new ArrayList<>();
    failures.forEach((protocol, e) -> tries.add(protocol + ": " + firstLine(e)));
    List<RuntimeException> causes = new ArrayList<>(failures.values());
    IllegalArgumentException rejected =
        new IllegalArgumentException(
            "expected an object that shares an array but found "
                + python.values().typeName(object)
                + (tries.isEmpty()
                    ? ", which offers none of " + options.protocols()
                    : ":\n  " + String.join("\n  ", tries)),
            causes.isEmpty() ? null : causes.getFirst());
    causes.stream().skip(1).forEach(rejected::addSuppressed);
    return rejected;
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  private boolean offers(ProtocolTypes.Type type, long object, ArrayProtocol protocol) {
    return switch (protocol) {
      case EXCHANGE_TABLE -> type.exchange() != null;
      case DLPACK -> type.hasDlpack();
      case BUFFER -> c.PyObject_CheckBuffer(object) != 0;
      case ARRAY_INTERFACE ->
          type.hasInterface() || python.values().hasAttribute(object, "__array_interface__");
      case ARROW -> type.hasArrow();
    };
  }

  private ImportedArray imported(
      Arena arena,
      long object,
      ProtocolTypes.Type type,
      ArrayProtocol protocol,
      ImportOptions options) {
    if (type.isTensor()) {
      requirePlain(object);
    }
    Found found =
        switch (protocol) {
          case EXCHANGE_TABLE -> null;
          case DLPACK -> dlpack(object);
          case BUFFER -> buffer(object);
          case ARRAY_INTERFACE -> arrayInterface(object);
          case ARROW -> null;
        };
    if (found == null) {
      return whole(arena, object, type, protocol, options);
    }
    if (options.copy() == CopyPolicy.ALWAYS) {
      try {
        return copied(arena, found.view(), protocol);
      } finally {
        python.references().release(found.kept());
      }
    }
    NDArray array = keep(arena, found);
    return new ImportedArray(
        array,
        protocol,
        found.copied(),
        array.isReadOnly() ? Optional.of(reason(found.readOnly())) : Optional.empty());
  }

  private static String reason(@Nullable String reason) {
    return reason != null ? reason : "its elements overlap, as those of a broadcast do";
  }

  private static ImportedArray copied(Arena arena, NDArray view, ArrayProtocol protocol) {
    return new ImportedArray(view.copy(arena), protocol, true, Optional.empty());
  }

  /// The view, in memory that is released with the arena and all leases.
  private NDArray keep(Arena arena, Found found) {
    MemorySegment segment = found.view().segment();
    NativeBlock block;
    MemorySegment memory;
    try {
      block =
          NativeBlock.adopt(
              segment.address(),
              segment.byteSize(),
              new KeptReference(python.references(), found.kept()));
      memory = block.viewIn(arena);
    } catch (Throwable e) {
      python.references().release(found.kept());
      throw e;
    }
    // the block owns all of the memory, the view may be a part
    NDArray array = NDArray.of(memory, block, found.view().dtype(), found.view().layout());
    return found.readOnly() != null || found.view().isReadOnly() ? array.asReadOnly() : array;
  }

  // --- DLPack

  /// Renames the capsule, as the protocol requires, so that no other consumer takes the same
  /// struct. On failure it is not renamed: its destructor releases the struct.
  private Found dlpack(long object) {
    long capsule = capsule(object);
    try {
      boolean versioned = c.PyCapsule_IsValid(capsule, CapsuleNames.DLTENSOR_VERSIONED) != 0;
      if (!versioned && c.PyCapsule_IsValid(capsule, CapsuleNames.DLTENSOR) == 0) {
        throw new IllegalArgumentException(
            "expected a capsule named dltensor_versioned or dltensor from __dlpack__() but found "
                + python.values().repr(capsule));
      }
      long struct =
          c.PyCapsule_GetPointer(
              capsule, versioned ? CapsuleNames.DLTENSOR_VERSIONED : CapsuleNames.DLTENSOR);
      Found found = versioned ? versioned(struct) : legacy(struct);
      python.check(
          c.PyCapsule_SetName(
              capsule,
              versioned ? CapsuleNames.USED_DLTENSOR_VERSIONED : CapsuleNames.USED_DLTENSOR));
      return found;
    } finally {
      c.Py_DecRef(capsule);
    }
  }

  private Found legacy(long struct) {
    return new Found(
        view(struct, org.culebra.dlpack.ImportOptions.LEGACY).array(),
        References.tensor(struct, true),
        false,
        "its producer has the first version of DLPack, which cannot allow writing");
  }

  private Found versioned(long struct) {
    TensorView view = view(struct, org.culebra.dlpack.ImportOptions.VERSIONED);
    return new Found(
        view.array(),
        References.tensor(struct, false),
        view.isCopied(),
        view.isFlaggedReadOnly() ? FLAGGED_READ_ONLY : null);
  }

  private static TensorView view(long struct, org.culebra.dlpack.ImportOptions options) {
    return DLPack.view(Arena.global(), MemorySegment.ofAddress(struct), options);
  }

  /// Requests the newest version; older producers reject the keyword.
  private long capsule(long object) {
    long capsule = python.values().callMethod(dlpack, object, version, versionKeyword);
    if (capsule != 0) {
      return capsule;
    }
    PythonException failure = python.errors().fetched();
    if (!failure.type().equals("TypeError")) {
      throw failure;
    }
    return python.values().call(object, "__dlpack__");
  }

  /// Whether an object has the first version of DLPack, whose capsules allow no writing.
  private boolean isFirstDlpack(long object) {
    long capsule = python.values().callMethod(dlpack, object, version, versionKeyword);
    if (capsule == 0) {
      PythonException failure = python.errors().fetched();
      if (failure.isStop()) {
        throw failure;
      }
      return failure.type().equals("TypeError"); // there is no such keyword
    }
    boolean first = c.PyCapsule_IsValid(capsule, CapsuleNames.DLTENSOR) != 0;
    c.Py_DecRef(capsule); // not taken, so its destructor releases the tensor
    return first;
  }

  /// Rejects a tensor whose elements represent their negatives or conjugates: PyTorch exports its
  /// memory unchanged.
  private void requirePlain(long object) {
    requireNot(object, isNegative, "is_neg", "resolve_neg");
    requireNot(object, isConjugate, "is_conj", "resolve_conj");
  }

  private void requireNot(long object, long method, String name, String remedy) {
    long set = python.check(python.values().callMethod(method, object, 0, 0));
    c.Py_DecRef(set);
    if (set == python.constants().yes()) {
      throw new IllegalArgumentException(
          "expected a tensor whose memory has its elements but found one for which %s() is True: %s() makes a plain one"
              .formatted(name, remedy));
    }
  }

  // --- protocols whose structs are adopted

  private ImportedArray whole(
      Arena arena,
      long object,
      ProtocolTypes.Type type,
      ArrayProtocol protocol,
      ImportOptions options) {
    if (options.copy() == CopyPolicy.ALWAYS) {
      try (Arena meanwhile = Arena.ofConfined()) {
        return copied(arena, whole(meanwhile, object, type, protocol).array(), protocol);
      }
    }
    return whole(arena, object, type, protocol);
  }

  private ImportedArray whole(
      Arena arena, long object, ProtocolTypes.Type type, ArrayProtocol protocol) {
    NDArray array =
        protocol == ArrayProtocol.ARROW
            ? python.columns().column(arena, object).array()
            : exchanged(arena, object, java.util.Objects.requireNonNull(type.exchange()));
    return new ImportedArray(
        array,
        protocol,
        false,
        array.isReadOnly()
            ? Optional.of(
                protocol == ArrayProtocol.ARROW
                    ? "Arrow's columns are never written"
                    : FLAGGED_READ_ONLY)
            : Optional.empty());
  }

  private NDArray exchanged(Arena arena, long object, ExchangeTable.FromPyObject function) {
    return adopted(arena, MemorySegment.ofAddress(struct(object, function)));
  }

  private long struct(long object, ExchangeTable.FromPyObject function) {
    long out = CMemory.malloc(Long.BYTES);
    try {
      python.check(function.call(object, out));
      return CMemory.longAt(out);
    } finally {
      CMemory.free(out);
    }
  }

  /// Owns the struct, even if the arena rejects it.
  private static NDArray adopted(Arena arena, MemorySegment struct) {
    try {
      return DLPack.adopt(arena, struct);
    } catch (RuntimeException e) {
      if (!Imports.hasReleased(e)) {
        DLPack.release(struct);
      }
      throw e;
    }
  }

  // --- buffers

  private Found buffer(long object) {
    long view = CMemory.malloc(PyBuffer.BYTES);
    if (c.PyObject_GetBuffer(object, view, PyBuffer.FULL_RO) < 0) {
      CMemory.free(view);
      throw python.errors().fetched();
    }
    try {
      NDArray array = PyBuffer.read(Arena.global(), MemorySegment.ofAddress(view));
      boolean readOnly = CMemory.intAt(view + BUFFER_READONLY) != 0;
      return new Found(
          array,
          References.buffer(view),
          false,
          readOnly ? "its buffer is read-only, as that of bytes is" : null);
    } catch (Throwable e) {
      python.references().release(References.buffer(view));
      throw e;
    }
  }

  // --- NumPy's description

  private Found arrayInterface(long object) {
    long dict = python.values().attribute(object, "__array_interface__");
    try {
      // types of others are raw bytes to NumPy, or a float of one byte, with a byte order
      String text = python.values().repr(dict).replace("'<V", "'|V").replace("'<f1'", "'|V1'");
      ArrayInterface described = ArrayInterface.parse(text, Strictness.LENIENT);
      NDArray raw = Pointers.asArray(Arena.global(), described);
      DType named = namedType(object, raw.dtype());
      NDArray array = named == null ? raw : raw.reinterpret(named);
      c.Py_IncRef(object);
      return new Found(
          array,
          object,
          false,
          raw.isReadOnly()
              ? "the flag beside the address in its __array_interface__ is set"
              : null);
    } finally {
      c.Py_DecRef(dict);
    }
  }

  /// The type of ml_dtypes, which NumPy describes as raw bytes.
  private @Nullable DType namedType(long object, DType raw) {
    if (raw.kind() != DType.Kind.RAW) {
      return null;
    }
    String name = python.values().attributeText(object, "dtype");
    if (name.equals(DType.BFLOAT16.toString())) {
      return DType.BFLOAT16;
    }
    return name.startsWith("float8_") ? DType.ofName(name) : null;
  }
}
