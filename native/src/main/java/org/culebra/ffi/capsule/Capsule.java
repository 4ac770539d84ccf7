package org.culebra.ffi.capsule;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.array.Experimental;
import org.culebra.ffi.internal.argument.Describe;
import org.jspecify.annotations.Nullable;

/// A pointer that one library passes to another, with a name, a type, a version, a size and an
/// owner, all of which the consumer checks before it uses the pointer.
///
/// ```java
/// CapsuleType<CapsuleTable> geometry = CapsuleType.table(
///     "struct geometry { double (*area)(double w, double h); int (*calls)(void); };");
///
/// try (Capsule<CapsuleTable> capsule = Capsule.of("org.example.geometry", geometry)
///         .version(1, 2)
///         .slot("area", MethodHandles.lookup(), Area.class, (w, h) -> w * h)
///         .slot("calls", library.function("int calls(void)"))
///         .make();
///     CapsuleUse<CapsuleTable> use = capsule.open("org.example.geometry", 1, 0, geometry)) {
///   use.get().function("area").call(3.0, 4.0); // 12.0
///   drawWith.call(use.pointer());              // a C library calls the slots through the pointer
/// }
/// ```
///
/// **Native form.** A table begins with a header of 40 bytes, as printed by [CapsuleType#header],
/// which C fills in and checks in the same way. [#at(MemorySegment, String, int, CapsuleType)]
/// wraps a table in C's own memory in a capsule.
///
/// **Lifetime.** The capsule ends once: at [#close()], or with the arena in which it was created.
/// Its destructor then runs once, or not at all if the capsule was consumed. After that, functions
/// that consumers took from it throw when called from Java; pointers stored by C dangle, except in
/// [CapsuleMode#DEBUG]. Running calls of slots implemented in Java complete. Keep the capsule
/// reachable while C can use the pointer. Capsules that are never closed are listed when the JVM
/// ends if the property `culebra.exports` is `trace`.
///
/// **Failures.** A slot implemented in Java that throws returns its error value to its caller, and
/// the exception goes to the thread's handler, as with a [org.culebra.ffi.Callback] stored by C.
///
/// Thread-safe, unless the capsule was created in an arena confined to one thread.
///
/// @param <T> what consumers get: a [org.culebra.ffi.CFunction], a [CapsuleTable] or a bare pointer
@Experimental
public final class Capsule<T> implements AutoCloseable {
  /// The parts of a capsule.
  ///
  /// @param size the size of a table or of a pointer's target in bytes; 0 if unknown
  /// @param targets what the slots point to, in the scope of the arena
  /// @param kept Java objects that the targets need
  record Parts(
      int major,
      int minor,
      long size,
      MemorySegment pointer,
      MemorySegment context,
      List<MemorySegment> targets,
      List<Object> kept) {}

  private static final CapsuleListener NO_LISTENER = new CapsuleListener() {};

  private final CapsuleType<T> type;
  private final CapsuleState state;
  private final Parts parts;
  private final @Nullable Arena own;
  private final boolean inArena;

  /// @param own closed with the capsule
  Capsule(
      CapsuleType<T> type, CapsuleState state, Parts parts, @Nullable Arena own, boolean inArena) {
    this.type = type;
    this.state = state;
    this.parts = parts;
    this.own = own;
    this.inArena = inArena;
  }

  /// Begins a new capsule.
  ///
  /// @param name its name, by convention `module.attribute`; `null` for the NULL that some Python
  ///   capsules have
  /// @param type what it points to
  /// @param <T> what consumers get
  /// @return a builder
  /// @throws IllegalArgumentException if the name contains a NUL
  public static <T> CapsuleBuilder<T> of(@Nullable String name, CapsuleType<T> type) {
    return new CapsuleBuilder<>(name, type);
  }

  /// Trusts the pointer: wraps a table in the native form that C has created. Its `release` is
  /// called once, with its `ctx`, when the capsule is closed; the library must stay loaded until
  /// then.
  ///
  /// @param pointer the address of the header; the table must not change while the capsule is open
  /// @param name the name to open it by
  /// @param major the version of `type`
  /// @param type the slots, from the library's header; a shorter table lacks the last ones
  /// @return the capsule; the caller closes it
  /// @throws IllegalArgumentException if the pointer is NULL, or the header's magic, major version
  ///   or size is wrong; nothing is released then
  public static Capsule<CapsuleTable> at(
      MemorySegment pointer, @Nullable String name, int major, CapsuleType<CapsuleTable> type) {
    return CapsuleBuilder.imported(null, pointer, name, major, type);
  }

