package dev.conv4j.examples;

import dev.conv4j.DeviceException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.Batch;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Availability.Available;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.io.PrintStream;

/** Where a network computes: a GPU if there is one, else the CPU. */
public final class Section7Device {
  static final Section SECTION =
      new Section(
          7,
          "Using the GPU, or another device",
          "A device is where tensors live and where they are computed with. The model and every"
              + " batch must be on the same one.",
          Section7Device::run);

  private static final int BATCH_SIZE = 64;
  private static final Shape IMAGES = Shape.of(BATCH_SIZE, 1, 28, 28);

  private Section7Device() {}

  /** Runs the section. */
  public static void main(String[] args) {
    SECTION.run(System.out, Display.ofStandardOutput());
  }

  /** Black images and labels of zero, in the memory of {@code device}. */
  static Batch batchOn(Device device) {
    Tensor images = Tensor.allocate(device, ElementType.FLOAT32, IMAGES, "images of the batch");
    images.write(new float[Math.toIntExact(IMAGES.count())]);
    return new Batch(images, Tensor.ofInts(device, Shape.of(BATCH_SIZE), new int[BATCH_SIZE]));
  }

  /**
   * One pass forward and back on the device of the model.
   *
   * @return the loss
   * @throws DeviceException if the batch is somewhere else
   */
  static float lossOf(Model model, Batch batch) {
    Device device = model.device();
    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor logits = model.forward(batch.images(), pass);
      Tensor loss = new CrossEntropyLoss().of(logits, batch.labels(), pass);
      pass.backward(loss, gradients);
      return loss.item();
    }
  }

  private static void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    showDevices(screen);
    Devices.Choice choice = Devices.choose(Devices.AUTO);
    screen.say(
        "Devices.open(\"auto\") takes a GPU if there is one, else the CPU. Here it takes %s: %s."
            .formatted(choice.name(), choice.reason()));
    // The reference device stands for wherever a model and its data happen to be at first.
    try (Device elsewhere = Devices.open("reference");
        Device device = Devices.open(choice.name());
        Model model = Zoo.lectureModel().initialize(elsewhere, 42)) {
      screen.say("The model moves once, each batch before it is used:");
      model.to(device);
      screen.line("  model.to(device)  the weights are on " + model.device().name());
      Batch batch = batchOn(elsewhere);
      Batch moved = batch.to(device);
      screen.line("  batch.to(device)  " + moved.images());
      screen.line("                    " + moved.labels());
      screen.line("  forward and back  loss %.3f".formatted(lossOf(model, moved)));
      screen.line("");
      showMistake(screen, model, batch);
    }
  }

  private static void showDevices(Screen screen) {
    screen.say("The devices that this program knows:");
    for (Devices.Survey survey : Devices.survey()) {
      switch (survey.availability()) {
        case Available(var devices, var advice) -> {
          devices.forEach(each -> screen.item(each.name(), each.description()));
          if (!advice.isEmpty()) {
            screen.item("", advice);
          }
        }
        case Unavailable(var reason, var remedy) ->
            screen.item(survey.kind(), "not here: " + reason + "; " + remedy);
      }
    }
    screen.line("");
  }

  private static void showMistake(Screen screen, Model model, Batch batch) {
    screen.say("Forgetting to move the batch is an error, and it says which is where:");
    try {
      lossOf(model, batch);
      throw new AssertionError("the batch was taken from another device");
    } catch (DeviceException e) {
      screen.item("", String.valueOf(e.getMessage()));
    }
    screen.line("");
  }
}
