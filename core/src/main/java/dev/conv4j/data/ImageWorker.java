package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Canvas;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;

/**
 * Makes images ready for a network: read, augmented, normalised, mixed. What comes of an image
 * depends on (seed, epoch, number of the image) and, if it is mixed, on which one is beside it in
 * the epoch's order; not on batches, nor on threads. Allocates nothing once it is made.
 *
 * <p>Thread safety: one thread at a time.
 */
final class ImageWorker {
  private final Dataset data;
  private final Normalization normalization;
  private final Augmentations augmentations;
  private final Shape shape;
  private final int perImage;
  private final int labels;
  private final int classes;
  private final Canvas canvas;
  private final float[] partner;
  private long seed;
  private RandomStream changes;
  private RandomStream mixtures;

  /**
   * A worker.
   *
   * @param classes how many shares of classes each image has in batches with targets
   */
  ImageWorker(Dataset data, Normalization normalization, Augmentations augmentations, int classes) {
    this.data = data;
    this.normalization = normalization;
    this.augmentations = augmentations;
    this.shape = data.imageShape();
    this.perImage = Math.toIntExact(shape.count());
    this.labels = data.labels().size();
    this.classes = classes;
    this.canvas = new Canvas(shape, normalization.mean());
    this.partner = new float[perImage];
    this.changes = new RandomStream(seed, Purpose.AUGMENTATION, 0, 0);
    this.mixtures = new RandomStream(seed, Purpose.MIXING, 0, 0);
  }

  /**
   * Fills a part of a batch.
   *
   * @param from the first place in the epoch's order
   * @param to the place after the last
   * @param first the place of the batch's first image
   */
  void fill(EpochOrder epoch, int from, int to, HostBatch into, int first) {
    for (int place = from; place < to; place++) {
      int index = epoch.order()[place];
      read(epoch, index, into.pixels, (place - first) * perImage);
      into.labels[place - first] = label(index);
    }
    float[] targets = into.targets;
    if (targets != null) {
      Arrays.fill(targets, (from - first) * classes, (to - first) * classes, 0);
      for (int place = from; place < to; place++) {
        if (!epoch.augmented()) {
          targets[(place - first) * classes + into.labels[place - first]] = 1;
        } else if (epoch.partner(place) == place + 1 && place + 1 < to) {
          mixPair(epoch, place, into, targets, first);
          place++;
        } else {
          read(epoch, epoch.order()[epoch.partner(place)], partner, 0);
          mix(epoch, place, into, targets, first, partner, 0);
        }
      }
    }
  }

  private void read(EpochOrder epoch, int index, float[] into, int at) {
    if (epoch.augmented() && !augmentations.steps().isEmpty()) {
      data.readImage(index, canvas.pixels(), 0);
      augmentations.apply(canvas, changes(epoch, index));
      System.arraycopy(canvas.pixels(), 0, into, at, perImage);
    } else {
      data.readImage(index, into, at);
    }
    normalization.apply(into, at, perImage / normalization.channels());
  }

  private RandomStream changes(EpochOrder epoch, int index) {
    startFrom(epoch.seed());
    changes.moveTo(epoch.epoch(), index);
    return changes;
  }

  private void startFrom(long wanted) {
    if (wanted != seed) {
      seed = wanted;
      changes = new RandomStream(seed, Purpose.AUGMENTATION, 0, 0);
      mixtures = new RandomStream(seed, Purpose.MIXING, 0, 0);
    }
  }

  /** What devices do with a label that is no class is their own business, but none likes it. */
  private int label(int index) {
    int label = data.label(index);
    if (label < 0 || label >= labels) {
      throw new DataException(
          "label of image " + index,
          "a class from 0 to " + (labels - 1),
          Integer.toString(label),
          "");
    }
    return label;
  }

  /** Mixes two images with each other, each with the other as it was. */
  private void mixPair(EpochOrder epoch, int place, HostBatch into, float[] targets, int first) {
    int at = (place - first) * perImage;
    System.arraycopy(into.pixels, at, partner, 0, perImage);
    mix(epoch, place, into, targets, first, into.pixels, at + perImage);
    mix(epoch, place + 1, into, targets, first, partner, 0);
  }

  private void mix(
      EpochOrder epoch,
      int place,
      HostBatch into,
      float[] targets,
      int first,
      float[] others,
      int othersAt) {
    int index = epoch.order()[place];
    int other = epoch.order()[epoch.partner(place)];
    startFrom(epoch.seed());
    mixtures.moveTo(epoch.epoch(), index);
    int at = (place - first) * perImage;
    float share = augmentations.mix(into.pixels, at, others, othersAt, shape, mixtures);
    int row = (place - first) * classes;
    targets[row + label(index)] += share;
    targets[row + label(other)] += 1 - share;
  }
}
