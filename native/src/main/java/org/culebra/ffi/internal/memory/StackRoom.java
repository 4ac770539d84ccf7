package org.culebra.ffi.internal.memory;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.MachineCode;
import org.culebra.ffi.internal.host.OwnStack;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;

/// Checks the stack before anything happens, so that a stack overflow never leaves this library's
/// work half done: a [StackOverflowError] is thrown here or not at all.
///
/// The required size is that of interpreted frames. A platform thread probes further than that, and
/// then compares its stack pointer with the lowest probed address. A virtual thread probes each
/// time, because its stack moves whenever it continues.
///
/// The class has no initializer, which could overflow the stack itself and would never be retried;
/// what it needs is created on another stack.
///
/// Not covered: the JDK's frames between C and Java, which cannot be protected, and a JVM with
/// `-XX:-DontCompileHugeMethods`.
public final class StackRoom {
  /// For this library's own work, from an entry point to its end.
  private static final int OWN = 24 << 10;

  /// For work as deep as structs are nested, or calls to C, which may call back.
  private static final int DEEP = 64 << 10;

  /// For a C function that runs programs of its own, which may call back several times deep.
  private static final int INTERPRETER = 192 << 10;

  /// For what such programs call: half of that, so that a failure can still be reported.
  private static final int CALLED = 128 << 10;

  /// More bytecode than the JDK compiles in one method: only the interpreter is certain to use the
  /// frame size in the class file.
  private static final int TOO_LONG_TO_COMPILE = 8100;

  private static volatile boolean ready;

  private StackRoom() {}

  /// Checks that there is enough stack for this library's own work.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  /// @throws IllegalCallerException if native access is denied; names the flag that grants it
  public static void own() {
    if (!ready) {
      prepare();
    }
    if (!Looks.isSeen(0)) {
      Looks.look(Looks.OWN_FRAME, 0);
    }
  }

  /// Checks that there is enough stack for a nested struct, or a C function that may call back.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  /// @throws IllegalCallerException if native access is denied; names the flag that grants it
  public static void deep() {
    if (!ready) {
      prepare();
    }
    if (!Looks.isSeen(0)) {
      Looks.look(Looks.DEEP_FRAME, 0);
    }
  }

  /// The same where no exception can be thrown.
  ///
  /// @return false if there is too little stack; nothing has happened
  /// @throws IllegalCallerException if native access is denied; says which flag grants it
  static boolean hasDeep() {
    if (ready && Looks.isSeen(0)) {
      return true;
    }
    try {
      deep();
      return true;
    } catch (StackOverflowError e) {
      return false;
    }
  }

  /// Makes sure of what a C function needs that runs programs, Python's for example.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing was called
  public static void interpreter() {
    room(INTERPRETER);
  }

  /// Makes sure, in a Java function that C has called, of what it needs, and of what reporting its
  /// failure needs after that.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing has happened
  public static void called() {
    room(CALLED);
  }

  private static void room(int bytes) {
    if (!ready) {
      prepare();
    }
    if (!Looks.isSeen(bytes - DEEP)) {
      Looks.look(bytes == CALLED ? Looks.CALLED_FRAME : Looks.INTERPRETER_FRAME, bytes - DEEP);
    }
  }

  /// Before a C function. As long as C has no function that runs Java, there is nothing to make
  /// sure of.
  ///
  /// @throws StackOverflowError if there is too little stack; nothing was called
  public static void beforeCall() {
    if (Restricted.hasUpcalls()) {
      deep();
    }
  }

  private static void prepare() {
    Restricted.check(); // or a class initializer would fail with this, and only once
    OwnStack.run(new Preparation());
    ready = true;
  }

