import org.jspecify.annotations.NullMarked;

/** The commands of conv4j. */
@NullMarked
module dev.conv4j.cli {
  requires static transitive org.jspecify;
  requires dev.conv4j.core;
  requires dev.conv4j.examples;
  requires info.picocli;
  requires me.tongfei.progressbar;
}
