package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.Evaluation;
import org.junit.jupiter.api.Test;

/** Runs twice: without the flag that brings the Vector API, then with it. */
class ModulePathTest {
  private final boolean flag = System.getProperty("vectorFlag").equals("present");

  @Test
  void isAModule() {
    assertEquals("dev.conv4j.core", Devices.class.getModule().getName());
    assertEquals("org.example.shapes", Shapes.class.getModule().getName());
  }

  @Test
  void saysWhatItComputesWith() {
    try (Device device = Devices.open("auto")) {
      String expected = flag ? "Vector API, " : "plain Java, ";
      assertTrue(device.description().startsWith(expected), device.description());
    }
  }

  @Test
  void trains() {
    try (Device device = Devices.open("cpu");
        Model model = Shapes.model(device)) {
      Evaluation evaluation = Shapes.trainAndEvaluate(model);
      assertTrue(evaluation.accuracy() > 0.95, "accuracy " + evaluation.accuracy());
    }
  }
}
