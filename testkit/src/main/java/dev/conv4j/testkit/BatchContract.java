package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  @ParameterizedTest
  @MethodSource("cases")
  final void looksUpWhatBytesStandFor(Case c) {
    int[] bytes = Numbers.labels(c.pixels(c.all()), BYTE_VALUES, 4);
    float[] values = Numbers.drawn((long) c.channels() * BYTE_VALUES, 5);
    requireEquality(bench ->
        bench
            .kernels()
            .batches()
            .look(
                bench.bytes(c.images(c.all()), bytes),
                bench.input(Shape.of(c.channels(), BYTE_VALUES), values),
                order(bench, c),
                c.first(),
                bench.output(c.images(c.batch()))));
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
                .look(
                    bench.bytes(two, new int[] {200, 0, 0, 255}),
                    bench.input(Shape.of(2, BYTE_VALUES), values),
                    bench.input(Shape.of(4), new int[] {0, 1, 1, 0}),
                    1,
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
}
