package org.culebra.python.internal;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.function.LongFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CText;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.memory.StackRoom;
import org.culebra.python.PyObject;
import org.jspecify.annotations.Nullable;

/// The CPython that runs in this process: its functions, its constants, its lock.
public final class Interpreter {
  private static final int MOST_VERSION_BYTES = 1000;

  private final CLibrary library;
  private final CPython c;
  private final Gil gil;
  private final Constants constants;
  private final References references;
  private final Errors errors;
  private final Values values;
  private final FaultHandlers faults;

  // created under Python's lock, on first use
  private @Nullable Functions functions;
  private @Nullable Glue glue;
  private @Nullable Exports exports;
  private @Nullable ArrayImporter arrays;
  private @Nullable ArrowCapsules columns;
  private @Nullable LongFunction<PyObject> handles;
  private int headBytes;

  /// @param library has the symbols of libpython
  /// @param c its functions, see [#bind]
  /// @param faults the signal handlers from before Python's start
  Interpreter(CLibrary library, CPython c, FaultHandlers faults) {
    this.library = library;
    this.c = c;
    this.gil = new Gil(c, library.symbol("PyEval_SaveThread"));
    this.constants = Constants.of(library);
    this.references = new References(c, gil);
    this.values = new Values(this);
    this.errors = new Errors(this);
    this.faults = faults;
  }

  /// Binds Python's functions, also before it runs.
  ///
  /// @throws java.util.NoSuchElementException if the library lacks one
  static CPython bind(CLibrary library) {
    return library.declare(CPython.DECLARATIONS).bind(MethodHandles.lookup(), CPython.class);
  }

  /// The library with Python's symbols.
  ///
  /// @return libpython, or the process
  public CLibrary library() {
    return library;
  }

  /// Python's functions.
  ///
  /// @return the functions
  public CPython c() {
    return c;
  }

  /// Python's lock.
  ///
  /// @return the lock
  public Gil gil() {
    return gil;
  }

  /// Objects that are never deleted.
  ///
  /// @return their addresses
  public Constants constants() {
    return constants;
  }

  /// References that Java owns.
  ///
  /// @return the references
  public References references() {
    return references;
  }

  /// Converts exceptions in both directions.
  ///
  /// @return the errors
  public Errors errors() {
    return errors;
  }

  /// Converts values in both directions.
  ///
  /// @return the conversions
  public Values values() {
    return values;
  }

  /// Restores the JVM's signal handlers if Python code that has run replaced them.
  ///
  /// @param what the code, for a warning
  public void ran(String what) {
    faults.check(what);
  }

  /// Creates C functions that call Java.
  Functions functions() {
    Functions known = functions;
    if (known == null) {
      known = new Functions(this);
      functions = known;
    }
    return known;
  }

  /// The functions written in Python.
  Glue glue() {
    Glue known = glue;
    if (known == null) {
      known = new Glue(this);
      glue = known;
    }
    return known;
  }

  /// Exports Java objects.
  ///
  /// @return the exports
  public Exports exports() {
    Exports known = exports;
    if (known == null) {
      known = new Exports(this);
      exports = known;
    }
    return known;
  }

  /// Imports arrays.
  ///
  /// @return the importer
  public ArrayImporter arrays() {
    ArrayImporter known = arrays;
    if (known == null) {
      known = new ArrayImporter(this);
      arrays = known;
    }
    return known;
  }

  /// Converts columns and streams in both directions.
  ///
  /// @return the capsules
  public ArrowCapsules columns() {
    ArrowCapsules known = columns;
    if (known == null) {
      known = new ArrowCapsules(this);
      columns = known;
    }
    return known;
  }

  /// The size of an object without fields, `object.__basicsize__`.
  int headBytes() {
    if (headBytes == 0) {
      long head = values.evaluate("().__class__.__base__.__basicsize__");
      headBytes = Math.toIntExact(c.PyLong_AsLongLong(head));
      c.Py_DecRef(head);
    }
    return headBytes;
  }

  /// Sets how handles for users are created.
  ///
  /// @param create takes ownership of a new reference
  public void createHandlesBy(LongFunction<PyObject> create) {
    handles = create;
  }

  /// A handle for users.
  ///
  /// @param object a borrowed reference
  /// @return retains the object
  PyObject handle(long object) {
    c.Py_IncRef(object);
    return Objects.requireNonNull(handles).apply(object);
  }

  /// Python's version and build, as `sys.version` has them.
  ///
  /// @return the text
  public String version() {
    return Objects.requireNonNull(CText.read(c.Py_GetVersion(), MOST_VERSION_BYTES));
  }

  /// Checks the stack before anything that may run Python code, which may call Java in turn.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing was called
  public void requireStack() {
    StackRoom.interpreter();
  }

  /// A new reference, or Python's exception.
  ///
  /// @param result of a function that returns NULL when it fails
  /// @return the same
  public long check(long result) {
    if (result == 0) {
      throw errors.fetched();
    }
    return result;
  }

  /// The result of a function that returns a negative number when it fails, or Python's exception.
  ///
  /// @param status what was returned
  /// @return the same
  public int check(int status) {
    if (status < 0) {
      throw errors.fetched();
    }
    return status;
  }

  /// Addresses of objects that are never deleted.
  ///
  /// @param none `None`
  /// @param yes `True`
  /// @param no `False`
  /// @param notImplemented `NotImplemented`
  /// @param list `list`
  /// @param tuple `tuple`
  /// @param typeError `TypeError`
  /// @param valueError `ValueError`
  /// @param bufferError `BufferError`
  /// @param runtimeError `RuntimeError`
  /// @param attributeError `AttributeError`
  /// @param memoryError `MemoryError`
  /// @param indexError `IndexError`
  /// @param recursionError `RecursionError`
  public record Constants(
      long none,
      long yes,
      long no,
      long notImplemented,
      long list,
      long tuple,
      long typeError,
      long valueError,
      long bufferError,
      long runtimeError,
      long attributeError,
      long memoryError,
      long indexError,
      long recursionError) {
    static Constants of(CLibrary library) {
      return new Constants(
          address(library, "_Py_NoneStruct"),
          address(library, "_Py_TrueStruct"),
          address(library, "_Py_FalseStruct"),
          address(library, "_Py_NotImplementedStruct"),
          address(library, "PyList_Type"),
          address(library, "PyTuple_Type"),
          object(library, "PyExc_TypeError"),
          object(library, "PyExc_ValueError"),
          object(library, "PyExc_BufferError"),
          object(library, "PyExc_RuntimeError"),
          object(library, "PyExc_AttributeError"),
          object(library, "PyExc_MemoryError"),
          object(library, "PyExc_IndexError"),
          object(library, "PyExc_RecursionError"));
    }

    private static long address(CLibrary library, String name) {
      return library.symbol(name).address();
    }

    /// The value of a variable of type `PyObject *`, which is set once Python runs.
    private static long object(CLibrary library, String name) {
      return CMemory.longAt(address(library, name));
    }
  }
}
