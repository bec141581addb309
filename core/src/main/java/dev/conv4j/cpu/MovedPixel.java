package dev.conv4j.cpu;

import dev.conv4j.tensor.spi.ImageMoves;
import dev.conv4j.tensor.spi.ImageMoves.Step;
import java.util.List;

/**
 * Where the pixels of a moved image come from.
 *
 * @param numbers of all images
 * @param end where those of this image end
 */
// Nobody compares two of these.
@SuppressWarnings("ArrayRecordComponent")
record MovedPixel(List<Step> steps, int[] numbers, int end, int height, int width) {

  /** The pixel of the image that stands at (y, x) in the end; -1 - its colour if none does. */
  int source(int y, int x) {
    int row = y;
    int column = x;
    int at = end;
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      at -= step.numbers();
      switch (step) {
        case MIRROR_COLUMNS -> column = numbers[at] == 0 ? column : width - 1 - column;
        case MIRROR_ROWS -> row = numbers[at] == 0 ? row : height - 1 - row;
        case COVER -> {
          if (row >= numbers[at]
              && row < numbers[at + 2]
              && column >= numbers[at + 1]
              && column < numbers[at + 3]) {
            return -1 - ImageMoves.MEAN;
          }
        }
        default -> {
          row = ImageMoves.standIn(step, row + numbers[at], height);
          column = ImageMoves.standIn(step, column + numbers[at + 1], width);
          if (row < 0 || column < 0) {
            return -1 - (step == Step.SHIFT_BLACK ? ImageMoves.BLACK : ImageMoves.MEAN);
          }
        }
      }
    }
    return row * width + column;
  }
}
