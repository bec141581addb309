package dev.conv4j.testkit.layers;

import dev.conv4j.nn.AuxiliaryHead;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Initialization;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.nn.StochasticDepth;
import dev.conv4j.tensor.Shape;
import dev.conv4j.testkit.layers.LayersTest.Of;
import org.junit.jupiter.api.Nested;

/** Layers that hold others, with each of their options, held to the laws of layers. */
class CompositeLayersTest {
  private static final Shape IMAGES = Shape.of(2, 4, 7, 6);

  @Nested
  class OfConcat extends Of {
    OfConcat() {
      super(
          () -> Concat.of(new Conv2d(4, 3, 1), Sequential.of(new ReLU(), new Conv2d(4, 2, 1))),
          IMAGES,
          Shape.of(2, 3, 7, 6));
    }
  }

  @Nested
  class OfConcatThatDoesNotFit extends Of {
    OfConcatThatDoesNotFit() {
      super(
          () -> Concat.of(new Conv2d(4, 3, 1), Conv2d.Config.of(4, 3, 1).stride(7).build()),
          Shape.of(2, 4, 1, 1),
          IMAGES);
    }
  }

  @Nested
  class OfConcatWithNamesOfItsOwn extends Of {
    OfConcatWithNamesOfItsOwn() {
      super(
          () ->
              Concat.builder()
                  .add("input", Sequential.of())
                  .add(Sequential.builder().add("conv", new Conv2d(4, 1, 1)).build())
                  .add("branch-2", new Conv2d(4, 2, 1))
                  .build(),
          IMAGES,
          Shape.of(2, 3, 7, 6));
    }
  }

  @Nested
  class OfConcatOfTheInputTwice extends Of {
    OfConcatOfTheInputTwice() {
      super(() -> Concat.of(Sequential.of(), Sequential.of()), IMAGES, Shape.of(2));
    }
  }

  @Nested
  class OfSequentialWithPartsWithoutNames extends Of {
    OfSequentialWithPartsWithoutNames() {
      super(
          () ->
              Sequential.builder()
                  .add("squeeze", new Conv2d(4, 2, 1))
                  .add(new ReLU())
                  .add(
                      Concat.builder()
                          .add("expand1x1", new Conv2d(2, 3, 1))
                          .add("expand3x3", Conv2d.Config.of(2, 3, 3).padding(1).build())
                          .build())
                  .add(new ReLU())
                  .build(),
          IMAGES,
          Shape.of(2, 3, 7, 6));
    }
  }

  @Nested
  class OfSqueezeExcitation extends Of {
    OfSqueezeExcitation() {
      super(
          () ->
              SqueezeExcitation.Config.of(4, 2, new ReLU.Config(), new ReLU.Config())
                  .initialization(Initialization.HE_NORMAL)
                  .build(),
          IMAGES,
          Shape.of(2, 3, 7, 6),
          Shape.of(4, 7, 6));
    }
  }

  @Nested
  class OfSqueezeExcitationOfSinglePixels extends Of {
    OfSqueezeExcitationOfSinglePixels() {
      super(
          () -> SqueezeExcitation.Config.of(4, 3, new ReLU.Config(), new ReLU.Config()).build(),
          Shape.of(2, 4, 1, 1),
          Shape.of(2, 4));
    }
  }

  @Nested
  class OfAuxiliaryHead extends Of {
    OfAuxiliaryHead() {
      super(
          () ->
              new AuxiliaryHead(
                  Sequential.builder()
                      .add("flatten", new Flatten())
                      .add("fc", new Linear(168, 3))
                      .build(),
                  0.3f),
          IMAGES,
          Shape.of(2, 3, 7, 6));
    }
  }

  @Nested
  class OfPadChannels extends Of {
    OfPadChannels() {
      super(() -> new PadChannels(1, 3), IMAGES, Shape.of(2));
    }
  }

  @Nested
  class OfStochasticDepth extends Of {
    OfStochasticDepth() {
      super(() -> new Residual(new StochasticDepth(0.4f)), IMAGES, Shape.SCALAR);
    }

    @Override
    protected boolean agreesInTraining() {
      return false;
    }
  }
}
