import org.jspecify.annotations.NullMarked;

/** Contracts for devices and layers, and the gradient check. */
@NullMarked
module dev.conv4j.testkit {
  requires static transitive org.jspecify;
  requires transitive dev.conv4j.core;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;

  exports dev.conv4j.testkit;

  opens dev.conv4j.testkit to
      org.junit.platform.commons;
}
