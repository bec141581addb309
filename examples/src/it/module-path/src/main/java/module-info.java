/** A user's module. */
module org.example.shapes {
  requires dev.conv4j.core;
}
