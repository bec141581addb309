package dev.conv4j.data;

import java.nio.file.Path;

/**
 * Hears how the reading of many pictures goes, such as a progress bar. After {@link #started} comes
 * one {@link #finished}, whether the reading went well or not. One call at a time, from any thread.
 */
public interface ReadingListener {
  /** Hears nothing. */
  ReadingListener NONE =
      new ReadingListener() {
        @Override
        public void started(String task, int pictures) {}

        @Override
        public void progress(int done) {}

        @Override
        public void leftOut(Path file, String why) {}

        @Override
        public void finished() {}
      };

  /**
   * Pictures begin to be read.
   *
   * @param task what is done, for people, such as {@code Reading pictures}
   * @param pictures how many there are
   */
  void started(String task, int pictures);

  /** So many pictures are done. */
  void progress(int done);

  /**
   * A picture cannot be read and is left out, for that was asked for.
   *
   * @param why in a few words
   */
  void leftOut(Path file, String why);

  /** No more pictures will be read. */
  void finished();
}
