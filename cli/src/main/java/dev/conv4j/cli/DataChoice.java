package dev.conv4j.cli;

import dev.conv4j.DataException;
import dev.conv4j.data.DataSources;
import dev.conv4j.data.ImageOptions;
import dev.conv4j.data.TestSet;
import dev.conv4j.data.TrainTest;
import java.nio.file.Path;

/** Data by name or path, for the commands. */
final class DataChoice {
  private static final String AUTO = "auto";

  private DataChoice() {}

  private static DataSources sources(Console console) {
    return new DataSources(
        DataSources.userCache(), new DownloadBar(console), new ReadingBar(console));
  }

  /** Opens data, and says which it is and why. */
  static TrainTest open(Console console, String source, ImageOptions images) {
    requireName(source);
    TrainTest data = sources(console).open(source, images);
    console.say(
        "Data: %s, %,d images to train on and %,d to test with. %s",
        data.name(), data.train().size(), data.test().size(), data.reason());
    return data;
  }

  private static void requireName(String source) {
    if (source.isBlank()) {
      throw new DataException(
          "--data", "the name of a data set, or a path", "nothing", "See conv4j train --help");
    }
  }

  /**
   * Opens images to test with, and says which they are and why.
   *
   * @param known what opened the data of the training; of other pictures that nothing says the use
   *     of, all are taken
   */
  static TestSet openTest(Console console, String source, String known, ImageOptions images) {
    requireName(source);
    boolean all = !lasting(source).equals(known);
    TestSet data = sources(console).openTest(source, images, all);
    console.say("Data: %s, %,d images. %s", data.name(), data.images().size(), data.reason());
    return data;
  }

  /**
   * What opens the same data again, wherever the program is started and whatever {@code auto} would
   * choose then.
   *
   * @param source what opened it now
   */
  static String lastingSource(String source, TrainTest data) {
    return source.equals(AUTO) ? data.name() : lasting(source);
  }

  private static String lasting(String source) {
    return source.equals(AUTO) || DataSources.names().contains(source)
        ? source
        : Path.of(source).toAbsolutePath().normalize().toString();
  }
}
