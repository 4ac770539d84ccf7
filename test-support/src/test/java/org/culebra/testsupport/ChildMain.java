package org.culebra.testsupport;

/// What [ChildJvmTest] runs; public, so that it can be launched on the module path.
public final class ChildMain {
  private ChildMain() {}

  /// Does what the first argument says.
  ///
  /// @param args what to do
  public static void main(String[] args) throws InterruptedException {
    switch (args[0]) {
      case "where" -> System.out.println(ChildMain.class.getModule());
      case "exit" -> {
        System.err.println("grüße");
        System.exit(Integer.parseInt(args[1]));
      }
      case "halt" -> Runtime.getRuntime().halt(9);
      default -> Thread.sleep(60_000);
    }
  }
}
