package org.culebra.ffi.capsule;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.internal.call.CFunctionImpl;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// One consumer's view of a capsule: in PLAIN the capsule's own functions, otherwise intercepted
/// slots and a table of them.
final class CapsuleView {
  private static final int MISUSES_KEPT = 100;

  private final Capsule<?> capsule;
  private final CapsuleState state;
  private final List<CapsuleSlot> slots;
  private final int visible;
  private final CapsuleMode mode;
  private final Map<CapsuleSlot, SlotWatch> watches = new LinkedHashMap<>();
  private final Map<CapsuleSlot, MemorySegment> stubs = new LinkedHashMap<>();
  private final List<ResultWatch> results = new ArrayList<>();
  private final List<Throwable> misuses = new ArrayList<>();
  private final MemorySegment pointer;
  private final @Nullable Arena arena;
  private final @Nullable Throwable openedAt;
  private final long leak;
  private volatile boolean closed;
  private @Nullable Throwable closedAt;

  CapsuleView(Capsule<?> capsule, CapsuleType<?> type, CapsuleMode mode, CapsuleListener listener) {
    this.capsule = capsule;
    this.state = capsule.state();
    this.slots = type.slots();
    this.visible = Math.min(slots.size(), capsule.targets().size());
    this.mode = mode;
    boolean debug = mode == CapsuleMode.DEBUG;
    this.openedAt = debug ? CapsuleLeaks.stack("opened") : null;
    this.arena = mode == CapsuleMode.TRACE && visible > 0 ? Arena.ofShared() : null;
    if (debug) {
      watchResults(type.givenBackBy());
    }
    this.pointer =
        mode == CapsuleMode.PLAIN || visible == 0 ? capsule.pointer() : watchedOrNothing(listener);
    if (debug) {
      state.debug();
    }
    this.leak =
        debug ? CapsuleLeaks.open("use of " + capsuleName() + ", never closed, opened") : -1;
  }

  /// One watch for each slot that takes results back, shared by the slots that create them.
  private void watchResults(Map<String, String> givenBackBy) {
    Map<String, Set<String>> makers = new TreeMap<>();
    givenBackBy.forEach(
        (maker, taker) -> makers.computeIfAbsent(taker, key -> new TreeSet<>()).add(maker));
    makers.forEach((taker, names) -> results.add(new ResultWatch(this, names, taker)));
  }

  private MemorySegment watchedOrNothing(CapsuleListener listener) {
    try {
      return watched(listener);
    } catch (Throwable e) {
      if (arena != null) {
        arena.close();
      }
      throw e;
    }
  }

  /// @return the consumer's own table, or its own function pointer
  private MemorySegment watched(CapsuleListener listener) {
    Arena stubArena = arena == null ? Arena.global() : arena;
    List<MemorySegment> own = new ArrayList<>();
    for (CapsuleSlot slot : slots.subList(0, visible)) {
      MemorySegment target = capsule.targets().get(slot.index());
      if (target.address() != 0 && slot.isWrappable()) {
        SlotWatch watch = new SlotWatch(this, slot, target, listener);
        watches.put(slot, watch);
        target = watch.stub(stubArena);
        stubs.put(slot, target);
      }
      own.add(target);
    }
    return capsule.isTable() ? table(stubArena, own) : own.getFirst();
  }

  private MemorySegment table(Arena stubArena, List<MemorySegment> own) {
    MemorySegment table = stubArena.allocate(CapsuleHeader.size(own.size()), 8);
    CapsuleHeader.write(table, capsule.major(), capsule.minor(), capsule.context(), own);
    return Restricted.segment(table.address(), 0, stubArena);
  }

  CapsuleMode mode() {
    return mode;
  }

  List<CapsuleSlot> slots() {
    return slots;
  }

  Capsule<?> capsule() {
    return capsule;
  }

  String capsuleName() {
    return "capsule " + CapsuleState.quoted(state.name());
  }

  MemorySegment pointer() {
    checkOpen();
    return pointer;
  }

