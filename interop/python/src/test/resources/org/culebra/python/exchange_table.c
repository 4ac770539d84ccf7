/* A consumer of DLPack's exchange table, which uses every slot, with the structs of PyTorch's dlpack.h. */
#include <ATen/dlpack.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static char error[1000];
static int errors;

static void set_error(void *context, const char *kind, const char *message) {
  errors++;
  snprintf(error, sizeof error, "%s: %s", kind, message);
  *(int *) context = 42;
}

const char *last_error(void) { return error; }
int error_count(void) { return errors; }

int version(DLPackExchangeAPI *api) {
  return api->header.prev_api ? -1 : (int) (api->header.version.major * 100 + api->header.version.minor);
}

int slots(DLPackExchangeAPI *api) {
  return (api->managed_tensor_allocator != 0) + (api->managed_tensor_from_py_object_no_sync != 0)
      + (api->managed_tensor_to_py_object_no_sync != 0) + (api->dltensor_from_py_object_no_sync != 0)
      + (api->current_work_stream != 0);
}

/* 0 where it fails; the context says whether that was reported. What a prototype does not need is nonsense. */
DLManagedTensorVersioned *allocate(
    DLPackExchangeAPI *api, int device, int code, int bits, int lanes, int ndim, int64_t *shape, int *context) {
  DLTensor prototype = {
      .data = (void *) 1, .device = {device, 0}, .ndim = ndim, .dtype = {code, bits, lanes}, .shape = shape,
      .strides = (int64_t *) 3, .byte_offset = 5};
  DLManagedTensorVersioned *out = 0;
  int status = api->managed_tensor_allocator(&prototype, &out, context, set_error);
  return status == 0 ? out : 0;
}

DLManagedTensorVersioned *from_object(DLPackExchangeAPI *api, void *object) {
  DLManagedTensorVersioned *out = 0;
  return api->managed_tensor_from_py_object_no_sync(object, &out) == 0 ? out : 0;
}

void *to_object(DLPackExchangeAPI *api, DLManagedTensorVersioned *tensor) {
  void *out = 0;
  return api->managed_tensor_to_py_object_no_sync(tensor, &out) == 0 ? out : 0;
}

/* 1 where there is an error, in which case `sum` is not written. */
static int sum_of(const DLTensor *t, double *sum) {
  double s = 0;
  if (t->dtype.code != kDLFloat || t->dtype.bits != 64 || t->ndim != 2) return 1;
  for (int64_t i = 0; i < t->shape[0]; i++)
    for (int64_t k = 0; k < t->shape[1]; k++)
      s = 10 * s + ((double *) ((char *) t->data + t->byte_offset))[i * t->strides[0] + k * t->strides[1]];
  *sum = s;
  return 0;
}

int view_object(DLPackExchangeAPI *api, void *object, double *sum) {
  DLTensor view;
  memset(&view, 0x55, sizeof view);
  if (api->dltensor_from_py_object_no_sync(object, &view) != 0) return -1;
  return sum_of(&view, sum);
}

void *view_data(DLPackExchangeAPI *api, void *object) {
  DLTensor view;
  return api->dltensor_from_py_object_no_sync(object, &view) == 0 ? view.data : (void *) -1;
}

double sum(DLManagedTensorVersioned *tensor) {
  double s = -1;
  return sum_of(&tensor->dl_tensor, &s) ? -1 : s;
}

int64_t flags(DLManagedTensorVersioned *tensor) { return (int64_t) tensor->flags; }
void *data(DLManagedTensorVersioned *tensor) { return tensor->dl_tensor.data; }
int64_t length(DLManagedTensorVersioned *tensor, int axis) { return tensor->dl_tensor.shape[axis]; }
int64_t step(DLManagedTensorVersioned *tensor, int axis) { return tensor->dl_tensor.strides[axis]; }
void delete(DLManagedTensorVersioned *tensor) { tensor->deleter(tensor); }

void *work_stream(DLPackExchangeAPI *api, int type, int id) {
  void *stream = (void *) 7;
  return api->current_work_stream((DLDeviceType) type, id, &stream) == 0 ? stream : (void *) -1;
}

/* The functions that need no Python, on a thread that neither Python nor Java has made. */
static void *on_thread(void *api) {
  int64_t shape[2] = {2, 3};
  int context = 0;
  DLManagedTensorVersioned *tensor = allocate(api, kDLCPU, kDLFloat, 64, 1, 2, shape, &context);
  int ok = tensor != 0 && work_stream(api, kDLCPU, 0) == 0;
  if (tensor) delete(tensor);
  ok &= allocate(api, kDLCPU, 77, 64, 1, 2, shape, &context) == 0 && context == 42;
  return ok ? api : 0;
}

int from_thread(DLPackExchangeAPI *api) {
  pthread_t thread;
  void *result = 0;
  if (pthread_create(&thread, 0, on_thread, api)) return -1;
  pthread_join(thread, &result);
  return result == api;
}
