package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.CLibrary;

/// The other side of the C interfaces: the structs in C, consumers that read, move, take parts out
/// and release, threads that the JVM does not know, and releases at the end of the process.
final class CSide {
  static final String STRUCTS =
      """
      #include <stddef.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>
      struct ArrowSchema {
        const char *format, *name, *metadata; int64_t flags, n_children;
        struct ArrowSchema **children, *dictionary;
        void (*release)(struct ArrowSchema *); void *private_data;
      };
      struct ArrowArray {
        int64_t length, null_count, offset, n_buffers, n_children;
        const void **buffers; struct ArrowArray **children, *dictionary;
        void (*release)(struct ArrowArray *); void *private_data;
      };
      struct ArrowArrayStream {
        int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
        int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
        const char *(*get_last_error)(struct ArrowArrayStream *);
        void (*release)(struct ArrowArrayStream *); void *private_data;
      };
      struct ArrowDeviceArray {
        struct ArrowArray array; int64_t device_id; int32_t device_type;
        void *sync_event; int64_t reserved[3];
      };
      struct ArrowDeviceArrayStream {
        int32_t device_type;
        int (*get_schema)(struct ArrowDeviceArrayStream *, struct ArrowSchema *out);
        int (*get_next)(struct ArrowDeviceArrayStream *, struct ArrowDeviceArray *out);
        const char *(*get_last_error)(struct ArrowDeviceArrayStream *);
        void (*release)(struct ArrowDeviceArrayStream *); void *private_data;
      };
      """;

  private static final String TABLE =
      """
      #define AT(type, field) offsetof(struct type, field)
      static const long table[] = {
        sizeof(struct ArrowSchema), AT(ArrowSchema, format), AT(ArrowSchema, name),
        AT(ArrowSchema, metadata), AT(ArrowSchema, flags), AT(ArrowSchema, n_children),
        AT(ArrowSchema, children), AT(ArrowSchema, dictionary), AT(ArrowSchema, release),
        AT(ArrowSchema, private_data),
        sizeof(struct ArrowArray), AT(ArrowArray, length), AT(ArrowArray, null_count),
        AT(ArrowArray, offset), AT(ArrowArray, n_buffers), AT(ArrowArray, n_children),
        AT(ArrowArray, buffers), AT(ArrowArray, children), AT(ArrowArray, dictionary),
        AT(ArrowArray, release), AT(ArrowArray, private_data),
        sizeof(struct ArrowArrayStream), AT(ArrowArrayStream, get_schema),
        AT(ArrowArrayStream, get_next), AT(ArrowArrayStream, get_last_error),
        AT(ArrowArrayStream, release), AT(ArrowArrayStream, private_data),
        sizeof(struct ArrowDeviceArray), AT(ArrowDeviceArray, array),
        AT(ArrowDeviceArray, device_id), AT(ArrowDeviceArray, device_type),
        AT(ArrowDeviceArray, sync_event), AT(ArrowDeviceArray, reserved),
        sizeof(struct ArrowDeviceArrayStream), AT(ArrowDeviceArrayStream, device_type),
        AT(ArrowDeviceArrayStream, get_schema), AT(ArrowDeviceArrayStream, get_next),
        AT(ArrowDeviceArrayStream, get_last_error), AT(ArrowDeviceArrayStream, release),
        AT(ArrowDeviceArrayStream, private_data)
      };
      int64_t table_at(int i) { return i < (int) (sizeof table / sizeof *table) ? table[i] : -1; }
      """;

  /// Consumers of arrays of doubles; a struct's children are summed up, too.
  private static final String CONSUMER =
      """
      #include <pthread.h>
      #include <stdio.h>
      #include <unistd.h>
      static double total(const struct ArrowArray *a, int64_t from, int64_t n) {
        double s = 0;
        int64_t at = a->offset + from;
        if (a->n_buffers == 2 && a->buffers[1])
          for (int64_t i = 0; i < n; i++) {
            const uint8_t *bits = a->buffers[0];
            if (!bits || bits[(at + i) / 8] >> (at + i) % 8 & 1)
              s += ((const double *) a->buffers[1])[at + i];
          }
        for (int64_t k = 0; k < a->n_children; k++) s += total(a->children[k], at, n);
        return s;
      }
      double sum_of(struct ArrowArray *a) { return total(a, 0, a->length); }
      void release_schema(struct ArrowSchema *s) { s->release(s); }
      void release_array(struct ArrowArray *a) { a->release(a); }
      int is_released(struct ArrowSchema *s, struct ArrowArray *a) {
        return (!s || !s->release) && (!a || !a->release);
      }
      /* a byte copy, after which the source is marked as released */
      static struct ArrowArray *moved(struct ArrowArray *a) {
        struct ArrowArray *to = malloc(sizeof *to);
        *to = *a; a->release = 0; a->private_data = (void *) 1; a->length = -1;
        return to;
      }
      double move_and_consume(struct ArrowArray *a) {
        struct ArrowArray *m = moved(a);
        double s = sum_of(m);
        m->release(m);
        if (m->release) s = -1;
        free(m);
        return s;
      }
      double move_and_release_schema(struct ArrowSchema *s) {
        struct ArrowSchema m = *s;
        s->release = 0;
        int64_t n = strlen(m.name);
        m.release(&m);
        return m.release ? -1 : n;
      }
      /* takes a child (or the dictionary, -1) out, releases the parent, and the child later */
      int64_t take_out(struct ArrowArray *a, int64_t child) {
        struct ArrowArray *m = moved(child < 0 ? a->dictionary : a->children[child]);
        a->release(a);
        return (int64_t) m;
      }
      void free_struct(int64_t taken) { free((void *) taken); }
      double consume_taken(int64_t taken) {
        struct ArrowArray *m = (void *) taken;
        double s = sum_of(m);
        m->release(m);
        free(m);
        return s;
      }
      /* and a schema's child */
      int take_schema_out(struct ArrowSchema *s) {
        struct ArrowSchema m = *s->children[0];
        s->children[0]->release = 0;
        s->release(s);
        int n = strlen(m.format) * 100 + strlen(m.name);
        m.release(&m);
        return n;
      }
      static void *on_thread(void *p) { struct ArrowArray *a = p; a->release(a); return 0; }
      static void *schema_on_thread(void *p) { struct ArrowSchema *s = p; s->release(s); return 0; }
      void release_on_thread(struct ArrowSchema *s, struct ArrowArray *a) {
        pthread_t t[2];
        pthread_create(t, 0, schema_on_thread, s);
        pthread_create(t + 1, 0, on_thread, a);
        pthread_join(t[0], 0); pthread_join(t[1], 0);
      }
      typedef struct { pthread_barrier_t *start; struct ArrowArray *arrays; int n; } Work;
      static void *many(void *p) {
        Work *w = p;
        pthread_barrier_wait(w->start);
        for (int i = 0; i < w->n; i++) w->arrays[i].release(w->arrays + i);
        return 0;
      }
      /* four threads at once, each with a quarter */
      void release_on_threads(struct ArrowArray *arrays, int n) {
        pthread_barrier_t start; pthread_t t[4]; Work w[4];
        pthread_barrier_init(&start, 0, 4);
        for (int k = 0; k < 4; k++) {
          w[k] = (Work) {&start, arrays + k * (n / 4), n / 4};
          pthread_create(t + k, 0, many, w + k);
        }
        for (int k = 0; k < 4; k++) pthread_join(t[k], 0);
        pthread_barrier_destroy(&start);
      }
      """;

