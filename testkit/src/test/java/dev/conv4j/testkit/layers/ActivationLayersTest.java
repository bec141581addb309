package dev.conv4j.testkit.layers;

import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Dropout2d;
import dev.conv4j.nn.ELU;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LeakyReLU;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.ReLU6;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.Softmax;
import dev.conv4j.nn.Tanh;
import dev.conv4j.tensor.Shape;
import dev.conv4j.testkit.layers.LayersTest.Of;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;

/** Activations and dropout, with each of their options, held to the laws of layers. */
class ActivationLayersTest {
  private static final Shape IMAGES = Shape.of(2, 4, 3, 5);

  abstract static class OfImages extends Of {
    OfImages(Supplier<Layer> layer, Shape... wrong) {
      super(layer, IMAGES, wrong);
    }
  }

  @Nested
  class OfReLU6 extends OfImages {
    OfReLU6() {
      super(ReLU6::new);
    }
  }

  @Nested
  class OfLeakyReLU extends OfImages {
    OfLeakyReLU() {
      super(() -> new LeakyReLU(0.1f));
    }
  }

  @Nested
  class OfELU extends OfImages {
    OfELU() {
      super(() -> new ELU(1));
    }
  }

  @Nested
  class OfSiLU extends OfImages {
    OfSiLU() {
      super(SiLU::new);
    }
  }

  @Nested
  class OfGELU extends OfImages {
    OfGELU() {
      super(GELU::new);
    }
  }

  @Nested
  class OfGELUByTanh extends OfImages {
    OfGELUByTanh() {
      super(() -> new GELU(GELU.Form.TANH));
    }
  }

  @Nested
  class OfHardswish extends OfImages {
    OfHardswish() {
      super(Hardswish::new);
    }
  }

  @Nested
  class OfSigmoid extends OfImages {
    OfSigmoid() {
      super(Sigmoid::new);
    }
  }

  @Nested
  class OfTanh extends OfImages {
    OfTanh() {
      super(Tanh::new);
    }
  }

  @Nested
  class OfPReLU extends OfImages {
    OfPReLU() {
      super(PReLU::new, Shape.of(3));
    }
  }

  @Nested
  class OfPReLUOfEachChannel extends OfImages {
    OfPReLUOfEachChannel() {
      super(() -> PReLU.Config.of(4).start(-0.5f).build(), Shape.of(2, 3, 3, 5), Shape.of(4));
    }
  }

  @Nested
  class OfSoftmax extends OfImages {
    OfSoftmax() {
      super(Softmax::new, Shape.of(3), Shape.of(2, 0, 3));
    }
  }

  /** A contract of a layer that does something else in training. */
  abstract static class OfImagesAtRandom extends OfImages {
    OfImagesAtRandom(Supplier<Layer> layer, Shape... wrong) {
      super(layer, wrong);
    }

    @Override
    protected boolean agreesInTraining() {
      return false;
    }
  }

  @Nested
  class OfDropout extends OfImagesAtRandom {
    OfDropout() {
      super(() -> new Dropout(0.4f));
    }
  }

  @Nested
  class OfDropout2d extends OfImagesAtRandom {
    OfDropout2d() {
      super(() -> new Dropout2d(0.4f), Shape.of(3));
    }
  }

  @Nested
  class OfDropoutThatDropsNothing extends OfImages {
    OfDropoutThatDropsNothing() {
      super(() -> new Dropout(0));
    }
  }
}
