package dev.conv4j.benchmarks;

import dev.conv4j.tensor.Shape;

/**
 * The product of two square matrices.
 *
 * @param size rows and columns of each
 */
public record ProductCase(int size) implements Case {
  private static final int LEFT = 20;
  private static final int RIGHT = 21;

  @Override
  public String name() {
    return "matrix product, %d³".formatted(size);
  }

  @Override
  public Unit unit() {
    return Unit.GFLOP;
  }

  @Override
  public double amount() {
    return 2.0 * size * size * size / 1e9;
  }

  /** {@code [size, size]}. */
  public Shape shape() {
    return Shape.of(size, size);
  }

  /** The left factor, of deviation 1. */
  public float[] left() {
    return Data.gaussian(LEFT, shape().count(), 1);
  }

  /** The right factor, such that the product has deviation 1. */
  public float[] right() {
    return Data.gaussian(RIGHT, shape().count(), 1 / Math.sqrt(size));
  }
}