  MemorySegment pointer(CapsuleSlot slot) {
    MemorySegment stub = stubs.get(slot);
    return stub == null ? capsule.targets().get(slot.index()) : stub;
  }

  CapsuleSlot slot(String name) {
    List<String> names = new ArrayList<>();
    for (CapsuleSlot slot : slots) {
      if (slot.name().equals(name)) {
        return slot;
      }
      names.add(slot.name());
    }
    throw new IllegalArgumentException(
        "expected a slot of %s but found '%s'%s"
            .formatted(capsuleName(), name, Suggestions.hint(name, names)));
  }

  boolean has(CapsuleSlot slot) {
    return slot.index() < visible && capsule.targets().get(slot.index()).address() != 0;
  }

  /// A slot that can be used.
  CapsuleSlot present(String name) {
    checkOpen();
    CapsuleSlot slot = slot(name);
    if (slot.index() >= visible) {
      throw new NoSuchElementException(
          "slot '%s': expected a table of at least %d bytes but found %s of %d bytes"
              .formatted(name, slot.byteOffset() + 8, capsuleName(), capsule.byteSize()));
    }
    if (!has(slot)) {
      throw new NoSuchElementException(
          "slot '%s': expected a pointer but found NULL in %s".formatted(name, capsuleName()));
    }
    return slot;
  }

  CFunction function(CapsuleSlot slot) {
    MemorySegment target = capsule.targets().get(slot.index());
    SlotWatch watch = watches.get(slot);
    return new CFunctionImpl(
        slot.prototype(), target, watch == null ? UnaryOperator.identity() : watch::around);
  }

  MethodHandle watchResults(MethodHandle raw, CapsuleSlot slot) {
    MethodHandle handle = raw;
    for (ResultWatch watch : results) {
      handle = watch.around(handle, slot);
    }
    return handle;
  }

  /// Rejects a request from Java through a closed use.
  void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "expected an open use of " + capsuleName() + " but found a closed one", closedAt());
    }
    state.checkOpen();
  }

  /// Rejects a call after the end, in DEBUG.
  void checkCall(String slot) {
    if (mode == CapsuleMode.DEBUG && (closed || state.isEnded())) {
      String what = closed ? "the use of " + capsuleName() : capsuleName();
      throw misuse(
          slot,
          "expected a call before " + what + " was closed but found one afterwards",
          closed ? closedAt() : state.endedAt());
    }
  }

  /// Records a misuse, with the stack traces of opening and closing.
  IllegalStateException misuse(String slot, String problem, @Nullable Throwable closedAt) {
    IllegalStateException misuse =
        new IllegalStateException("slot '" + slot + "': " + problem, closedAt);
    if (openedAt != null) {
      misuse.addSuppressed(openedAt);
    }
    record(misuse);
    return misuse;
  }

  void record(Throwable failure) {
    synchronized (misuses) {
      if (misuses.size() < MISUSES_KEPT && !misuses.contains(failure)) {
        misuses.add(failure);
      }
    }
  }

  List<Throwable> misuses() {
    List<Throwable> all;
    synchronized (misuses) {
      all = new ArrayList<>(misuses);
    }
    for (SlotWatch watch : watches.values()) {
      StackOverflowError unrecorded = watch.unrecorded();
      if (unrecorded != null) {
        all.add(unrecorded);
      }
    }
    return List.copyOf(all);
  }

  Map<String, CapsuleUse.Count> counts() {
    Map<String, CapsuleUse.Count> counts = new LinkedHashMap<>();
    watches.forEach((slot, watch) -> counts.put(slot.name(), watch.count()));
    return counts;
  }

  private synchronized @Nullable Throwable closedAt() {
    return closedAt;
  }

  synchronized void close() {
    if (closed) {
      return;
    }
    if (arena != null) {
      arena.close(); // rejected while Java calls C with something of it
    }
    if (mode == CapsuleMode.DEBUG) {
      closedAt = CapsuleLeaks.stack("closed");
      CapsuleLeaks.close(leak);
    }
    closed = true;
  }
}
