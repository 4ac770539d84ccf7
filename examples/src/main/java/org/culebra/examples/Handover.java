package org.culebra.examples;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.array.NDArray;
import org.culebra.dlpack.DLPack;
import org.culebra.ffi.CLibrary;

/// An array is passed through DLPack to a C consumer, which keeps it as long as it needs it, and
/// then releases it.
final class Handover {

  private static final String SOURCE =
      """
      #include <stdint.h>

      /* DLPack 1.x, as far as a consumer needs it. */
      typedef struct {
        void *data;
        struct { int32_t device_type, device_id; } device;
        int32_t ndim;
        struct { uint8_t code, bits; uint16_t lanes; } dtype;
        int64_t *shape, *strides;
        uint64_t byte_offset;
      } DLTensor;

      typedef struct DLManagedTensorVersioned {
        struct { uint32_t major, minor; } version;
        void *manager_ctx;
        void (*deleter)(struct DLManagedTensorVersioned *self);
        uint64_t flags;
        DLTensor dl_tensor;
      } DLManagedTensorVersioned;

      static DLManagedTensorVersioned *kept;

      void keep(void *tensor) { kept = tensor; }

      /* The sum of an image of bytes, or -1 if it is something else. */
      int64_t sum_and_release(void) {
        DLTensor *t = &kept->dl_tensor;
        int64_t sum = -1;
        if (kept->version.major == 1 && t->ndim == 2 && t->dtype.code == 1 && t->dtype.bits == 8) {
          const uint8_t *pixels = (const uint8_t *)t->data + t->byte_offset;
          sum = 0;
          for (int64_t i = 0; i < t->shape[0]; i++)
            for (int64_t j = 0; j < t->shape[1]; j++)
              sum += pixels[i * t->strides[0] + j * t->strides[1]];
        }
        kept->deleter(kept);
        return sum;
      }
      """;

  /// The consumer's functions.
  interface Consumer {
    void keep(MemorySegment tensor);

    long sum_and_release();
  }

  private final Consumer c =
      CLibrary.compile(SOURCE)
          .declare("void keep(void *tensor); int64_t sum_and_release(void);")
          .bind(MethodHandles.lookup(), Consumer.class);

  /// C owns the tensor from here on, even after the array's arena is closed.
  void give(NDArray array) {
    c.keep(DLPack.export(array));
  }

  /// The sum computed by C; then the memory is released.
  long sumAndRelease() {
    return c.sum_and_release();
  }
}
