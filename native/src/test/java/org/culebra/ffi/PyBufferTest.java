package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.culebra.array.DType;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.ffi.internal.memory.ArenaRegistry;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The struct of Python's buffer protocol, against a C compiler's idea of it.
class PyBufferTest {
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "pybuffer",
                      """
                      #include <stdio.h>
                      #include <stdlib.h>
                      #include <string.h>
                      #include <sys/types.h>
                      typedef struct {
                        void *buf; void *obj; ssize_t len; ssize_t itemsize; int readonly; int ndim;
                        char *format; ssize_t *shape; ssize_t *strides; ssize_t *suboffsets;
                        void *internal;
                      } Py_buffer;
                      static long releases;
                      long count_releases(void) { return releases; }
                      static int append(char *out, int at, const char *name, ssize_t *v, int n) {
                        at += sprintf(out + at, " %s", name);
                        if (v == NULL) return at + sprintf(out + at, " NULL");
                        for (int i = 0; i < n; i++) at += sprintf(out + at, " %zd", v[i]);
                        return at;
                      }
                      void describe(const void *view, char *out) {
                        const Py_buffer *b = view;
                        int at = sprintf(out, "len %zd itemsize %zd readonly %d ndim %d format %s",
                            b->len, b->itemsize, b->readonly, b->ndim, b->format ? b->format : "NULL");
                        at = append(out, at, "shape", b->shape, b->ndim);
                        at = append(out, at, "strides", b->strides, b->ndim);
                        at = append(out, at, "suboffsets", b->suboffsets, b->ndim);
                        sprintf(out + at, " obj %s", b->obj ? "set" : "NULL");
                      }
                      /* a buffer of ints 0, 1, ... in two axes */
                      void *open_matrix(int rows, int columns, const char *format, int readonly) {
                        Py_buffer *b = calloc(1, sizeof *b);
                        int *data = malloc((rows * columns + 1) * sizeof *data);
                        for (int i = 0; i < rows * columns; i++) data[i] = i;
                        b->buf = data; b->itemsize = sizeof *data; b->len = b->itemsize * rows * columns;
                        b->readonly = readonly; b->ndim = 2;
                        b->format = format[0] ? strdup(format) : NULL;
                        b->shape = malloc(2 * sizeof(ssize_t));
                        b->shape[0] = rows; b->shape[1] = columns;
                        return b;
                      }
                      void set_strides(void *view, long s0, long s1, long offset) {
                        Py_buffer *b = view;
                        b->strides = malloc(2 * sizeof(ssize_t));
                        b->strides[0] = s0; b->strides[1] = s1;
                        b->buf = (char *) b->buf + offset;
                      }
                      /* the same, every row behind a pointer with 4 bytes before it */
                      void to_rows(void *view, long rows, long columns) {
                        Py_buffer *b = view;
                        char **row = calloc(rows, sizeof *row);
                        for (long i = 0; i < rows; i++) {
                          row[i] = malloc(4 + 4 * columns);
                          memcpy(row[i] + 4, (char *) b->buf + 4 * columns * i, 4 * columns);
                        }
                        b->buf = row;
                        set_strides(view, sizeof *row, 4, 0);
                        b->suboffsets = malloc(2 * sizeof(ssize_t));
                        b->suboffsets[0] = 4; b->suboffsets[1] = -1;
                      }
                      void clear_row(void *view, long i) { ((char ***) view)[0][i] = NULL; }
                      void set_word(void *view, int index, long value) { ((long *) view)[index] = value; }
                      void set_ndim(void *view, int ndim) { ((Py_buffer *) view)->ndim = ndim; }
                      void release(void *view) { releases++; }
                      """)
                  .toString())
          .declare(
              """
              long count_releases(void);
              void describe(const void *view, char *out);
              void *open_matrix(int rows, int columns, const char *format, int readonly);
              void set_strides(void *view, long s0, long s1, long offset);
              void to_rows(void *view, long rows, long columns);
              void clear_row(void *view, long i);
              void set_word(void *view, int index, long value);
              void set_ndim(void *view, int ndim);
              void release(void *view);
              """);

  private static final MemorySegment RELEASE = LIB.function("release").pointer();
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  private MemorySegment matrix(int rows, int columns, String format, boolean readOnly) {
    MemorySegment text = arena.allocateFrom(format);
    return OwnersLibrary.pointer(
        LIB.function("open_matrix").call(rows, columns, text, readOnly ? 1 : 0));
  }

  private static void setWord(MemorySegment view, int offset, long value) {
    LIB.function("set_word").call(view, offset / 8, value);
  }

  private static long releases() {
    return OwnersLibrary.number(LIB.function("count_releases").call());
  }

  private String describe(MemorySegment struct) {
    MemorySegment out = arena.allocate(1000);
    LIB.function("describe").call(struct, out);
    return out.getString(0);
  }

  private MemorySegment struct() {
    MemorySegment struct = arena.allocate(PyBuffer.BYTES, 8);
    struct.fill((byte) 0x55);
    return struct;
  }

  private String filled(NDArray array, int flags) {
    MemorySegment struct = struct();
    PyBuffer buffer = PyBuffer.fill(struct, array, flags);
    try (buffer) {
      assertThat(struct.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(array.address());
      return describe(struct);
    }
  }

  // --- reading ---

  @Test
  void matrix_isViewed() {
    MemorySegment view = matrix(2, 3, "i", false);

    NDArray array = PyBuffer.read(arena, view);

    assertThat(array.dtype()).isEqualTo(DType.INT32);
    assertThat(array.toIntArray()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(array.shape()).containsExactly(2, 3);
    array.setLong(1, 2, 9);
    assertThat(PyBuffer.copy(arena, view).getLong(1, 2)).isEqualTo(9);
    assertThatIllegalStateException().isThrownBy(() -> array.owner().leaseFor(array.segment()));
  }

  @Test
  void readOnlyBuffer_givesAReadOnlyArray() {
    NDArray array = PyBuffer.read(arena, matrix(2, 3, "=I", true));

    assertThat(array.isReadOnly()).isTrue();
    assertThat(array.dtype()).isEqualTo(DType.UINT32);
  }

  @Test
  void overlappingElements_giveAReadOnlyArray() {
    MemorySegment view = matrix(2, 3, "=i", false);
    LIB.function("set_strides").call(view, 4, 4, 0);

    NDArray array = PyBuffer.read(arena, view);

    assertThat(array.isReadOnly()).isTrue();
    assertThat(array.toIntArray()).containsExactly(0, 1, 2, 1, 2, 3);
  }

  @Test
  void stridesOfLengthOne_meanNothing() {
    MemorySegment view = matrix(1, 3, "=i", false);
    LIB.function("set_strides").call(view, Long.MIN_VALUE, 4, 0);

    NDArray array = PyBuffer.read(arena, view);

    assertThat(array.isReadOnly()).isFalse();
    assertThat(array.slice("::-3, ::-1").toIntArray()).containsExactly(2, 1, 0);
  }

  @Test
  void strides_mayBeNegative() {
    MemorySegment view = matrix(2, 3, ">i", false);
    LIB.function("set_strides").call(view, -12, -4, 20);

    NDArray array = PyBuffer.read(arena, view);

    assertThat(array.dtype()).isEqualTo(DType.INT32.withByteOrder(ByteOrder.BIG_ENDIAN));
    assertThat(array.getLong(0, 0)).isEqualTo(Integer.reverseBytes(5));
    assertThat(array.getLong(1, 2)).isZero();
  }

  @Test
  void noFormat_givesRawBytes() {
    assertThat(PyBuffer.read(arena, matrix(2, 3, "", false)).dtype()).isEqualTo(DType.raw(4));
    MemorySegment simple = matrix(2, 3, "", false);
    setWord(simple, PyBufferReader.SHAPE, 0);
    LIB.function("set_ndim").call(simple, 1);

    NDArray bytes = PyBuffer.read(arena, simple);

    assertThat(bytes.dtype()).isEqualTo(DType.UINT8);
    assertThat(bytes.shape()).containsExactly(24);
  }

  @Test
  void noAxes_isOneElement() {
    MemorySegment view = matrix(1, 1, "i", false);
    LIB.function("set_ndim").call(view, 0);
    setWord(view, PyBufferReader.SHAPE, 0);

    assertThat(PyBuffer.read(arena, view).rank()).isZero();
    assertThat(PyBuffer.copy(arena, view).getLong()).isZero();
  }

  @Test
  void suboffsets_areGathered() {
    MemorySegment view = matrix(3, 4, "i", false);
    LIB.function("to_rows").call(view, 3, 4);

    assertThat(PyBuffer.copy(arena, view).toIntArray())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> PyBuffer.read(arena, view))
        .withMessage(
            "expected elements at fixed distances but found suboffsets [4, -1]: PyBuffer.copy"
                + " follows them");
    LIB.function("clear_row").call(view, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.copy(arena, view))
        .withMessage("expected pointers along axis 0, which has a suboffset, but found NULL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          16 | 23 | expected len = 24 bytes of shape (2, 3), strides (12, 4), offset 0, item size 4 but found 23
          24 | 0  | expected an itemsize in [1, 2^31) but found 0
          24 | 2147483648 | expected an itemsize in [1, 2^31) but found 2147483648
          48 | 0  | expected the address of 2 lengths in shape but found NULL
          0  | 0  | expected the address of 24 bytes but found NULL
          """)
  void brokenStruct_isRejected(int offset, long value, String message) {
    MemorySegment view = matrix(2, 3, "i", false);
    setWord(view, offset, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.read(arena, view))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65, Integer.MIN_VALUE})
  void brokenNdim_isRejected(int ndim) {
    MemorySegment view = matrix(2, 3, "i", false);
    LIB.function("set_ndim").call(view, ndim);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.read(arena, view))
        .withMessage("expected ndim in [0, 64] but found " + ndim);
  }

  @Test
  void null_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.read(arena, MemorySegment.NULL))
        .withMessage("expected the address of a Py_buffer but found NULL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.adopt(arena, MemorySegment.NULL, RELEASE))
        .withMessage("expected the address of a Py_buffer but found NULL");
  }

  /// As of DLPack's structs and Arrow's.
  @Test
  void pointersThatCannotBe_areRejectedAlike() {
    MemorySegment closed;
    try (Arena ended = Arena.ofConfined()) {
      closed = ended.allocate(PyBuffer.BYTES, 8);
    }
    NDArray array = NDArray.zeros(DType.FLOAT64, 2);
    List<Consumer<MemorySegment>> methods =
        List.of(
            pointer -> PyBuffer.read(arena, pointer),
            pointer -> PyBuffer.copy(arena, pointer),
            pointer -> PyBuffer.adopt(arena, pointer, RELEASE),
            pointer -> PyBuffer.fill(pointer, array, PyBuffer.FULL));
    for (Consumer<MemorySegment> method : methods) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> method.accept(MemorySegment.ofAddress(4100)))
          .withMessage("expected the address of a Py_buffer, a multiple of 8, but found 0x1004");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> method.accept(MemorySegment.ofArray(new long[10])))
          .withMessage(
              "expected the address of a Py_buffer but found a MemorySegment on the heap of 80"
                  + " bytes");
      assertThatIllegalStateException()
          .isThrownBy(() -> method.accept(closed))
          .withMessage(
              "expected a Py_buffer in live memory but found that its arena has been closed");
    }
  }

  @Test
  void barePointer_isFilled() {
    MemorySegment struct = struct();
    try (PyBuffer buffer =
        PyBuffer.fill(
            MemorySegment.ofAddress(struct.address()),
            NDArray.copyOf(arena, new double[] {1, 2}).copy(),
            PyBuffer.FULL)) {
      assertThat(buffer).isNotNull();
      assertThat(PyBuffer.read(arena, struct).toDoubleArray()).containsExactly(1, 2);
    }
  }

  // --- taking over ---

  @Test
  void adoptedBuffer_isReleasedOnce_afterTheLastLease() {
    long before = releases();
    Arena own = Arena.ofConfined();
    NDArray array = PyBuffer.adopt(own, matrix(2, 3, "i", false), RELEASE);
    assertThat(array.sumLong()).isEqualTo(15);
    Lease lease = array.owner().leaseFor(array.segment());
    own.close();
    assertThat(releases()).isEqualTo(before);
    lease.release();
    assertThat(releases()).isEqualTo(before + 1);
    assertThatIllegalStateException().isThrownBy(() -> array.getLong(0, 0));
  }

  @Test
  void faultInTheStruct_releasesOnce() {
    long before = releases();
    MemorySegment badFormat = matrix(2, 3, "T{i", false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.adopt(arena, badFormat, RELEASE));
    MemorySegment rows = matrix(2, 3, "i", false);
    LIB.function("to_rows").call(rows, 2, 3);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> PyBuffer.adopt(arena, rows, RELEASE));
    assertThat(releases()).isEqualTo(before + 2);
    arena.close();
    assertThat(releases()).isEqualTo(before + 2);
    assertThatIllegalStateException().isThrownBy(() -> PyBuffer.adopt(arena, rows, RELEASE));
    assertThat(releases()).isEqualTo(before + 2);
  }

  // --- filling ---

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0     | len 48 itemsize 8 readonly 0 ndim 1 format NULL shape NULL strides NULL suboffsets NULL obj NULL
          1     | len 48 itemsize 8 readonly 0 ndim 1 format NULL shape NULL strides NULL suboffsets NULL obj NULL
          0x8   | len 48 itemsize 8 readonly 0 ndim 2 format NULL shape 2 3 strides NULL suboffsets NULL obj NULL
          0xC   | len 48 itemsize 8 readonly 0 ndim 2 format d shape 2 3 strides NULL suboffsets NULL obj NULL
          0x18  | len 48 itemsize 8 readonly 0 ndim 2 format NULL shape 2 3 strides 24 8 suboffsets NULL obj NULL
          0x38  | len 48 itemsize 8 readonly 0 ndim 2 format NULL shape 2 3 strides 24 8 suboffsets NULL obj NULL
          0x98  | len 48 itemsize 8 readonly 0 ndim 2 format NULL shape 2 3 strides 24 8 suboffsets NULL obj NULL
          0x1d  | len 48 itemsize 8 readonly 0 ndim 2 format d shape 2 3 strides 24 8 suboffsets NULL obj NULL
          0x11d | len 48 itemsize 8 readonly 0 ndim 2 format d shape 2 3 strides 24 8 suboffsets NULL obj NULL
          0x11c | len 48 itemsize 8 readonly 0 ndim 2 format d shape 2 3 strides 24 8 suboffsets NULL obj NULL
          """)
  void request_isAnswered(String flags, String expected) {
    assertThat(filled(NDArray.zeros(DType.FLOAT64, 2, 3), Integer.decode(flags)))
        .isEqualTo(expected);
  }

  @Test
  void flags_areThoseOfPython() {
    assertThat(
            new int[] {
              PyBuffer.C_CONTIGUOUS,
              PyBuffer.F_CONTIGUOUS,
              PyBuffer.ANY_CONTIGUOUS,
              PyBuffer.INDIRECT,
              PyBuffer.CONTIG,
              PyBuffer.RECORDS,
              PyBuffer.FULL,
              PyBuffer.FULL_RO
            })
        .containsExactly(0x38, 0x58, 0x98, 0x118, 9, 0x1d, 0x11d, 0x11c);
  }

  @Test
  void views_areDescribed() {
    NDArray array = NDArray.zeros(DType.INT16, 4, 6);

    assertThat(filled(array.slice("::-1, ::2").asReadOnly(), PyBuffer.FULL_RO))
        .isEqualTo(
            "len 24 itemsize 2 readonly 1 ndim 2 format h shape 4 3 strides -12 4 suboffsets NULL"
                + " obj NULL");
    assertThat(filled(array.transpose(), PyBuffer.F_CONTIGUOUS))
        .endsWith("shape 6 4 strides 2 12 suboffsets NULL obj NULL");
    assertThat(filled(array.transpose(), PyBuffer.ANY_CONTIGUOUS))
        .endsWith("shape 6 4 strides 2 12 suboffsets NULL obj NULL");
    assertThat(filled(array.select(0, 1).select(0, 1), PyBuffer.FULL))
        .isEqualTo(
            "len 2 itemsize 2 readonly 0 ndim 0 format h shape NULL strides NULL suboffsets NULL"
                + " obj NULL");
    NDArray odd = array.asStrided(new long[] {1, 3}, new long[] {999, 4});
    assertThat(filled(odd, PyBuffer.FULL)).contains("shape 1 3 strides 6 4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0    | C-contiguous elements
          0x8  | C-contiguous elements
          0x38 | C-contiguous elements
          0x58 | Fortran-contiguous elements
          0x98 | contiguous elements
          0x19 | a writable array
          """)
  void request_thatCannotBeMet_isRejected(String flags, String expected) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 4, 4).slice("::2, ::2").asReadOnly();
    MemorySegment struct = struct();
    long exports = ExportTracker.count();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.fill(struct, array, Integer.decode(flags)))
        .withMessage(
            "the request expected "
                + expected
                + " but found float64 of shape (2, 2), strides (64, 16), read-only");
    assertThat(struct.get(ValueLayout.JAVA_LONG, PyBufferReader.OBJ)).isZero();
    assertThat(struct.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(0x5555555555555555L);
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  /// As NumPy answers it.
  @Test
  void formatWithoutLengths_isAnswered() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 2, 3);
    MemorySegment struct = struct();
    try (PyBuffer buffer = PyBuffer.fill(struct, array, PyBuffer.FORMAT)) {
      assertThat(buffer).isNotNull();
      long format = struct.get(ValueLayout.JAVA_LONG, PyBufferReader.FORMAT);
      assertThat(CText.read(MemorySegment.ofAddress(format), 10)).isEqualTo("d");
      assertThat(struct.get(ValueLayout.JAVA_LONG, PyBufferReader.ITEMSIZE)).isEqualTo(8);
      assertThat(struct.get(ValueLayout.JAVA_LONG, PyBufferReader.LEN)).isEqualTo(48);
      assertThat(struct.get(ValueLayout.JAVA_LONG, PyBufferReader.SHAPE)).isZero();
      assertThat(struct.get(ValueLayout.JAVA_INT, PyBufferReader.NDIM)).isOne();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.fill(struct(), array.transpose(), PyBuffer.FORMAT))
        .withMessageContaining("expected C-contiguous elements");
  }

  @Test
  void oddRequests_areRejected() {
    NDArray array = NDArray.zeros(DType.FLOAT64, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.fill(struct(), array, 0x1000))
        .withMessage("expected flags of a buffer request but found 0x1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PyBuffer.fill(arena.allocate(79), array, 0))
        .withMessage("expected 80 bytes for a Py_buffer but found 79");
    NDArray times = NDArray.zeros(DType.datetime64("ns"), 2);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> PyBuffer.fill(struct(), times, PyBuffer.FULL));
    PyBuffer.fill(struct(), times, PyBuffer.STRIDES).release();
  }

  @Test
  void memoryThatMayVanish_isRejected() {
    NDArray array = NDArray.zeros(arena, DType.FLOAT64, 2);

    assertThat(array.owner()).isEqualTo(Retention.ARENA);
    assertThatIllegalStateException()
        .isThrownBy(() -> PyBuffer.fill(struct(), array, PyBuffer.FULL))
        .withMessageStartingWith("expected memory that can outlive its arena but found");
  }

  @Test
  void release_isOnce_andFreesTheMemoryAfterTheClose() {
    ExchangeArena exchange = ExchangeArena.ofConfined();
    NDArray array = NDArray.copyOf(exchange, new double[] {1, 2, 3}, 3);
    long exports = ExportTracker.count();
    MemorySegment struct = struct();
    PyBuffer first = PyBuffer.fill(struct, array, PyBuffer.FULL);
    PyBuffer second = PyBuffer.fill(struct(), array, PyBuffer.FULL);
    assertThat(ExportTracker.count()).isEqualTo(exports + 2);
    assertThat(ArenaRegistry.count(exchange, array.segment())).isEqualTo(3);
    exchange.close();

    assertThat(PyBuffer.read(arena, struct).sum()).isEqualTo(6);
    ExchangeArenaTest.run(first::release);
    second.release();
    assertThat(ExportTracker.count()).isEqualTo(exports);
    assertThatIllegalStateException()
        .isThrownBy(first::release)
        .withMessage("expected a live buffer but found a released one");
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  void automaticMemory_isCountedToo() {
    long exports = ExportTracker.count();
    PyBuffer buffer = PyBuffer.fill(struct(), NDArray.zeros(DType.INT8, 3), PyBuffer.FULL);
    assertThat(ExportTracker.count()).isEqualTo(exports + 1);
    buffer.release();
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  void automaticMemory_stays_whenTheAnswerIsForgotten() throws InterruptedException {
    MemorySegment struct = struct();
    WeakReference<PyBuffer> forgotten = fillAndForget(struct);
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(forgotten.get()).isNotNull();
    PyBuffer buffer = Objects.requireNonNull(forgotten.get());
    assertThat(PyBuffer.read(arena, struct).sum()).isEqualTo(6);
    buffer.release();
  }

  private static WeakReference<PyBuffer> fillAndForget(MemorySegment struct) {
    NDArray array = NDArray.copyOf(new double[] {1, 2, 3}, 3);
    return new WeakReference<>(PyBuffer.fill(struct, array, PyBuffer.FULL));
  }

  @Test
  void filledBuffer_isReadBack() {
    for (NDArray array :
        new NDArray[] {
          NDArray.copyOf(new int[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(),
          NDArray.copyOf(new int[] {1, 2, 3, 4, 5, 6}, 2, 3).slice("::-1, ::-2"),
          NDArray.copyOf(new int[] {1, 2, 3}, 3).broadcastTo(4, 3),
          NDArray.zeros(DType.COMPLEX64.withByteOrder(ByteOrder.BIG_ENDIAN), 2, 2),
          NDArray.zeros(DType.BOOL, 0, 5),
          NDArray.zeros(DType.string(5), 2)
        }) {
      MemorySegment struct = struct();
      try (PyBuffer buffer = PyBuffer.fill(struct, array, PyBuffer.FULL_RO)) {
        NDArray same = PyBuffer.read(arena, struct);
        assertThat(same.dtype()).isEqualTo(array.dtype());
        assertThat(same.shape()).isEqualTo(array.shape());
        assertThat(same.isReadOnly()).isEqualTo(array.isReadOnly());
        assertThat(same.contentEquals(array)).isTrue();
        assertThat(buffer.block()).isNotZero();
      }
    }
  }
}
