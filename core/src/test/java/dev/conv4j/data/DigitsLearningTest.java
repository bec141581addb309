package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the drawn digits are as hard as handwriting for a linear classifier, easy for the lecture's
 * network, and near enough to handwriting that this network then reads MNIST.
 */
class DigitsLearningTest {
  private static final TrainingOptions LECTURE = TrainingOptions.lecture().epochs(3);

  /** A third of the usual number of images, to be quick. */
  private static final TrainTest FEW = Digits.trainTest(42, 20_000, 5_000);

  private static Device device;
  private static Model trainedOnFew;

  @BeforeAll
  static void trainOnFew() {
    device = Devices.open("cpu");
    trainedOnFew = lecture(1);
    train(trainedOnFew, FEW.train(), LECTURE.seed(1));
  }

  @AfterAll
  static void close() {
    trainedOnFew.close();
    device.close();
  }

  @Test
  void theLecturesNetworkLearnsFromFewImagesToo() {
    assertThat(accuracy(trainedOnFew, FEW.test())).isGreaterThanOrEqualTo(0.96);
  }

  @Test
  void whatWasLearntFromFewImagesReadsHandwriting() {
    assertThat(accuracy(trainedOnFew, mnistTest())).isGreaterThanOrEqualTo(0.8);
  }

  @Test
  void aLinearClassifierDoesNotLearnThemFromFewImages() {
    assertThat(linearAccuracy(FEW, 1, 0.01f, 2)).isBetween(0.85, 0.94);
  }

  @Tag("exhaustive")
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 42})
  void theLecturesNetworkLearns(long seed) {
    TrainTest digits = Digits.trainTest();
    try (Model model = lecture(seed)) {
      train(model, digits.train(), LECTURE.seed(seed));
      assertThat(accuracy(model, digits.test())).isGreaterThanOrEqualTo(0.98);
      assertThat(accuracy(model, mnistTest())).isGreaterThanOrEqualTo(0.8);
    }
  }

  @Tag("exhaustive")
  @ParameterizedTest(name = "seed {0}, learning rate {1}")
  @CsvSource({"1, 0.03", "1, 0.01", "1, 0.003", "2, 0.01", "3, 0.01"})
  void aLinearClassifierDoesNotLearnThem(long seed, float learningRate) {
    assertThat(linearAccuracy(Digits.trainTest(), seed, learningRate, 6)).isBetween(0.9, 0.94);
  }

  /** The best of three: the rate is divided by five twice, each time after so many epochs. */
  private static double linearAccuracy(TrainTest data, long seed, float learningRate, int epochs) {
    Layer linear =
        Sequential.builder().add("flatten", new Flatten()).add("fc", new Linear(784, 10)).build();
    double best = 0;
    float rate = learningRate;
    try (Model model = model("linear", linear, seed)) {
      for (int stage = 0; stage < 3; stage++) {
        train(
            model,
            data.train(),
            LECTURE
                .epochs(epochs)
                .seed(seed + stage)
                .optimizer(Sgd.Config.of(rate).momentum(0.9f)));
        best = Math.max(best, accuracy(model, data.test()));
        rate /= 5;
      }
    }
    return best;
  }

  private static Model lecture(long seed) {
    return model("lecture", Zoo.lecture(Digits.IMAGE_SHAPE, 10), seed);
  }

  private static Model model(String name, Layer network, long seed) {
    List<String> labels = Digits.trainTest(seed, 1, 1).train().labels();
    return new Model(name, network, Digits.IMAGE_SHAPE, labels, Normalization.MNIST)
        .initialize(device, seed);
  }

  private static void train(Model model, Dataset images, TrainingOptions options) {
    try (Trainer trainer = new Trainer(model, options, event -> {})) {
      trainer.train(images);
    }
  }

  private static double accuracy(Model model, Dataset images) {
    return new Evaluator(model).evaluate(images).accuracy();
  }

  private static Dataset mnistTest() {
    Path directory = SharedMnist.directory();
    return new DataSources(directory, DownloadListener.NONE).open(directory.toString()).test();
  }
}
