package dev.conv4j.cli;

import dev.conv4j.data.Dataset;
import dev.conv4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * A network and the options it is best trained with, under a name. Options that are given beside it
 * take the place of its own.
 *
 * @param network of the zoo
 * @param options names of options and their values
 */
record Recipe(String name, String network, Map<String, String> options) {
  /** Below so many pixels on the shorter side, images are small. */
  private static final int PHOTOGRAPH = 64;

  /** Below so many training images, a network must see each many times. */
  private static final int MANY = 10_000;

  /** MNIST in seconds. */
  static final Recipe MNIST_FAST =
      of("mnist-fast", "lecture_bn", "--epochs=3 --lr=0.006 --augment=light --average=0.99");

  /** MNIST as well as a few minutes allow. */
  static final Recipe MNIST_BEST =
      of(
          "mnist-best",
          "convnet5",
          "--epochs=13 --lr=0.004 --augment=strong --average=0.99 --label-smoothing=0.05");

  /** Thousands of images such as CIFAR's. */
  static final Recipe SMALL_FEW =
      of(
          "small-few",
          "resnet9_32",
          "--epochs=30 --batch-size=64 --lr=0.004 --weight-decay=0.05 --augment=strong"
              + " --average=0.99 --label-smoothing=0.1");

  /** Tens of thousands of images such as CIFAR's. */
  static final Recipe SMALL_MANY =
      of(
          "small-many",
          "resnet9_32",
          "--epochs=15 --lr=0.004 --weight-decay=0.05 --augment=strong --average=0.999"
              + " --label-smoothing=0.1");

  /** Thousands of photographs. */
  static final Recipe PHOTOS_FEW =
      of(
          "photos-few",
          "resnet18",
          "--epochs=40 --batch-size=32 --lr=0.001 --weight-decay=0.05 --augment=strong"
              + " --average=0.99 --label-smoothing=0.1");

  /** Tens of thousands of photographs and more. */
  static final Recipe PHOTOS_MANY =
      of(
          "photos-many",
          "resnet18",
          "--epochs=20 --batch-size=64 --lr=0.002 --weight-decay=0.05 --augment=light"
              + " --average=0.999 --label-smoothing=0.1");

  /** All recipes. */
  static final List<Recipe> ALL =
      List.of(MNIST_FAST, MNIST_BEST, SMALL_FEW, SMALL_MANY, PHOTOS_FEW, PHOTOS_MANY);

  private static Recipe of(String name, String network, String different) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--batch-size", "128");
    options.put("--optimizer", "adamw");
    options.put("--schedule", "onecycle");
    for (String option : different.split(" ", -1)) {
      int equals = option.indexOf('=');
      options.put(option.substring(0, equals), option.substring(equals + 1));
    }
    return new Recipe(name, network, options);
  }

  /** The names of all recipes. */
  static List<String> names() {
    return ALL.stream().map(Recipe::name).toList();
  }

  /** The recipe of this name, if it is one's. */
  static Optional<Recipe> named(String name) {
    return ALL.stream().filter(recipe -> recipe.name.equals(name)).findFirst();
  }

  /** The recipe for images of this size, and this many. */
  static Recipe recommended(Dataset train) {
    Shape image = train.imageShape();
    boolean small = Math.min(image.extent(1), image.extent(2)) < PHOTOGRAPH;
    if (train.size() < MANY) {
      return small ? SMALL_FEW : PHOTOS_FEW;
    }
    return small ? SMALL_MANY : PHOTOS_MANY;
  }

  /**
   * The options that those given beside the recipe leave of it. Another optimizer has rates of its
   * own.
   */
  Map<String, String> beside(ParseResult given) {
    Map<String, String> left = new LinkedHashMap<>(options);
    if (given.hasMatchedOption("--optimizer")) {
      left.keySet().removeAll(List.of("--lr", "--weight-decay"));
    }
    left.keySet().removeIf(given::hasMatchedOption);
    return left;
  }

  /** The network and the options that are {@link #beside left} of it, as one would give them. */
  String arguments(Map<String, String> left) {
    StringBuilder words = new StringBuilder("--model ").append(network);
    left.forEach((name, value) -> words.append(' ').append(name).append(' ').append(value));
    return words.toString();
  }
}
