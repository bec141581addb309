package dev.conv4j.testkit.layers;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Reshape;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;
import dev.conv4j.testkit.LayerContract;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;

/** Every layer there is, with each of its options, held to the laws of layers. */
class LayersTest {
  private static final Shape IMAGES = Shape.of(2, 4, 7, 6);

  /** A contract whose layer is given as a lambda. */
  abstract static class Of extends LayerContract {
    private final Supplier<Layer> layer;
    private final Shape input;
    private final List<Shape> wrong;

    Of(Supplier<Layer> layer, Shape input, Shape... wrong) {
      this.layer = layer;
      this.input = input;
      this.wrong = List.of(wrong);
    }

    @Override
    protected Layer layer() {
      return layer.get();
    }

    @Override
    protected Shape input() {
      return input;
    }

    @Override
    protected List<Shape> wrongInputs() {
      return wrong;
    }
  }

  @Nested
  class OfConv2d extends Of {
    OfConv2d() {
      super(
          () -> new Conv2d(4, 3, 3),
          IMAGES,
          Shape.of(2, 3, 7, 6),
          Shape.of(2, 7, 6, 4),
          Shape.of(4, 7, 6),
          Shape.of(2, 4, 2, 6),
          Shape.of(2, 168));
    }
  }

  @Nested
  class OfConv2dWithAllOptions extends Of {
    OfConv2dWithAllOptions() {
      super(
          () ->
              Conv2d.Config.of(4, 6, 3)
                  .kernel(3, 2)
                  .stride(2, 1)
                  .padding(1, 2)
                  .dilation(2)
                  .groups(2)
                  .withoutBias()
                  .initialization(Initialization.HE_NORMAL)
                  .build(),
          IMAGES,
          Shape.of(2, 2, 7, 6));
    }
  }

  @Nested
  class OfDepthwiseConv2d extends Of {
    OfDepthwiseConv2d() {
      super(
          () -> Conv2d.Config.of(4, 4, 3).padding(1).groups(4).build(),
          IMAGES,
          Shape.of(2, 1, 7, 6));
    }
  }

  @Nested
  class OfMaxPool2d extends Of {
    OfMaxPool2d() {
      super(() -> new MaxPool2d(2), IMAGES, Shape.of(2, 4, 1, 6), Shape.of(2, 4));
    }
  }

  @Nested
  class OfMaxPool2dWithAllOptions extends Of {
    OfMaxPool2dWithAllOptions() {
      super(
          () -> MaxPool2d.Config.of(3, 2).stride(2, 3).padding(1, 0).build(),
          IMAGES,
          Shape.of(2, 4, 7, 1));
    }
  }

  @Nested
  class OfAvgPool2d extends Of {
    OfAvgPool2d() {
      super(() -> new AvgPool2d(2), IMAGES, Shape.of(2, 4, 1, 6), Shape.of(2, 4));
    }
  }

  @Nested
  class OfAvgPool2dWithAllOptions extends Of {
    OfAvgPool2dWithAllOptions() {
      super(
          () -> AvgPool2d.Config.of(2, 3).stride(1, 2).padding(1).build(),
          IMAGES,
          Shape.of(4, 7, 6));
    }
  }

  @Nested
  class OfAdaptiveAvgPool2d extends Of {
    OfAdaptiveAvgPool2d() {
      super(() -> new AdaptiveAvgPool2d(3, 4), IMAGES, Shape.of(2, 4), Shape.of(2, 4, 0, 6));
    }
  }

  @Nested
  class OfGlobalAvgPool2d extends Of {
    OfGlobalAvgPool2d() {
      super(() -> new AdaptiveAvgPool2d(1, 1), IMAGES, Shape.of(4, 7, 6));
    }
  }

  /** A contract of a layer that does something else in training. */
  abstract static class OfTwoMinds extends Of {
    OfTwoMinds(Supplier<Layer> layer, Shape... wrong) {
      super(layer, IMAGES, wrong);
    }

