package org.culebra.python.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.culebra.ffi.internal.host.CMemory;

/// A Python type, created by `PyType_FromSpec`, whose objects represent Java objects.
///
/// ```
/// struct { PyObject head; intptr_t number; PyObject *weak_references; };
/// ```
///
/// The number is one of an [ObjectTable]. When Python deletes an object, the Java object is removed
/// from the table and passed to the creator of the type. After the JVM's end, and in a child
/// process, objects are not deleted: their memory is freed with the process.
///
/// Structs and flags: `Include/object.h`, `typeslots.h`, `methodobject.h`, `descrobject.h` and
/// `structmember.h` of CPython 3.11, which are part of its stable ABI.
final class HeapType {
  private static final int BF_GETBUFFER = 1;
  private static final int TP_CALL = 50;
  private static final int TP_DEALLOC = 52;
  private static final int TP_DOC = 56;
  private static final int TP_METHODS = 64;
  private static final int TP_REPR = 66;
  private static final int TP_MEMBERS = 72;
  private static final int TP_GETSET = 73;

  private static final int METH_FASTCALL_KEYWORDS = 0x80 | 0x2;
  private static final int T_PYSSIZET = 19;
  private static final int READONLY = 1;

  /// The one bit of `Py_TPFLAGS_DEFAULT` that an extension must set; new objects are created only
  /// from Java.
  private static final int DEFAULT = 1 << 18;

  private static final int DISALLOW_INSTANTIATION = 1 << 7;

  private static final int MEMBER_BYTES = 40;
  private static final int METHOD_BYTES = 32;
  private static final int GETSET_BYTES = 40;
  private static final int SLOT_BYTES = 16;
  private static final int SPEC_BYTES = 32;

  private record Named(String name, long function, String doc) {}

  private record Slot(int number, long value) {}

  private final Interpreter python;
  private final CPython c;
  private final ObjectTable table;
  private final long type;
  private final long weakReferencesAt;

  private HeapType(Interpreter python, ObjectTable table, long type) {
    this.python = python;
    this.c = python.c();
    this.table = table;
    this.type = type;
    this.weakReferencesAt = python.headBytes() + (long) Long.BYTES;
  }

  /// Begins a type.
  ///
  /// @param python the interpreter
  /// @param table of its objects
  /// @param name with its module
  static Builder named(Interpreter python, ObjectTable table, String name, String doc) {
    return new Builder(python, table, name, doc);
  }

  /// The parts of a type.
  static final class Builder {
    private final Arena arena = Arena.global();
    private final Interpreter python;
    private final ObjectTable table;
    private final String name;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Named> methods = new ArrayList<>();
    private final List<Named> getters = new ArrayList<>();

    private Builder(Interpreter python, ObjectTable table, String name, String doc) {
      this.python = python;
      this.table = table;
      this.name = name;
      slots.add(new Slot(TP_DOC, arena.allocateFrom(doc).address()));
    }

    Builder method(String method, String doc, SlotTypes.Method function) {
      methods.add(new Named(method, python.functions().method(name + "." + method, function), doc));
      return this;
    }

    Builder getter(String attribute, String doc, SlotTypes.Unary function) {
      getters.add(
          new Named(attribute, python.functions().getter(name + "." + attribute, function), doc));
      return this;
    }

    Builder repr(SlotTypes.Unary function) {
      slots.add(new Slot(TP_REPR, python.functions().unary(name + " repr", function)));
      return this;
    }

    Builder call(SlotTypes.Call function) {
      slots.add(new Slot(TP_CALL, python.functions().call(name + " call", function)));
      return this;
    }

    Builder buffer(SlotTypes.GetBuffer function) {
      slots.add(new Slot(BF_GETBUFFER, python.functions().getBuffer(name + " buffer", function)));
      return this;
    }

    /// Creates the type.
    ///
    /// @param deleted receives the Java object when Python deletes its object
    HeapType build(Consumer<Object> deleted) {
      long head = python.headBytes();
      HeapType[] made = new HeapType[1];
      slots.add(
          new Slot(
              TP_DEALLOC,
              python
                  .functions()
                  .end(
                      name + " delete",
                      self -> made[0].delete(self, deleted),
                      self -> made[0].postpone(self, deleted))));
      slots.add(new Slot(TP_MEMBERS, members(head)));
      slots.add(new Slot(TP_METHODS, methods()));
      slots.add(new Slot(TP_GETSET, getters()));
      long type = python.check(python.c().PyType_FromSpec(spec(head)));
      HeapType result = new HeapType(python, table, type);
      new Deletion(result, 0, deleted); // initializes the class while there is enough stack
      made[0] = result;
      return result;
    }

