package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Virtual I/O of libsndfile and libtiff: callbacks that the libraries keep, over a file in Java's
/// memory that fails on request.
class VirtualFilesTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Arena arena = Arena.ofConfined();
  private final MemoryFile file = new MemoryFile();

  @AfterEach
  void close() {
    arena.close();
  }

  /// A file of bytes.
  private static final class MemoryFile {
    private byte[] bytes = new byte[0];
    private int position;
    private boolean broken;

    private void check() throws IOException {
      if (broken) {
        throw new IOException("the disk is broken");
      }
    }

    long size() throws IOException {
      check();
      return bytes.length;
    }

    long seek(long offset, int whence) {
      long base = whence == 0 ? 0 : whence == 1 ? position : bytes.length;
      position = Math.toIntExact(base + offset);
      return position;
    }

    long read(MemorySegment to, long count) throws IOException {
      check();
      int n = (int) Math.min(count, Math.max(0, bytes.length - position));
      MemorySegment.copy(bytes, position, to, ValueLayout.JAVA_BYTE, 0, n);
      position += n;
      return n;
    }

    long write(MemorySegment from, long count) throws IOException {
      check();
      int end = Math.addExact(position, Math.toIntExact(count));
      bytes = end > bytes.length ? Arrays.copyOf(bytes, end) : bytes;
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, bytes, position, (int) count);
      position = end;
      return count;
    }
  }

  // --- libsndfile ---

  private static final CLibrary SNDFILE =
      CLibrary.open("sndfile")
          .declare(
              """
              typedef int64_t sf_count_t;
              typedef struct sf_private_tag SNDFILE;
              typedef struct {
                sf_count_t frames; int samplerate, channels, format, sections, seekable;
              } SF_INFO;
              typedef struct {
                sf_count_t (*get_filelen)(void *user_data);
                sf_count_t (*seek)(sf_count_t offset, int whence, void *user_data);
                sf_count_t (*read)(void ptr[count], sf_count_t count, void *user_data);
                sf_count_t (*write)(const void ptr[count], sf_count_t count, void *user_data);
                sf_count_t (*tell)(void *user_data);
              } SF_VIRTUAL_IO;
              SNDFILE *sf_open_virtual(SF_VIRTUAL_IO *io, int mode, SF_INFO *info, void *user_data);
              sf_count_t sf_writef_float(SNDFILE *file, const float ptr[frames], sf_count_t frames);
              sf_count_t sf_readf_float(SNDFILE *file, float ptr[frames], sf_count_t frames);
              int sf_close(SNDFILE *file);
              #define SFM_READ 0x10
              #define SFM_WRITE 0x20
              #define WAV_FLOAT 0x010006
              """);

  interface Size {
    long of(long data) throws IOException;
  }

  interface Seek {
    long of(long offset, int whence, long data);
  }

  interface Transfer {
    long of(MemorySegment bytes, long count, long data) throws IOException;
  }

  private MemorySegment openSound(String mode, CStruct.Value info) {
    CStruct io = SNDFILE.struct("SF_VIRTUAL_IO");
    CStruct.Value virtual =
        io.allocate(arena)
            .set(
                "get_filelen",
                io.callback("get_filelen").as(LOOKUP, Size.class).in(arena, data -> file.size()))
            .set(
                "seek",
                io.callback("seek")
                    .as(LOOKUP, Seek.class)
                    .in(arena, (offset, whence, data) -> file.seek(offset, whence)))
            .set(
                "read",
                io.callback("read")
                    .as(LOOKUP, Transfer.class)
                    .in(arena, (bytes, count, data) -> file.read(bytes, count)))
            .set(
                "write",
                io.callback("write")
                    .as(LOOKUP, Transfer.class)
                    .in(arena, (bytes, count, data) -> file.write(bytes, count)))
            .set(
                "tell",
                io.callback("tell").as(LOOKUP, Size.class).in(arena, data -> file.position));
    long which = SNDFILE.constant(mode);
    return Calls.of(
        MemorySegment.class, SNDFILE.function("sf_open_virtual"), virtual, (int) which, info, null);
  }

  @Test
  void sound_isWrittenAndReadThroughJava_andABrokenDiskIsAnException() {
    CStruct.Value info =
        SNDFILE
            .struct("SF_INFO")
            .allocate(arena)
            .set("samplerate", 8000)
            .set("channels", 1)
            .set("format", SNDFILE.constant("WAV_FLOAT"));
    NDArray wave = NDArray.zeros(arena, DType.FLOAT32, 50_000);
    wave.asFloats().set(7, 0.5f);
    MemorySegment out = openSound("SFM_WRITE", info);
    assertThat(out.address()).isNotEqualTo(0);
    assertThat(SNDFILE.function("sf_writef_float").call(out, wave)).isEqualTo(50_000L);
    assertThat(SNDFILE.function("sf_close").call(out)).isEqualTo(0);
    assertThat(file.bytes).startsWith('R', 'I', 'F', 'F').hasSizeGreaterThan(200_000);

    file.position = 0;
    CStruct.Value found = SNDFILE.struct("SF_INFO").allocate(arena);
    MemorySegment in = openSound("SFM_READ", found);
    assertThat(found.get("frames")).isEqualTo(50_000L);
    NDArray read = NDArray.zeros(arena, DType.FLOAT32, 20_000);
    CFunction readFrames = SNDFILE.function("sf_readf_float");
    assertThat(readFrames.call(in, read)).isEqualTo(20_000L);
    assertThat(read.asFloats().get(7)).isEqualTo(0.5f);
    file.broken = true;
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> readFrames.call(in, read))
        .withMessage("the disk is broken");
    file.broken = false;
    assertThat(SNDFILE.function("sf_close").call(in)).isEqualTo(0);
  }

  // --- libtiff ---

  private static final CLibrary TIFF =
      CLibrary.open("tiff")
          .declare(
              """
              typedef struct tiff TIFF;
              typedef ssize_t tmsize_t;
              typedef uint64_t toff_t;
              typedef void *thandle_t;
              typedef tmsize_t (*TIFFReadWriteProc)(thandle_t, void buffer[n], tmsize_t n);
              typedef toff_t (*TIFFSeekProc)(thandle_t, toff_t, int);
              typedef int (*TIFFCloseProc)(thandle_t);
              typedef toff_t (*TIFFSizeProc)(thandle_t);
              TIFF *TIFFClientOpen(const char *name, const char *mode, thandle_t data,
                  TIFFReadWriteProc read, TIFFReadWriteProc write, TIFFSeekProc seek,
                  TIFFCloseProc close, TIFFSizeProc size, void *map, void *unmap);
              int TIFFSetField(TIFF *tif, uint32_t tag, ...);
              tmsize_t TIFFWriteEncodedStrip(TIFF *tif, uint32_t strip, const void data[n], tmsize_t n);
              tmsize_t TIFFReadEncodedStrip(TIFF *tif, uint32_t strip, void data[n], tmsize_t n);
              void TIFFClose(TIFF *tif);
              void *TIFFSetErrorHandler(void *handler);
              """);

  interface TiffTransfer {
    long of(long data, MemorySegment bytes, long count) throws IOException;
  }

  interface TiffSeek {
    long of(long data, long offset, int whence);
  }

  interface TiffClose {
    int of(long data);
  }

  private MemorySegment openTiff(String mode) {
    Callback.Builder transfer = TIFF.callback("TIFFReadWriteProc").errorValue(-1);
    return Calls.of(
        MemorySegment.class,
        TIFF.function("TIFFClientOpen"),
        "memory",
        mode,
        null,
        transfer.as(LOOKUP, TiffTransfer.class).in(arena, (data, bytes, n) -> file.read(bytes, n)),
        transfer.as(LOOKUP, TiffTransfer.class).in(arena, (data, bytes, n) -> file.write(bytes, n)),
        TIFF.callback("TIFFSeekProc")
            .as(LOOKUP, TiffSeek.class)
            .in(arena, (data, offset, whence) -> file.seek(offset, whence)),
        TIFF.callback("TIFFCloseProc").as(LOOKUP, TiffClose.class).in(arena, data -> 0),
        TIFF.callback("TIFFSizeProc").as(LOOKUP, Size.class).in(arena, data -> file.size()),
        null,
        null);
  }

  @Test
  void picture_isWrittenAndReadThroughJava_andABrokenDiskIsAnException() {
    TIFF.function("TIFFSetErrorHandler").call((Object) null); // it prints
    MemorySegment out = openTiff("w");
    int[][] fields = {{256, 64}, {257, 100}, {258, 8}, {259, 1}, {262, 1}, {277, 1}, {278, 50}};
    for (int[] field : fields) {
      assertThat(TIFF.function("TIFFSetField").call(out, field[0], field[1])).isEqualTo(1);
    }
    NDArray strip = NDArray.zeros(arena, DType.UINT8, 50, 64);
    strip.fill(200);
    CFunction write = TIFF.function("TIFFWriteEncodedStrip");
    for (int i = 0; i < 2; i++) {
      assertThat(write.call(out, i, strip, 3200L)).isEqualTo(3200L);
    }
    TIFF.function("TIFFClose").call(out);
    assertThat(file.bytes).hasSizeGreaterThan(6400);

    file.position = 0;
    MemorySegment in = openTiff("r");
    CFunction read = TIFF.function("TIFFReadEncodedStrip");
    strip.fill(0);
    assertThat(read.call(in, 0, strip, 3200L)).isEqualTo(3200L);
    assertThat(strip.min()).isEqualTo(200.0);
    file.broken = true;
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read.call(in, 1, strip, 3200L))
        .withMessage("the disk is broken");
    file.broken = false;
    assertThat(read.call(in, 1, strip, 3200L)).isEqualTo(3200L);
    TIFF.function("TIFFClose").call(in);
  }
}
