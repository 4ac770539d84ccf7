package org.culebra.ffi.capsule;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.Experimental;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.internal.call.InterfaceSpinner;

/// The functions of a [Capsule] for one consumer: the slots of the consumer's own header, as far as
/// the producer's table has them.
///
/// May be used by any thread that may use the capsule's arena.
@Experimental
public final class CapsuleTable {
  private final CapsuleView view;
  private final Map<String, CFunction> functions = new ConcurrentHashMap<>();

  CapsuleTable(CapsuleView view) {
    this.view = view;
  }

  /// The slots that the table has and that are not NULL.
  ///
  /// @return their names, in the order of the struct
  public List<String> slots() {
    return view.slots().stream().filter(view::has).map(CapsuleSlot::name).toList();
  }

  /// Whether a slot can be called: an older producer may lack it or have set it to NULL.
  ///
  /// @param slot its name
  /// @return true if so
  /// @throws IllegalArgumentException if the consumer's own struct has no such slot
  public boolean has(String slot) {
    return view.has(view.slot(slot));
  }

  /// The function in a slot. Keep the result; the first request links the function, which takes
  /// milliseconds.
  ///
  /// @param slot its name
  /// @return the function; calling it throws once the capsule's memory has ended, in
  ///   [CapsuleMode#DEBUG] with the stack traces that explain it
  /// @throws IllegalArgumentException if the consumer's own struct has no such slot, or it points
  ///   to data
  /// @throws NoSuchElementException if the producer's table is too short for it, or it is NULL
  /// @throws IllegalStateException if the capsule or the use of it is closed
  public CFunction function(String slot) {
    CapsuleSlot found = view.present(slot);
    if (!found.isFunction()) {
      throw new IllegalArgumentException(
          "expected a slot that points to a function but found '" + found + "'");
    }
    return functions.computeIfAbsent(slot, name -> view.function(found));
  }

  /// Binds all methods of an interface to the slots of the same names: the fast way to call many
  /// functions. See [CFunction#as(MethodHandles.Lookup, Class)].
  ///
  /// @param lookup `MethodHandles.lookup()` of a class that can access the interface
  /// @param iface an interface whose abstract methods have the names of the slots
  /// @param <T> the interface
  /// @return an implementation that calls the functions; its calls are checked as theirs are
  /// @throws IllegalArgumentException if a method does not match its slot, or the table has no such
  ///   function, with all differences
  /// @throws IllegalStateException if the capsule or the use of it is closed
  public <T> T bind(MethodHandles.Lookup lookup, Class<T> iface) {
    return InterfaceSpinner.bind(lookup, iface, this::function, _ -> null, toString());
  }

  /// The pointer in a slot, for C: in [CapsuleMode#PLAIN] the producer's, otherwise the consumer's
  /// own.
  ///
  /// @param slot its name
  /// @return a pointer of length 0
  /// @throws IllegalArgumentException if the consumer's own struct has no such slot
  /// @throws NoSuchElementException if the producer's table is too short for it, or it is NULL
  /// @throws IllegalStateException if the capsule or the use of it is closed
  public MemorySegment pointer(String slot) {
    return view.pointer(view.present(slot));
  }

  /// The slots that can be called.
  @Override
  public String toString() {
    return "CapsuleTable" + slots();
  }
}
