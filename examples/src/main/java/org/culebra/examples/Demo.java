package org.culebra.examples;

/// What `./demo` runs.
public final class Demo {
  private Demo() {}

  /// Runs the demonstration.
  ///
  /// @param args the folder for the files that it makes
  public static void main(String[] args) {
    System.out.println("Nothing to show yet.");
  }
}
