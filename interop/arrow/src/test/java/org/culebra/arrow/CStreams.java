package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.CLibrary;

/// C streams and device arrays: a producer that counts and fails on request, and consumers.
final class CStreams {
  private static final String PRODUCER =
      """
      #include <pthread.h>
      static int64_t streams, schemas, arrays;
      int64_t released_streams(void) { return streams; }
      int64_t released_schemas(void) { return schemas; }
      int64_t released_arrays(void) { return arrays; }
      static void free_schema(struct ArrowSchema *s) { schemas++; s->release = 0; }
      static void schema(struct ArrowSchema *s, const char *format) {
        memset(s, 0, sizeof *s);
        s->format = format; s->name = "x"; s->release = free_schema;
      }
      static void free_array(struct ArrowArray *a) {
        arrays++;
        free((void *) a->buffers[1]); free(a->buffers); a->release = 0;
      }
      static void array(struct ArrowArray *a, int64_t n, double from) {
        memset(a, 0, sizeof *a);
        a->length = n; a->n_buffers = 2; a->buffers = calloc(2, sizeof(void *));
        double *data = malloc(64 + n * sizeof(double));
        for (int64_t i = 0; i < n; i++) data[i] = from + i;
        a->buffers[1] = data; a->release = free_array;
      }
      static int failure = 5;
      void fail_with(int number) { failure = number; }
      /* three doubles in each chunk; chunk fail_at is an error, bad_at is no array of doubles,
         empty_at has no elements */
      typedef struct { int chunks, at, fail_at, bad_at, empty_at, bad_schema, text; } Plan;
      static Plan *plan(void *self, int device) {
        return device ? ((struct ArrowDeviceArrayStream *) self)->private_data
                      : ((struct ArrowArrayStream *) self)->private_data;
      }
      static int next(Plan *p, struct ArrowArray *out) {
        int at = p->at++;
        p->text = 0;
        if (at == p->fail_at) { p->text = 1; return failure; }
        if (at >= p->chunks) { out->release = 0; return 0; }
        array(out, at == p->empty_at ? 0 : 3, at * 10);
        if (at == p->bad_at) out->n_buffers = 3;
        return 0;
      }
      static int type(Plan *p, struct ArrowSchema *out) {
        p->text = 0;
        if (p->bad_schema == 1) { p->text = 2; return 22; }
        schema(out, p->bad_schema == 2 ? "?" : "g");
        return 0;
      }
      static const char *text(Plan *p) {
        return p->text == 1 ? "boom \\xc3\\xa4" : 0;
      }
      static int get_schema(struct ArrowArrayStream *s, struct ArrowSchema *o) {
        return type(plan(s, 0), o);
      }
      static int get_next(struct ArrowArrayStream *s, struct ArrowArray *o) {
        return next(plan(s, 0), o);
      }
      static const char *get_last_error(struct ArrowArrayStream *s) { return text(plan(s, 0)); }
      static void free_stream(struct ArrowArrayStream *s) {
        streams++; free(s->private_data); s->release = 0;
      }
      static Plan *new_plan(int chunks, int fail_at, int bad_at, int empty_at, int bad_schema) {
        Plan *p = malloc(sizeof *p);
        *p = (Plan) {chunks, 0, fail_at, bad_at, empty_at, bad_schema, 0};
        return p;
      }
      void make_stream(struct ArrowArrayStream *s, int chunks, int fail_at, int bad_at,
                       int empty_at, int bad_schema) {
        *s = (struct ArrowArrayStream) {get_schema, get_next, get_last_error, free_stream,
            new_plan(chunks, fail_at, bad_at, empty_at, bad_schema)};
      }
      static int32_t chunk_type = 1;
      static int d_get_schema(struct ArrowDeviceArrayStream *s, struct ArrowSchema *o) {
        return type(plan(s, 1), o);
      }
      static int d_get_next(struct ArrowDeviceArrayStream *s, struct ArrowDeviceArray *o) {
        memset(o, 0, sizeof *o);
        o->device_id = -1; o->device_type = chunk_type;
        return next(plan(s, 1), &o->array);
      }
      static const char *d_get_last_error(struct ArrowDeviceArrayStream *s) {
        return text(plan(s, 1));
      }
      static void d_free_stream(struct ArrowDeviceArrayStream *s) {
        streams++; free(s->private_data); s->release = 0;
      }
      void make_device_stream(struct ArrowDeviceArrayStream *s, int type, int chunk, int chunks) {
        *s = (struct ArrowDeviceArrayStream) {type, d_get_schema, d_get_next, d_get_last_error,
            d_free_stream, new_plan(chunks, -1, -1, -1, 0)};
        chunk_type = chunk;
      }
      static void free_foreign(struct ArrowArray *a) {
        arrays++; free(a->buffers); a->release = 0;
      }
      /* an array whose data is at an address that nobody can read, unless type is the CPU */
      void make_device_array(struct ArrowDeviceArray *d, int type, int64_t id, int64_t event) {
        memset(d, 0, sizeof *d);
        array(&d->array, 3, 1);
        if (type == 2 || type == 99) {
          free((void *) d->array.buffers[1]);
          d->array.buffers[1] = (void *) 0x10;
          d->array.release = free_foreign;
        }
        d->device_type = type; d->device_id = id; d->sync_event = (void *) event;
      }
      """;

