package dev.conv4j.testkit.layers;

import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.tensor.Shape;
import dev.conv4j.testkit.layers.LayersTest.Of;
import org.junit.jupiter.api.Nested;

/** Normalisation within an image, and transposed convolution, held to the laws of layers. */
class NormalizationLayersTest {
  private static final Shape IMAGES = Shape.of(2, 4, 7, 6);

  @Nested
  class OfGroupNorm extends Of {
    OfGroupNorm() {
      super(() -> new GroupNorm(2, 4), IMAGES, Shape.of(2, 3, 7, 6), Shape.of(2, 7, 6, 4));
    }
  }

  @Nested
  class OfGroupNormWithAllOptions extends Of {
    OfGroupNormWithAllOptions() {
      super(
          () -> GroupNorm.Config.of(4, 4).epsilon(0.1f).withoutAffine().build(),
          Shape.of(3, 4, 5),
          Shape.of(4));
    }
  }

  @Nested
  class OfLayerNorm extends Of {
    OfLayerNorm() {
      super(() -> new LayerNorm(4, 7, 6), IMAGES, Shape.of(2, 4, 6, 7), Shape.of(4, 7, 6));
    }
  }

  @Nested
  class OfLayerNormOfFeatures extends Of {
    OfLayerNormOfFeatures() {
      super(
          () -> LayerNorm.Config.of(5).epsilon(0.1f).withoutBias().build(),
          Shape.of(3, 5),
          Shape.of(3, 4),
          Shape.of(5));
    }
  }

  @Nested
  class OfLayerNormOfRows extends Of {
    OfLayerNormOfRows() {
      super(() -> LayerNorm.Config.of(6).withoutAffine().build(), IMAGES, Shape.of(2, 4, 6, 7));
    }
  }

  @Nested
  class OfConvTranspose2d extends Of {
    OfConvTranspose2d() {
      super(
          () -> new ConvTranspose2d(4, 3, 2),
          IMAGES,
          Shape.of(2, 3, 7, 6),
          Shape.of(4, 7, 6),
          Shape.of(2, 4, 0, 6));
    }
  }

  @Nested
  class OfConvTranspose2dWithAllOptions extends Of {
    OfConvTranspose2dWithAllOptions() {
      super(
          () ->
              ConvTranspose2d.Config.of(4, 6, 3)
                  .kernel(3, 2)
                  .stride(2, 3)
                  .padding(1, 2)
                  .outputPadding(1, 2)
                  .dilation(2)
                  .groups(2)
                  .withoutBias()
                  .initialization(Initialization.HE_NORMAL)
                  .build(),
          Shape.of(2, 4, 3, 4),
          Shape.of(2, 2, 3, 4),
          Shape.of(2, 4, 0, 4));
    }
  }

  @Nested
  class OfConvTranspose2dWithMuchOutputPadding extends Of {
    OfConvTranspose2dWithMuchOutputPadding() {
      super(
          () ->
              ConvTranspose2d.Config.of(4, 2, 2)
                  .stride(1, 2)
                  .dilation(4)
                  .padding(1, 0)
                  .outputPadding(3, 3)
                  .build(),
          Shape.of(2, 4, 3, 4),
          Shape.of(2, 4, 3, 0));
    }
  }
}
