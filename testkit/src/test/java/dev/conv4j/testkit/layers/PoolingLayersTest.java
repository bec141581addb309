package dev.conv4j.testkit.layers;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.tensor.Shape;
import dev.conv4j.testkit.layers.LayersTest.Of;
import org.junit.jupiter.api.Nested;

/** What pooling can do besides sliding a window, held to the laws of layers. */
class PoolingLayersTest {
  private static final Shape IMAGES = Shape.of(2, 4, 7, 6);

  @Nested
  class OfMaxPool2dInCeilMode extends Of {
    OfMaxPool2dInCeilMode() {
      super(() -> MaxPool2d.Config.of(2).ceilMode(true).build(), IMAGES, Shape.of(2, 4, 0, 6));
    }
  }

  @Nested
  class OfDilatedMaxPool2d extends Of {
    OfDilatedMaxPool2d() {
      super(
          () -> MaxPool2d.Config.of(3, 2).stride(1).padding(1).dilation(2, 3).build(),
          IMAGES,
          Shape.of(2, 4, 2, 6),
          Shape.of(2, 4, 7, 1));
    }
  }

  @Nested
  class OfAvgPool2dWithoutPadding extends Of {
    OfAvgPool2dWithoutPadding() {
      super(
          () ->
              AvgPool2d.Config.of(3)
                  .stride(2)
                  .padding(1)
                  .ceilMode(true)
                  .countIncludePad(false)
                  .build(),
          IMAGES,
          Shape.of(2, 4));
    }
  }

  @Nested
  class OfAdaptiveMaxPool2d extends Of {
    OfAdaptiveMaxPool2d() {
      super(() -> new AdaptiveMaxPool2d(3, 4), IMAGES, Shape.of(2, 4), Shape.of(2, 4, 0, 6));
    }
  }

  @Nested
  class OfGlobalPooling extends Of {
    OfGlobalPooling() {
      super(AdaptiveAvgPool2d::global, IMAGES, Shape.of(4, 7, 6));
    }
  }

  @Nested
  class OfGlobalMaxPooling extends Of {
    OfGlobalMaxPooling() {
      super(AdaptiveMaxPool2d::global, IMAGES, Shape.of(4, 7, 6));
    }
  }
}
