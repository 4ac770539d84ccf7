package org.culebra.ffi.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.array.Order;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same memory in Python, by `multiprocessing.shared_memory` and NumPy.
class SharedMemoryPythonTest {

  private static PythonWorker worker;

  @BeforeAll
  static void start() throws IOException {
    worker = new PythonWorker();
  }

  @AfterAll
  static void end() {
    worker.close();
  }

  static Stream<DType> types() {
    return Stream.of(
        DType.BOOL,
        DType.INT8,
        DType.UINT8,
        DType.INT16,
        DType.UINT16,
        DType.INT32,
        DType.UINT32,
        DType.INT64,
        DType.UINT64,
        DType.FLOAT16,
        DType.FLOAT32,
        DType.FLOAT64,
        DType.COMPLEX64,
        DType.COMPLEX128,
        DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN),
        DType.datetime64("ms"),
        DType.timedelta64("ns"),
        DType.string(3),
        DType.bytes(5),
        DType.raw(3),
        DType.aligned(new Field("a", DType.INT8, 0), new Field("b", DType.FLOAT64, 0)));
  }

  private static String checksum(NDArray array) {
    CRC32 crc = new CRC32();
    crc.update(array.copy(Order.C).rawBytes());
    return Long.toString(crc.getValue());
  }

  @ParameterizedTest
  @MethodSource("types")
  void viewsOfEachType_areThoseOfNumPy(DType dtype) throws IOException {
    Random random = Seeds.random("SharedMemoryPythonTest");
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory shared = SharedMemory.create(arena, 64L * dtype.itemSize());
      MemorySegment memory = shared.segment();
      for (long i = 0; i < memory.byteSize(); i++) {
        // ones and zeros: valid truth values, code points and texts
        memory.set(
            ValueLayout.JAVA_BYTE, i, (byte) (dtype.equals(DType.BOOL) ? random.nextInt(2) : 0));
      }
      if (!dtype.equals(DType.BOOL) && dtype.kind() != DType.Kind.STRING) {
        byte[] bytes = new byte[(int) memory.byteSize()];
        random.nextBytes(bytes);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
      }
      NDArray a = shared.array(dtype, 4, 4, 4);
      List<NDArray> views =
          List.of(
              a,
              a.transpose(),
              a.slice("1:3, ::-2, 3"),
              a.select(0, 3),
              a.diagonal(0, 0, 1),
              a.slice("2, 3, 1"),
              a.slice("0:0"),
              a.select(2, 1).broadcastTo(2, 4, 4));
      for (NDArray view : views) {
        assertThat(worker.ask("read", shared.describe(view).toJson()))
            .as("%s of %s", view.layout(), dtype)
            .isEqualTo(checksum(view));
      }
    }
  }

  @Test
  void whatPythonWrites_isSeenHere() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory shared = SharedMemory.create(arena, 800);
      NDArray a = shared.array(DType.INT64, 10, 10);
      assertThat(worker.ask("increment", shared.describe(a.slice("::2, 9")).toJson()))
          .isEqualTo("incremented");
      assertThat(a.sumLong()).isEqualTo(5);
      assertThat(a.getLong(2, 9)).isEqualTo(1);
    }
  }

  @Test
  void appose_readsPackedArrays() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory shared = SharedMemory.create(arena, 5000);
      NDArray a = shared.array(DType.FLOAT32, 6, 7);
      a.fill(2.5);
      assertThat(worker.ask("appose", shared.describe(a).toJson())).isEqualTo(checksum(a));
      assertThat(worker.ask("appose", shared.describe(a.transpose()).toJson()))
          .isEqualTo("AssertionError: no array of Appose");
    }
  }

  @Test
  void memoryOfPython_isOpened_andItsNameStaysPythons() throws IOException {
    SharedArray message = SharedArray.parse(worker.ask("create", "[[1.5, 2, 3], [4, 5, 6]]"));
    try (Arena arena = Arena.ofConfined()) {
      NDArray a = SharedMemory.open(arena, message);
      assertThat(a.shape()).containsExactly(2, 3);
      assertThat(a.sum()).isEqualTo(21.5);
      a.setDouble(1, 2, 60);
      CRC32 crc = new CRC32();
      crc.update(a.rawBytes());
      assertThat(worker.ask("checksum", message.name())).isEqualTo(Long.toString(crc.getValue()));
    }
    assertThat(SharedName.FOLDER.resolve(message.name())).exists();
    assertThat(worker.ask("unlink", message.name())).isEqualTo("unlinked");
    assertThat(SharedName.FOLDER.resolve(message.name())).doesNotExist();
  }

  @Test
  void transferredName_isUnlinkedByPython() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SharedMemory shared = SharedMemory.create(arena, 8).transferName();
      assertThat(worker.ask("unlink", shared.name())).isEqualTo("unlinked");
      shared.array(DType.INT64, 1).setLong(0, 1); // still mapped
    }
  }

  @Test
  void endOfAWorker_leavesTheMemory() throws Exception {
    try (Arena arena = Arena.ofConfined();
        PythonWorker other = new PythonWorker()) {
      SharedMemory shared = SharedMemory.create(arena, 80);
      NDArray a = shared.array(DType.INT64, 10);
      other.ask("increment", shared.describe(a).toJson());
      assertThat(other.end()).isZero();
      Thread.sleep(300); // its resource tracker ends after it
      assertThat(a.sumLong()).isEqualTo(10);
      assertThat(SharedName.FOLDER.resolve(shared.name())).exists();
    }
  }

  @Test
  void killedWorker_leavesWhatItHasWritten() throws Exception {
    try (Arena arena = Arena.ofConfined();
        PythonWorker other = new PythonWorker()) {
      SharedMemory shared = SharedMemory.create(arena, 80);
      NDArray a = shared.array(DType.INT64, 10);
      other.ask("increment", shared.describe(a).toJson());
      other.kill();
      assertThat(a.sumLong()).isEqualTo(10);
      assertThat(Files.exists(SharedName.FOLDER.resolve(shared.name()))).isTrue();
    }
  }
}