  /// Not a lambda: the classes that create one could overflow the stack, too.
  private static final class Preparation implements Runnable {
    @Override
    public void run() {
      CMemory.link();
      Looks.look(Looks.DEEP_FRAME, 0);
      Looks.isSeen(0);
      ReleaseChain.release(HandleTable.add(this));
      NativeBlock block = NativeBlock.allocate(1, Long.BYTES);
      ReleaseChain.release(block.retainHeader());
      block.release();
      OwnStack.initialize(
          MethodHandles.lookup(),
          Addresses.class,
          ArenaRegistry.class,
          PendingLease.class,
          BlockLease.class,
          ExportRegistry.class,
          Postponed.Work.class,
          NativeBlock.PostponedEnd.class,
          BlockTable.PostponedRelease.class,
          ReleaseStub.PostponedRelease.class,
          ExportedStruct.class,
          FilledStruct.class);
      ReleaseStub.live(); // not a count, which asks for stack itself
    }
  }

  /// The probed parts of threads' stacks.
  private static final class Looks {
    /// How far a thread probes beyond what it needs now.
    private static final int AHEAD = 64 << 10;

    private static final int PAGE_BITS = 12;
    private static final int ID_SHIFT = 36;
    private static final long PAGE_MASK = (1L << ID_SHIFT) - 1;
    private static final int THREADS = 1 << 10;

    /// At the slot given by a thread's number: the number, and the lowest page of its stack with
    /// [#DEEP] bytes of room below it, in one word, which is written atomically.
    private static final long[] SEEN = new long[THREADS];

    static final MethodHandle OWN_FRAME = frame(OWN);
    static final MethodHandle DEEP_FRAME = frame(DEEP);
    static final MethodHandle CALLED_FRAME = frame(CALLED);
    static final MethodHandle INTERPRETER_FRAME = frame(INTERPRETER);
    private static final MethodHandle AHEAD_FRAME = frame(DEEP + AHEAD);
    private static final MethodHandle FAR_FRAME = frame(INTERPRETER + AHEAD);

    /// @param more bytes than [#DEEP]
    static boolean isSeen(int more) {
      long id = Thread.currentThread().threadId();
      long seen = SEEN[(int) id & (THREADS - 1)];
      return seen >>> ID_SHIFT == id
          && MachineCode.stackPointer() - more >>> PAGE_BITS >= (seen & PAGE_MASK);
    }

    /// @param more bytes than [#DEEP] that are needed now
    static void look(MethodHandle frame, int more) {
      Thread thread = Thread.currentThread();
      long pointer = MachineCode.stackPointer();
      long id = thread.threadId();
      if (pointer != 0 && !thread.isVirtual() && id < 1L << Long.SIZE - ID_SHIFT) {
        try {
          enter(more == 0 ? AHEAD_FRAME : FAR_FRAME);
          int ahead = more == 0 ? AHEAD : AHEAD + INTERPRETER - DEEP;
          // the frame began somewhat below, and rounding may lose a page
          long page = (pointer - ahead >>> PAGE_BITS) + 3;
          SEEN[(int) id & (THREADS - 1)] = id << ID_SHIFT | page;
          return;
        } catch (StackOverflowError e) {
          // there may be enough for now
        }
      }
      enter(frame);
    }

    private static void enter(MethodHandle frame) {
      try {
        frame.invokeExact(0);
      } catch (Throwable e) {
        throw SneakyThrow.rethrow(e);
      }
    }
  }

  /// A method that does nothing, with a frame of this size.
  ///
  /// @param bytes the size of the frame
  /// @return a handle that takes an int, 0, and throws a [StackOverflowError] if there is no such
  ///   room
  public static MethodHandle frame(int bytes) {
    byte[] code =
        ClassFile.of()
            .build(
                ClassDesc.of(StackRoom.class.getPackageName(), "Frame"),
                writer ->
                    writer
                        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                        .withMethodBody(
                            "frame",
                            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int),
                            ClassFile.ACC_STATIC,
                            body -> body(body, bytes / Long.BYTES)));
    try {
      MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(code, true);
      return hidden.findStatic(
          hidden.lookupClass(), "frame", MethodType.methodType(void.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot define a frame", e);
    }
  }

  private static void body(CodeBuilder code, int locals) {
    Label end = code.newLabel();
    code.iload(0).ifeq(end);
    for (int i = 0; i < TOO_LONG_TO_COMPILE; i++) {
      code.nop();
    }
    code.iconst_0().istore(locals - 1);
    code.labelBinding(end).return_();
  }
}
