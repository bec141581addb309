package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.MatrixKernels}. */
public abstract class MatrixContract extends KernelContract {

  /** For subclasses. */
  protected MatrixContract() {}

  /** An m × k matrix times a k × n one. */
  record Sizes(int m, int k, int n) {}

  static List<Sizes> sizes() {
    List<Sizes> sizes = new ArrayList<>();
    for (int size : new int[] {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65}) {
      sizes.add(new Sizes(size, 3, 2));
      sizes.add(new Sizes(2, size, 3));
      sizes.add(new Sizes(3, 2, size));
      sizes.add(new Sizes(size, size, size));
    }
    sizes.add(new Sizes(0, 3, 4)); // an empty batch forward
    sizes.add(new Sizes(3, 0, 4)); // and the gradient of its weights
    sizes.add(new Sizes(64, 320, 10)); // the lecture's last layer
    sizes.add(new Sizes(1, 320, 50)); // an image at a time
    sizes.add(new Sizes(8, 100, 41)); // a tile of rows, and one row more
    sizes.add(new Sizes(9, 100, 41));
    sizes.add(new Sizes(5, 384, 33)); // blocks of terms
    sizes.add(new Sizes(10, 385, 33));
    sizes.add(new Sizes(20, 70, 300)); // blocks of columns
    sizes.add(new Sizes(110, 50, 410));
    sizes.add(new Sizes(130, 600, 70));
    SplittableRandom random = new SplittableRandom(2026);
    for (int i = 0; i < 30; i++) {
      sizes.add(new Sizes(random.nextInt(1, 90), random.nextInt(1, 90), random.nextInt(1, 90)));
    }
    return sizes;
  }

  @ParameterizedTest
  @MethodSource("sizes")
  final void productsAgreeWithTheReference(Sizes s) {
    requireAgreement(s.k() + 1, product(s, false, false, true));
    requireAgreement(s.k(), product(s, false, false, false));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  final void productsOfTransposedMatricesAgreeWithTheReference(Sizes s) {
    requireAgreement(s.k() + 1, product(s, false, true, true));
    requireAgreement(s.k(), product(s, true, false, false));
    requireAgreement(s.k() + 1, product(s, true, true, true));
  }

  private static Bench.Trial product(
      Sizes s, boolean transposeA, boolean transposeB, boolean biased) {
    Shape a = transposeA ? Shape.of(s.k(), s.m()) : Shape.of(s.m(), s.k());
    Shape b = transposeB ? Shape.of(s.n(), s.k()) : Shape.of(s.k(), s.n());
    return bench -> {
      Tensor bias = biased ? bench.input(Shape.of(s.n()), Numbers.drawn(s.n(), 3)) : null;
      bench
          .kernels()
          .matrix()
          .multiply(
              bench.input(a, Numbers.drawn(a.count(), 1)),
              transposeA,
              bench.input(b, Numbers.drawn(b.count(), 2)),
              transposeB,
              bias,
              bench.output(Shape.of(s.m(), s.n())));
    };
  }

  @Test
  final void productsAreThoseWorkedOutByHand() {
    float[] a = {1, 2, 3, 4, 5, 6};
    float[] b = {1, 0, 2, -1, 0, 1};
    requireOutput(
        bench ->
            bench
                .kernels()
                .matrix()
                .multiply(
                    bench.input(Shape.of(2, 3), a),
                    false,
                    bench.input(Shape.of(3, 2), b),
                    false,
                    bench.input(Shape.of(2), new float[] {10, 20}),
                    bench.output(Shape.of(2, 2))),
        15,
        21,
        24,
        21);
    requireOutput(
        bench ->
            bench
                .kernels()
                .matrix()
                .multiply(
                    bench.input(Shape.of(3, 2), a),
                    true,
                    bench.input(Shape.of(2, 3), b),
                    true,
                    null,
                    bench.output(Shape.of(2, 2))),
        11,
        4,
        14,
        4);
  }
}
