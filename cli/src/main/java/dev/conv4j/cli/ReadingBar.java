package dev.conv4j.cli;

import dev.conv4j.data.ReadingListener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Shows how the reading of pictures goes, and names those that are left out. */
final class ReadingBar implements ReadingListener {
  private final Console console;
  private @Nullable Bar bar;

  ReadingBar(Console console) {
    this.console = console;
  }

  @Override
  public void started(String task, int pictures) {
    bar = new Bar(console, task, " pictures", 1, pictures);
  }

  @Override
  public void progress(int done) {
    if (bar != null) {
      bar.at(done, "");
    }
  }

  @Override
  public void leftOut(Path file, String why) {
    console.say("Left out %s: %s.", file, why);
  }

  @Override
  public void finished() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
