/// Test utilities for every module: seeds, shapes, child JVMs, C fixtures, peers. Not published.
module org.culebra.testsupport {
  requires java.management;
  requires static org.jspecify;
  requires org.junit.jupiter.api;

  exports org.culebra.testsupport;
}
