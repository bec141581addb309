package dev.conv4j.examples;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A small table of numbers, to be computed with and to be drawn: one channel of an image. */
final class Matrix {
  private final int rows;
  private final int columns;
  private final float[] values;

  private Matrix(int rows, int columns, float... values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /** The matrix written like this: {@code 1 2 3 / 4 5 6}. */
  static Matrix of(String text) {
    String[] lines = text.strip().split("\\s*/\\s*", -1);
    String[] numbers = String.join(" ", lines).split("\\s+", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    return new Matrix(lines.length, values.length / lines.length, values);
  }

  /** The only channel of the only image in {@code [1, 1, H, W]}. */
  static Matrix of(Tensor image) {
    Shape shape = image.shape();
    return new Matrix(shape.intExtent(2), shape.intExtent(3), image.toArray());
  }

  /** This matrix as a batch of one image with one channel, {@code [1, 1, H, W]}. */
  Tensor toTensor(Device device) {
    return Tensor.of(device, Shape.of(1, 1, rows, columns), values);
  }

  /** The values of all these matrices, one after the other. */
  static float[] valuesOf(List<Matrix> matrices) {
    float[] all = new float[matrices.stream().mapToInt(Matrix::count).sum()];
    int at = 0;
    for (Matrix matrix : matrices) {
      System.arraycopy(matrix.values, 0, all, at, matrix.count());
      at += matrix.count();
    }
    return all;
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  int count() {
    return values.length;
  }

  float at(int row, int column) {
    return values[row * columns + column];
  }

  float[] values() {
    return values.clone();
  }

  /** This matrix with so many rings of zeros around it. */
  Matrix padded(int rings) {
    int wide = columns + 2 * rings;
    float[] padded = new float[(rows + 2 * rings) * wide];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * columns, padded, (row + rings) * wide + rings, columns);
    }
    return new Matrix(rows + 2 * rings, wide, padded);
  }

  /** The part of this size whose upper left corner is here. */
  Matrix window(int row, int column, int height, int width) {
    float[] part = new float[height * width];
    for (int i = 0; i < height; i++) {
      System.arraycopy(values, (row + i) * columns + column, part, i * width, width);
    }
    return new Matrix(height, width, part);
  }

  /** A number as people write it: without a point if it is whole. */
  static String write(float value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /** As {@link #of(String)} reads it. */
  @Override
  public String toString() {
    return IntStream.range(0, rows)
        .mapToObj(row -> rowText(Arrays.copyOfRange(values, row * columns, (row + 1) * columns)))
        .collect(Collectors.joining(" / "));
  }

  private static String rowText(float... row) {
    return IntStream.range(0, row.length)
        .mapToObj(i -> write(row[i]))
        .collect(Collectors.joining(" "));
  }
}
