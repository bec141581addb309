package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.LearningRates.Tried;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The search for a learning rate. */
class LearningRateFinderTest {
  private static final Dataset IMAGES = Toy.images(60);

  private final Device device = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    assertThat(device.memory().use().bytesInUse()).isZero();
    device.close();
  }

  private static double lossAfter(double rate, Device device) {
    try (Model model = Toy.model(device);
        Trainer trainer =
            new Trainer(model, Toy.OPTIONS.epochs(6).optimizer(Sgd.Config.of((float) rate)))) {
      return trainer.train(IMAGES).getLast().trainLoss();
    }
  }

  /** A tenth and ten times of what is suggested are both worse after a short training. */
  @Test
  void suggestsARateThatTrainsWell() {
    TrainingOptions options = Toy.OPTIONS.optimizer(Sgd.Config.of(0.1f));
    double rate;
    try (Model model = Toy.model(device)) {
      rate = new LearningRateFinder(model, options).find(IMAGES).suggestion().orElseThrow();
    }
    double loss = lossAfter(rate, device);
    assertThat(loss).isLessThan(lossAfter(rate / 10, device));
    assertThat(loss).isLessThan(0.2);
  }

  @Test
  void leavesTheModelAsItWas() {
    try (Model model = Toy.model(device)) {
      Map<String, float[]> before = Toy.weights(model);
      LearningRates rates = new LearningRateFinder(model, Toy.OPTIONS).find(IMAGES);
      Toy.weights(model)
          .forEach((path, values) -> assertThat(values).containsExactly(before.get(path)));
      List<Double> tried = rates.tried().stream().map(Tried::rate).toList();
      assertThat(tried).isSorted();
      assertThat(tried.getFirst()).isLessThan(1.1e-6);
      assertThat(tried).hasSizeBetween(50, 210);
      assertThat(new LearningRateFinder(model, Toy.OPTIONS).find(IMAGES)).isEqualTo(rates);
    }
  }

  @Test
  void theSuggestionIsATenthOfWhereTheLossWasLowest() {
    List<Tried> tried = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      tried.add(new Tried(StrictMath.pow(10, i / 20.0 - 4), Math.abs(i - 60) / 60.0 + 1));
    }
    assertThat(LearningRates.of(tried).suggestion()).hasValue(0.01);
  }

  @Test
  void nothingIsSuggestedIfTheLossNeverFell() {
    List<Tried> rising = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      rising.add(new Tried(StrictMath.pow(10, i / 20.0 - 4), i));
    }
    assertThat(LearningRates.of(rising).suggestion()).isEmpty();
  }

  @Test
  void thePictureIsSoundXml() throws Exception {
    try (Model model = Toy.model(device)) {
      String svg = new LearningRateFinder(model, Toy.OPTIONS).find(IMAGES).svg();
      var document =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
      assertThat(document.getDocumentElement().getNamespaceURI())
          .isEqualTo("http://www.w3.org/2000/svg");
      assertThat(svg).contains(".chart .line", "class=\"line train\"");
      assertThat(svg)
          .contains("<title>The loss while the learning rate grew</title>")
          .contains("class=\"title label\"")
          .contains(">loss of a step</text>", ">smoothed</text>")
          .containsPattern(">suggested: [0-9.]+</text>");
    }
  }
}
