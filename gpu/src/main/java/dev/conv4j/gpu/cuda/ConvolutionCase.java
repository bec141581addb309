package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.cuda.Cudnn.Direction;
import dev.conv4j.gpu.cuda.LayoutKernels.Extent;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;

/**
 * A convolution as cuDNN tells them apart.
 *
 * @param x the images, {@code [N, C, H, W]}
 * @param w the filters, {@code [K, C / groups, kh, kw]}
 * @param y the outputs, {@code [N, K, H', W']}
 */
record ConvolutionCase(Direction direction, Shape x, Shape w, Shape y, ConvGeometry geometry) {

  /** The operands in cuDNN's order: two that are read, and the result. */
  Shape operand(int number) {
    return switch (direction) {
      case FORWARD -> pick(number, x, w, y);
      case INPUT_GRADIENT -> pick(number, w, y, x);
      case WEIGHT_GRADIENT -> pick(number, x, y, w);
    };
  }

  private static Shape pick(int number, Shape first, Shape second, Shape result) {
    return switch (number) {
      case 0 -> first;
      case 1 -> second;
      case 2 -> result;
      default -> throw new IllegalArgumentException("operand " + number);
    };
  }

  /** Whether this operand is the filters. */
  boolean isFilter(int number) {
    return switch (direction) {
      case FORWARD -> number == 1;
      case INPUT_GRADIENT -> number == 0;
      case WEIGHT_GRADIENT -> number == 2;
    };
  }

  /** How an operand lies. */
  Extent extent(int number) {
    Shape shape = operand(number);
    return new Extent(
        (int) shape.extent(0), (int) shape.extent(1), (int) (shape.extent(2) * shape.extent(3)));
  }

  /** Whether cuDNN can count the elements of every operand, and there are any. */
  boolean fits() {
    for (int number = 0; number < 3; number++) {
      long count = operand(number).count();
      if (count < 1 || count > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }
}
