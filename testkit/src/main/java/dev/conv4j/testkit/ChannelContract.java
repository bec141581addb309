package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.ChannelKernels}. */
public abstract class ChannelContract extends KernelContract {

  /** For subclasses. */
  protected ChannelContract() {}

  /** Some channels among others. */
  record Case(Shape whole, int first, int channels) {
    Shape some() {
      return whole.with(1, channels);
    }

    float[] wholeValues() {
      return Numbers.withSpecials(whole.count(), 1);
    }

    float[] someValues() {
      return Numbers.withSpecials(some().count(), 2);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(Shape.of(0, 3, 4, 4), 1, 2));
    cases.add(new Case(Shape.of(1, 1, 1, 1), 0, 1));
    cases.add(new Case(Shape.of(2, 5), 2, 2));
    cases.add(new Case(Shape.of(3, 4, 2, 3, 2), 3, 1));
    for (int width : new int[] {1, 7, 8, 9, 15, 16, 17, 33}) {
      cases.add(new Case(Shape.of(3, 5, 1, width), 0, 5));
      cases.add(new Case(Shape.of(3, 5, 1, width), 2, 2));
    }
    cases.add(new Case(Shape.of(2, 7, 40, 41), 3, 4));
    cases.add(new Case(Shape.of(70, 33, 8, 8), 0, 31));
    return cases;
  }

  /** The channels that are not written stay as they were. */
  @ParameterizedTest
  @MethodSource("cases")
  final void insertsWhatTheReferenceInserts(Case c) {
    requireEquality(bench ->
        bench
            .kernels()
            .channels()
            .insert(
                bench.input(c.some(), c.someValues()),
                bench.changed(c.whole(), c.wholeValues()),
                c.first()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void extractsWhatTheReferenceExtracts(Case c) {
    requireEquality(bench ->
        bench
            .kernels()
            .channels()
            .extract(bench.input(c.whole(), c.wholeValues()), c.first(), bench.output(c.some())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void shiftsAgreeWithTheReference(Case c) {
    Shape shifts = Shape.of(c.whole().extent(1));
    float[] x = Numbers.drawn(c.whole().count(), 3);
    float[] each = Numbers.drawn(shifts.count(), 4);
    requireAgreement(
        1,
        bench ->
            bench
                .kernels()
                .channels()
                .shift(
                    bench.input(c.whole(), x), bench.input(shifts, each), bench.output(c.whole())));
    requireAgreement(
        1,
        bench -> {
          var inPlace = bench.changed(c.whole(), x);
          bench.kernels().channels().shift(inPlace, bench.input(shifts, each), inPlace);
        });
  }

  @Test
  final void theseAreWorkedOutByHand() {
    Shape two = Shape.of(2, 2, 1, 2);
    Shape three = Shape.of(2, 3, 1, 2);
    requireOutput(
        bench ->
            bench
                .kernels()
                .channels()
                .insert(
                    bench.input(two, new float[] {1, 2, 3, 4, 5, 6, 7, 8}),
                    bench.changed(three, new float[12]),
                    1),
        0,
        0,
        1,
        2,
        3,
        4,
        0,
        0,
        5,
        6,
        7,
        8);
    requireOutput(
        bench ->
            bench
                .kernels()
                .channels()
                .extract(
                    bench.input(three, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
                    1,
                    bench.output(two)),
        3,
        4,
        5,
        6,
        9,
        10,
        11,
        12);
    requireOutput(
        bench ->
            bench
                .kernels()
                .channels()
                .shift(
                    bench.input(two, new float[] {1, 2, 3, 4, 5, 6, 7, 8}),
                    bench.input(Shape.of(2), new float[] {10, -1}),
                    bench.output(two)),
        11,
        12,
        2,
        3,
        15,
        16,
        6,
        7);
  }
}
