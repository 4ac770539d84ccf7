package org.culebra.ffi.capsule;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.culebra.array.Experimental;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.array.internal.Scopes;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.Callback;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.argument.FunctionRule;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// Collects the parts of a [Capsule]. Not thread-safe.
///
/// @param <T> what consumers get: a [CFunction], a [CapsuleTable] or a bare pointer
@Experimental
public final class CapsuleBuilder<T> {
  private final @Nullable String name;
  private final CapsuleType<T> type;
  private final Map<CapsuleSlot, Function<Arena, Object>> targets = new LinkedHashMap<>();
  private @Nullable MemorySegment pointer;
  private int major;
  private int minor;
  private MemorySegment context = MemorySegment.NULL;
  private final List<Object> owners = new ArrayList<>();
  private @Nullable Runnable destructor;

  CapsuleBuilder(@Nullable String name, CapsuleType<T> type) {
    this.name = checked(name);
    this.type = Objects.requireNonNull(type, "type");
  }

  static @Nullable String checked(@Nullable String name) {
    if (name != null && name.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "expected a name without NUL but found one at index " + name.indexOf(0));
    }
    return name;
  }

  /// Sets the version; the default is 0.0.
  ///
  /// @param majorVersion changes when consumers break
  /// @param minorVersion increases when slots are added at the end
  /// @return this builder
  public CapsuleBuilder<T> version(int majorVersion, int minorVersion) {
    major = majorVersion;
    minor = minorVersion;
    return this;
  }

  /// Sets a slot of a table.
  ///
  /// @param slot its name
  /// @param target a [CFunction]; a [Callback] created in the capsule's arena or in an arena that
  ///   cannot be closed; or a native `MemorySegment`, whose address is trusted, NULL for an omitted
  ///   slot
  /// @return this builder
  /// @throws IllegalArgumentException if there is no such slot, or the function has another type
  public CapsuleBuilder<T> slot(String slot, Object target) {
    CapsuleSlot found = find(slot);
    Object checked = check(found, target);
    targets.put(found, arena -> checked);
    return this;
  }

  /// Sets a slot of a table to a Java function; its [Callback] lives as long as the capsule.
  ///
  /// @param slot its name
  /// @param lookup `MethodHandles.lookup()` of a class that can access the interface
  /// @param iface an interface with exactly one abstract method
  /// @param target the Java function
  /// @param <I> the interface
  /// @return this builder
  /// @throws IllegalArgumentException if there is no such slot
  public <I> CapsuleBuilder<T> slot(
      String slot, MethodHandles.Lookup lookup, Class<I> iface, I target) {
    CapsuleSlot found = find(slot);
    Objects.requireNonNull(lookup, "lookup");
    Objects.requireNonNull(iface, "iface");
    Objects.requireNonNull(target, "target");
    if (!(found.type().target() instanceof FunctionType function)) {
      throw new IllegalArgumentException(
          "expected a slot that points to a function but found '" + found + "'");
    }
    targets.put(found, arena -> Callback.of(function).as(lookup, iface).in(arena, target));
    return this;
  }

  /// Sets the function of a single-function capsule, or the pointer of a bare one.
  ///
  /// @param target for a function as in [#slot(String, Object)], otherwise a native
  ///   `MemorySegment`; not NULL
  /// @return this builder
  /// @throws IllegalArgumentException if it has another type
  public CapsuleBuilder<T> pointer(Object target) {
    if (type.isTable()) {
      throw new IllegalArgumentException(
          "expected the slots of " + type + " but found a pointer to a whole table");
    }
    boolean function = !type.slots().isEmpty();
    MemorySegment segment = target instanceof MemorySegment given ? given : null;
    boolean fits = segment == null ? function : segment.isNative() && segment.address() != 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "expected a native pointer but found " + Describe.value(target));
    }
    if (function) {
      return slot(type.slots().getFirst().name(), target);
    }
    pointer = segment;
    return this;
  }

  /// Sets the context, which consumers may read: user data, or the producer's state.
  ///
  /// @param pointer a native pointer, whose memory must outlive the capsule
  /// @return this builder
  public CapsuleBuilder<T> context(MemorySegment pointer) {
    if (!pointer.isNative()) {
      throw new IllegalArgumentException(
          "expected a native pointer but found " + Describe.value(pointer));
    }
    context = pointer;
    return this;
  }

  /// Keeps a Java object reachable until the capsule ends or is consumed: an array, a library's
  /// object. May be called several times.
  ///
  /// @param object the owner of the pointer's target; with an automatic arena it must not reach the
  ///   arena's memory, which would then never be collected
  /// @return this builder
  public CapsuleBuilder<T> keeping(Object object) {
    owners.add(Objects.requireNonNull(object, "object"));
    return this;
  }

  /// Sets the destructor, which runs once when the capsule ends, unless it was consumed.
  ///
  /// @param action runs on the thread that ends the capsule, after the capsule's memory has been
  ///   released
  /// @return this builder
  public CapsuleBuilder<T> onClose(Runnable action) {
    destructor = Objects.requireNonNull(action, "action");
    return this;
  }

  /// Creates a capsule that is closed by its own `close`. For a table or a function, closing costs
  /// as much as closing a shared arena: 20 us, with many busy threads 50 ms or more.
  ///
  /// @return the capsule; the caller closes it
  /// @throws IllegalStateException if a slot or the pointer was not set
  /// @throws IllegalArgumentException if a Java function does not match its slot
  public Capsule<T> make() {
    checkComplete();
    if (type.slots().isEmpty()) {
      Capsule.Parts parts = parts(null);
      return new Capsule<>(type, state(), parts, null, false);
    }
    Arena arena = Arena.ofShared();
    try {
      Capsule.Parts parts = parts(arena); // before the state, which is counted as live
      return new Capsule<>(type, state(), parts, arena, false);
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  /// Creates a capsule that is closed by an arena.
  ///
  /// @param arena closes it; an automatic arena does so once neither the capsule nor its functions
  ///   are reachable
  /// @return the capsule
  /// @throws IllegalStateException if a slot or the pointer was not set, or the arena is closed
  /// @throws IllegalArgumentException if a Java function does not match its slot
  public Capsule<T> make(Arena arena) {
    Objects.requireNonNull(arena, "arena");
    checkComplete();
    Capsule.Parts parts = parts(arena);
    return new Capsule<>(type, endedBy(arena, state()), parts, null, true);
  }

  private CapsuleState state() {
    return new CapsuleState(name, destructor, List.copyOf(owners));
  }

  /// Attached to the arena last, so it runs first: before callbacks are freed.
  private static CapsuleState endedBy(Arena arena, CapsuleState state) {
    try {
      Restricted.segment(1, 0, arena, ended -> state.end(() -> {}));
      return state;
    } catch (Throwable e) {
      state.abandon();
      throw e;
    }
  }

  private void checkComplete() {
    List<String> missing = new ArrayList<>();
    for (CapsuleSlot slot : type.slots()) {
      if (!targets.containsKey(slot)) {
        missing.add("'" + slot.name() + "'");
      }
    }
    if (type.slots().isEmpty() && pointer == null) {
      missing.add("its pointer");
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "expected all of %s but found nothing for %s"
              .formatted(type, String.join(", ", missing)));
    }
  }

  private Capsule.Parts parts(@Nullable Arena arena) {
    if (arena == null || type.slots().isEmpty()) {
      MemorySegment bare = Objects.requireNonNull(pointer);
      return new Capsule.Parts(major, minor, bare.byteSize(), bare, context, List.of(), List.of());
    }
    Restricted.check();
    List<MemorySegment> addresses = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (CapsuleSlot slot : type.slots()) {
      Object target = Objects.requireNonNull(targets.get(slot)).apply(arena);
      kept.add(target);
      addresses.add(inScope(arena, address(target)));
    }
    keep(arena, kept);
    if (!type.isTable()) {
      MemorySegment function = addresses.getFirst();
      return new Capsule.Parts(major, minor, 0, function, context, addresses, kept);
    }
    MemorySegment table = ArenaMemory.allocate(arena, CapsuleHeader.size(addresses.size()), 8);
    CapsuleHeader.write(table, major, minor, context, addresses);
    MemorySegment start = table.asSlice(0, 0);
    return new Capsule.Parts(major, minor, table.byteSize(), start, context, addresses, kept);
  }

  /// If only one function or bound interface of a capsule is left, it reaches only the arena. So
  /// the arena keeps callbacks of automatic arenas alive, except its own, which would keep the
  /// arena alive.
  private static void keep(Arena arena, List<Object> targets) {
    List<Object> others = new ArrayList<>();
    for (Object target : targets) {
      MemorySegment.Scope scope = address(target).scope();
      if (!scope.equals(arena.scope()) && !scope.equals(Arena.global().scope())) {
        others.add(target);
      }
    }
    if (!others.isEmpty()) {
      Restricted.segment(1, 0, arena, ended -> others.clear());
    }
  }

  /// The same address, rejected once the arena has been closed.
  private static MemorySegment inScope(Arena arena, MemorySegment target) {
    if (target.address() == 0) {
      return MemorySegment.NULL;
    }
    if (!target.scope().equals(arena.scope()) && !Scopes.lasts(target)) {
      throw new IllegalArgumentException(
          "expected a function created in the capsule's arena, or in one that cannot be closed, but"
              + " found one of another arena");
    }
    return Restricted.segment(target.address(), 0, arena);
  }

  private static MemorySegment address(Object target) {
    return switch (target) {
      case CFunction function -> function.pointer();
      case Callback callback -> callback.pointer();
      default -> (MemorySegment) target;
    };
  }

  private CapsuleSlot find(String slot) {
    Objects.requireNonNull(slot, "slot");
    List<String> names = new ArrayList<>();
    for (CapsuleSlot candidate : type.slots()) {
      if (candidate.name().equals(slot)) {
        return candidate;
      }
      names.add(candidate.name());
    }
    throw new IllegalArgumentException(
        "expected a slot of %s but found '%s'%s"
            .formatted(type, slot, Suggestions.hint(slot, names)));
  }

  private static Object check(CapsuleSlot slot, Object target) {
    Objects.requireNonNull(target, "target");
    String problem =
        slot.type().target() instanceof FunctionType function
            ? problem(new FunctionRule(function), target)
            : target instanceof MemorySegment segment && segment.isNative()
                ? null
                : "expected a native pointer but found " + Describe.value(target);
    if (problem != null) {
      throw new IllegalArgumentException("slot '" + slot.name() + "': " + problem);
    }
    return target;
  }

  private static @Nullable String problem(FunctionRule rule, Object target) {
    if (!(target instanceof CFunction function)) {
      return rule.problem(target);
    }
    String difference = rule.difference(function.type());
    return difference == null
        ? null
        : "expected a function '%s' but found '%s': %s"
            .formatted(rule.expected(), function, difference);
  }

  /// Trusts the pointer, after checking its header.
  ///
  /// @param arena closes the capsule; `null` if it is closed by itself
  static Capsule<CapsuleTable> imported(
      @Nullable Arena arena,
      MemorySegment pointer,
      @Nullable String name,
      int major,
      CapsuleType<CapsuleTable> type) {
    checked(name);
    Objects.requireNonNull(type, "type");
    Restricted.check(); // before a class is initialized, which fails with this only once
    MemorySegment header = CapsuleHeader.read(pointer, major);
    Arena scope = arena == null ? Arena.ofShared() : arena;
    long address = pointer.address();
    long size = CapsuleHeader.size(header);
    int slots = Math.min(type.slots().size(), CapsuleHeader.slots(size));
    MemorySegment table = Restricted.segment(address, CapsuleHeader.size(slots));
    List<MemorySegment> targets = new ArrayList<>();
    for (int i = 0; i < slots; i++) {
      targets.add(inScope(scope, table.get(ValueLayout.ADDRESS, CapsuleHeader.BYTES + 8L * i)));
    }
    Capsule.Parts parts =
        new Capsule.Parts(
            major,
            CapsuleHeader.minor(header),
            size,
            Restricted.segment(address, 0, scope),
            CapsuleHeader.context(header),
            targets,
            List.of());
    CapsuleState state = new CapsuleState(name, () -> CapsuleHeader.release(address), null);
    return arena == null
        ? new Capsule<>(type, state, parts, scope, false)
        : new Capsule<>(type, endedBy(arena, state), parts, null, true);
  }
}
