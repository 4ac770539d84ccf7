package org.culebra.python.internal;

/// The types of the functions that Python calls. An address is a number; a result of 0, or -1 for
/// an `int`, means that an exception is set.
final class SlotTypes {
  private SlotTypes() {}

  /// A function of one object, such as `tp_repr`.
  @FunctionalInterface
  interface Unary {
    String C = "intptr_t (intptr_t self)";

    long call(long self);
  }

  /// `tp_dealloc`, or the destructor of a capsule.
  @FunctionalInterface
  interface End {
    String C = "void (intptr_t self)";

    void call(long self);
  }

  /// A getter of a `PyGetSetDef`.
  @FunctionalInterface
  interface Get {
    String C = "intptr_t (intptr_t self, intptr_t closure)";

    long call(long self, long closure);
  }

  /// A method with `METH_FASTCALL | METH_KEYWORDS`: after the `count` positional values come those
  /// of the keywords, whose names are in a tuple, or 0.
  @FunctionalInterface
  interface Method {
    String C = "intptr_t (intptr_t self, intptr_t args, intptr_t count, intptr_t names)";

    long call(long self, long args, long count, long names);
  }

  /// `tp_call`: a tuple, and a `dict` or 0.
  @FunctionalInterface
  interface Call {
    String C = "intptr_t (intptr_t self, intptr_t args, intptr_t keywords)";

    long call(long self, long args, long keywords);
  }

  /// `bf_getbuffer`.
  @FunctionalInterface
  interface GetBuffer {
    String C = "int (intptr_t self, intptr_t view, int flags)";

    int call(long self, long view, int flags);
  }

  /// A function of two words, which may be addresses of results.
  @FunctionalInterface
  interface Status {
    String C = "int (intptr_t a, intptr_t b)";

    int call(long a, long b);
  }

  /// `managed_tensor_allocator` of DLPack's exchange table.
  @FunctionalInterface
  interface Allocate {
    String C = "int (intptr_t prototype, intptr_t out, intptr_t context, intptr_t report)";

    int call(long prototype, long out, long context, long report);
  }

  /// `current_work_stream` of DLPack's exchange table.
  @FunctionalInterface
  interface WorkStream {
    String C = "int (int type, int id, intptr_t out)";

    int call(int type, int id, long out);
  }
}
