package dev.conv4j.train;

import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.page.ParsedPage;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.Evaluation.Mistake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a small report is made of, to be changed before the page is asked for. */
final class ReportSample {
  final Device device = Devices.open("reference");
  final int size = 3;
  private final int channels;
  private Sequential network;
  String title = "sample";
  String name = "tiny";
  List<String> labels;
  final Map<String, String> facts = new LinkedHashMap<>();
  List<EpochMetrics> history =
      List.of(
          new EpochMetrics(1, 1.5, 0.5, null, null, 6, 1000, List.of(2.0, 1.0), List.of()),
          new EpochMetrics(2, 0.5, 0.75, null, null, 4, 1000, List.of(0.6, 0.4), List.of()));
  Evaluation evaluation =
      new Evaluation(
          0.4321,
          0.75,
          null,
          8,
          List.of(List.of(3, 1), List.of(1, 3)),
          List.of(new Mistake(5, 1, 0, 0.9f, 0.0001f), new Mistake(2, 0, 1, 0.6f, 0.4f)),
          2);

  Report.@Nullable TrainingImages training;

  /** Grey images of dogs and cats. */
  ReportSample() {
    this(1, 2);
    labels = List.of("dog", "cat");
  }

  /** Images with some channels, of some classes named c0, c1 and so on. */
  ReportSample(int channels, int classes) {
    this.channels = channels;
    labels = IntStream.range(0, classes).mapToObj(i -> "c" + i).toList();
    network =
        Sequential.builder()
            .add("conv", new Conv2d(channels, 2, 2))
            .add("flatten", new Flatten())
            .add("fc", new Linear(8, classes))
            .build();
    Layers.initialize(network, device, 1);
  }

  void useLinearNetwork() {
    network = Sequential.of(new Flatten(), new Linear(channels * size * size, labels.size()));
    Layers.initialize(network, device, 1);
  }

  Layer first() {
    return network.layers().getFirst();
  }

  /** Counts without any mistake. */
  List<List<Integer>> perfect(int images) {
    List<List<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      List<Integer> row = new ArrayList<>(Collections.nCopies(labels.size(), 0));
      row.set(i, images);
      counts.add(row);
    }
    return counts;
  }

  /** A pixel of an image, 0 to 255. */
  static int pixel(int image, int index) {
    return (image * 31 + index * 17) % 256;
  }

  /** The page; closes the device. */
  ParsedPage page() {
    Shape image = Shape.of(channels, size, size);
    try (device) {
      Model model = new Model(name, network, image, labels, Normalization.none(channels));
      return ParsedPage.parse(
          Report.html(
              new Report.Contents(
                  title, facts, model, history, evaluation, images(image), training)));
    }
  }

  private Dataset images(Shape shape) {
    int perImage = channels * size * size;
    byte[] pixels = new byte[8 * perImage];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) pixel(i / perImage, i % perImage);
    }
    return new ByteImages(
        shape, List.of("dog", "cat"), pixels, new byte[] {0, 0, 0, 0, 1, 1, 1, 1});
  }
}
