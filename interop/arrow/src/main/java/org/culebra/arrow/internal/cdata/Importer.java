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
/// The order of the steps is the rule of who owns the structs when one of them fails: pointers,
/// released structs and the arena first, which leave them with the caller; then the content, whose
/// faults release them. An array is moved before its content is looked at: one block has it, and
/// all its buffers are parts of that block.
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

  /// Both structs of a column. The schema is read, and so released, when nothing can fail any more
  /// that would leave the array with the caller.
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

  /// Fails only because of the arena: then the struct is still the caller's.
  private static MemorySegment moved(NativeBlock block, Arena arena, long self, boolean writable) {
    MemorySegment memory = writable ? block.viewIn(arena) : block.readOnlyIn(arena);
    CMemory.put(self + ArrowArray.RELEASE, 0);
    return memory;
  }
}
