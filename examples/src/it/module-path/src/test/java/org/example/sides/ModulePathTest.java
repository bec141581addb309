package org.example.sides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs twice: without the flag that brings the Vector API, then with it. */
class ModulePathTest {
  private final boolean flag = System.getProperty("vectorFlag").equals("present");

  @Test
  void isAModule() {
    assertEquals("dev.conv4j.core", Devices.class.getModule().getName());
    assertEquals("org.example.sides", Sides.class.getModule().getName());
  }

  @Test
  void saysWhatItComputesWith() {
    try (Device device = Devices.open("auto")) {
      String expected = flag ? "Vector API, " : "plain Java, ";
      assertTrue(device.description().startsWith(expected), device.description());
    }
  }

  @Test
  void trainsSavesAndLoadsALayerOfItsOwn(@TempDir Path folder) {
    Path file = folder.resolve("model.safetensors");
    try (Device device = Devices.open("cpu");
        Model model = Sides.model(device);
        Trainer trainer = new Trainer(model, TrainingOptions.lecture().epochs(10).batchSize(8))) {
      trainer.train(Sides.draw(400, 1));
      double accuracy = new Evaluator(model).evaluate(Sides.draw(200, 2)).accuracy();
      assertTrue(accuracy > 0.95, "accuracy " + accuracy);
      ModelFile.save(model, file, Map.of());
      try (Model loaded = ModelFile.load(file, device, List.of(ConvBlock.Config.class)).model()) {
        Sequential network = assertInstanceOf(Sequential.class, loaded.network());
        assertInstanceOf(ConvBlock.class, network.layers().getFirst());
        assertEquals(ModelFile.weightsSha256(model), ModelFile.weightsSha256(loaded));
      }
    }
  }
}
