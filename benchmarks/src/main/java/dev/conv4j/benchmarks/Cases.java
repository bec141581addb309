package dev.conv4j.benchmarks;

import dev.conv4j.benchmarks.NetworkCase.Mode;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Everything that is measured, in the order of the tables. */
final class Cases {
  private static final Shape MNIST = Shape.of(1, 28, 28);
  private static final Shape SMALL = Shape.of(3, 32, 32);
  private static final Shape LARGE = Shape.of(3, 224, 224);

  private Cases() {}

  /** Whole networks, then single operations. */
  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    addNetworks(cases);
    addConvolutions(cases);
    cases.add(new ProductCase(768));
    return List.copyOf(cases);
  }

  private static void addNetworks(List<Case> cases) {
    Layer.Config lecture = Zoo.network("lecture", MNIST, 10).config();
    for (int batch : new int[] {64, 512}) {
      cases.add(new NetworkCase("lecture", lecture, MNIST, batch, Mode.TRAINING_STEP));
    }
    for (int batch : new int[] {64, 1}) {
      cases.add(new NetworkCase("lecture", lecture, MNIST, batch, Mode.INFERENCE));
    }
    Layer.Config large = Zoo.network("resnet18", LARGE, 1000).config();
    Layer.Config small = Zoo.network("resnet18", SMALL, 10).config();
    for (Mode mode : Mode.values()) {
      cases.add(new NetworkCase("ResNet-18 at 224²", large, LARGE, 8, mode));
      cases.add(new NetworkCase("ResNet-18 for 32²", small, SMALL, 64, mode));
    }
  }

  private static void addConvolutions(List<Case> cases) {
    for (boolean gradients : new boolean[] {false, true}) {
      for (int channels = 64, size = 56; channels <= 512; channels *= 2, size /= 2) {
        cases.add(new ConvolutionCase(channels, channels, 3, 1, 1, size, 8, gradients));
      }
      cases.add(new ConvolutionCase(1, 10, 5, 1, 0, 28, 64, gradients));
      cases.add(new ConvolutionCase(10, 20, 5, 1, 0, 12, 64, gradients));
    }
    cases.add(new ConvolutionCase(64, 256, 1, 1, 0, 56, 8, false));
    cases.add(new ConvolutionCase(3, 64, 7, 2, 3, 224, 8, false));
  }
}
