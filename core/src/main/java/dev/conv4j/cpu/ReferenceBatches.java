package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.array;
import static dev.conv4j.cpu.ArrayStorage.bytes;
import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;
import dev.conv4j.tensor.spi.ImageMoves;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Batches by their definitions: images are moved step by step, each from a copy. */
final class ReferenceBatches implements BatchKernels {
  private static final int BYTE_VALUES = 256;

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // the arrays of tensors of one type
  public void store(Tensor some, Tensor all, long first) {
    int perItem = (int) all.shape().countPerItem();
    System.arraycopy(array(some), 0, array(all), (int) first * perItem, some.shape().intCount());
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // the arrays of tensors of one type
  public void select(Tensor all, Tensor order, long first, Tensor into) {
    int perItem = (int) all.shape().countPerItem();
    int[] numbers = ints(order);
    for (int i = 0; i < into.shape().intExtent(0); i++) {
      int from = numbers[(int) first + i] * perItem;
      System.arraycopy(array(all), from, array(into), i * perItem, perItem);
    }
  }

  @Override
  public void images(
      Tensor all,
      @Nullable Tensor values,
      Tensor order,
      long first,
      @Nullable ImageMoves moves,
      Tensor into) {
    int plane = into.shape().intExtent(2) * into.shape().intExtent(3);
    int planes = into.shape().intExtent(0) * into.shape().intExtent(1);
    int channels = into.shape().intExtent(1);
    double[] images = doubles(into);
    for (int p = 0; p < planes; p++) {
      int item = p / channels;
      int channel = p % channels;
      int from = (ints(order)[(int) first + item] * channels + channel) * plane;
      for (int i = 0; i < plane; i++) {
        images[p * plane + i] =
            values == null
                ? doubles(all)[from + i]
                : doubles(values)[channel * BYTE_VALUES + (bytes(all)[from + i] & 0xFF)];
      }
      if (moves != null) {
        move(moves, item, channel, images, p * plane, into);
      }
    }
  }

  /** Does all steps to one channel of one image. */
  private static void move(
      ImageMoves moves, int item, int channel, double[] images, int at, Tensor into) {
    int height = into.shape().intExtent(2);
    int width = into.shape().intExtent(3);
    int number = item * moves.numbers().shape().intExtent(1);
    double black = doubles(moves.colours())[2 * channel + ImageMoves.BLACK];
    double mean = doubles(moves.colours())[2 * channel + ImageMoves.MEAN];
    int[] numbers = ints(moves.numbers());
    for (ImageMoves.Step step : moves.steps()) {
      double[] old = Arrays.copyOfRange(images, at, at + height * width);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int fromY = y;
          int fromX = x;
          double outside = step == ImageMoves.Step.SHIFT_BLACK ? black : mean;
          switch (step) {
            case MIRROR_COLUMNS -> fromX = numbers[number] == 0 ? x : width - 1 - x;
            case MIRROR_ROWS -> fromY = numbers[number] == 0 ? y : height - 1 - y;
            case COVER -> {
              boolean inRows = y >= numbers[number] && y < numbers[number + 2];
              boolean inColumns = x >= numbers[number + 1] && x < numbers[number + 3];
              fromY = inRows && inColumns ? -1 : y;
            }
            default -> {
              fromY = ImageMoves.standIn(step, y + numbers[number], height);
              fromX = ImageMoves.standIn(step, x + numbers[number + 1], width);
            }
          }
          images[at + y * width + x] =
              fromY < 0 || fromX < 0 ? outside : old[fromY * width + fromX];
        }
      }
      number += step.numbers();
    }
  }
}
