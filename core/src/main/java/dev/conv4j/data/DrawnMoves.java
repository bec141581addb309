package dev.conv4j.data;

import dev.conv4j.data.augment.Augmentation;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Cutout;
import dev.conv4j.data.augment.DrawnAugmentation;
import dev.conv4j.data.augment.Flip;
import dev.conv4j.data.augment.PaddedCrop;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ImageMoves;
import dev.conv4j.tensor.spi.ImageMoves.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Augmentations that only move pixels or cover them, so that a device can do them by numbers which
 * the host draws: the same that {@link ImageWorker} would draw.
 */
final class DrawnMoves {
  private final List<DrawnAugmentation> augmentations = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final int height;
  private final int width;

  private DrawnMoves(Shape image) {
    height = image.intExtent(1);
    width = image.intExtent(2);
  }

  /**
   * All of these augmentations as moves; empty if one of them is something else.
   *
   * @param image {@code [C, H, W]}
   */
  static Optional<DrawnMoves> of(Augmentations augmentations, Shape image) {
    DrawnMoves moves = new DrawnMoves(image);
    for (Augmentation augmentation : augmentations.steps()) {
      Step step = step(augmentation);
      if (step == null || !(augmentation instanceof DrawnAugmentation drawn)) {
        return Optional.empty();
      }
      moves.steps.add(step);
      moves.augmentations.add(drawn);
    }
    boolean fit = moves.steps.size() <= ImageMoves.MOST_STEPS && !augmentations.mixes();
    return fit ? Optional.of(moves) : Optional.empty();
  }

  private static @Nullable Step step(Augmentation augmentation) {
    return switch (augmentation) {
      case Flip flip when flip.axis() == Flip.Axis.HORIZONTAL -> Step.MIRROR_COLUMNS;
      case Flip _ -> Step.MIRROR_ROWS;
      case Cutout _ -> Step.COVER;
      case PaddedCrop crop ->
          switch (crop.border()) {
            case BLACK -> Step.SHIFT_BLACK;
            case MEAN -> Step.SHIFT_MEAN;
            case EDGE -> Step.SHIFT_EDGE;
            case REFLECT -> Step.SHIFT_REFLECT;
          };
      default -> null;
    };
  }

  List<Step> steps() {
    return steps;
  }

  /** Draws the numbers of the images from place {@code first} of an epoch on. */
  int[] draw(EpochOrder epoch, int first, int images) {
    int perImage = ImageMoves.numbers(steps);
    int[] numbers = new int[images * perImage];
    RandomStream random = new RandomStream(epoch.seed(), Purpose.AUGMENTATION, 0, 0);
    for (int i = 0; i < images; i++) {
      random.moveTo(epoch.epoch(), epoch.order()[first + i]);
      int at = i * perImage;
      for (DrawnAugmentation augmentation : augmentations) {
        augmentation.draw(random, height, width, numbers, at);
        at += augmentation.numbers();
      }
    }
    return numbers;
  }
}
