package dev.conv4j.data;

import org.jspecify.annotations.Nullable;

/** A batch in the memory of the host, in arrays that are used again and again. */
final class HostBatch {
  final float[] pixels;
  final int[] labels;
  final float @Nullable [] targets;

  /**
   * Room for a batch.
   *
   * @param classes how many shares of classes each image has, or 0 if it has its label alone
   */
  HostBatch(int images, int perImage, int classes) {
    pixels = new float[Math.multiplyExact(images, perImage)];
    labels = new int[images];
    targets = classes == 0 ? null : new float[Math.multiplyExact(images, classes)];
  }
}
