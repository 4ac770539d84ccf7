package org.culebra.arrow;

import java.lang.invoke.MethodHandles;
import org.culebra.ffi.CLibrary;

/// The producer's side of the C data interface, in C: structs as abi.h has them, filled by
/// [ProducedArray], and counted as they are released.
final class Producers {
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
      """;

  /// A struct's private data is a list of the blocks that its release frees. The state is found by
  /// `private_data` alone, so structs may be moved. What is left over is the structs themselves.
  private static final String PRODUCER =
      """
      #include <stdatomic.h>
      static _Atomic int64_t schemas_released, arrays_released, blocks;
      int64_t schemas(void) { return schemas_released; }
      int64_t arrays(void) { return arrays_released; }
      int64_t live_blocks(void) { return blocks; }
      typedef struct Block { struct Block *next; } Block;
      static void *block(void **list, size_t bytes) {
        Block *b = calloc(1, sizeof *b + bytes);
        b->next = *list; *list = b; blocks++;
        return b + 1;
      }
      static void free_blocks(void *list) {
        while (list) { Block *b = list; list = b->next; free(b); blocks--; }
      }
      static void release_schema(struct ArrowSchema *s) {
        for (int64_t i = 0; s->children && s->children[i]; i++)
          if (s->children[i]->release) s->children[i]->release(s->children[i]);
        if (s->dictionary && s->dictionary->release) s->dictionary->release(s->dictionary);
        free_blocks(s->private_data); schemas_released++;
        s->release = 0;
      }
      static void release_array(struct ArrowArray *a) {
        struct ArrowArray **c = ((void **) a->private_data)[1], *d = ((void **) a->private_data)[2];
        for (int64_t i = 0; c && c[i]; i++) if (c[i]->release) c[i]->release(c[i]);
        if (d && d->release) d->release(d);
        free_blocks(((void **) a->private_data)[0]); free(a->private_data); blocks--;
        arrays_released++;
        a->release = 0;
      }
      /* pointer blocks are longer than they need be, with NULL at their end */
      enum { SPARE = 80 };
      int64_t new_schema(int64_t n_children) {
        struct ArrowSchema *s = calloc(1, sizeof *s);
        s->n_children = n_children; s->release = release_schema; s->flags = 2;
        s->children = block(&s->private_data, 8 * (n_children + SPARE));
        return (int64_t) s;
      }
      int64_t new_array(int64_t n_buffers, int64_t n_children) {
        struct ArrowArray *a = calloc(1, sizeof *a);
        void **state = calloc(3, 8); blocks++;
        a->n_buffers = n_buffers; a->n_children = n_children;
        a->release = release_array; a->private_data = state;
        a->buffers = block(state, 8 * (n_buffers + SPARE));
        a->children = block(state, 8 * (n_children + SPARE));
        state[1] = a->children;
        return (int64_t) a;
      }
      int64_t schema_bytes(int64_t s, int64_t n) {
        return (int64_t) block(&((struct ArrowSchema *) s)->private_data, n);
      }
      int64_t array_bytes(int64_t a, int64_t n) {
        return (int64_t) block(((struct ArrowArray *) a)->private_data, n);
      }
      void array_dictionary(int64_t a, int64_t d) {
        ((struct ArrowArray *) a)->dictionary = (void *) d;
        ((void **) ((struct ArrowArray *) a)->private_data)[2] = (void *) d;
      }
      """;

  interface Api {
    long schemas();

    long arrays();

    long live_blocks();

    long new_schema(long nChildren);

    long new_array(long nBuffers, long nChildren);

    long schema_bytes(long schema, long n);

    long array_bytes(long array, long n);

    void array_dictionary(long array, long dictionary);
  }

  static final Api C =
      CLibrary.compile(STRUCTS + PRODUCER)
          .declare(
              """
              int64_t schemas(void);
              int64_t arrays(void);
              int64_t live_blocks(void);
              int64_t new_schema(int64_t n_children);
              int64_t new_array(int64_t n_buffers, int64_t n_children);
              int64_t schema_bytes(int64_t s, int64_t n);
              int64_t array_bytes(int64_t a, int64_t n);
              void array_dictionary(int64_t a, int64_t d);
              """)
          .bind(MethodHandles.lookup(), Api.class);

  private Producers() {}
}