    private long members(long head) {
      MemorySegment members = arena.allocate(2L * MEMBER_BYTES, 8);
      members.set(ADDRESS, 0, arena.allocateFrom("__weaklistoffset__"));
      members.set(JAVA_INT, 8, T_PYSSIZET);
      members.set(JAVA_LONG, 16, head + Long.BYTES);
      members.set(JAVA_INT, 24, READONLY);
      return members.address();
    }

    private long methods() {
      MemorySegment table = arena.allocate((long) METHOD_BYTES * (methods.size() + 1), 8);
      for (int i = 0; i < methods.size(); i++) {
        Named method = methods.get(i);
        long at = (long) METHOD_BYTES * i;
        table.set(ADDRESS, at, arena.allocateFrom(method.name()));
        table.set(JAVA_LONG, at + 8, method.function());
        table.set(JAVA_INT, at + 16, METH_FASTCALL_KEYWORDS);
        table.set(ADDRESS, at + 24, arena.allocateFrom(method.doc()));
      }
      return table.address();
    }

    private long getters() {
      MemorySegment table = arena.allocate((long) GETSET_BYTES * (getters.size() + 1), 8);
      for (int i = 0; i < getters.size(); i++) {
        Named getter = getters.get(i);
        long at = (long) GETSET_BYTES * i;
        table.set(ADDRESS, at, arena.allocateFrom(getter.name()));
        table.set(JAVA_LONG, at + 8, getter.function());
        table.set(ADDRESS, at + 24, arena.allocateFrom(getter.doc()));
      }
      return table.address();
    }

    private long spec(long head) {
      MemorySegment table = arena.allocate((long) SLOT_BYTES * (slots.size() + 1), 8);
      for (int i = 0; i < slots.size(); i++) {
        table.set(JAVA_INT, (long) SLOT_BYTES * i, slots.get(i).number());
        table.set(JAVA_LONG, (long) SLOT_BYTES * i + 8, slots.get(i).value());
      }
      MemorySegment spec = arena.allocate(SPEC_BYTES, 8);
      spec.set(ADDRESS, 0, arena.allocateFrom(name));
      spec.set(JAVA_INT, 8, Math.toIntExact(head + 2 * Long.BYTES));
      spec.set(JAVA_INT, 16, DEFAULT | DISALLOW_INSTANTIATION);
      spec.set(ADDRESS, 24, table);
      return spec.address();
    }
  }

  /// The type itself, never released.
  ///
  /// @return its address
  long type() {
    return type;
  }

  /// Creates a Python object for a Java object.
  ///
  /// @return a new reference
  long create(Object object) {
    long self = python.check(c.PyType_GenericAlloc(type, 0));
    table.addTo(self, object);
    return self;
  }

  /// The Java object of a Python object.
  Object object(long self) {
    return table.of(self);
  }

  /// Whether an object is of exactly this type.
  boolean isInstance(long object) {
    long actual = c.PyObject_Type(object);
    c.Py_DecRef(actual);
    return actual == type;
  }

  /// The postponed deletion of an object. Not a lambda, because creating one may need more stack
  /// than is left.
  private record Deletion(HeapType type, long self, Consumer<Object> deleted) implements Runnable {
    @Override
    public void run() {
      type.delete(self, deleted);
    }
  }

  private void postpone(long self, Consumer<Object> deleted) {
    python.references().postpone(new Deletion(this, self, deleted));
  }

  private void delete(long self, Consumer<Object> deleted) {
    Object object = table.removeOf(self);
    if (CMemory.longAt(self + weakReferencesAt) != 0) {
      c.PyObject_ClearWeakRefs(self);
    }
    c.PyObject_Free(self);
    c.Py_DecRef(type); // each object of a heap type has a reference to it
    if (object != null) {
      deleted.accept(object);
    }
  }
}
