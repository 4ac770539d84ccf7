package org.culebra.arrow.internal.cdata;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.NativeBlock;

/// Adopts arrays.
///
/// The order of the steps determines who owns the structs if one of them fails: first pointers,
/// released structs and the arena, which leave them with the caller; then the content, whose errors
/// release them. An array is moved before its content is read: one block owns it, and all its
/// buffers are parts of that block.
public final class Importer {
  private Importer() {}

  public static ArrayData array(
      StructKind kind, Arena arena, FieldType field, MemorySegment array, boolean writable) {
    Readiness.check();
    long self = kind.liveArray(array);
    NativeBlock block = block(self);
    MemorySegment all = moved(block, arena, self, writable);
    try {
      DeviceArrays.requireReadable(kind, self);
      return new HostArrayReader(all, block).read(field, self);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "array", block::release);
    }
  }

  /// Both structs of a column. The schema is read, and so released, when no failure can leave the
  /// array with the caller any more.
  public static ArrayData both(
      StructKind kind, Arena arena, MemorySegment schema, MemorySegment array, boolean writable) {
    Readiness.check();
    long type = StructAddress.liveSchema(schema);
    long self = kind.liveArray(array);
    NativeBlock block = block(self);
    MemorySegment all = moved(block, arena, self, writable);
    try {
      FieldType field = SchemaReader.adopt(type);
      DeviceArrays.requireReadable(kind, self);
      return new HostArrayReader(all, block).read(field, self);
    } catch (Throwable e) {
      throw MemoryErrors.released(e, "array", block::release);
    }
  }

  private static NativeBlock block(long self) {
    return NativeBlock.adoptStruct(
        0, Long.MAX_VALUE, CMemory.longAt(self + ArrowArray.RELEASE), self, ArrowArray.BYTES);
  }

  /// Fails only because of the arena: then the caller still owns the struct.
  private static MemorySegment moved(NativeBlock block, Arena arena, long self, boolean writable) {
    MemorySegment memory = writable ? block.viewIn(arena) : block.readOnlyIn(arena);
    CMemory.put(self + ArrowArray.RELEASE, 0);
    return memory;
  }
}
