/** A user's module, with a layer of the user's own. */
module org.example.sides {
  requires transitive dev.conv4j.core;

  exports org.example.sides;
}
