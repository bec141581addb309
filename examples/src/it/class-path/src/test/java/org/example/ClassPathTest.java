package org.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.train.Evaluation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs twice: without the flag that brings the Vector API, then with it. */
class ClassPathTest {
  private static final String FLAG = "--add-modules jdk.incubator.vector";

  /** Where the run without the flag leaves its weights for the run with it. */
  private static final Path WEIGHTS = Path.of("target", "weights-without-flag.bin");

  private final boolean flag = System.getProperty("vectorFlag").equals("present");

  @Test
  void isOnTheClassPath() {
    assertFalse(Devices.class.getModule().isNamed());
  }

  @Test
  void saysWhatItComputesWith() {
    try (Device device = Devices.open("auto")) {
      String expected = flag ? "Vector API, " : "plain Java, ";
      assertTrue(device.description().startsWith(expected), device.description());
    }
  }

  @Test
  void namesTheFlagWhereItIsAbsent() {
    Availability cpu =
        Devices.survey().stream()
            .filter(survey -> survey.kind().equals("cpu"))
            .findFirst()
            .orElseThrow()
            .availability();
    String advice = assertInstanceOf(Availability.Available.class, cpu).advice();
    if (flag) {
      assertEquals("", advice);
    } else {
      assertTrue(advice.contains(FLAG), advice);
    }
  }

  @Test
  void trainsAndAgreesWithTheOtherRunWithinRounding() throws IOException {
    try (Device device = Devices.open("cpu");
        Model model = Shapes.model(device)) {
      Evaluation evaluation = Shapes.trainAndEvaluate(model);
      assertTrue(evaluation.accuracy() > 0.95, "accuracy " + evaluation.accuracy());
      float[] weights = weights(model);
      if (flag) {
        assertArrayEquals(read(), weights, 1e-4f);
      } else {
        write(weights);
      }
    }
  }

  private static float[] weights(Model model) {
    float[] all = new float[Math.toIntExact(model.parameterCount())];
    int at = 0;
    for (var parameter : model.parameters().values()) {
      float[] values = parameter.value().toArray();
      System.arraycopy(values, 0, all, at, values.length);
      at += values.length;
    }
    return all;
  }

  private static void write(float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    Files.write(WEIGHTS, bytes.array());
  }

  private static float[] read() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(WEIGHTS));
    float[] values = new float[bytes.capacity() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
