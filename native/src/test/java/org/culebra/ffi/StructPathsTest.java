package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Paths through structs, their arrays and their pointers, in the manner of FFmpeg; C fills and
/// reads the memory.
class StructPathsTest {
  private static final String TYPES =
      """
      typedef struct { int width, height; char name[8]; const char *title; } codec;
      typedef struct { int index; codec *codec; } stream;
      typedef struct {
        unsigned char *data[8];
        int linesize[8];
        int width, height;
        unsigned n;
        stream **streams;
        stream inlined[2];
        double matrix[2][3];
        const float *gains;
        char **tags;
        void *opaque;
        struct unknown *unknown;
        int (*call)(int x, void *user_data);
        void *user_data;
      } frame;
      """;
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "struct_paths",
                      "#include <stdlib.h>\n#include <string.h>\n"
                          + TYPES
                          + """
                          static float gains[] = {1, 2, 4};
                          static char *tags[] = {"one", 0, "three"};
                          frame *make(int width, int height) {
                            frame *f = calloc(1, sizeof *f);
                            f->width = width; f->height = height; f->n = 2;
                            f->linesize[0] = width + 5;
                            f->data[0] = malloc(f->linesize[0] * height);
                            for (int y = 0; y < height; y++)
                              for (int x = 0; x < f->linesize[0]; x++)
                                f->data[0][y * f->linesize[0] + x] = x < width ? 10 * y + x : 255;
                            f->streams = malloc(2 * sizeof(stream *));
                            for (int i = 0; i < 2; i++) {
                              f->streams[i] = calloc(1, sizeof(stream));
                              f->streams[i]->index = i;
                              f->streams[i]->codec = calloc(1, sizeof(codec));
                              f->streams[i]->codec->width = 100 + i;
                              strcpy(f->streams[i]->codec->name, "h26");
                              f->streams[i]->codec->name[3] = '4' + i;
                              f->streams[i]->codec->title = i ? "é" : 0;
                              f->inlined[i] = *f->streams[i];
                              for (int k = 0; k < 3; k++) f->matrix[i][k] = 3 * i + k;
                            }
                            f->gains = gains; f->tags = tags; f->opaque = gains;
                            return f;
                          }
                          int second_width(frame *f) { return f->streams[1]->codec->width; }
                          double corner(frame *f) { return f->matrix[1][2]; }
                          int inlined(frame *f) { return f->inlined[1].codec->height; }
                          const char *title(frame *f, int i) { return f->streams[i]->codec->title; }
                          int call(frame *f, int x) { return f->call(x, f->user_data); }
                          """)
                  .toString())
          .declare(
              TYPES
                  + """
                  frame *make(int width, int height);
                  int second_width(frame *f);
                  double corner(frame *f);
                  int inlined(frame *f);
                  const char *title(frame *f, int i);
                  int call(frame *f, int x);
                  """);
  private static final CStruct FRAME = LIB.struct("frame");

  interface Call {
    int of(int x, NDArray data);
  }

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment pointer = Calls.of(MemorySegment.class, LIB.function("make"), 4, 3);
  private final CStruct.Value frame = FRAME.at(arena, pointer);

  @AfterEach
  void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  @Test
  void paths_areReadAsInC() {
    assertThat(frame.get("streams[1]->codec->width")).isEqualTo(101);
    assertThat(frame.get("streams[0]->index")).isEqualTo(0);
    assertThat(frame.get("inlined[1].codec->width")).isEqualTo(101);
    assertThat(frame.get("inlined[1].index")).isEqualTo(1);
    assertThat(frame.get("matrix[1][2]")).isEqualTo(5.0);
    assertThat(frame.get("data[0][9]")).isEqualTo(10);
    assertThat(frame.get("gains[2]")).isEqualTo(4.0f);
    assertThat(frame.get("streams[1][0].codec[0].width")).isEqualTo(101);
    assertThat(((CStruct.Value) frame.get("streams[1]->codec[0]")).get("width")).isEqualTo(101);
    assertThat(((NDArray) frame.get("matrix[1]")).toDoubleArray()).containsExactly(3, 4, 5);
    assertThat(FRAME.offset("matrix[1][2]") - FRAME.offset("matrix")).isEqualTo(40);
    assertThat(FRAME.offset("inlined[1].codec") - FRAME.offset("inlined")).isEqualTo(24);
  }

  @Test
  void paths_areWrittenAsInC() {
    frame.set("streams[1]->codec->width", 640).set("matrix[1][2]", 0.5);
    frame.set("inlined[1].codec->height", 480);
    assertThat(LIB.function("second_width").call(frame)).isEqualTo(640);
    assertThat(LIB.function("corner").call(frame)).isEqualTo(0.5);
    assertThat(LIB.function("inlined").call(frame)).isEqualTo(480);
  }

  @Test
  void text_isReadAndWritten() {
    assertThat(frame.text("streams[1]->codec->name")).isEqualTo("h265");
    assertThat(frame.text("streams[1]->codec->title")).isEqualTo("é");
    assertThat(frame.text("streams[0]->codec->title")).isNull();
    frame.set("streams[0]->codec->name", "né").set("streams[0]->codec->title", "new title");
    System.gc();
    assertThat(frame.text("streams[0]->codec->name")).isEqualTo("né");
    MemorySegment title = Calls.of(MemorySegment.class, LIB.function("title"), frame, 0);
    assertThat(CText.read(title, 99)).isEqualTo("new title");
    NDArray name = (NDArray) frame.get("streams[0]->codec->name");
    assertThat(name.toByteArray()).containsExactly('n', 0xC3, 0xA9, 0, 0, 0, 0, 0);
    name.fill((byte) 'x');
    assertThat(frame.text("streams[0]->codec->name")).isEqualTo("xxxxxxxx");
    frame.set("streams[0]->codec->name", "");
    assertThat(frame.text("streams[0]->codec->name")).isEmpty();
    frame.set("streams[0]->codec->title", null);
    assertThat(frame.text("streams[0]->codec->title")).isNull();
  }

  @Test
  void textThatDoesNotFit_isRejected() {
    CStruct.Value codec = LIB.struct("codec").allocate(arena).set("name", "7 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.set("name", "12345678"))
        .withMessage(
            "field 'name': expected at most 7 bytes and a NUL for char [8] but found 8 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.set("name", "a\0b"))
        .withMessage("field 'name': expected text without NUL but found one at index 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.set("width", "12"))
        .withMessageContaining("field 'width': expected");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.set("tags", "tag"))
        .withMessageContaining("field 'tags': expected a value of char ** but found a String");
    assertThat(codec.text("name")).isEqualTo("7 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.text("width"))
        .withMessage("field 'width': expected text, a char array or a char *, but found int");
  }

  // --- pointers ---

  @Test
  void pointers_leadToArrays() {
    int width = (int) frame.get("width");
    int height = (int) frame.get("height");
    int stride = (int) frame.get("linesize[0]");
    NDArray luma = frame.pointer("data[0]").asArray(height, stride).slice(":, :4");
    assertThat(luma.toString()).contains("[10 11 12 13]").contains("[20 21 22 23]");
    NDArray upsideDown =
        Pointers.asArray(arena, frame.pointer("data[0]").address(), DType.UINT8, 1);
    assertThat(upsideDown.segment().address()).isEqualTo(luma.segment().address());
    NDArray strided = frame.pointer("data[0]").asStrided(new long[] {height, width}, stride, 1);
    assertThat(strided).hasToString(luma.toString());
    assertThat(strided.isReadOnly()).isFalse();
    assertThat(frame.pointer("gains").asArray(3).toFloatArray()).containsExactly(1, 2, 4);
    assertThat(frame.pointer("gains").asArray(3).isReadOnly()).isTrue();
    assertThat(frame.pointer("opaque").asArray(DType.FLOAT32, 3).toFloatArray())
        .containsExactly(1, 2, 4);
    assertThat(frame.pointer("matrix").asArray(2, 3).toDoubleArray())
        .containsExactly(0, 1, 2, 3, 4, 5);
    arena.close();
    assertThatIllegalStateException().isThrownBy(() -> luma.toByteArray());
  }

  @Test
  void pointersFromTheLastRow_haveNegativeStrides() {
    frame.set("streams[0]->index", 0);
    CStruct.Value flipped = FRAME.allocate(arena);
    long last = frame.pointer("data[0]").address().address() + 2L * 9;
    flipped.set("data[0]", MemorySegment.ofAddress(last));
    NDArray rows = flipped.pointer("data[0]").asStrided(new long[] {3, 4}, -9, 1);
    assertThat(rows.slice("0, 0").toString()).contains("20");
    assertThat(rows.slice("2, 3").toString()).contains("3");
  }

  @Test
  void pointers_leadToStructsPointersAndText() {
    List<CPointer> streams = frame.pointer("streams").asPointers(2);
    assertThat(streams.get(1).asStruct().get("codec->width")).isEqualTo(101);
    assertThat(frame.pointer("inlined").asStructs(2).get(1).get("index")).isEqualTo(1);
    List<CPointer> tags = frame.pointer("tags").asPointers(3);
    assertThat(tags.stream().map(CPointer::asText)).containsExactly("one", null, "three");
    assertThat(tags.get(1).isNull()).isTrue();
    assertThat(tags.get(2).toString()).startsWith("CPointer[field 'tags'[2] to char at 0x");
  }

  @Test
  void whatJavaHasStored_isChecked() {
    NDArray pixels = NDArray.zeros(arena, DType.UINT8, 12);
    CStruct.Value own = FRAME.allocate(arena).set("data[1]", pixels);
    assertThat(own.pointer("data[1]").asArray(3, 4).size()).isEqualTo(12);
    assertThat(own.get("data[1][11]")).isEqualTo(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> own.pointer("data[1]").asArray(3, 5))
        .withMessageMatching(
            "field 'data\\[1\\]': expected at most 12 bytes from 0x\\w+ but found 15 bytes from"
                + " 0x\\w+");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> own.get("data[1][12]"))
        .withMessageContaining("expected at most 12 bytes");

    CStruct.Value codec = LIB.struct("codec").allocate(arena).set("width", 7);
    CStruct.Value stream = LIB.struct("stream").allocate(arena).set("codec", codec);
    assertThat(stream.get("codec->width")).isEqualTo(7);
    stream.set("codec->title", "kept");
    System.gc();
    assertThat(codec.text("title")).isEqualTo("kept");
  }

  @Test
  void callbackBehindAPointer_setsItsUserData() {
    CLibrary holders = LIB.declare("typedef struct { frame *frame; } holder;");
    NDArray data = NDArray.copyOf(new int[] {40});
    CStruct.Value holder = holders.struct("holder").allocate(arena).set("frame", frame);
    Callback call =
        FRAME
            .callback("call")
            .userData(data)
            .as(MethodHandles.lookup(), Call.class)
            .in(arena, (x, a) -> x + a.toIntArray()[0]);
    holder.set("frame->call", call);
    assertThat(LIB.function("call").call(frame, 2)).isEqualTo(42);
  }

  // --- what is rejected ---

  @Test
  void null_isRejectedWithTheField() {
    CStruct.Value empty = FRAME.allocate(arena);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> empty.get("streams[0]->codec"))
        .withMessage("field 'streams': expected a pointer to stream * but found NULL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> empty.pointer("data[0]").asArray(1))
        .withMessage("field 'data[0]': expected a pointer to unsigned char but found NULL");
    assertThat(empty.pointer("data[0]").asArray(0).size()).isEqualTo(0);
    assertThat(empty.pointer("data[0]").asText()).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FRAME.at(arena, MemorySegment.NULL))
        .withMessage("expected the address of a frame but found NULL");
  }

  @Test
  void wrongPaths_areRejected() {
    for (String[] row :
        new String[][] {
          {"data[8]", "index 8 is not in unsigned char *[8]"},
          {"width[0]", "'[0]' comes after int"},
          {"width.x", "'x' comes after int"},
          {"width->x", "'->x' comes after int"},
          {"inlined[1]index", "'index' comes after stream"},
          {"inlined[-1]", "expected an index such as [3] but found '[-1]'"},
          {"inlined[1", "expected an index such as [3] but found '[1'"},
          {"inlined[]", "expected an index such as [3] but found '[]'"},
          {"opaque->x", "field 'opaque': expected a pointer to a complete type but found void *"},
          {"unknown->x", "expected a pointer to a complete type but found struct unknown *"},
          {"call->x", "expected a pointer to a complete type but found int (*)(int x"},
          {"streams[0]->kodec", "kodec"},
          {"streams[0]->codec[9999999999].width", "in 'streams[0]->codec[9999999999].width'"},
          {"streams.index", "'index' comes after stream **"},
        }) {
      assertThatIllegalArgumentException()
          .as(row[0])
          .isThrownBy(() -> frame.get(row[0]))
          .withMessageContaining(row[1]);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FRAME.offset("streams[0]->codec"))
        .withMessage(
            "expected a path within frame but found 'streams[0]->codec', which leads through a"
                + " pointer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.pointer("width"))
        .withMessage("field 'width': expected a pointer or an array but found int");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.pointer("opaque").asArray(3))
        .withMessage(
            "field 'opaque': expected a pointer to numbers but found one to void; state the dtype");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> frame.pointer("unknown").asStruct())
        .withMessageContaining("expected a pointer to a complete struct");
  }

  /// Nothing checks it before a call.
  @Test
  void memoryThatCanBeFreed_isNotStoredBehindPointersOfC() {
    NDArray pixels = NDArray.zeros(arena, DType.UINT8, 12);
    CLibrary lib = LIB.declare("typedef struct { frame *frame; } outer;");
    CStruct.Value outer = lib.struct("outer").allocate(arena).set("frame", pointer);
    assertThatIllegalStateException()
        .isThrownBy(() -> outer.set("frame->data[3]", pixels))
        .withMessage(
            "field 'frame->data[3]': expected memory of an automatic or global arena, because C's"
                + " memory leads to it, but found memory that its thread may free");
    assertThat(frame.pointer("data[3]").isNull()).isTrue();
    outer.set("frame->data[3]", NDArray.zeros(DType.UINT8, 12));
    assertThat(frame.pointer("data[3]").isNull()).isFalse();
  }
}
