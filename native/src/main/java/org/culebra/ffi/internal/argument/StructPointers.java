package org.culebra.ffi.internal.argument;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.culebra.array.ArrayView;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.internal.Releases;
import org.culebra.array.internal.Scopes;
import org.culebra.ffi.Callback;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.ArenaRegistry;
import org.culebra.ffi.internal.memory.MemoryErrors;
import org.culebra.ffi.internal.memory.Postponed;
import org.jspecify.annotations.Nullable;

/// The targets of the pointers in a struct: kept reachable, and checked before each call.
public final class StructPointers {
  /// One pointer.
  ///
  /// @param field its path, for messages
  /// @param value the assigned value
  /// @param memory its memory, whose scope shows whether it is alive
  /// @param lease keeps the memory alive, `null` if reachability or the check is enough
  /// @param closable whether its thread could close it
  /// @param inner the pointers of a struct that it points to
  public record Entry(
      StructPath.Field field,
      Object value,
      MemorySegment memory,
      @Nullable Lease lease,
      boolean closable,
      @Nullable StructValue inner) {}

  private final @Nullable Arena arena;
  private final List<Long> offsets = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final PointeeLeases leases;
  private boolean registered;

  /// Whether C can reach neither callbacks nor other structs from here.
  private boolean plain = true;

  /// Whether all that C can reach lasts as long as the struct's own memory, so that calls need not
  /// check it.
  private boolean lasting = true;

  /// Whether some of it ends with the struct's own memory.
  private boolean endsWithStruct;

  private final MemorySegment.Scope scope;

  /// The pointers in memory of C or of any thread.
  public StructPointers(@Nullable Arena arena) {
    this(arena, MemorySegment.NULL);
  }

  /// The pointers in some memory.
  ///
  /// @param arena whose close ends the leases, `null` if there is none
  StructPointers(@Nullable Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.scope = memory.scope();
    this.leases = new PointeeLeases(Scopes.isConfined(memory));
  }

  /// Decides whether a pointer may be stored, and leases its memory if reachability is not enough.
  /// The caller passes the result to [#put] or [#discard].
  public Entry keep(StructPath.Field field, Object value, MemorySegment target) {
    MemorySegment memory = memory(value, target);
    requireAlive(memory, field.where());
    MemoryOwner owner = value instanceof NDArray array ? array.owner() : Retention.ARENA;
    StructValue inner = value instanceof StructValue struct ? struct : null;
    Lease lease = lease(owner, memory);
    if (lease != null) {
      hold(lease, field);
    } else if (!ArenaRegistry.lasts(owner, memory) && Scopes.isShared(memory)) {
      throw new IllegalStateException(
          field.where()
              + ": expected memory that no other thread can close during a call but found memory of"
              + " Arena.ofShared(); use automatic, global or confined memory, or memory of an"
              + " ExchangeArena");
    }
    boolean closable = lease == null && Scopes.isConfined(memory);
    return new Entry(field, value, memory, lease, closable, inner);
  }

  /// A lease from the array's owner, or from the arena that allocated the block.
  private static @Nullable Lease lease(MemoryOwner owner, MemorySegment memory) {
    if (ArenaRegistry.lasts(owner, memory)) {
      return null;
    }
    return owner instanceof Retention ? ArenaRegistry.leaseOf(memory) : owner.leaseFor(memory);
  }

  private void hold(Lease lease, StructPath.Field field) {
    try {
      if (arena == null) {
        throw new IllegalStateException(
            field.where()
                + ": expected a struct allocated in an arena, which ends the lease of its memory,"
                + " but found one over memory of C");
      }
      if (!registered) {
        Runnable end = leases::releaseAll; // not of this, which reaches the arena
        // the only way to be notified when an arena closes
        Restricted.segment(1, 0, arena, ignored -> Postponed.orNow(end));
        registered = true;
      }
      leases.add(lease);
    } catch (Throwable e) {
      lease.release();
      throw e;
    }
  }

  private static MemorySegment memory(Object value, MemorySegment target) {
    return switch (value) {
      case NDArray array -> array.segment();
      case ArrayView view -> view.segment();
      default -> target;
    };
  }

  /// The same for messages that need not be made on every call.
  private static void requireAlive(Entry entry, CStructImpl type) {
    MemorySegment memory = entry.memory();
    if (!memory.scope().isAlive() || !memory.isAccessibleBy(Thread.currentThread())) {
      requireAlive(memory, type.type() + ", " + entry.field().where());
    }
  }

