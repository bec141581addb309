package dev.conv4j.train;

import dev.conv4j.FormatException;
import dev.conv4j.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options that must stay the same when a training goes on, as text. More epochs may be added,
 * and images held out may decide otherwise.
 */
final class LastingSettings {
  private LastingSettings() {}

  static Map<String, String> of(TrainingOptions options) {
    UpdateOptions update = options.update();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("batch size", Integer.toString(options.batchSize()));
    settings.put("seed", Long.toString(options.seed()));
    settings.put("augmentation", options.augmentation().toString());
    settings.put("loss", options.loss().toString());
    settings.put("optimizer", update.optimizer().toString());
    settings.put("schedule", update.schedule().toString());
    settings.put("clipping", update.clipping().toString());
    settings.put("parameter groups", update.groups().toString());
    settings.put("frozen", update.frozen().toString());
    settings.put("batches of an update", Integer.toString(update.accumulation()));
    settings.put("decay of the average", Float.toString(update.averageDecay()));
    return settings;
  }

  /**
   * Checks that a training goes on with the settings it had.
   *
   * @param json what {@link #of} gave then
   * @param place where it was read, for messages
   */
  static void require(String json, TrainingOptions options, String place) {
    if (!(Json.parse(json, place) instanceof Map<?, ?> then)) {
      throw new FormatException(place, "the settings of a training", json, "");
    }
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    of(options)
        .forEach((name, value) -> {
          if (!value.equals(then.get(name))) {
            before.add(name + " " + then.get(name));
            after.add(name + " " + value);
          }
        });
    if (!before.isEmpty()) {
      throw new FormatException(
          place,
          "to go on with the settings it was made with: " + String.join(", ", before),
          String.join(", ", after),
          "Leave the options out that differ, or begin a new run");
    }
  }
}
