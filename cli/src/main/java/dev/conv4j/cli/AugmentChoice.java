package dev.conv4j.cli;

import dev.conv4j.cli.TrainOptions.AugmentName;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.ImageKind;
import dev.conv4j.tensor.Shape;

/** The augmentations that {@code --augment} names, for the images that there are. */
final class AugmentChoice {
  private AugmentChoice() {}

  /** What is to be done to images, said if it is anything. */
  static Augmentations of(Console console, AugmentName name, Dataset images) {
    Shape shape = images.imageShape();
    ImageKind kind = ImageKind.of(shape, images.labels());
    Augmentations augmentations =
        switch (name) {
          case none -> Augmentations.NONE;
          case light -> Augmentations.light(kind, shape);
          case strong -> Augmentations.strong(kind, shape);
        };
    if (!augmentations.isNone()) {
      console.say("Augmentation: %s, for %s: %s.", name, kind, augmentations.description());
    }
    return augmentations;
  }
}
