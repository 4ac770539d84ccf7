package org.culebra.dlpack;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.CLibrary;

/// The other side of DLPack: structs in C, a producer and a consumer that count, threads that the
/// JVM does not know, and releases at the end of the process.
final class CSide {
  static final String STRUCTS =
      """
      #include <stddef.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>
      typedef struct { uint32_t major, minor; } DLPackVersion;
      typedef struct { int32_t device_type, device_id; } DLDevice;
      typedef struct { uint8_t code, bits; uint16_t lanes; } DLDataType;
      typedef struct {
        void *data; DLDevice device; int32_t ndim; DLDataType dtype;
        int64_t *shape; int64_t *strides; uint64_t byte_offset;
      } DLTensor;
      typedef struct DLManagedTensor {
        DLTensor dl_tensor; void *manager_ctx; void (*deleter)(struct DLManagedTensor *);
      } DLManagedTensor;
      typedef struct DLManagedTensorVersioned {
        DLPackVersion version; void *manager_ctx;
        void (*deleter)(struct DLManagedTensorVersioned *); uint64_t flags; DLTensor dl_tensor;
      } DLManagedTensorVersioned;
      typedef struct DLPackExchangeAPIHeader {
        DLPackVersion version; struct DLPackExchangeAPIHeader *prev_api;
      } DLPackExchangeAPIHeader;
      typedef struct {
        DLPackExchangeAPIHeader header;
        int (*managed_tensor_allocator)(void);
        int (*managed_tensor_from_py_object_no_sync)(void);
        int (*managed_tensor_to_py_object_no_sync)(void);
        int (*dltensor_from_py_object_no_sync)(void);
        int (*current_work_stream)(void);
      } DLPackExchangeAPI;
      """;

  private static final String TABLE =
      """
      #define AT(type, field) offsetof(type, field)
      static const long table[] = {
        sizeof(DLPackVersion), sizeof(DLDevice), sizeof(DLDataType), _Alignof(DLDataType),
        sizeof(DLTensor), AT(DLTensor, data), AT(DLTensor, device), AT(DLTensor, device.device_id),
        AT(DLTensor, ndim), AT(DLTensor, dtype), AT(DLTensor, shape), AT(DLTensor, strides),
        AT(DLTensor, byte_offset),
        sizeof(DLManagedTensor), AT(DLManagedTensor, dl_tensor), AT(DLManagedTensor, manager_ctx),
        AT(DLManagedTensor, deleter),
        sizeof(DLManagedTensorVersioned), AT(DLManagedTensorVersioned, version),
        AT(DLManagedTensorVersioned, version.minor), AT(DLManagedTensorVersioned, manager_ctx),
        AT(DLManagedTensorVersioned, deleter), AT(DLManagedTensorVersioned, flags),
        AT(DLManagedTensorVersioned, dl_tensor),
        sizeof(DLPackExchangeAPIHeader), sizeof(DLPackExchangeAPI),
        AT(DLDataType, bits), AT(DLDataType, lanes), _Alignof(DLManagedTensorVersioned)
      };
      int64_t table_at(int i) { return i < (int) (sizeof table / sizeof *table) ? table[i] : -1; }
      """;

  /// A packed struct of 2 x 3 doubles 0 … 5, changed at will by the test.
  private static final String PRODUCER =
      """
      #include <stdatomic.h>
      static _Atomic int64_t released;
      int64_t released_count(void) { return released; }
      typedef struct { int64_t shape[64], strides[64]; double data[64]; } Content;
      static void content(DLTensor *t, Content *c) {
        for (int i = 0; i < 64; i++) { c->data[i] = i; c->shape[i] = 1; c->strides[i] = 1; }
        c->shape[0] = 2; c->shape[1] = 3; c->strides[0] = 3; c->strides[1] = 1;
        memset(t, 0, sizeof *t);
        t->data = c->data; t->device.device_type = 1; t->ndim = 2;
        t->dtype = (DLDataType) {2, 64, 1}; t->shape = c->shape; t->strides = c->strides;
      }
      static void delete_versioned(DLManagedTensorVersioned *self) {
        released++; free(self->manager_ctx); free(self);
      }
      static void delete_legacy(DLManagedTensor *self) {
        released++; free(self->manager_ctx); free(self);
      }
      int64_t produce(void) {
        DLManagedTensorVersioned *m = calloc(1, sizeof *m);
        m->version.major = 1; m->version.minor = 3;
        m->manager_ctx = malloc(sizeof(Content)); m->deleter = delete_versioned;
        content(&m->dl_tensor, m->manager_ctx);
        return (int64_t) m;
      }
      int64_t produce_legacy(void) {
        DLManagedTensor *m = calloc(1, sizeof *m);
        m->manager_ctx = malloc(sizeof(Content)); m->deleter = delete_legacy;
        content(&m->dl_tensor, m->manager_ctx);
        return (int64_t) m;
      }
      #include <sys/mman.h>
      static void delete_nothing(DLManagedTensorVersioned *self) { released++; }
      /* a struct of a version to come: behind deleter there is no memory */
      int64_t produce_cut(int major) {
        char *pages = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        mprotect(pages + 4096, 4096, PROT_NONE);
        DLManagedTensorVersioned *m = (void *) (pages + 4096 - 24);
        m->version.major = major; m->deleter = delete_nothing;
        return (int64_t) m;
      }
      """;

