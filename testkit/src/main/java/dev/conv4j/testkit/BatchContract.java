package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ImageMoves;
import dev.conv4j.tensor.spi.ImageMoves.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of {@link dev.conv4j.tensor.spi.BatchKernels}: nothing is computed, so all agree exactly.
 */
public abstract class BatchContract extends KernelContract {
  private static final int BYTE_VALUES = 256;

  /** For subclasses. */
  protected BatchContract() {}

  /**
   * Images of which some make a batch.
   *
   * @param all how many lie on the device
   * @param first where the batch begins in the order
   * @param batch its size
   */
  record Case(int all, int channels, int height, int width, int first, int batch) {
    Shape images(int count) {
      return Shape.of(count, channels, height, width);
    }

    int[] order() {
      return Numbers.labels(first + batch, Math.max(all, 1), 3);
    }

    int pixels(int count) {
      return Math.toIntExact(images(count).count());
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case(1, 1, 1, 1, 0, 1),
        new Case(5, 1, 1, 1, 0, 0),
        new Case(5, 1, 7, 1, 2, 3),
        new Case(9, 3, 5, 7, 0, 9),
        new Case(4, 2, 16, 16, 1, 7),
        new Case(6, 3, 17, 16, 4, 5),
        new Case(3, 1, 28, 28, 0, 64));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void choosesNumbersAndLabels(Case c) {
    float[] pixels = Numbers.withSpecials(c.pixels(c.all()), 1);
    requireEquality(bench ->
        bench
            .kernels()
            .batches()
            .select(
                bench.input(c.images(c.all()), pixels),
                order(bench, c),
                c.first(),
                bench.output(c.images(c.batch()))));
    requireEquality(bench ->
        bench
            .kernels()
            .batches()
            .select(
                bench.input(Shape.of(c.all()), Numbers.labels(c.all(), 1000, 2)),
                order(bench, c),
                c.first(),
                bench.intOutput(Shape.of(c.batch()))));
  }

  private static Tensor order(Bench bench, Case c) {
    return bench.input(Shape.of(c.order().length), c.order());
  }