  /// Trusts the pointer: as above, but an arena closes the capsule.
  ///
  /// @param arena closes the capsule
  /// @param pointer the address of the header; the table must not change while the capsule is open
  /// @param name the name to open it by
  /// @param major the version of `type`
  /// @param type the slots, from the library's header; a shorter table lacks the last ones
  /// @return the capsule
  /// @throws IllegalArgumentException if the pointer is NULL, or the header's magic, major version
  ///   or size is wrong; nothing is released then
  public static Capsule<CapsuleTable> at(
      Arena arena,
      MemorySegment pointer,
      @Nullable String name,
      int major,
      CapsuleType<CapsuleTable> type) {
    Objects.requireNonNull(arena, "arena");
    return CapsuleBuilder.imported(arena, pointer, name, major, type);
  }

  /// What was acquired in [CapsuleMode#DEBUG] and not released: uses that are not closed, and
  /// results that were not returned.
  ///
  /// @return one for each, with a message and the stack trace of its acquisition, the oldest first
  public static List<Throwable> leaks() {
    return CapsuleLeaks.list();
  }

  /// The name, which changes when the capsule is consumed.
  ///
  /// @return the name, `null` for NULL
  public @Nullable String name() {
    return state.name();
  }

  /// The type of the pointer's target.
  ///
  /// @return the type that the producer stated
  public CapsuleType<T> type() {
    return type;
  }

  /// The major version, which changes incompatibly.
  ///
  /// @return the major version, unsigned
  public int major() {
    return parts.major();
  }

  /// The minor version, which increases when slots are added.
  ///
  /// @return the minor version, unsigned
  public int minor() {
    return parts.minor();
  }

  /// The size of the table with its header, or of the pointer's target.
  ///
  /// @return the size in bytes; 0 if unknown
  public long byteSize() {
    return parts.size();
  }

  /// The producer's pointer: the table's header, the function, or the bare pointer.
  ///
  /// @return a pointer of length 0; a bare pointer as it was given
  /// @throws IllegalStateException if the capsule is closed
  public MemorySegment pointer() {
    state.checkOpen();
    return parts.pointer();
  }

  /// The producer's context, the `ctx` of the native form.
  ///
  /// @return a pointer as it was given, or NULL
  public MemorySegment context() {
    return parts.context();
  }

  /// Whether it has been consumed.
  ///
  /// @return true if so
  public boolean isConsumed() {
    return state.isConsumed();
  }

  /// Whether it has ended.
  ///
  /// @return true if so
  public boolean isClosed() {
    return state.isEnded();
  }

  /// Opens the capsule for a consumer, in the mode of the system properties (see [CapsuleMode]).
  ///
  /// @param name the required name, compared exactly; `null` matches only NULL
  /// @param major the required major version
  /// @param minMinor the lowest accepted minor version, unsigned
  /// @param type the type from the consumer's own header
  /// @param <C> what the consumer gets
  /// @return the use; the consumer closes it
  /// @throws IllegalArgumentException if the capsule does not match, with all differences
  /// @throws IllegalStateException if it is closed, or was consumed under that name
  public <C> CapsuleUse<C> open(
      @Nullable String name, int major, int minMinor, CapsuleType<C> type) {
    return open(name, major, minMinor, type, CapsuleMode.configured(name), NO_LISTENER);
  }

  /// Opens the capsule for a consumer, in a mode.
  ///
  /// @param name the required name, compared exactly; `null` matches only NULL
  /// @param major the required major version
  /// @param minMinor the lowest accepted minor version, unsigned
  /// @param type the type from the consumer's own header
  /// @param mode what is inserted between consumer and functions
  /// @param <C> what the consumer gets
  /// @return the use; the consumer closes it
  /// @throws IllegalArgumentException if the capsule does not match, with all differences
  /// @throws IllegalStateException if it is closed, or was consumed under that name
  public <C> CapsuleUse<C> open(
      @Nullable String name, int major, int minMinor, CapsuleType<C> type, CapsuleMode mode) {
    return open(name, major, minMinor, type, mode, NO_LISTENER);
  }