  private static final String CONSUMER =
      """
      #include <pthread.h>
      #include <stdio.h>
      #include <unistd.h>
      static double sum(const DLTensor *t, int axis, const double *p) {
        if (axis == t->ndim) return *p;
        double s = 0;
        for (int64_t i = 0; i < t->shape[axis]; i++) s += sum(t, axis + 1, p + i * t->strides[axis]);
        return s;
      }
      static double total(const DLTensor *t) {
        return sum(t, 0, (const double *) ((const char *) t->data + t->byte_offset));
      }
      double sum_of(int64_t self) { return total(&((DLManagedTensorVersioned *) self)->dl_tensor); }
      double sum_of_legacy(int64_t self) { return total(&((DLManagedTensor *) self)->dl_tensor); }
      void release(int64_t self) {
        DLManagedTensorVersioned *m = (void *) self;
        if (m->deleter) m->deleter(m);
      }
      void release_legacy(int64_t self) {
        DLManagedTensor *m = (void *) self;
        if (m->deleter) m->deleter(m);
      }
      double consume(int64_t self) { double s = sum_of(self); release(self); return s; }
      static void *on_thread(void *self) { release((int64_t) self); return 0; }
      static void *on_thread_legacy(void *self) { release_legacy((int64_t) self); return 0; }
      void release_on_thread(int64_t self, int legacy) {
        pthread_t t;
        pthread_create(&t, 0, legacy ? on_thread_legacy : on_thread, (void *) self);
        pthread_join(t, 0);
      }
      typedef struct { pthread_barrier_t *start; int64_t *selves; int n; } Work;
      static void *many(void *p) {
        Work *w = p;
        pthread_barrier_wait(w->start);
        for (int i = 0; i < w->n; i++) release(w->selves[i]);
        return 0;
      }
      /* four threads at once, each with a quarter */
      void release_on_threads(int64_t *selves, int n) {
        pthread_barrier_t start; pthread_t t[4]; Work w[4];
        pthread_barrier_init(&start, 0, 4);
        for (int k = 0; k < 4; k++) {
          w[k] = (Work) {&start, selves + k * (n / 4), n / 4};
          pthread_create(t + k, 0, many, w + k);
        }
        for (int k = 0; k < 4; k++) pthread_join(t[k], 0);
        pthread_barrier_destroy(&start);
      }
      /* a pool of one thread, which has called Java, and for which the process waits at its end */
      static pthread_t pooled;
      static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
      static pthread_cond_t pool_changed = PTHREAD_COND_INITIALIZER;
      static int pool_state; /* 1: has released, 2: shall end */
      static void set_pool_state(int state) {
        pthread_mutex_lock(&pool_lock);
        pool_state = state;
        pthread_cond_broadcast(&pool_changed);
        pthread_mutex_unlock(&pool_lock);
      }
      static void await_pool_state(int state) {
        pthread_mutex_lock(&pool_lock);
        while (pool_state < state) pthread_cond_wait(&pool_changed, &pool_lock);
        pthread_mutex_unlock(&pool_lock);
      }
      static void *in_pool(void *self) {
        release((int64_t) self);
        set_pool_state(1);
        await_pool_state(2);
        return 0;
      }
      static void end_pool(void) {
        set_pool_state(2);
        pthread_join(pooled, 0);
        if (write(1, "joined\\n", 7) != 7) _exit(3);
      }
      void release_in_pool(int64_t self) {
        atexit(end_pool);
        pthread_create(&pooled, 0, in_pool, (void *) self);
        await_pool_state(1);
      }
      static int64_t late[16]; static int late_legacy[16]; static int late_count;
      static void at_exit(void) {
        double s = 0;
        for (int i = 0; i < late_count; i++) {
          s += late_legacy[i] ? sum_of_legacy(late[i]) : sum_of(late[i]);
          if (late_legacy[i]) release_legacy(late[i]); else release(late[i]);
        }
        char text[64];
        int n = snprintf(text, sizeof text, "released %d at exit, sum %g\\n", late_count, s);
        if (write(1, text, n) != n) _exit(3);
      }
      void release_at_exit(int64_t self, int legacy) {
        if (late_count == 0) atexit(at_exit);
        late[late_count] = self; late_legacy[late_count++] = legacy;
      }
      """;

  /// The functions; pointers are numbers here.
  interface Api {
    long table_at(int i);

    long released_count();

    long produce();

    long produce_legacy();

    long produce_cut(int major);

    double sum_of(long self);

    double sum_of_legacy(long self);

    void release(long self);

    void release_legacy(long self);

    double consume(long self);

    void release_on_thread(long self, int legacy);

    void release_on_threads(long selves, int n);

    void release_in_pool(long self);

    void release_at_exit(long self, int legacy);
  }

  private static final String DECLARATIONS =
      """
      int64_t table_at(int i);
      int64_t released_count(void);
      int64_t produce(void);
      int64_t produce_legacy(void);
      int64_t produce_cut(int major);
      double sum_of(int64_t self);
      double sum_of_legacy(int64_t self);
      void release(int64_t self);
      void release_legacy(int64_t self);
      double consume(int64_t self);
      void release_on_thread(int64_t self, int legacy);
      void release_on_threads(int64_t selves, int n);
      void release_in_pool(int64_t self);
      void release_at_exit(int64_t self, int legacy);
      """;

  static final Api C =
      CLibrary.compile(STRUCTS + TABLE + PRODUCER + CONSUMER)
          .declare(DECLARATIONS)
          .bind(MethodHandles.lookup(), Api.class);

  private CSide() {}

  static MemorySegment pointer(long address) {
    return MemorySegment.ofAddress(address);
  }
}
