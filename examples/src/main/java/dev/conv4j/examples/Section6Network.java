package dev.conv4j.examples;

import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Trace;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.Digits;
import dev.conv4j.data.TrainTest;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Prediction;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.Shapes;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingEvent;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.TrainingOptions;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A simple network for handwritten digits, and its training. */
public final class Section6Network {
  static final Section SECTION =
      new Section(
          6,
          "A simple network that reads digits",
          "Two convolutions, each followed by pooling and ReLU, and one fully connected layer are"
              + " enough to read handwritten digits.",
          Section6Network::run);

  private static final int STEPS_SHOWN = 20;
  private static final int DIGITS_SHOWN = 4;

  private Section6Network() {}

  /** Runs the section. */
  public static void main(String[] args) {
    SECTION.run(System.out, Display.ofStandardOutput());
  }

  /** What comes out of a layer for one image. */
  record Stage(String layer, String shape) {}

  /** The shapes on the way of an image through the network. */
  static List<Stage> stages(Model model) {
    try (Tensor image = Tensor.zeros(model.device(), model.input().batched(1));
        Pass pass = Pass.traced(model.device())) {
      model.forward(image, pass);
      List<Stage> stages = new ArrayList<>();
      stages.add(new Stage("image", Shapes.perItem(image.shape())));
      for (Trace.Step step : pass.trace().steps()) {
        stages.add(new Stage(step.location(), Shapes.perItem(step.output().shape())));
      }
      return stages;
    }
  }

  /**
   * Trains for one epoch as the lecture does, a step for each 64 images.
   *
   * @param screen shows the loss from time to time
   * @return the loss before each step
   */
  static List<Double> train(Model model, Dataset images, Screen screen) {
    List<Double> losses = new ArrayList<>();
    try (Trainer trainer =
        new Trainer(
            model, TrainingOptions.lecture().epochs(1), event -> show(event, losses, screen))) {
      trainer.train(images);
    }
    return losses;
  }

  private static void show(TrainingEvent event, List<Double> losses, Screen screen) {
    if (event instanceof StepDone step) {
      losses.add(step.loss());
      if (step.batch() % STEPS_SHOWN == 1 || step.batch() == step.batches()) {
        String bar = "█".repeat((int) Math.round(step.loss() * 20));
        screen.line(
            "  step %3d of %d   loss %5.3f  %s"
                .formatted(step.batch(), step.batches(), step.loss(), bar));
      }
    }
  }

  private static void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    TrainTest digits = Digits.trainTest(42, 12_800, 1_000);
    try (Device device = Devices.open("auto");
        Model model = Zoo.lectureModel().initialize(device, 42)) {
      showStages(screen, model);
      screen.say(
          "Training: show the network 64 images, measure by the cross-entropy loss how wrong it is,"
              + " and move each weight a little in the direction that makes the loss smaller. That"
              + " is stochastic gradient descent, here with learning rate 0.01 and momentum 0.5."
              + " A network that only guesses one of ten digits has a loss of ln 10 = 2.303.");
      List<Double> losses = train(model, digits.train(), screen);
      double accuracy = new Evaluator(model).evaluate(digits.test()).accuracy();
      screen.line("");
      screen.say(
          "After these %d steps it reads %.1f %% of %d images that it has never seen, such as these:"
              .formatted(losses.size(), 100 * accuracy, digits.test().size()));
      showDigits(screen, model, digits.test());
    }
    screen.say("Ten epochs of the 60,000 images of MNIST bring this network to about 98 %.");
  }

  private static void showStages(Screen screen, Model model) {
    screen.say("One image on its way, as channels×height×width:");
    for (Stage stage : stages(model)) {
      screen.line("  %-8s %s".formatted(stage.layer(), stage.shape()));
    }
    screen.line("");
    screen.say(
        "The 320 features are the 20×4×4 values that the last pooling leaves; whoever changes a"
            + " kernel has to change that number too, and is told so when the model is built. There"
            + " are %d weights and biases to learn.".formatted(model.parameterCount()));
  }

  private static void showDigits(Screen screen, Model model, Dataset images) {
    Predictor predictor = new Predictor(model);
    int perImage = Math.toIntExact(images.imageShape().count());
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < Math.min(DIGITS_SHOWN, images.size()); i++) {
      float[] pixels = new float[perImage];
      images.readImage(i, pixels, 0);
      Prediction best = predictor.top(pixels, 1).getFirst();
      String caption = "%s, %.0f %% sure".formatted(best.label(), 100 * best.probability());
      blocks.add(Shading.draw(caption, pixels, images.imageShape().intExtent(2)));
    }
    screen.show(Block.beside(blocks));
  }
}
