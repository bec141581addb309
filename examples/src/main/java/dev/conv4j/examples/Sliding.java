package dev.conv4j.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a window slides over an image, stop after stop: where it is, what is computed from what
 * it covers, and the output filling up. The output is the library's; this only draws it.
 */
final class Sliding {
  private final Matrix padded;
  private final int padding;
  private final @Nullable Matrix kernel;
  private final int window;
  private final int stride;
  private final Matrix output;

  private Sliding(
      Matrix image, int padding, @Nullable Matrix kernel, int window, int stride, Matrix output) {
    this.padded = image.padded(padding);
    this.padding = padding;
    this.kernel = kernel;
    this.window = window;
    this.stride = stride;
    this.output = output;
  }

  /** A convolution with a square kernel. */
  static Sliding convolution(Matrix image, Matrix kernel, int padding, int stride, Matrix output) {
    return new Sliding(image, padding, kernel, kernel.rows(), stride, output);
  }

  /** A maximum pooling whose stride is its window. */
  static Sliding maxPooling(Matrix image, int window, Matrix output) {
    return new Sliding(image, 0, null, window, window, output);
  }

  /** Shows every stop. */
  void show(Screen screen) {
    for (int stop = 0; stop < output.count(); stop++) {
      screen.frame(frame(screen, stop));
    }
  }

  private List<String> frame(Screen screen, int stop) {
    int row = stop / output.columns();
    int column = stop % output.columns();
    int top = row * stride;
    int left = column * stride;
    List<Block> blocks = new ArrayList<>();
    String caption = padding == 0 ? "image" : "image and padding";
    blocks.add(
        new Grid(caption, padded).margin(padding).window(top, left, window, window).draw(screen));
    if (kernel != null) {
      blocks.add(new Grid("kernel", kernel).draw(screen));
    }
    blocks.add(new Grid("output", output).filled(stop + 1).window(row, column, 1, 1).draw(screen));
    List<String> lines = new ArrayList<>(Block.beside(blocks).lines());
    lines.add(
        "%d of %d: %s"
            .formatted(
                stop + 1,
                output.count(),
                explain(padded.window(top, left, window, window), output.at(row, column))));
    lines.add("");
    return lines;
  }

  private String explain(Matrix covered, float result) {
    return kernel == null
        ? "the largest of " + list(covered) + " is " + Matrix.write(result)
        : products(covered, kernel) + " = " + Matrix.write(result);
  }

  /** The products of two matrices of the same size, to be added: {@code 3·1 + 4·2}. */
  static String products(Matrix left, Matrix right) {
    float[] a = left.values();
    float[] b = right.values();
    return IntStream.range(0, a.length)
        .mapToObj(i -> factor(a[i]) + "·" + factor(b[i]))
        .collect(Collectors.joining(" + "));
  }

  private static String factor(float value) {
    String text = Matrix.write(value);
    return value < 0 ? "(" + text + ")" : text;
  }

  private static String list(Matrix matrix) {
    float[] values = matrix.values();
    return IntStream.range(0, values.length)
        .mapToObj(i -> Matrix.write(values[i]))
        .collect(Collectors.joining(", "));
  }
}