  /** What may be done to images: each step alone, all one after the other, and none. */
  static List<List<Step>> ways() {
    List<List<Step>> ways = new ArrayList<>();
    ways.add(List.of());
    for (Step step : Step.values()) {
      ways.add(List.of(step));
    }
    ways.add(List.of(Step.values()));
    ways.add(List.of(Step.values()).reversed());
    ways.add(List.of(Step.SHIFT_BLACK, Step.MIRROR_ROWS, Step.SHIFT_REFLECT, Step.COVER));
    return ways;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void imagesOfBytesAndOfNumbersAreMovedAsIsSaid(Case c) {
    int[] bytes = Numbers.labels(c.pixels(c.all()), BYTE_VALUES, 4);
    float[] values = Numbers.drawn((long) c.channels() * BYTE_VALUES, 5);
    float[] pixels = Numbers.withSpecials(c.pixels(c.all()), 1);
    for (List<Step> steps : ways()) {
      requireEquality(bench ->
          bench
              .kernels()
              .batches()
              .images(
                  bench.bytes(c.images(c.all()), bytes),
                  bench.input(Shape.of(c.channels(), BYTE_VALUES), values),
                  order(bench, c),
                  c.first(),
                  moves(bench, c, steps),
                  bench.output(c.images(c.batch()))));
      requireEquality(bench ->
          bench
              .kernels()
              .batches()
              .images(
                  bench.input(c.images(c.all()), pixels),
                  null,
                  order(bench, c),
                  c.first(),
                  moves(bench, c, steps),
                  bench.output(c.images(c.batch()))));
    }
  }

  /** Shifts by a few pixels and, now and then, far out of the image; squares partly outside. */
  private static @Nullable ImageMoves moves(Bench bench, Case c, List<Step> steps) {
    if (steps.isEmpty()) {
      return null;
    }
    int perImage = ImageMoves.numbers(steps);
    int[] numbers = Numbers.labels((long) c.batch() * perImage, 9, 10);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = numbers[i] == 8 ? 1000 - 300 * i % 2000 : numbers[i] - 3;
    }
    return new ImageMoves(
        steps,
        bench.input(Shape.of(c.batch(), perImage), numbers),
        bench.input(Shape.of(c.channels(), 2), Numbers.drawn(2L * c.channels(), 11)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void storesWhereItBelongs(Case c) {
    int all = c.first() + c.batch() + 2;
    Shape some = c.images(c.batch());
    float[] numbers = Numbers.withSpecials(c.pixels(all), 6);
    float[] others = Numbers.drawn(some.count(), 7);
    requireEquality(bench ->
        bench
            .kernels()
            .batches()
            .store(bench.input(some, others), bench.changed(c.images(all), numbers), c.first()));
    int[] bytes = Numbers.labels(c.pixels(all), BYTE_VALUES, 8);
    int[] otherBytes = Numbers.labels(some.count(), BYTE_VALUES, 9);
    requireEquality(bench ->
        bench
            .kernels()
            .batches()
            .store(
                bench.bytes(some, otherBytes),
                bench.changedBytes(c.images(all), bytes),
                c.first()));
  }

  @Test
  final void batchesAreThoseWorkedOutByHand() {
    Shape two = Shape.of(2, 2, 1, 1);
    float[] values = new float[2 * BYTE_VALUES];
    values[200] = -1;
    values[BYTE_VALUES + 255] = 0.5f;
    requireOutput(
        bench ->
            bench
                .kernels()
                .batches()
                .images(
                    bench.bytes(two, new int[] {200, 0, 0, 255}),
                    bench.input(Shape.of(2, BYTE_VALUES), values),
                    bench.input(Shape.of(4), new int[] {0, 1, 1, 0}),
                    1,
                    null,
                    bench.output(Shape.of(3, 2, 1, 1))),
        0,
        0.5,
        0,
        0.5,
        -1,
        0);
    int[] numbers = IntStream.range(0, 6).toArray();
    requireOutput(
        bench ->
            bench
                .kernels()
                .batches()
                .select(
                    bench.input(Shape.of(3, 2), numbers),
                    bench.input(Shape.of(2), new int[] {2, 0}),
                    0,
                    bench.intOutput(Shape.of(2, 2))),
        4,
        5,
        0,
        1);
    requireOutput(
        bench ->
            bench
                .kernels()
                .batches()
                .store(
                    bench.bytes(Shape.of(1, 2), new int[] {7, 255}),
                    bench.changedBytes(Shape.of(3, 2), numbers),
                    1),
        0,
        1,
        7,
        255,
        4,
        5);
  }

  /** An image of one row, 1 to 4; black is 10, the mean 20. */
  private void requireMoved(List<Step> steps, int[] numbers, double... byHand) {
    Shape image = Shape.of(1, 1, 1, 4);
    requireOutput(
        bench ->
            bench
                .kernels()
                .batches()
                .images(
                    bench.input(image, new float[] {1, 2, 3, 4}),
                    null,
                    bench.input(Shape.of(1), new int[1]),
                    0,
                    new ImageMoves(
                        steps,
                        bench.input(Shape.of(1, numbers.length), numbers),
                        bench.input(Shape.of(1, 2), new float[] {10, 20})),
                    bench.output(image)),
        byHand);
  }

  @Test
  final void movesAreThoseWorkedOutByHand() {
    requireMoved(List.of(Step.MIRROR_COLUMNS), new int[] {0}, 1, 2, 3, 4);
    requireMoved(List.of(Step.MIRROR_COLUMNS), new int[] {1}, 4, 3, 2, 1);
    requireMoved(List.of(Step.MIRROR_ROWS), new int[] {1}, 1, 2, 3, 4);
    requireMoved(List.of(Step.SHIFT_BLACK), new int[] {0, 2}, 3, 4, 10, 10);
    requireMoved(List.of(Step.SHIFT_BLACK), new int[] {1, 0}, 10, 10, 10, 10);
    requireMoved(List.of(Step.SHIFT_MEAN), new int[] {0, -1}, 20, 1, 2, 3);
    requireMoved(List.of(Step.SHIFT_EDGE), new int[] {-5, -2}, 1, 1, 1, 2);
    requireMoved(List.of(Step.SHIFT_REFLECT), new int[] {3, -2}, 3, 2, 1, 2);
    requireMoved(List.of(Step.SHIFT_REFLECT), new int[] {0, 3}, 4, 3, 2, 1);
    requireMoved(List.of(Step.COVER), new int[] {0, 1, 1, 3}, 1, 20, 20, 4);
    requireMoved(List.of(Step.COVER), new int[] {-2, 3, 5, 9}, 1, 2, 3, 20);
    requireMoved(
        List.of(Step.MIRROR_COLUMNS, Step.SHIFT_BLACK, Step.COVER),
        new int[] {1, 0, 1, 0, 0, 1, 1},
        20,
        2,
        1,
        10);
  }
}