  private static void requireAlive(MemorySegment memory, String where) {
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException(where + ": " + MemoryErrors.GONE);
    }
    if (!memory.isAccessibleBy(Thread.currentThread())) {
      throw new WrongThreadException(
          where + ": expected memory of this thread but found it confined to another");
    }
  }

  /// What Java has stored in the pointer at an offset.
  @Nullable Entry entryAt(long offset) {
    int index = offsets.indexOf(offset);
    return index < 0 ? null : entries.get(index);
  }

  /// Replaces a pointer. Its old target stays alive while C may use it.
  public void put(long offset, @Nullable Entry entry) {
    int index = offsets.indexOf(offset);
    Entry old = index < 0 ? null : entries.remove(index);
    if (index >= 0) {
      offsets.remove(index);
    }
    if (entry != null) {
      offsets.add(offset);
      entries.add(entry);
    }
    plain = entries.stream().allMatch(StructPointers::isPlain);
    lasting = plain && entries.stream().allMatch(this::isLasting);
    endsWithStruct = entries.stream().anyMatch(Entry::closable);
    if (old != null) {
      leases.remove(old.value(), old.lease());
    }
    if (entry != null && entry.inner() != null) {
      join(entry.inner().kept());
    }
  }

  private static boolean isPlain(Entry entry) {
    return entry.inner() == null && !(entry.value() instanceof Callback);
  }

  private boolean isLasting(Entry entry) {
    MemorySegment memory = entry.memory();
    return entry.lease() == null
        && (entry.closable() ? memory.scope().equals(scope) : Scopes.cannotClose(memory));
  }

  /// Calls in progress reach another struct, and what that leads to, from now on.
  private void join(StructPointers other) {
    if (leases.inCall()) {
      other.reachable().forEach(reached -> leases.join(reached.leases()));
    }
  }

  /// Releases the result of [#keep] if it is not used.
  void discard(@Nullable Entry entry) {
    if (entry != null) {
      leases.discard(entry.lease());
    }
  }

  /// Adds the pointers of a copied part of another struct, or of this one; leases are taken anew.
  /// The bytes are copied when all pointers have been checked, and the old ones are released last:
  /// if this throws, nothing has changed.
  ///
  /// @param copy copies the bytes
  public void copyFrom(
      StructPointers from, long fromOffset, long toOffset, long size, Runnable copy) {
    List<Long> places = new ArrayList<>();
    List<Entry> made = new ArrayList<>();
    try {
      for (int i = 0; i < from.entries.size(); i++) {
        long offset = from.offsets.get(i);
        if (isIn(offset, fromOffset, size)) {
          Entry source = from.entries.get(i);
          made.add(keep(source.field(), source.value(), source.memory()));
          places.add(offset - fromOffset + toOffset);
        }
      }
      copy.run();
    } catch (Throwable e) {
      Releases.after(e, made, this::discard);
      throw e;
    }
    for (long offset : List.copyOf(offsets)) {
      if (isIn(offset, toOffset, size) && !places.contains(offset)) {
        put(offset, null);
      }
    }
    for (int i = 0; i < made.size(); i++) {
      put(places.get(i), made.get(i));
    }
  }

  private static boolean isIn(long offset, long start, long size) {
    return offset >= start && offset < start + size;
  }

  /// Rejects a struct with a pointer to memory that has been freed.
  public void check(CStructImpl type, long base) {
    if (!lasting) {
      checkEach(type, base);
    }
  }

  private void checkEach(CStructImpl type, long base) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (isIn(offsets.get(i), base, type.byteSize())) {
        requireAlive(entry, type);
        if (entry.inner() != null) {
          checkInner();
          return;
        }
      }
    }
  }

  /// Structs may point to each other in cycles.
  private void checkInner() {
    for (StructPointers reachable : reachable()) {
      for (Entry entry : reachable.entries) {
        requireAlive(entry.memory(), entry.field().where());
      }
    }
  }

  /// This struct and those that it points to, directly or indirectly.
  public Collection<StructPointers> reachable() {
    if (isPlain()) {
      return List.of(this);
    }
    Set<StructPointers> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<StructPointers> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      StructPointers next = open.pop();
      if (seen.add(next)) {
        for (Entry entry : next.entries) {
          if (entry.inner() != null) {
            open.push(entry.inner().kept());
          }
        }
      }
    }
    return seen;
  }

  /// The callbacks that C may reach through the struct, each once.
  public List<Callback> callbacks() {
    if (isPlain()) {
      return List.of();
    }
    Set<Callback> callbacks = new LinkedHashSet<>();
    for (StructPointers reachable : reachable()) {
      for (Entry entry : reachable.entries) {
        if (entry.value() instanceof Callback callback) {
          callbacks.add(callback);
        }
      }
    }
    return List.copyOf(callbacks);
  }

  /// The memory that C may reach through the struct and that this thread could close meanwhile.
  ///
  /// @param pinned the scope that the call keeps open anyway, if there is one
  /// @return memory of each such arena
  public Map<MemorySegment.Scope, MemorySegment> closable(MemorySegment.@Nullable Scope pinned) {
    Map<MemorySegment.Scope, MemorySegment> found = Map.of();
    if (isPlain()) {
      return addClosable(pinned, found);
    }
    for (StructPointers reachable : reachable()) {
      found = reachable.addClosable(pinned, found);
    }
    return found;
  }

  /// On the path of each call: allocates nothing if there is nothing to add.
  private Map<MemorySegment.Scope, MemorySegment> addClosable(
      MemorySegment.@Nullable Scope pinned, Map<MemorySegment.Scope, MemorySegment> earlier) {
    Map<MemorySegment.Scope, MemorySegment> found = earlier;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.closable() && !entry.memory().scope().equals(pinned)) {
        found = found.isEmpty() ? new LinkedHashMap<>() : found;
        found.put(entry.memory().scope(), entry.memory());
      }
    }
    return found;
  }

  /// Whether C can reach neither callbacks nor other structs from here.
  public boolean isPlain() {
    return plain;
  }

  /// Whether a call needs no more than that the targets stay reachable.
  ///
  /// @param copied whether C gets a copy of the struct, so that nothing pins its own arena
  public boolean isLasting(boolean copied) {
    return lasting && !(copied && endsWithStruct);
  }

  public PointeeLeases leases() {
    return leases;
  }
}
