package dev.conv4j.cli;

import dev.conv4j.data.DataSources;
import dev.conv4j.data.TrainTest;
import java.nio.file.Path;

/** Data by name or directory, for the commands. */
final class DataChoice {
  private static final String AUTO = "auto";

  private DataChoice() {}

  /** Opens data, and says which it is and why. */
  static TrainTest open(Console console, String source) {
    TrainTest data =
        new DataSources(DataSources.userCache(), new DownloadBar(console)).open(source);
    console.say(
        "Data: %s, %,d images to train on and %,d to test with. %s",
        data.name(), data.train().size(), data.test().size(), data.reason());
    return data;
  }

  /**
   * What opens the same data again, wherever the program is started and whatever {@code auto} would
   * choose then.
   *
   * @param source what opened it now
   */
  static String lastingSource(String source, TrainTest data) {
    boolean directory = !source.equals(AUTO) && !DataSources.names().contains(source);
    return directory ? Path.of(source).toAbsolutePath().normalize().toString() : data.name();
  }
}
