package dev.conv4j.benchmarks;

import dev.conv4j.benchmarks.NetworkCase.Mode;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything that is measured, in the order of the tables. */
final class Cases {
  private static final Shape MNIST = Shape.of(1, 28, 28);
  private static final Shape SMALL = Shape.of(3, 32, 32);
  private static final Shape LARGE = Shape.of(3, 224, 224);

  private Cases() {}

  /**
   * Whole networks, then single operations, some of them drawn.
   *
   * @param seed of the convolutions that are drawn
   */
  static List<Case> all(long seed) {
    List<Case> cases = new ArrayList<>(networks());
    cases.addAll(convolutions());
    cases.addAll(DrawnConvolutions.draw(seed));
    cases.add(new ProductCase(768));
    return List.copyOf(cases);
  }

  /** The case, or peak, of this name; names are how processes tell each other what to do. */
  static Case named(String name, long seed) {
    return Stream.concat(all(seed).stream(), peaks().stream())
        .filter(work -> work.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no case is called " + name));
  }

  /** The peaks that cases are held to: of one thread, and of as many as there are processors. */
  static List<PeakCase> peaks() {
    return Machine.threadCounts().stream().map(PeakCase::new).toList();
  }

  /** Whole networks at work; none is built before it is asked for. */
  static List<NetworkCase> networks() {
    List<NetworkCase> cases = new ArrayList<>();
    Supplier<Layer.Config> lecture = () -> Zoo.network("lecture", MNIST, 10).config();
    for (int batch : new int[] {64, 512}) {
      cases.add(new NetworkCase("lecture", lecture, MNIST, batch, Mode.TRAINING_STEP));
    }
    for (int batch : new int[] {64, 1}) {
      cases.add(new NetworkCase("lecture", lecture, MNIST, batch, Mode.INFERENCE));
    }
    Supplier<Layer.Config> large = () -> Zoo.network("resnet18", LARGE, 1000).config();
    Supplier<Layer.Config> small = () -> Zoo.network("resnet18", SMALL, 10).config();
    for (Mode mode : Mode.values()) {
      cases.add(new NetworkCase("ResNet-18 at 224²", large, LARGE, 8, mode));
      cases.add(new NetworkCase("ResNet-18 for 32²", small, SMALL, 64, mode));
    }
    return cases;
  }

  /** Convolutions of well-known networks. */
  static List<ConvolutionCase> convolutions() {
    List<ConvolutionCase> cases = new ArrayList<>();
    for (boolean gradients : new boolean[] {false, true}) {
      for (int channels = 64, size = 56; channels <= 512; channels *= 2, size /= 2) {
        cases.add(new ConvolutionCase(channels, channels, 3, 1, 1, size, 8, gradients));
      }
      cases.add(new ConvolutionCase(1, 10, 5, 1, 0, 28, 64, gradients));
      cases.add(new ConvolutionCase(10, 20, 5, 1, 0, 12, 64, gradients));
      cases.add(new ConvolutionCase(128, 128, 3, 1, 1, 128, 56, 8, gradients));
    }
    cases.add(new ConvolutionCase(64, 256, 1, 1, 0, 56, 8, false));
    cases.add(new ConvolutionCase(3, 64, 7, 2, 3, 224, 8, false));
    return cases;
  }
}
