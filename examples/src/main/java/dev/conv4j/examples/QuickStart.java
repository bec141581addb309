package dev.conv4j.examples;

import dev.conv4j.data.Digits;
import dev.conv4j.data.TrainTest;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;

/** Trains a network in five lines and tells how many of the test images it reads. */
public final class QuickStart {
  private QuickStart() {}

  /** Trains the lecture's network on digits that the program draws. */
  public static void main(String[] args) {
    try (Device device = Devices.open("auto")) {
      TrainTest digits = Digits.trainTest(42, 10_000, 1_000);
      Model model = Zoo.lectureModel().initialize(device, 42);
      new Trainer(model, TrainingOptions.lecture().epochs(3)).train(digits.train());
      System.out.println(new Evaluator(model).evaluate(digits.test()).accuracy());
    }
  }
}
