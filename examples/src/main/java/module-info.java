import org.jspecify.annotations.NullMarked;

/** The lecture in small programs, and the first steps with conv4j. */
@NullMarked
module dev.conv4j.examples {
  requires static transitive org.jspecify;
  requires transitive dev.conv4j.core;

  exports dev.conv4j.examples;
}
