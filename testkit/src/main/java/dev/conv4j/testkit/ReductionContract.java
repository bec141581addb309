package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.ReductionKernels}. */
public abstract class ReductionContract extends KernelContract {

  /** For subclasses. */
  protected ReductionContract() {}

  static List<Shape> shapes() {
    return List.of(
        Shape.of(1, 1),
        Shape.of(0, 3),
        Shape.of(0, 3, 4, 4),
        Shape.of(64, 10),
        Shape.of(5, 17),
        Shape.of(2, 3, 1, 1),
        Shape.of(2, 3, 1, 7),
        Shape.of(2, 3, 2, 4),
        Shape.of(2, 3, 3, 3),
        Shape.of(2, 3, 3, 5),
        Shape.of(1, 2, 4, 4),
        Shape.of(3, 1, 1, 17),
        Shape.of(64, 10, 24, 24),
        Shape.of(2, 3, 4, 2, 3));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  final void sumsPerChannelAgreeWithTheReference(Shape x) {
    long terms = x.count() / x.extent(1);
    requireAgreement(
        terms,
        bench ->
            bench
                .kernels()
                .reduction()
                .sumPerChannel(
                    bench.input(x, Numbers.drawn(x.count(), 1)),
                    bench.output(Shape.of(x.extent(1)))));
  }

  @Test
  final void sumsPerChannelAreThoseWorkedOutByHand() {
    requireOutput(
        bench ->
            bench
                .kernels()
                .reduction()
                .sumPerChannel(
                    bench.input(Shape.of(2, 2, 1, 2), new float[] {1, 2, 10, 20, 3, 4, 30, 40}),
                    bench.output(Shape.of(2))),
        10,
        100);
  }
}
