package org.culebra.dlpack;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import org.culebra.ffi.internal.host.CMemory;

/// The fields of a struct, read and written where they are, by the offsets of dlpack.h.
///
/// @param self the struct
/// @param tensor its `DLTensor`
/// @param deleter where its deleter is
record Raw(long self, long tensor, long deleter) {

  static Raw versioned(long self) {
    return new Raw(self, self + 32, self + 16);
  }

  static Raw versioned(MemorySegment self) {
    return versioned(self.address());
  }

  static Raw legacy(long self) {
    return new Raw(self, self, self + 56);
  }

  /// A fresh struct of the C producer.
  static Raw produced() {
    return versioned(CSide.C.produce());
  }

  MemorySegment pointer() {
    return MemorySegment.ofAddress(self);
  }

  static long longAt(long address) {
    return CMemory.ALL.get(JAVA_LONG, address);
  }

  static int intAt(long address) {
    return CMemory.ALL.get(JAVA_INT, address);
  }

  Raw set(long address, long value) {
    CMemory.ALL.set(JAVA_LONG, address, value);
    return this;
  }

  Raw setInt(long address, int value) {
    CMemory.ALL.set(JAVA_INT, address, value);
    return this;
  }

  long data() {
    return longAt(tensor);
  }

  Raw data(long data) {
    return set(tensor, data);
  }

  Raw device(int type, int id) {
    return setInt(tensor + 8, type).setInt(tensor + 12, id);
  }

  int deviceType() {
    return intAt(tensor + 8);
  }

  int deviceId() {
    return intAt(tensor + 12);
  }

  int ndim() {
    return intAt(tensor + 16);
  }

  Raw ndim(int ndim) {
    return setInt(tensor + 16, ndim);
  }

  String dtype() {
    int packed = intAt(tensor + 20);
    return (packed & 0xff) + "," + (packed >> 8 & 0xff) + "," + (packed >>> 16);
  }

  Raw dtype(int code, int bits, int lanes) {
    return setInt(tensor + 20, code | bits << 8 | lanes << 16);
  }

  long shapePointer() {
    return longAt(tensor + 24);
  }

  long stridesPointer() {
    return longAt(tensor + 32);
  }

  Raw shapePointer(long address) {
    return set(tensor + 24, address);
  }

  Raw stridesPointer(long address) {
    return set(tensor + 32, address);
  }

  long[] shape() {
    return longs(shapePointer());
  }

  long[] strides() {
    return longs(stridesPointer());
  }

  private long[] longs(long address) {
    return LongStream.range(0, ndim()).map(k -> longAt(address + 8 * k)).toArray();
  }

  /// Shape, then strides, of as many axes as the shape has.
  Raw axes(long[] shape, long... strides) {
    for (int k = 0; k < shape.length; k++) {
      set(shapePointer() + 8L * k, shape[k]);
      set(stridesPointer() + 8L * k, strides[k]);
    }
    return ndim(shape.length);
  }

  long byteOffset() {
    return longAt(tensor + 40);
  }

  Raw byteOffset(long bytes) {
    return set(tensor + 40, bytes);
  }

  int major() {
    return intAt(self);
  }

  int minor() {
    return intAt(self + 4);
  }

  Raw version(int major, int minor) {
    return setInt(self, major).setInt(self + 4, minor);
  }

  long flags() {
    return longAt(self + 24);
  }

  Raw flags(long flags) {
    return set(self + 24, flags);
  }

  long deleterPointer() {
    return longAt(deleter);
  }

  Raw deleterPointer(long address) {
    return set(deleter, address);
  }
}
