package org.culebra.python.internal;

import java.lang.foreign.MemorySegment;

/// The CPython functions that this library calls, all of which exist from 3.11 on. A Python object
/// is represented by its address: a *new* reference is the caller's to release, a *borrowed* one is
/// not, and a *stolen* one was. All but the first group need Python's lock.
///
/// Names, parameters and reference rules: <https://docs.python.org/3/c-api/>.
public interface CPython {
  /// The prototypes. A pointer is an `intptr_t` where Java passes a number.
  String DECLARATIONS =
      """
      typedef intptr_t object;

      int Py_IsInitialized(void);
      const char *Py_GetVersion(void);
      int PyGILState_Ensure(void);
      void PyGILState_Release(int state);
      int PyGILState_Check(void);
      intptr_t PyInterpreterState_Get(void);
      intptr_t PyInterpreterState_Main(void);
      intptr_t PyEval_SaveThread(void);
      void PyEval_RestoreThread(intptr_t state);

      void Py_IncRef(object o);
      void Py_DecRef(object o);
      object PyObject_Type(object o);
      object PyObject_GetAttr(object o, object name);
      object PyObject_GetAttrString(object o, const char *name);
      int PyObject_SetAttr(object o, object name, object value);
      int PyObject_SetAttrString(object o, const char *name, object value);
      object PyObject_GetItem(object o, object key);
      int PyObject_SetItem(object o, object key, object value);
      intptr_t PyObject_Size(object o);
      int PyObject_IsTrue(object o);
      int PyObject_IsInstance(object o, object type);
      int PyObject_RichCompareBool(object a, object b, int op);
      object PyObject_GetIter(object o);
      object PyIter_Next(object iterator);
      object PyObject_Repr(object o);
      object PyObject_Str(object o);
      object PyObject_Call(object callable, object args, object kwargs);
      object PyObject_CallOneArg(object callable, object arg);
      object PyObject_Vectorcall(object callable, intptr_t args, intptr_t count, object names);
      object PyObject_VectorcallMethod(object name, intptr_t args, intptr_t count, object names);

      object PyLong_FromLongLong(long long value);
      long long PyLong_AsLongLong(object o);
      long long PyLong_AsLongLongAndOverflow(object o, int *overflow);
      object PyLong_FromString(const char *text, intptr_t end, int base);
      object PyNumber_Index(object o);
      object PyFloat_FromDouble(double value);
      double PyFloat_AsDouble(object o);
      object PyComplex_FromDoubles(double real, double imag);
      double PyComplex_RealAsDouble(object o);
      double PyComplex_ImagAsDouble(object o);

      object PyUnicode_DecodeUTF8(const char *text, intptr_t bytes, const char *errors);
      object PyUnicode_AsEncodedString(object o, const char *encoding, const char *errors);
      object PyUnicode_InternFromString(const char *text);
      object PyBytes_FromStringAndSize(intptr_t bytes, intptr_t size);
      intptr_t PyBytes_AsString(object o);
      intptr_t PyBytes_Size(object o);

      object PyTuple_New(intptr_t size);
      intptr_t PyTuple_Size(object tuple);
      object PySequence_Tuple(object o);
      object PyTuple_GetItem(object tuple, intptr_t i);
      int PyTuple_SetItem(object tuple, intptr_t i, object stolen);
      object PyList_New(intptr_t size);
      int PyList_SetItem(object list, intptr_t i, object stolen);
      object PyDict_New(void);
      int PyDict_SetItem(object dict, object key, object value);
      int PyDict_SetItemString(object dict, const char *key, object value);
      object PyDict_GetItemString(object dict, const char *key);
      object PyDict_Keys(object dict);

      object PyImport_Import(object name);
      object PyImport_AddModule(const char *name);
      object PyModule_GetDict(object module);
      object PyModule_New(const char *name);
      object Py_CompileString(const char *source, const char *file, int start);
      object PyEval_EvalCode(object code, object globals, object locals);

      object PyErr_Occurred(void);
      void PyErr_Fetch(intptr_t *type, intptr_t *value, intptr_t *traceback);
      void PyErr_NormalizeException(intptr_t *type, intptr_t *value, intptr_t *traceback);
      int PyException_SetTraceback(object exception, object traceback);
      object PyException_GetCause(object exception);
      void PyException_SetCause(object exception, object stolen);
      void PyErr_SetObject(object type, object value);
      void PyErr_SetString(object type, const char *message);
      void PyErr_Clear(void);
      int PyErr_ExceptionMatches(object type);

      object PyCapsule_New(intptr_t pointer, intptr_t name, intptr_t destructor);
      intptr_t PyCapsule_GetPointer(object capsule, intptr_t name);
      int PyCapsule_IsValid(object capsule, intptr_t name);
      int PyCapsule_SetContext(object capsule, intptr_t context);
      int PyCapsule_SetDestructor(object capsule, intptr_t destructor);
      int PyCapsule_SetName(object capsule, intptr_t name);

      object PyType_FromSpec(intptr_t spec);
      object PyType_GenericAlloc(object type, intptr_t items);
      void PyObject_ClearWeakRefs(object o);
      void PyObject_Free(intptr_t memory);
      int PyObject_CheckBuffer(object o);
      int PyObject_GetBuffer(object o, intptr_t view, int flags);
      void PyBuffer_Release(intptr_t view);
      object PyMemoryView_FromMemory(intptr_t memory, intptr_t bytes, int flags);
      """;