  /// Moves structs, and releases them when the process ends. Each must say by itself that it is
  /// released: consumers look.
  private static final String LATE =
      """
      static union {
        struct ArrowArray array; struct ArrowSchema schema; struct ArrowDeviceArray device;
        struct ArrowArrayStream stream; struct ArrowDeviceArrayStream device_stream;
      } late[16];
      static int late_kind[16], late_count;
      #define RELEASE(field) do { \\
          late[i].field.release(&late[i].field); released += !late[i].field.release; \\
        } while (0)
      static void at_exit(void) {
        int released = 0;
        for (int i = 0; i < late_count; i++)
          switch (late_kind[i]) {
            case 0: RELEASE(array); break;
            case 1: RELEASE(schema); break;
            case 2: RELEASE(device.array); break;
            case 3: RELEASE(stream); break;
            default: RELEASE(device_stream);
          }
        char text[64];
        int n = snprintf(text, sizeof text, "released %d of %d at exit\\n", released, late_count);
        if (write(1, text, n) != n) _exit(3);
      }
      #define MOVE(field, from) do { \\
          if (late_count == 0) atexit(at_exit); \\
          late[late_count].field = *(from); late_kind[late_count++] = kind; (from)->release = 0; \\
        } while (0)
      void release_at_exit(int kind, void *self) {
        switch (kind) {
          case 0: MOVE(array, (struct ArrowArray *) self); break;
          case 1: MOVE(schema, (struct ArrowSchema *) self); break;
          case 2: MOVE(array, (struct ArrowArray *) self); break;
          case 3: MOVE(stream, (struct ArrowArrayStream *) self); break;
          default: MOVE(device_stream, (struct ArrowDeviceArrayStream *) self);
        }
      }
      void release_child_at_exit(struct ArrowArray *parent, int64_t child) {
        release_at_exit(0, parent->children[child]);
      }
      """;

  /// The functions; pointers are numbers here.
  interface Api {
    long table_at(int i);

    double sum_of(MemorySegment array);

    void release_schema(MemorySegment schema);

    void release_array(MemorySegment array);

    int is_released(MemorySegment schema, MemorySegment array);

    double move_and_consume(MemorySegment array);

    double move_and_release_schema(MemorySegment schema);

    long take_out(MemorySegment array, long child);

    void free_struct(long taken);

    double consume_taken(long taken);

    int take_schema_out(MemorySegment schema);

    void release_on_thread(MemorySegment schema, MemorySegment array);

    void release_on_threads(MemorySegment arrays, int n);

    void release_at_exit(int kind, MemorySegment struct);

    void release_child_at_exit(MemorySegment parent, long child);
  }

  private static final String DECLARATIONS =
      """
      int64_t table_at(int i);
      double sum_of(void *array);
      void release_schema(void *schema);
      void release_array(void *array);
      int is_released(void *schema, void *array);
      double move_and_consume(void *array);
      double move_and_release_schema(void *schema);
      int64_t take_out(void *array, int64_t child);
      void free_struct(int64_t taken);
      double consume_taken(int64_t taken);
      int take_schema_out(void *schema);
      void release_on_thread(void *schema, void *array);
      void release_on_threads(void *arrays, int n);
      void release_at_exit(int kind, void *self);
      void release_child_at_exit(void *parent, int64_t child);
      """;

  static final Api C =
      CLibrary.compile(STRUCTS + TABLE + CONSUMER + LATE)
          .declare(DECLARATIONS)
          .bind(MethodHandles.lookup(), Api.class);

  private CSide() {}
}
