/// What the tests of every module share: seeds, shapes, child JVMs, C fixtures. Not published.
module org.culebra.testsupport {
  requires static org.jspecify;

  exports org.culebra.testsupport;
}
