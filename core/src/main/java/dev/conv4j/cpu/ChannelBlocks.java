package dev.conv4j.cpu;

import dev.conv4j.tensor.Tensor;

/**
 * How the channels of {@code [N, C, ...]} are dealt out to tasks and read in blocks that stay in
 * the nearest cache. Where planes are small, a task has a few channels side by side, so that it
 * reads stretches of memory rather than single lines of it, and the planes of several images are
 * gathered into one block.
 */
final class ChannelBlocks {
  /** Elements in a block: 8 KiB. */
  private static final int BLOCK = 2048;

  /** The largest plane that is gathered; for larger ones, a plane by itself is a good block. */
  private static final int SMALL = BLOCK / 4;

  /** Elements side by side that a task reads at least, where there are enough channels. */
  private static final int STRETCH = 256;

  /** The tasks that there are at least, where there are enough channels. */
  private static final int TASKS = 16;

  /** What to do with a block of one channel. */
  interface BlockBody {
    /**
     * Does it to {@code count} elements, of {@code a} from {@code aAt} on and of {@code b} from
     * {@code bAt} on.
     */
    void run(int channel, float[] a, int aAt, float[] b, int bAt, int count);
  }

  /** What to do with one channel of one image. */
  interface PlaneBody {
    /** Does it to {@code count} elements from {@code at} on. */
    void run(int channel, int at, int count);
  }

  private final int images;
  private final int channels;
  private final int plane;
  private final int perTask;

  /** Images whose planes make a block; 1 where planes are read where they are. */
  private final int together;

  ChannelBlocks(Tensor x) {
    this.images = x.shape().intExtent(0);
    this.channels = x.shape().intExtent(1);
    this.plane = (int) (x.shape().countPerItem() / Math.max(channels, 1));
    int stretch = Math.ceilDiv(STRETCH, Math.max(plane, 1));
    this.perTask = Math.clamp(stretch, 1, Math.max(Math.ceilDiv(channels, TASKS), 1));
    this.together = plane > 0 && plane <= SMALL ? Math.clamp(BLOCK / plane, 1, images + 1) : 1;
  }

  /** Elements of a channel. */
  int perChannel() {
    return images * plane;
  }

  /** Elements of all channels. */
  long count() {
    return (long) perChannel() * channels;
  }

  int tasks() {
    return Math.ceilDiv(channels, perTask);
  }

  /** The first channel of a task. */
  int first(int task) {
    return task * perTask;
  }

  /** The channel behind the last of a task. */
  int end(int task) {
    return Math.min((task + 1) * perTask, channels);
  }

  /** The scratch memory that {@link #forEachBlock} needs. */
  int room() {
    return together == 1 ? 0 : 2 * perTask * BLOCK;
  }

  /** Runs {@code body} for each plane of a task's channels, image after image. */
  void forEachPlane(int task, PlaneBody body) {
    int end = end(task);
    for (int n = 0; n < images; n++) {
      for (int c = first(task); c < end; c++) {
        body.run(c, (n * channels + c) * plane, plane);
      }
    }
  }

  /**
   * Runs {@code body} for each block of a task's channels; the blocks of a channel come in order.
   *
   * @param b may be {@code a}
   * @param scratch with {@link #room} from {@code at} on
   */
  @SuppressWarnings("ReferenceEquality") // whether it is one array, not whether two are alike
  void forEachBlock(int task, float[] a, float[] b, float[] scratch, int at, BlockBody body) {
    int first = first(task);
    int end = end(task);
    if (together == 1) {
      for (int n = 0; n < images; n++) {
        for (int c = first; c < end; c++) {
          int from = (n * channels + c) * plane;
          for (int i = 0; i < plane; i += BLOCK) {
            body.run(c, a, from + i, b, from + i, Math.min(BLOCK, plane - i));
          }
        }
      }
      return;
    }
    int bAt = a == b ? at : at + perTask * BLOCK;
    for (int n = 0; n < images; n += together) {
      int count = Math.min(together, images - n);
      gather(a, n, count, first, end, scratch, at);
      if (a != b) {
        gather(b, n, count, first, end, scratch, bAt);
      }
      for (int c = first; c < end; c++) {
        int row = (c - first) * BLOCK;
        body.run(c, scratch, at + row, scratch, bAt + row, count * plane);
      }
    }
  }

  /** Puts the planes of each channel behind each other. */
  private void gather(
      float[] from, int image, int count, int first, int end, float[] into, int at) {
    for (int n = 0; n < count; n++) {
      for (int c = first; c < end; c++) {
        int source = ((image + n) * channels + c) * plane;
        Runs.copy(from, source, into, at + (c - first) * BLOCK + n * plane, plane);
      }
    }
  }
}
