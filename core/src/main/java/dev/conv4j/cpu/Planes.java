package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;

/** The channels of all images, one by one, of an operation that leaves each to itself. */
final class Planes {
  /** Elements that are worth a task: small planes are taken together. */
  private static final int TASK = 1 << 13;

  /** What to do with one channel of one image. */
  interface Body {
    /** Does it to the plane that begins at {@code xAt} in x and at {@code yAt} in y. */
    void run(int xAt, int yAt);
  }

  /** The same with memory to work in. */
  interface ScratchBody {
    /**
     * Does it to the plane that begins at {@code xAt} in x and at {@code yAt} in y.
     *
     * @param scratch of at least the size asked for, undefined
     */
    void run(int xAt, int yAt, float[] scratch);
  }

  private final int count;
  private final int size;
  private final int outSize;

  /**
   * The planes of {@code x [N, C, H, W]} and of what is made of it, or what it is made of.
   *
   * @param y with the same images and channels
   */
  Planes(Shape x, Shape y) {
    this.count = (int) (x.extent(0) * x.extent(1));
    this.size = x.intExtent(2) * x.intExtent(3);
    this.outSize = y.intExtent(2) * y.intExtent(3);
  }

  /** Elements of a plane of x. */
  int size() {
    return size;
  }

  /** Elements of a plane of y. */
  int outSize() {
    return outSize;
  }

  /**
   * Runs {@code body} for each plane.
   *
   * @param work for one plane, in elements moved or the like
   */
  void forEach(Workers workers, long work, Body body) {
    forEach(workers, work, 0, (xAt, yAt, scratch) -> body.run(xAt, yAt));
  }

  /**
   * Runs {@code body} for each plane.
   *
   * @param work for one plane, in elements moved or the like
   * @param scratchFloats the memory that one plane needs
   */
  void forEach(Workers workers, long work, int scratchFloats, ScratchBody body) {
    int inTask = Math.max(TASK / Math.max(size + outSize, 1), 1);
    workers.run(
        Math.ceilDiv(count, inTask),
        count * work,
        scratchFloats,
        (task, scratch) -> {
          int end = Math.min((task + 1) * inTask, count);
          for (int plane = task * inTask; plane < end; plane++) {
            body.run(plane * size, plane * outSize, scratch);
          }
        });
  }
}
