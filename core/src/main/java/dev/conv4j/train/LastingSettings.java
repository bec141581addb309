package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The options that must stay the same when a training goes on, as text. More epochs may be added,
 * and images held out may decide otherwise.
 */
final class LastingSettings {
  /** What {@link Object#toString} says of an object, and so of a lambda: it changes each time. */
  private static final Pattern IDENTITY = Pattern.compile("[\\w$]@[0-9a-f]{5,8}\\b");

  private LastingSettings() {}

  /**
   * Checks that the options can be recognised when the training goes on.
   *
   * @throws Conv4jException if the text of one of them is of one object, as that of a lambda is
   */
  static void requireLasting(TrainingOptions options) {
    of(options)
        .forEach((name, value) -> {
          if (IDENTITY.matcher(value).find()) {
            throw new Conv4jException(
                new Problem(
                    name,
                    "one whose text says what it does, for a training that is saved",
                    value,
                    "Make it a record"));
          }
        });
  }

  static Map<String, String> of(TrainingOptions options) {
    UpdateOptions update = options.update();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("batch size", Integer.toString(options.batchSize()));
    settings.put("seed", Long.toString(options.seed()));
    settings.put("augmentation", SettingWords.of(options.augmentation().steps()));
    settings.put("mixing", SettingWords.of(options.augmentation().mixings()));
    settings.put("loss", SettingWords.of(options.loss()));
    settings.put("optimizer", SettingWords.of(update.optimizer()));
    settings.put("schedule", SettingWords.of(update.schedule()));
    settings.put("clipping", SettingWords.of(update.clipping()));
    settings.put("parameter groups", SettingWords.of(update.groups()));
    settings.put("frozen", SettingWords.of(update.frozen()));
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
