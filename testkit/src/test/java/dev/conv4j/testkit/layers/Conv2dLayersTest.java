package dev.conv4j.testkit.layers;

import dev.conv4j.nn.Conv2d;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.testkit.layers.LayersTest.Of;
import org.junit.jupiter.api.Nested;

/** Convolutions with every kind of padding, held to the laws of layers. */
class Conv2dLayersTest {
  private static final Shape IMAGES = Shape.of(2, 3, 6, 5);

  @Nested
  class OfTheSameSize extends Of {
    OfTheSameSize() {
      super(() -> Conv2d.Config.of(3, 2, 3).padSame().build(), IMAGES, Shape.of(2, 4, 6, 5));
    }
  }

  @Nested
  class OfTheSameSizeWithAnEvenKernel extends Of {
    OfTheSameSizeWithAnEvenKernel() {
      super(
          () -> Conv2d.Config.of(3, 2, 1).kernel(2, 4).dilation(1, 3).padSame().build(),
          IMAGES,
          Shape.of(3, 6, 5));
    }
  }

  @Nested
  class OfReflectedImages extends Of {
    OfReflectedImages() {
      super(
          () -> Conv2d.Config.of(3, 2, 3).padding(2).paddingMode(PaddingMode.REFLECT).build(),
          IMAGES,
          Shape.of(2, 3, 6, 2));
    }
  }

  @Nested
  class OfReplicatedEdges extends Of {
    OfReplicatedEdges() {
      super(
          () ->
              Conv2d.Config.of(3, 3, 4)
                  .groups(3)
                  .padSame()
                  .paddingMode(PaddingMode.REPLICATE)
                  .build(),
          IMAGES,
          Shape.of(2, 3, 0, 5));
    }
  }

  @Nested
  class OfCircularImages extends Of {
    OfCircularImages() {
      super(
          () ->
              Conv2d.Config.of(3, 2, 3)
                  .stride(2)
                  .padding(1, 3)
                  .paddingMode(PaddingMode.CIRCULAR)
                  .build(),
          IMAGES,
          Shape.of(2, 3, 6, 2));
    }
  }

  @Nested
  class OfSeparatedFilters extends Of {
    OfSeparatedFilters() {
      super(
          () -> Conv2d.Config.of(3, 4, 3).stride(2).padding(1).separable().build(),
          IMAGES,
          Shape.of(2, 2, 6, 5));
    }
  }
}