  private static final String CONSUMER =
      """
      typedef struct ArrowArrayStream S;
      int ask_schema(S *s, struct ArrowSchema *out) { return s->get_schema(s, out); }
      int ask_next(S *s, struct ArrowArray *out) { return s->get_next(s, out); }
      int64_t ask_error(S *s) { return (int64_t) s->get_last_error(s); }
      void end_stream(S *s) { s->release(s); }
      int stream_is_released(S *s) { return !s->release; }
      static double sum(struct ArrowArray *a) {
        double s = 0;
        for (int64_t i = 0; i < a->length; i++)
          s += ((const double *) a->buffers[1])[a->offset + i];
        return s;
      }
      typedef struct { S *stream; struct ArrowArray array; int rc; } Step;
      static void *step(void *p) {
        Step *s = p;
        s->rc = s->stream->get_next(s->stream, &s->array);
        return 0;
      }
      static void *finish(void *p) { S *s = p; s->release(s); return 0; }
      /* moves the stream, asks for each chunk on a thread of its own, releases the stream on
         another, and the chunks after that */
      double drain_on_threads(S *s) {
        S moved = *s;
        s->release = 0; s->private_data = (void *) -1;
        struct ArrowArray kept[100]; int n = 0; double total = 0;
        for (; n < 100; n++) {
          Step one = {&moved};
          pthread_t t;
          pthread_create(&t, 0, step, &one);
          pthread_join(t, 0);
          if (one.rc) return -one.rc;
          if (!one.array.release) break;
          kept[n] = one.array;
        }
        pthread_t t;
        pthread_create(&t, 0, finish, &moved);
        pthread_join(t, 0);
        for (int i = 0; i < n; i++) { total += sum(kept + i); kept[i].release(kept + i); }
        return moved.release ? -1 : total;
      }
      typedef struct ArrowDeviceArrayStream D;
      int ask_device_schema(D *s, struct ArrowSchema *out) { return s->get_schema(s, out); }
      int ask_device_next(D *s, struct ArrowDeviceArray *out) { return s->get_next(s, out); }
      int64_t ask_device_error(D *s) { return (int64_t) s->get_last_error(s); }
      double consume_device(struct ArrowDeviceArray *d) {
        double s = d->device_type == 1 && !d->sync_event && d->device_id == -1
            && !d->reserved[0] && !d->reserved[1] && !d->reserved[2] ? sum(&d->array) : -1;
        d->array.release(&d->array);
        return s;
      }
      """;

  /// The functions; pointers are numbers or segments here.
  interface Api {
    long released_streams();

    long released_schemas();

    long released_arrays();

    /// What a chunk that is an error returns from now on.
    void fail_with(int errno);

    void make_stream(
        MemorySegment stream, int chunks, int failAt, int badAt, int emptyAt, int badSchema);

    void make_device_stream(MemorySegment stream, int type, int chunk, int chunks);

    void make_device_array(MemorySegment array, int type, long id, long event);

    int ask_schema(MemorySegment stream, MemorySegment out);

    int ask_next(MemorySegment stream, MemorySegment out);

    long ask_error(MemorySegment stream);

    void end_stream(MemorySegment stream);

    int stream_is_released(MemorySegment stream);

    double drain_on_threads(MemorySegment stream);

    int ask_device_schema(MemorySegment stream, MemorySegment out);

    int ask_device_next(MemorySegment stream, MemorySegment out);

    long ask_device_error(MemorySegment stream);

    double consume_device(MemorySegment array);
  }

  private static final String DECLARATIONS =
      """
      int64_t released_streams(void);
      int64_t released_schemas(void);
      int64_t released_arrays(void);
      void fail_with(int number);
      void make_stream(void *s, int chunks, int fail_at, int bad_at, int empty_at, int bad_schema);
      void make_device_stream(void *s, int type, int chunk, int chunks);
      void make_device_array(void *d, int type, int64_t id, int64_t event);
      int ask_schema(void *s, void *out);
      int ask_next(void *s, void *out);
      int64_t ask_error(void *s);
      void end_stream(void *s);
      int stream_is_released(void *s);
      double drain_on_threads(void *s);
      int ask_device_schema(void *s, void *out);
      int ask_device_next(void *s, void *out);
      int64_t ask_device_error(void *s);
      double consume_device(void *d);
      """;

  static final Api C =
      CLibrary.compile(CSide.STRUCTS + PRODUCER + CONSUMER)
          .declare(DECLARATIONS)
          .bind(MethodHandles.lookup(), Api.class);

  private CStreams() {}
}
