package dev.conv4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.ShapeException;
import org.junit.jupiter.api.Test;

/** Laws of shapes. */
class ShapeTest {

  @Test
  void countsItsElements() {
    assertThat(Shape.of(64, 3, 28, 28).count()).isEqualTo(150_528);
    assertThat(Shape.of(64, 3, 28, 28).countPerItem()).isEqualTo(2_352);
    assertThat(Shape.SCALAR.count()).isEqualTo(1);
    assertThat(Shape.SCALAR.countPerItem()).isEqualTo(1);
    assertThat(Shape.of(0, 3, 28, 28).count()).isZero();
    assertThat(Shape.of(0, 3, 28, 28).countPerItem()).isEqualTo(2_352);
    assertThat(Shape.of(Long.MAX_VALUE).count()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusesMoreElementsThanALongCounts() {
    assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 31))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[4294967296, 2147483648]");
    assertThatThrownBy(() -> Shape.of(3, Long.MAX_VALUE)).isInstanceOf(ShapeException.class);
    assertThat(Shape.of(1L << 31, 1L << 31).count()).isEqualTo(1L << 62);
  }

  /** No element at all is no overflow, but one item of such a batch is. */
  @Test
  void anEmptyBatchOfImpossibleItemsIsFoundOut() {
    Shape shape = Shape.of(0, 1L << 40, 1L << 40);
    assertThat(shape.count()).isZero();
    assertThatThrownBy(shape::countPerItem).isInstanceOf(ShapeException.class);
    assertThatThrownBy(shape::item).isInstanceOf(ShapeException.class);
    assertThatThrownBy(() -> shape.with(0, 1)).isInstanceOf(ShapeException.class);
  }

  @Test
  void refusesNegativeExtents() {
    assertThatThrownBy(() -> Shape.of(2, -1))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[2, -1]");
    assertThatThrownBy(() -> Shape.of(0, Long.MIN_VALUE)).isInstanceOf(ShapeException.class);
  }

  @Test
  void saysWhenAnArrayCannotHoldIt() {
    Shape shape = Shape.of(1L << 31, 1);
    assertThatThrownBy(shape::intCount)
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[2147483648, 1]");
    assertThatThrownBy(() -> shape.intExtent(0))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("axis 0");
    assertThat(shape.intExtent(1)).isEqualTo(1);
    assertThat(Shape.of(Integer.MAX_VALUE).intCount()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void nobodyElseCanChangeIt() {
    long[] extents = {2, 3};
    Shape shape = Shape.of(extents);
    extents[0] = 7;
    shape.extents()[1] = 7;
    assertThat(shape).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
    assertThat(shape.with(0, 5)).isEqualTo(Shape.of(5, 3));
    assertThat(shape).isNotEqualTo(Shape.of(3, 2)).isNotEqualTo(Shape.of(2, 3, 1));
  }

  @Test
  void batchingAndTakingOneItemAreInverse() {
    Shape image = Shape.of(3, 28, 28);
    assertThat(image.batched(64)).isEqualTo(Shape.of(64, 3, 28, 28));
    assertThat(image.batched(64).item()).isEqualTo(image);
  }

  @Test
  void anAreaThatIsNoIntIsRefused() {
    assertThat(new Size2d(3, 5).area()).isEqualTo(15);
    assertThatThrownBy(() -> Size2d.square(1 << 16).area())
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("65536×65536");
  }
}
