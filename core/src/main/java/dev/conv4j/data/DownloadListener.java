package dev.conv4j.data;

/**
 * Hears how a download goes, such as a progress bar. After each {@link #started} comes one {@link
 * #finished}, whether the download went well or not; a file that is tried at another address starts
 * anew.
 */
public interface DownloadListener {
  /** Hears nothing. */
  DownloadListener NONE =
      new DownloadListener() {
        @Override
        public void started(String file, long totalBytes) {}

        @Override
        public void progress(long bytes) {}

        @Override
        public void finished() {}
      };

  /**
   * A file begins to arrive.
   *
   * @param file its name, without a folder
   * @param totalBytes how many bytes will come, or -1 if that is not known
   */
  void started(String file, long totalBytes);

  /** So many bytes of the file have arrived since it started. */
  void progress(long bytes);

  /** No more of the file will come. */
  void finished();
}
