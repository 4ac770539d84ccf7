package org.culebra.ffi;

/// A child JVM without native access.
final class OpenMain {
  private OpenMain() {}

  public static void main(String[] arguments) {
    try {
      CLibrary.open(arguments[0]);
      System.out.println("opened");
    } catch (IllegalCallerException | ExceptionInInitializerError thrown) {
      Throwable denied = thrown.getCause() instanceof IllegalCallerException e ? e : thrown;
      System.out.println(thrown.getMessage() + " / " + denied.getMessage());
    }
  }
}
