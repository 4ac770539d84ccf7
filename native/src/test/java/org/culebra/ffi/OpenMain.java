package org.culebra.ffi;

/// A child JVM without native access, which asks for it again and again.
public final class OpenMain {
  private OpenMain() {}

  public static void main(String[] arguments) {
    for (int i = 0; i < 2; i++) {
      report("open", () -> CLibrary.open(arguments[0]));
      report("process", CLibrary::process);
      report("compile", () -> CLibrary.compile("int f(void) { return 1; }"));
    }
  }

  private static void report(String name, Runnable open) {
    try {
      open.run();
      System.out.println(name + " opened");
    } catch (IllegalCallerException denied) {
      System.out.println(name + " " + denied.getMessage());
    } catch (Throwable thrown) {
      System.out.println(name + " " + thrown);
    }
  }
}