  int Py_IsInitialized();

  MemorySegment Py_GetVersion();

  int PyGILState_Ensure();

  void PyGILState_Release(int state);

  int PyGILState_Check();

  long PyInterpreterState_Get();

  long PyInterpreterState_Main();

  long PyEval_SaveThread();

  void PyEval_RestoreThread(long state);

  void Py_IncRef(long o);

  void Py_DecRef(long o);

  long PyObject_Type(long o);

  long PyObject_GetAttr(long o, long name);

  long PyObject_GetAttrString(long o, String name);

  int PyObject_SetAttr(long o, long name, long value);

  int PyObject_SetAttrString(long o, String name, long value);

  long PyObject_GetItem(long o, long key);

  int PyObject_SetItem(long o, long key, long value);

  long PyObject_Size(long o);

  int PyObject_IsTrue(long o);

  int PyObject_IsInstance(long o, long type);

  int PyObject_RichCompareBool(long a, long b, int op);

  long PyObject_GetIter(long o);

  long PyIter_Next(long iterator);

  long PyObject_Repr(long o);

  long PyObject_Str(long o);

  long PyObject_Call(long callable, long args, long kwargs);

  long PyObject_CallOneArg(long callable, long arg);

  long PyObject_Vectorcall(long callable, long args, long count, long names);

  long PyObject_VectorcallMethod(long name, long args, long count, long names);

  long PyLong_FromLongLong(long value);

  long PyLong_AsLongLong(long o);

  long PyLong_AsLongLongAndOverflow(long o, MemorySegment overflow);

  long PyLong_FromString(String text, long end, int base);

  long PyNumber_Index(long o);

  long PyFloat_FromDouble(double value);

  double PyFloat_AsDouble(long o);

  long PyComplex_FromDoubles(double real, double imag);

  double PyComplex_RealAsDouble(long o);

  double PyComplex_ImagAsDouble(long o);

  long PyUnicode_DecodeUTF8(MemorySegment text, long bytes, String errors);

  long PyUnicode_AsEncodedString(long o, String encoding, String errors);

  long PyUnicode_InternFromString(String text);

  long PyBytes_FromStringAndSize(long bytes, long size);

  long PyBytes_AsString(long o);

  long PyBytes_Size(long o);

  long PyTuple_New(long size);

  long PyTuple_Size(long tuple);

  long PySequence_Tuple(long o);

  long PyTuple_GetItem(long tuple, long i);

  int PyTuple_SetItem(long tuple, long i, long stolen);

  long PyList_New(long size);

  int PyList_SetItem(long list, long i, long stolen);

  long PyDict_New();

  int PyDict_SetItem(long dict, long key, long value);

  int PyDict_SetItemString(long dict, String key, long value);

  long PyDict_GetItemString(long dict, String key);

  long PyDict_Keys(long dict);

  long PyImport_Import(long name);

  long PyImport_AddModule(String name);

  long PyModule_GetDict(long module);

  long PyModule_New(String name);

  long Py_CompileString(String source, String file, int start);

  long PyEval_EvalCode(long code, long globals, long locals);

  long PyErr_Occurred();

  void PyErr_Fetch(MemorySegment type, MemorySegment value, MemorySegment traceback);

  void PyErr_NormalizeException(MemorySegment type, MemorySegment value, MemorySegment traceback);

  int PyException_SetTraceback(long exception, long traceback);

  long PyException_GetCause(long exception);

  void PyException_SetCause(long exception, long stolen);

  void PyErr_SetObject(long type, long value);

  void PyErr_SetString(long type, String message);

  void PyErr_Clear();

  int PyErr_ExceptionMatches(long type);

  long PyCapsule_New(long pointer, long name, long destructor);

  long PyCapsule_GetPointer(long capsule, long name);

  int PyCapsule_IsValid(long capsule, long name);

  int PyCapsule_SetContext(long capsule, long context);

  int PyCapsule_SetDestructor(long capsule, long destructor);

  int PyCapsule_SetName(long capsule, long name);

  long PyType_FromSpec(long spec);

  long PyType_GenericAlloc(long type, long items);

  void PyObject_ClearWeakRefs(long o);

  void PyObject_Free(long memory);

  int PyObject_CheckBuffer(long o);

  int PyObject_GetBuffer(long o, long view, int flags);

  void PyBuffer_Release(long view);

  long PyMemoryView_FromMemory(long memory, long bytes, int flags);
}
