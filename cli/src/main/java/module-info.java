import org.jspecify.annotations.NullMarked;

/** The commands of conv4j. */
@NullMarked
@SuppressWarnings("requires-automatic") // JLine's jar has no module descriptor
module dev.conv4j.cli {
  requires static jdk.incubator.vector;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  requires dev.conv4j.core;
  requires dev.conv4j.examples;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires org.jline.terminal;

  opens dev.conv4j.cli to
      info.picocli;
}