    @Override
    protected boolean agreesInTraining() {
      return false;
    }
  }

  @Nested
  class OfBatchNorm2d extends OfTwoMinds {
    OfBatchNorm2d() {
      super(() -> new BatchNorm2d(4), Shape.of(2, 3, 7, 6), Shape.of(2, 7, 6, 4), Shape.of(2, 4));
    }
  }

  @Nested
  class OfBatchNorm2dWithAllOptions extends OfTwoMinds {
    OfBatchNorm2dWithAllOptions() {
      super(() -> BatchNorm2d.Config.of(4).epsilon(0.1f).momentum(1).build(), Shape.of(4, 7, 6));
    }
  }

  @Nested
  class OfReLU extends Of {
    OfReLU() {
      super(ReLU::new, IMAGES);
    }
  }

  @Nested
  class OfFlatten extends Of {
    OfFlatten() {
      super(Flatten::new, IMAGES, Shape.of(3), Shape.SCALAR);
    }
  }

  @Nested
  class OfReshape extends Of {
    OfReshape() {
      super(
          () -> new Reshape.Config(List.of(3, 2, 2)).build(),
          Shape.of(2, 12),
          Shape.of(2, 11),
          Shape.of(12, 2),
          Shape.SCALAR);
    }
  }

  @Nested
  class OfLinear extends Of {
    OfLinear() {
      super(
          () -> new Linear(5, 3),
          Shape.of(2, 5),
          Shape.of(2, 4),
          Shape.of(5),
          Shape.of(2, 5, 1, 1));
    }
  }

  @Nested
  class OfLinearWithoutBias extends Of {
    OfLinearWithoutBias() {
      super(
          () ->
              Linear.Config.of(5, 3).withoutBias().initialization(Initialization.HE_NORMAL).build(),
          Shape.of(2, 5),
          Shape.of(2, 4));
    }
  }

  @Nested
  class OfResidual extends Of {
    OfResidual() {
      super(
          () -> new Residual(Conv2d.Config.of(4, 4, 3).padding(1).build()),
          IMAGES,
          Shape.of(2, 3, 7, 6));
    }
  }

  @Nested
  class OfResidualThatShrinks extends Of {
    OfResidualThatShrinks() {
      super(() -> new Residual(new Conv2d(4, 4, 3), new Conv2d(4, 4, 3)), IMAGES, Shape.of(2, 4));
    }
  }

  @Nested
  class OfResidualWithNamesOfItsOwn extends OfTwoMinds {
    OfResidualWithNamesOfItsOwn() {
      super(
          () ->
              Residual.Config.of(
                      Sequential.of(new Conv2d(4, 2, 3), new BatchNorm2d(2), new ReLU()).config())
                  .shortcut(Sequential.of(new Conv2d(4, 2, 3), new BatchNorm2d(2)).config())
                  .withoutBodyName()
                  .shortcutName("downsample")
                  .build(),
          Shape.of(2, 3, 7, 6));
    }
  }

  @Nested
  class OfResidualAroundReLU extends Of {
    OfResidualAroundReLU() {
      super(() -> new Residual(new ReLU()), IMAGES);
    }
  }

  @Nested
  class OfSequential extends Of {
    OfSequential() {
      super(
          () ->
              Sequential.of(
                  new Conv2d(4, 2, 3),
                  new ReLU(),
                  new Residual(Sequential.of(new ReLU(), new Conv2d(2, 2, 1))),
                  new MaxPool2d(2),
                  new Flatten(),
                  new Linear(8, 3)),
          IMAGES,
          Shape.of(2, 4, 9, 9),
          Shape.of(2, 3, 7, 6));
    }
  }

  @Nested
  class OfEmptySequential extends Of {
    OfEmptySequential() {
      super(Sequential::of, IMAGES);
    }
  }
}
