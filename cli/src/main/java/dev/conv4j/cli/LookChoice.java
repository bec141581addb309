package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.look.Choice;
import dev.conv4j.look.Choice.LayerUnit;
import dev.conv4j.look.Explanation;
import dev.conv4j.look.Outcome;
import dev.conv4j.look.Unit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the words of the command {@code look} choose of an explanation. */
final class LookChoice {
  private static final String ALL = "all";

  private final Explanation explanation;
  private final LookCommand command;

  LookChoice(Explanation explanation, LookCommand command) {
    this.explanation = explanation;
    this.command = command;
  }

  /**
   * The choice.
   *
   * @throws Conv4jException if something of it is not there; the message says what is
   */
  Choice choice() {
    List<String> layers = layers();
    return new Choice(
        layers,
        classIndex(),
        classLayer(layers),
        unit(layers),
        command.scale.scale(),
        command.most);
  }

  private List<String> layers() {
    if (command.layers.isEmpty()) {
      return explanation.tour();
    }
    if (command.layers.contains(ALL)) {
      return explanation.layers().stream().map(Outcome::name).toList();
    }
    command.layers.forEach(explanation::layer);
    return command.layers.stream().distinct().toList();
  }

  /** The layer that all is about, if a single one was named. */
  private Optional<String> only(List<String> layers) {
    return command.layers.isEmpty() || layers.size() > 1
        ? Optional.empty()
        : Optional.of(layers.getFirst());
  }

  private Optional<String> classLayer(List<String> layers) {
    Optional<String> only = only(layers).filter(name -> explanation.layer(name).hasPlaces());
    return only.isPresent() ? only : explanation.classLayer();
  }

  private int classIndex() {
    String label = command.label;
    return label == null ? explanation.predicted() : classIndex(label);
  }

  private int classIndex(String label) {
    List<String> labels = explanation.model().labels();
    int named = labels.indexOf(label);
    if (named >= 0) {
      return named;
    }
    Integer number = number(label);
    if (number != null && number >= 0 && number < labels.size()) {
      return number;
    }
    throw new Conv4jException(
        new Problem(
            "--class",
            "a number below %d, or one of %s".formatted(labels.size(), String.join(", ", labels)),
            "'" + label + "'",
            ""));
  }

  private static @Nullable Integer number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Optional<LayerUnit> unit(List<String> layers) {
    Optional<String> layer = only(layers).or(explanation::lastConvolution);
    String words = command.unit;
    if (words == null) {
      return layer.map(name -> new LayerUnit(name, explanation.maps(name).strongest()));
    }
    String name =
        layer.orElseThrow(() ->
            new Conv4jException(
                Problem.of(
                    "--unit", "the model has no convolution", "Name a layer with --layer, too")));
    Unit unit = unit(words);
    explanation.maps(name).at(unit);
    return Optional.of(new LayerUnit(name, unit));
  }

  private static Unit unit(String words) {
    if (!words.matches("[0-9]{1,9}(,[0-9]{1,9}){2}")) {
      throw new Conv4jException(
          new Problem("--unit", "channel, row and column, such as 3,0,7", "'" + words + "'", ""));
    }
    String[] numbers = words.split(",", -1);
    return new Unit(
        Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
  }
}