  /// Opens the capsule for a consumer in a mode, with a listener for its calls.
  ///
  /// @param name the required name, compared exactly; `null` matches only NULL
  /// @param major the required major version
  /// @param minMinor the lowest accepted minor version, unsigned
  /// @param type the type from the consumer's own header
  /// @param mode what is inserted between consumer and functions; in [CapsuleMode#PLAIN] the
  ///   listener is not called
  /// @param listener notified of each call
  /// @param <C> what the consumer gets
  /// @return the use; the consumer closes it
  /// @throws IllegalArgumentException if the capsule does not match, with all differences
  /// @throws IllegalStateException if it is closed, or was consumed under that name
  public <C> CapsuleUse<C> open(
      @Nullable String name,
      int major,
      int minMinor,
      CapsuleType<C> type,
      CapsuleMode mode,
      CapsuleListener listener) {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(listener, "listener");
    check(state.name(), name, major, minMinor, Objects.requireNonNull(type, "type"));
    CapsuleView view = new CapsuleView(this, type, mode, listener);
    try {
      return new CapsuleUse<>(view, type);
    } catch (Throwable e) {
      view.close();
      throw e;
    }
  }

  /// Takes ownership of the pointer, once: only one of several consumers succeeds. The capsule is
  /// renamed, as `dltensor` becomes `used_dltensor`, and its destructor will not run. If this
  /// method throws, the capsule is unchanged.
  ///
  /// Functions and tables are shared, not consumed.
  ///
  /// @param name the required name, compared exactly; `null` matches only NULL
  /// @param major the required major version
  /// @param minMinor the lowest accepted minor version, unsigned
  /// @param type the type from the consumer's own header
  /// @param newName its new name
  /// @return the pointer as the producer gave it, now owned by the caller
  /// @throws IllegalArgumentException if the capsule does not match, with all differences, or the
  ///   new name contains a NUL
  /// @throws IllegalStateException if it is closed, or was already consumed
  public MemorySegment consume(
      @Nullable String name,
      int major,
      int minMinor,
      CapsuleType<MemorySegment> type,
      String newName) {
    Objects.requireNonNull(type, "type");
    CapsuleBuilder.checked(Objects.requireNonNull(newName, "newName"));
    if (newName.equals(name)) {
      throw new IllegalArgumentException(
          "expected a new name but found the old one, " + CapsuleState.quoted(name));
    }
    check(state.name(), name, major, minMinor, type);
    if (!state.consume(name, newName)) {
      throw consumed(name);
    }
    return parts.pointer();
  }

  private IllegalStateException consumed(@Nullable String name) {
    return new IllegalStateException(
        "expected capsule %s but found %s: it has been consumed"
            .formatted(CapsuleState.quoted(name), CapsuleState.quoted(state.name())));
  }

  private void check(
      @Nullable String found,
      @Nullable String name,
      int major,
      int minMinor,
      CapsuleType<?> expected) {
    state.checkOpen();
    List<String> problems = new ArrayList<>();
    if (!Objects.equals(found, name)) {
      if (state.isConsumed()) {
        throw consumed(name);
      }
      problems.add(
          "name: expected %s but found %s"
              .formatted(CapsuleState.quoted(name), CapsuleState.quoted(found)));
    }
    if (major != parts.major()) {
      problems.add("major: expected %s but found %s".formatted(unsigned(major), unsigned(major())));
    }
    if (Integer.compareUnsigned(parts.minor(), minMinor) < 0) {
      problems.add(
          "minor: expected at least %s but found %s"
              .formatted(unsigned(minMinor), unsigned(minor())));
    }
    expected.difference(type).ifPresent(difference -> problems.add("type: " + difference));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(Describe.list("cannot open " + this, problems));
    }
  }

  private static String unsigned(int version) {
    return Integer.toUnsignedString(version);
  }

  /// Ends the capsule and runs its destructor. Closing it again does nothing.
  ///
  /// @throws IllegalStateException if Java is calling one of its functions; nothing has changed
  ///   then
  /// @throws UnsupportedOperationException if the capsule is closed by its arena
  @Override
  public void close() {
    if (inArena && !state.isEnded()) {
      throw new UnsupportedOperationException(
          "expected a capsule with its own close() but found one that its arena closes: " + this);
    }
    state.end(this::endMemory);
  }

  private void endMemory() {
    if (own == null) {
      return;
    }
    try {
      own.close();
    } catch (IllegalStateException e) {
      throw new IllegalStateException("cannot close " + this + " while it is being called", e);
    }
  }

  CapsuleState state() {
    return state;
  }

  List<MemorySegment> targets() {
    return parts.targets();
  }

  boolean isTable() {
    return type.isTable();
  }

  /// Name, version and type.
  @Override
  public String toString() {
    return "capsule %s %s.%s, %s"
        .formatted(CapsuleState.quoted(state.name()), unsigned(major()), unsigned(minor()), type);
  }
}
