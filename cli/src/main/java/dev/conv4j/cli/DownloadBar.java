package dev.conv4j.cli;

import dev.conv4j.data.DownloadListener;
import org.jspecify.annotations.Nullable;

/** Shows downloads: a line for each file, and a bar for the one that runs. */
final class DownloadBar implements DownloadListener {
  private static final long MEBIBYTE = 1 << 20;

  private final Console console;
  private @Nullable Bar bar;

  DownloadBar(Console console) {
    this.console = console;
  }

  @Override
  public void started(String file, long bytes) {
    console.say("Downloading %s.", file);
    bar = new Bar(console, file, " MiB", MEBIBYTE, bytes);
  }

  @Override
  public void progress(long bytes) {
    if (bar != null) {
      bar.at(bytes, "");
    }
  }

  @Override
  public void finished() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
