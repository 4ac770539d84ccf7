package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.culebra.array.ByteView;
import org.culebra.array.DoubleView;
import org.culebra.array.FloatView;
import org.culebra.array.IntView;
import org.culebra.array.Lease;
import org.culebra.array.LongView;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.ShortView;
import org.culebra.ffi.internal.Restricted;
import org.culebra.ffi.internal.Scopes;
import org.jspecify.annotations.Nullable;

/// What the pointers inside a struct point to: kept reachable, and looked at before each call.
final class KeptPointers {
  /// One pointer.
  ///
  /// @param field where it is, for messages
  /// @param value what was set
  /// @param memory its memory, whose scope tells whether it is alive
  /// @param lease keeps the memory alive, `null` where reachability is enough or the check has to
  ///   do
  /// @param inner the pointers of a struct that is pointed to
  record Kept(
      StructField field,
      Object value,
      MemorySegment memory,
      @Nullable Lease lease,
      CStruct.@Nullable Value inner) {}

  private final @Nullable Arena arena;
  private final List<Long> offsets = new ArrayList<>();
  private final List<Kept> entries = new ArrayList<>();
  private @Nullable Leases leases;

  KeptPointers(@Nullable Arena arena) {
    this.arena = arena;
  }

  /// Decides whether a pointer may be kept.
  Kept keep(StructField field, Object value, MemorySegment target) {
    MemorySegment memory = memory(value, target);
    requireAlive(memory, field.where());
    MemoryOwner owner = value instanceof NDArray array ? array.owner() : Retention.ARENA;
    CStruct.Value inner = value instanceof CStruct.Value struct ? struct : null;
    boolean lasting = ExchangeArena.lasts(owner);
    if (!lasting && owner != Retention.ARENA) {
      if (arena == null) {
        throw new IllegalStateException(
            field.where()
                + ": expected a struct allocated in an arena, which ends the lease of its memory,"
                + " but found one over memory of C");
      }
      return new Kept(field, value, memory, owner.leaseFor(memory), inner);
    }
    if (!lasting && Scopes.isShared(memory)) {
      throw new IllegalStateException(
          field.where()
              + ": expected memory that no other thread can close during a call but found memory of"
              + " Arena.ofShared(); use automatic, global or confined memory, or an array of an"
              + " ExchangeArena");
    }
    return new Kept(field, value, memory, null, inner);
  }

  private static MemorySegment memory(Object value, MemorySegment target) {
    return switch (value) {
      case NDArray array -> array.segment();
      case ByteView view -> view.segment();
      case ShortView view -> view.segment();
      case IntView view -> view.segment();
      case LongView view -> view.segment();
      case FloatView view -> view.segment();
      case DoubleView view -> view.segment();
      default -> target;
    };
  }

  private static void requireAlive(MemorySegment memory, String where) {
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException(
          where + ": expected memory that is alive but found that its arena has been closed");
    }
    if (!memory.isAccessibleBy(Thread.currentThread())) {
      throw new WrongThreadException(
          where + ": expected memory of this thread but found it confined to another");
    }
  }

  void put(long offset, @Nullable Kept entry) {
    int index = offsets.indexOf(offset);
    if (index >= 0) {
      offsets.remove(index);
      release(entries.remove(index));
    }
    if (entry != null) {
      offsets.add(offset);
      entries.add(entry);
      hold(entry);
    }
  }

  /// Takes over what a copied part of another struct points to; leases are taken anew.
  void copyFrom(KeptPointers from, long fromOffset, long toOffset, long size) {
    List<Long> sourceOffsets = List.copyOf(from.offsets);
    List<Kept> sources = List.copyOf(from.entries);
    for (int i = offsets.size() - 1; i >= 0; i--) {
      if (isIn(offsets.get(i), toOffset, size)) {
        put(offsets.get(i), null);
      }
    }
    for (int i = 0; i < sources.size(); i++) {
      if (isIn(sourceOffsets.get(i), fromOffset, size)) {
        Kept source = sources.get(i);
        put(
            sourceOffsets.get(i) - fromOffset + toOffset,
            keep(source.field(), source.value(), source.memory()));
      }
    }
  }

  private static boolean isIn(long offset, long start, long size) {
    return offset >= start && offset < start + size;
  }

  private void hold(Kept entry) {
    Lease lease = entry.lease();
    if (lease == null) {
      return;
    }
    if (leases == null) {
      Leases made = new Leases();
      if (arena != null) {
        // the only way to be told when an arena closes
        Restricted.segment(1, 0, arena, ignored -> made.releaseAll());
      }
      leases = made;
    }
    leases.add(lease);
  }

  private void release(Kept entry) {
    if (entry.lease() != null && leases != null) {
      leases.release(entry.lease());
    }
  }

  /// Refuses a struct with a pointer to memory that is gone.
  void check(CStruct type, long base) {
    for (int i = 0; i < entries.size(); i++) {
      Kept entry = entries.get(i);
      if (isIn(offsets.get(i), base, type.byteSize())) {
        requireAlive(entry.memory(), type.type() + ", " + entry.field().where());
        if (entry.inner() != null) {
          checkInner();
          return;
        }
      }
    }
  }

  /// Structs may point to each other in a circle.
  private void checkInner() {
    for (KeptPointers reachable : reachable()) {
      for (Kept entry : reachable.entries) {
        requireAlive(entry.memory(), entry.field().where());
      }
    }
  }

  private Set<KeptPointers> reachable() {
    Set<KeptPointers> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<KeptPointers> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      KeptPointers next = open.pop();
      if (seen.add(next)) {
        for (Kept entry : next.entries) {
          if (entry.inner() != null) {
            open.push(entry.inner().kept());
          }
        }
      }
    }
    return seen;
  }

  /// The callbacks that C may reach through the struct, each once.
  List<Callback> callbacks() {
    if (entries.isEmpty()) {
      return List.of();
    }
    List<Callback> callbacks = new ArrayList<>();
    for (KeptPointers reachable : reachable()) {
      for (Kept entry : reachable.entries) {
        if (entry.value() instanceof Callback callback && !callbacks.contains(callback)) {
          callbacks.add(callback);
        }
      }
    }
    return callbacks;
  }

  /// The leases of one struct; released when its arena closes, on whatever thread does that.
  private static final class Leases {
    private final List<Lease> held = new ArrayList<>();

    synchronized void add(Lease lease) {
      held.add(lease);
    }

    synchronized void release(Lease lease) {
      if (held.remove(lease)) {
        lease.release();
      }
    }

    synchronized void releaseAll() {
      held.forEach(Lease::release);
      held.clear();
    }
  }
}
